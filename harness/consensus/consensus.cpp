// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/consensus.hpp"

#include <fmt/format.h>

#include <algorithm>

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

std::vector<Share> shares_of(const World& world, const Validators& validators) {
  std::vector<Share> shares;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    Share share{world.cluster(ClusterId(i)).spec().name, 0};
    for (const Validator& one : validators.all)
      if (one.peer != PeerId::none && world.peer(one.peer).spec.cluster == ClusterId(i))
        ++share.validators;
    if (share.validators > 0) shares.push_back(std::move(share));
  }
  return shares;
}

/// The validators that count otherwise than the first; peers with one formula together.
std::vector<OtherQuorum> others_of(const scenario::Scene& scene, const ChainView& view,
                                   const Validators& validators) {
  OtherQuorum other;
  for (const Validator& one : validators.all) {
    if (one.peer == PeerId::none) continue;
    const Validators own = validators_of(view, one.peer);
    if (own.size() != validators.size() || own.ceil == validators.ceil) continue;
    if (own.quorum == validators.quorum) continue;
    other.peers.push_back(one.name);
    other.quorum = own.quorum;
    other.formula = formula_of(scene, one.peer, own.ceil);
  }
  if (other.peers.empty()) return {};
  return {other};
}

/// "round 4's timer ended first after the links were back": how a stall came to its end.
std::string end_of(const Chain& chain, const ChainWatch& watch, const report::Stall& stall) {
  if (!stall.to) return "";
  for (const Head& first : watch.firsts(chain.genesis)) {
    if (first.at != *stall.to) continue;
    const auto round = watch.round_of(first.block);
    if (!round || *round == 0) return "";
    return fmt::format("round {}'s timer was the first to end with a quorum linked", *round - 1);
  }
  return "";
}

Facts facts_of(const scenario::Scene& scene, const ChainView& view, const Chain& chain) {
  const PeerId peer = highest_peer(view, chain);
  Facts facts;
  facts.validators = validators_of(view, peer);
  facts.formula = formula_of(scene, peer, facts.validators.ceil);
  facts.shares = shares_of(*view.world, facts.validators);
  facts.others = others_of(scene, view, facts.validators);
  if (!started(view, chain)) return facts;
  ChainWatch watch(view);
  watch.read();
  Progress progress = progress_of(view, chain, watch);
  for (report::Stall& stall : progress.stalls) {
    stall.cause = cause_of(view, chain, watch, stall);
    facts.ended.push_back(end_of(chain, watch, stall));
  }
  facts.stalls = std::move(progress.stalls);
  facts.late = progress.late;
  facts.height = view.height(peer);
  return facts;
}

report::Consensus told(const ChainView& view, const Chain& chain, const Facts& facts) {
  report::Consensus made;
  made.genesis_hash = "0x" + wire::to_hex(chain.genesis);
  for (const Validator& one : facts.validators.all) made.validators.push_back(one.name);
  made.faulty = facts.validators.faulty;
  made.quorum = facts.validators.quorum;
  made.formula = facts.formula;
  for (const Share& share : facts.shares)
    if (halts_without(facts.validators, share)) made.halts_without.push_back(share.cluster);
  for (const PeerId peer : chain.peers)
    if (view.chain_of(peer)) made.heights.push_back({view.world->name(peer), view.height(peer)});
  made.stalls = facts.stalls;
  made.verdict = verdict_of(facts);
  return made;
}

}  // namespace

std::vector<report::Consensus> consensus_of(const scenario::Scene& scene, const ChainView& view) {
  std::vector<report::Consensus> all;
  for (const Chain& chain : chains_of(view)) {
    if (!has_miners(view, chain)) continue;
    const Facts facts = facts_of(scene, view, chain);
    if (!facts.shares.empty()) all.push_back(told(view, chain, facts));
  }
  return all;
}

std::vector<report::Consensus> consensus_of(const scenario::Scene& scene) {
  return consensus_of(scene, view_of(*scene.world));
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
