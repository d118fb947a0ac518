// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/consensus.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/consensus/advice.hpp"
#include "harness/consensus/mesh.hpp"
#include "harness/consensus/stall_end.hpp"
#include "harness/consensus/verdict.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::consensus {

namespace {

bool started(const ChainView& view, const Chain& chain) {
  return std::ranges::any_of(chain.peers,
                             [&](PeerId peer) { return view.chain_of(peer) != nullptr; });
}

/// Whether blocks are what this chain is about.
bool has_miners(const ChainView& view, const Chain& chain) {
  return std::ranges::any_of(chain.peers, [&](PeerId peer) {
    return view.world->peer(peer).spec.geth.mine || view.height(peer) > 0;
  });
}

bool is_sticky(const PeerSpec& spec) {
  constexpr std::uint64_t sticky = 1;  // SPEC goquorum 7.1
  return runs_bft(spec) && engine_config(spec).policy == sticky;
}

/// The validators that count otherwise than the first; peers with one formula together.
std::vector<OtherQuorum> others_of(const scenario::Scene& scene, const ChainView& view,
                                   const Validators& validators) {
  OtherQuorum other;
  std::map<const ChainSpec*, Validators> of_files;  // before a start, a genesis says all
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const bool begun = view.chain_of(one.peer) != nullptr;
    const auto [found, fresh] = of_files.try_emplace(view.world->peer(one.peer).spec.chain.get());
    if (fresh || begun) found->second = validators_of(view, one.peer);
    const Validators& own = found->second;
    if (own.size() != validators.size() || own.ceil == validators.ceil) continue;
    if (own.quorum == validators.quorum) continue;
    other.peers.push_back(one.name);
    other.quorum = own.quorum;
    other.formula = formula_of(scene, one.peer, own.ceil);
  }
  if (other.peers.empty()) return {};
  return {other};
}

/// Stalls are told to their ends as long as somebody may read them.
constexpr std::size_t most_told = 64;

void add_stalls(const ChainView& view, const Chain& chain, Facts& facts) {
  ChainWatch watch(view);
  watch.read();
  Progress progress = progress_of(view, chain, watch);
  Outlook outlook(view, chain, facts.validators);
  for (std::size_t i = 0; i < std::min(progress.stalls.size(), most_told); ++i) {
    report::Stall& stall = progress.stalls[i];
    Why why = why_of(view, chain, watch, stall);
    stall.cause = std::move(why.text);
    stall.missing = std::move(why.missing);
    stall.first_lost = first_lost(view, chain, stall);
    tell_end(view, chain, facts.validators, outlook, facts.timers, stall);
  }
  facts.stalls = std::move(progress.stalls);
  facts.phases = std::move(progress.phases);
  facts.late = progress.late;
}

Facts facts_of(const scenario::Scene& scene, const ChainView& view, const Chain& chain) {
  const PeerId peer = highest_peer(view, chain);
  Facts facts;
  facts.validators = validators_of(view, peer);
  facts.formula = formula_of(scene, peer, facts.validators.ceil);
  facts.sites = sites_of(*view.world, facts.validators);
  facts.sticky = is_sticky(view.world->peer(peer).spec);
  facts.timers = shortest_timers(*view.world, facts.validators, view.height(peer) + 1);
  facts.others = others_of(scene, view, facts.validators);
  if (!started(view, chain)) return facts;
  add_stalls(view, chain, facts);
  facts.height = view.height(peer);
  return facts;
}

/// Who can vote over which links: as the run ended, or as the files have it where there was none.
std::optional<VoteGraph> graph_now(const scenario::Scene& scene, const ChainView& view,
                                   const Validators& validators, bool from_files) {
  if (from_files) return graph_of_files(*scene.world, validators);
  if (view.log->empty()) return std::nullopt;
  Mesh mesh(view);
  mesh.read_until(view.now);
  return mesh.graph(validators);
}

/// What losses do is told of the links as they are, and of a full mesh before there are any. Where
/// the links that are up do not keep the chain alive, nothing has to be lost for it.
void add_margin(const Facts& facts, const std::optional<VoteGraph>& graph,
                report::Consensus& made) {
  const auto full =
      VoteGraph::full(facts.validators.size(), facts.validators.quorum, facts.validators.relays);
  if (!graph || graph->after() == After::lives)
    made.losses = losses_of(graph ? *graph : full, facts.sites);
  if (!graph) return;
  Advice advice = advice_of(*graph, facts.sites);
  made.mesh = std::move(advice.mesh);
  made.advice = std::move(advice.links);
}

report::Consensus told(const ChainView& view, const Chain& chain, const Facts& facts) {
  report::Consensus made;
  made.genesis_hash = "0x" + wire::to_hex(chain.genesis);
  for (const Validator& one : facts.validators.all) made.validators.push_back(one.name);
  made.faulty = facts.validators.faulty;
  made.quorum = facts.validators.quorum;
  made.formula = facts.formula;
  for (std::size_t i = 0; i < facts.sites.names.size(); ++i)
    if (halts_without(facts.validators, facts.sites, i))
      made.halts_without.push_back(facts.sites.names[i]);
  for (const PeerId peer : chain.peers)
    if (view.chain_of(peer)) made.heights.push_back({view.world->name(peer), view.height(peer)});
  made.stalls = facts.stalls;
  made.phases = facts.phases;
  made.verdict = verdict_of(facts);
  return made;
}

std::vector<report::Consensus> all_of(const scenario::Scene& scene, const ChainView& view,
                                      bool from_files) {
  std::vector<report::Consensus> all;
  for (const Chain& chain : chains_of(view)) {
    if (!has_miners(view, chain)) continue;
    const Facts facts = facts_of(scene, view, chain);
    if (facts.sites.names.empty()) continue;
    all.push_back(told(view, chain, facts));
    add_margin(facts, graph_now(scene, view, facts.validators, from_files), all.back());
  }
  return all;
}

}  // namespace

std::vector<report::Consensus> consensus_of(const scenario::Scene& scene, const ChainView& view) {
  return all_of(scene, view, false);
}

std::vector<report::Consensus> consensus_of(const scenario::Scene& scene) {
  const ChainView view = view_of(*scene.world);
  return all_of(scene, view, view.log->empty());
}

std::string because(const scenario::Scene& scene, const ChainView& view, const ChainWatch& watch,
                    PeerId peer, Instant from, Instant to) {
  const Chain chain = chain_with(view, peer);
  if (chain.peers.empty()) return "";
  const report::Stall stall = stall_between(view, chain, watch, peer, from, to);
  if (stall.cause.find("quorum is") == std::string::npos) return "because " + stall.cause;
  const PeerId highest = highest_peer(view, chain);
  const bool ceil = validators_of(view, highest).ceil;
  return fmt::format("because {} ({})", stall.cause, formula_of(scene, highest, ceil));
}

}  // namespace seatrial::consensus
