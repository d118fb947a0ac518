// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/margin_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/consensus/recovery.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diff {
namespace {

/// By the first validator of the chain that is a peer here: the others have its genesis.
std::vector<Recovery> recoveries_of(const report::Consensus& chain, const World& world) {
  std::vector<Recovery> all;
  for (const std::string& name : chain.validators) {
    const PeerId peer = world.find_peer(name);
    if (peer == PeerId::none || !runs_bft(world.peer(peer).spec)) continue;
    for (const consensus::Recovery& one : consensus::usual_recoveries(world.peer(peer).spec))
      all.push_back({one.cut, one.block});
    break;
  }
  return all;
}

Margin margin_of(const report::Consensus& chain, const Side& side) {
  Margin margin;
  margin.genesis = chain.genesis_hash;
  margin.validators = chain.validators;
  margin.faulty = chain.faulty;
  margin.quorum = chain.quorum;
  const std::size_t count = chain.validators.size();
  // A round change completes with nobody where the quorum is 1. // SPEC law 1b H
  margin.spare = chain.quorum <= 1 || count < chain.quorum ? 0 : count - chain.quorum;
  margin.halts_without = chain.halts_without;
  if (margin.spare < count && chain.quorum > 1)
    margin.recoveries = recoveries_of(chain, *side.scene.world);
  return margin;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// The validators that were peers and are nobody any more, on a chain that still counts them.
std::vector<std::string> gone_of(const Margin& before, const Margin& after, const Side& side) {
  if (before.genesis != after.genesis) return {};
  const std::vector<std::string> peers = side.peers();
  std::vector<std::string> gone;
  for (const std::string& name : before.validators) {
    const bool was_peer = name.find('/') != std::string::npos;
    if (was_peer && !contains(peers, name)) gone.push_back(name);
  }
  return gone;
}

/// What halts the chain now and did not before. `gone` are lost already.
std::vector<std::string> halts_of(const Margin& before, const Margin& after, std::size_t gone) {
  std::vector<std::string> halts;
  const std::size_t count = after.validators.size();
  if (gone > after.spare) {
    halts.push_back(fmt::format("{} of {} validators are left, and quorum is {}: the chain stands",
                                count - gone, count, after.quorum));
    return halts;
  }
  for (const std::string& cluster : after.halts_without) {
    if (contains(before.halts_without, cluster)) continue;
    halts.push_back(fmt::format("the loss of {} halts the chain now", cluster));
  }
  if (before.spare > 0 && after.spare == gone) {
    halts.push_back(
        fmt::format("the loss of any one of {} validators halts the chain now", count - gone));
  }
  return halts;
}

MarginChange changed(const Margin& before, const Margin& after, const Side& side) {
  MarginChange change{Change::altered, before, after, gone_of(before, after, side), {}};
  change.halts = halts_of(before, after, change.gone.size());
  return change;
}

/// Whether a peer starts on this chain.
bool is_in_use(const Side& side, const std::string& genesis) {
  const World& world = *side.scene.world;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    const auto& chain = world.peer(PeerId(i)).spec.chain;
    if (chain != nullptr && "0x" + wire::to_hex(chain->genesis_hash) == genesis) return true;
  }
  return false;
}

MarginChange gone(const Margin& before, const Side& after) {
  MarginChange change{Change::removed, before, std::nullopt, {}, {}};
  if (is_in_use(after, before.genesis))
    change.halts.emplace_back(
        "peers are still on this chain, and nobody makes its blocks any more");
  return change;
}

}  // namespace

std::vector<MarginChange> margin_changes(const Side& before, const Side& after) {
  std::vector<const report::Consensus*> old_left;
  for (const report::Consensus& chain : before.report.consensus) old_left.push_back(&chain);
  std::vector<const report::Consensus*> new_left;
  std::vector<MarginChange> changes;
  for (const report::Consensus& chain : after.report.consensus) {
    const auto same = std::ranges::find(old_left, chain.genesis_hash,
                                        [](const auto* other) { return other->genesis_hash; });
    if (same == old_left.end()) {
      new_left.push_back(&chain);
      continue;
    }
    const Margin was = margin_of(**same, before);
    const Margin is = margin_of(chain, after);
    if (was != is) changes.push_back(changed(was, is, after));
    old_left.erase(same);
  }
  for (std::size_t i = 0; i < new_left.size(); ++i) {
    const Margin is = margin_of(*new_left[i], after);
    changes.push_back(i < old_left.size() ? changed(margin_of(*old_left[i], before), is, after)
                                          : MarginChange{Change::added, std::nullopt, is, {}, {}});
  }
  for (std::size_t i = new_left.size(); i < old_left.size(); ++i)
    changes.push_back(gone(margin_of(*old_left[i], before), after));
  return changes;
}

}  // namespace seatrial::diff
