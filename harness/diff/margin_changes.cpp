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
  margin.stands = chain.losses.empty();
  for (report::Losses losses : chain.losses) {
    if (losses.kind != "line" && losses.kind != "link") continue;
    losses.tried = 0;  // more lines that do no harm are no other margin
    margin.losses.push_back(std::move(losses));
  }
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

const report::Losses& losses_of(const Margin& margin, std::string_view kind) {
  static const report::Losses none;
  const auto found = std::ranges::find(margin.losses, kind, &report::Losses::kind);
  return found == margin.losses.end() ? none : *found;
}

/// What one loss of this kind does, before a change and after it.
class Kind {
 public:
  Kind(const Margin& before, const Margin& after, std::string_view kind)
      : kind_(kind), before_(losses_of(before, kind)), after_(losses_of(after, kind)) {}

  /// Those that halt the chain in one of the two and not in the other, a line for each.
  void tell(std::vector<std::string>& halts, std::vector<std::string>& eased) const {
    if (cut_short(before_) || cut_short(after_)) return tell_counts(halts, eased);
    tell(only_in(after_.stops, before_), "halts the chain now", halts);
    tell(only_in(after_.freezes, before_), "halts the chain now once a proposer is missing", halts);
    tell(only_in(before_.stops, after_), "does not halt the chain any more", eased);
    tell(only_in(before_.freezes, after_), "does not halt the chain any more", eased);
  }

 private:
  /// Not all of many are named.
  static bool cut_short(const report::Losses& losses) {
    return losses.stops.size() < losses.stopping || losses.freezes.size() < losses.freezing;
  }
  static std::size_t halting(const report::Losses& losses) {
    return losses.stopping + losses.freezing;
  }
  static std::vector<std::string> only_in(const std::vector<std::string>& names,
                                          const report::Losses& other) {
    std::vector<std::string> only;
    for (const std::string& name : names)
      if (!contains(other.stops, name) && !contains(other.freezes, name)) only.push_back(name);
    return only;
  }
  void tell(const std::vector<std::string>& names, std::string_view what,
            std::vector<std::string>& lines) const {
    constexpr std::size_t few = 5;
    if (names.size() <= few) {
      for (const std::string& name : names)
        lines.push_back(fmt::format("the loss of the {} {} {}", kind_, name, what));
      return;
    }
    const std::vector<std::string> first(names.begin(), names.begin() + few);
    lines.push_back(fmt::format("the loss of any one of {} {}s {}: {} and others", names.size(),
                                kind_, what, fmt::join(first, ", ")));
  }
  void tell_counts(std::vector<std::string>& halts, std::vector<std::string>& eased) const {
    const std::size_t was = halting(before_);
    const std::size_t is = halting(after_);
    if (is == was) return;
    (is > was ? halts : eased)
        .push_back(fmt::format("{} single {}s halt the chain if they are lost, and {} did", is,
                               kind_, was));
  }

  std::string_view kind_;
  const report::Losses& before_;
  const report::Losses& after_;
};

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

/// A lost link is told of where losing one of its ends would be no harm.
void tell_links(const Margin& before, const Margin& after, MarginChange& change) {
  const bool spare = after.spare > change.gone.size();
  if (after.stands && !before.stands && spare)
    change.halts.emplace_back(
        "as the files link its validators, the chain stands with nothing lost");
  if (after.stands || before.stands) return;
  Kind(before, after, "line").tell(change.halts, change.eased);
  if (spare && before.spare > 0) Kind(before, after, "link").tell(change.halts, change.eased);
}

MarginChange changed(const Margin& before, const Margin& after, const Side& side) {
  MarginChange change{Change::altered, before, after, gone_of(before, after, side), {}, {}};
  change.halts = halts_of(before, after, change.gone.size());
  tell_links(before, after, change);
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
  MarginChange change{Change::removed, before, std::nullopt, {}, {}, {}};
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
    changes.push_back(i < old_left.size()
                          ? changed(margin_of(*old_left[i], before), is, after)
                          : MarginChange{Change::added, std::nullopt, is, {}, {}, {}});
  }
  for (std::size_t i = new_left.size(); i < old_left.size(); ++i)
    changes.push_back(gone(margin_of(*old_left[i], before), after));
  return changes;
}

}  // namespace seatrial::diff
