// SPDX-License-Identifier: Apache-2.0
// Why a chain stood: too few validators that ran, mined and were linked, or a missing proposer.
#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/closed_lines.hpp"
#include "harness/consensus/stalls.hpp"
#include "harness/consensus/words.hpp"
#include "sim/proto/istanbul/rules.hpp"

namespace seatrial::consensus {

namespace {

// Shorter states are transitions: a start, a redial, the last moments of a link.
constexpr Duration settled = seconds(5);

/// What the validators could do in the worst state that lasted, or in the last one if none did.
Reach worst_reach(const ChainView& view, const Validators& validators, Instant from, Instant to) {
  Mesh mesh(view);
  mesh.read_until(from);
  std::optional<Reach> worst;
  Instant since = from;
  const auto weigh = [&](Instant until) {
    if (until - since < settled) return;
    Reach reach = mesh.reach(validators);
    if (!worst || reach.group < worst->group) worst = std::move(reach);
  };
  while (const auto change = mesh.next_before(to)) {
    weigh(*change);
    since = *change;
    mesh.read_until(*change);
  }
  weigh(to);
  return worst ? *worst : mesh.reach(validators);
}

std::string quorum_text(const Validators& validators) {
  return fmt::format("quorum is {}", validators.quorum);
}

/// "; b/b1 was down; b/b2 did not mine": what is wrong besides.
std::string besides(const Reach& reach) {
  std::string text;
  if (!reach.down.empty()) text += fmt::format("; {} down", were(reach.down));
  if (!reach.not_mining.empty()) text += fmt::format("; {} did not mine", listed(reach.not_mining));
  if (!reach.syncing.empty())
    text += fmt::format("; the engine of {} was stopped by a first sync", listed(reach.syncing));
  return text;
}

/// Enough are linked, and not each with each: nobody is missing, links are. // SPEC law 1b F
bool is_sparse(const Validators& validators, const Reach& reach) {
  return reach.group < validators.quorum && reach.passing >= validators.quorum;
}

std::string too_few(const Validators& validators, const Reach& reach) {
  const std::string of = fmt::format("of {}", counted(validators.size(), "validator"));
  const std::string quorum = quorum_text(validators);
  if (reach.running == 0) return "no validator ran; " + quorum;
  if (reach.running < validators.quorum)
    return fmt::format("{} {} ran; {}{}", reach.running, of, quorum, besides(reach));
  if (reach.mining < validators.quorum)
    return fmt::format("{} {} mined; {}{}", reach.mining, of, quorum, besides(reach));
  if (reach.links == 0) return fmt::format("no two validators were linked; {}", quorum);
  if (is_sparse(validators, reach)) {
    return fmt::format(
        "{} {} could pass votes on to one another, but {} heard {} others ask for "
        "another round; {}{}",
        reach.passing, of, number_word(reach.changers), validators.quorum - 1, quorum,
        besides(reach));
  }
  return fmt::format("{} {} could reach one another; {}{}", reach.group, of, quorum,
                     besides(reach));
}

/// Who was not among those who could agree.
std::vector<std::string> missing_in(const Validators& validators, const Reach& reach) {
  std::vector<std::string> names;
  if (is_sparse(validators, reach)) return reach.down;
  for (const Validator& one : validators.all)
    if (!reach.members.contains(one.peer)) names.push_back(one.name);
  std::ranges::sort(names);
  return names;
}

std::string in_round(const istanbul::Message& message) {
  return message.view.round == 0 ? "" : fmt::format(", round {},", message.view.round);
}

/// Which hop a message did not get over.
std::string hop_of(const ChainView& view, const LateVote& vote) {
  const World& world = *view.world;
  const auto site = [&](PeerId peer) {
    return world.cluster(world.peer(peer).spec.cluster).spec().name;
  };
  const std::string from = site(vote.from);
  const std::string to = site(vote.to);
  const std::string word(net::to_string(vote.disposition));
  if (from == to) return fmt::format("{} inside {}", word, from);
  for (std::size_t i = 0; i < world.network().wan_count(); ++i) {
    const std::string& name = world.network().wan(net::WanId(static_cast<std::uint32_t>(i))).name();
    if (name == from + "-" + to || name == to + "-" + from)
      return fmt::format("{} at the line {}", word, name);
  }
  return fmt::format("{} between {} and {}", word, from, to);
}

/// The peer of a chain that had a block, so that its validators can be asked for.
PeerId owner_of(const ChainView& view, const Chain& chain, chain::BlockId block) {
  for (const PeerId peer : chain.peers) {
    const chain::Blockchain* disk = view.chain_of(peer);
    if (disk != nullptr && disk->has(block)) return peer;
  }
  return PeerId::none;
}

/// The block that a chain stood at; none where nobody has it (any more).
chain::BlockId block_of(const ChainView& view, const Chain& chain, const ChainWatch& watch,
                        std::uint64_t height) {
  for (const Head& first : watch.firsts(chain.genesis))
    if (first.number == height) return first.block;
  for (const PeerId peer : chain.peers)
    if (view.chain_of(peer) != nullptr) return view.chain_of(peer)->genesis();
  return chain::BlockId::none;
}

/// Who was to propose in the first rounds of a stall, each once.
std::vector<Validator> proposers(const ChainView& view, PeerId peer, chain::BlockId head,
                                 std::uint64_t rounds) {
  const std::uint64_t policy = engine_config(view.world->peer(peer).spec).policy;
  const chain::Snapshot& snapshot = view.chain_of(peer)->snapshot(head);
  std::vector<Validator> found;
  for (std::uint64_t round = 0; round < std::min<std::uint64_t>(rounds, snapshot.validators.size());
       ++round) {
    const auto ref = istanbul::proposer_of(*view.blocks, snapshot, head, round, policy);
    for (const Validator& one : validators_after(view, peer, head).all)
      if (one.address == view.blocks->book().address(ref)) found.push_back(one);
  }
  return found;
}

/// A quorum could agree, so that somebody did not propose, or was not heard.
std::string no_proposal(const ChainView& view, PeerId peer, chain::BlockId head, const Reach& reach,
                        const report::Stall& stall) {
  std::vector<std::string> missing;
  const auto asked = proposers(view, peer, head, std::max<std::uint64_t>(stall.round, 1));
  for (const Validator& one : asked)
    if (!reach.members.contains(one.peer)) missing.push_back(one.name);
  if (!missing.empty()) {
    return fmt::format("{} missing, who {} to propose block {}{}", were(missing),
                       missing.size() == 1 ? "was" : "were", stall.height + 1, besides(reach));
  }
  return fmt::format("{} validators stayed linked, but no round of block {} got its votes in time",
                     reach.group, stall.height + 1);
}

}  // namespace

Why why_of(const ChainView& view, const Chain& chain, const ChainWatch& watch,
           const report::Stall& stall) {
  const Instant to = stall.to.value_or(view.now);
  const chain::BlockId head = block_of(view, chain, watch, stall.height);
  const PeerId peer = owner_of(view, chain, head);
  const Validators validators = peer == PeerId::none
                                    ? validators_of(view, highest_peer(view, chain))
                                    : validators_after(view, peer, head);
  const Reach reach = worst_reach(view, validators, stall.from, to);
  const std::string lines = closed_lines(view, stall.from, to);
  if (reach.group < validators.quorum || peer == PeerId::none)
    return {too_few(validators, reach) + lines, missing_in(validators, reach)};
  return {no_proposal(view, peer, head, reach, stall) + lines, missing_in(validators, reach)};
}

std::string first_lost(const ChainView& view, const Chain& chain, const report::Stall& stall) {
  for (const LateVote& vote : view.world->late_votes()) {
    if (vote.at < stall.from || vote.message.view.sequence != stall.height + 1) continue;
    if (vote.at >= stall.to.value_or(view.now)) return "";
    if (!chain.contains(vote.from) || !chain.contains(vote.to)) continue;
    return fmt::format("{} of block {}{} from {} to {} at {}: {}",
                       istanbul::text(vote.message.code), stall.height + 1, in_round(vote.message),
                       view.world->name(vote.from), view.world->name(vote.to), to_string(vote.at),
                       hop_of(view, vote));
  }
  return "";
}

}  // namespace seatrial::consensus
