// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/margin_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::diff {
namespace {

Margin margin_of(const report::Consensus& chain) {
  Margin margin;
  margin.genesis = chain.genesis_hash;
  margin.validators = chain.validators;
  margin.faulty = chain.faulty;
  margin.quorum = chain.quorum;
  const std::size_t count = chain.validators.size();
  // A round change completes with nobody where the quorum is 1. // SPEC law 1b H
  margin.spare = chain.quorum <= 1 || count < chain.quorum ? 0 : count - chain.quorum;
  margin.halts_without = chain.halts_without;
  return margin;
}

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::ranges::find(words, word) != words.end();
}

/// What halts the chain now and did not before.
std::vector<std::string> halts_of(const Margin& before, const Margin& after) {
  std::vector<std::string> halts;
  for (const std::string& cluster : after.halts_without) {
    if (contains(before.halts_without, cluster)) continue;
    halts.push_back(fmt::format("the loss of {} halts the chain now", cluster));
  }
  if (before.spare > 0 && after.spare == 0) {
    halts.push_back(fmt::format("the loss of any one of {} validators halts the chain now",
                                after.validators.size()));
  }
  return halts;
}

MarginChange changed(const Margin& before, const Margin& after) {
  return {Change::altered, before, after, halts_of(before, after)};
}

MarginChange gone(const Margin& before) {
  return {Change::removed, before, std::nullopt, {"nobody makes blocks of this chain any more"}};
}

}  // namespace

std::vector<MarginChange> margin_changes(const std::vector<report::Consensus>& before,
                                         const std::vector<report::Consensus>& after) {
  std::vector<const report::Consensus*> old_left;
  for (const report::Consensus& chain : before) old_left.push_back(&chain);
  std::vector<const report::Consensus*> new_left;
  std::vector<MarginChange> changes;
  for (const report::Consensus& chain : after) {
    const auto same = std::ranges::find(old_left, chain.genesis_hash,
                                        [](const auto* other) { return other->genesis_hash; });
    if (same == old_left.end()) {
      new_left.push_back(&chain);
      continue;
    }
    const Margin was = margin_of(**same);
    const Margin is = margin_of(chain);
    if (was != is) changes.push_back(changed(was, is));
    old_left.erase(same);
  }
  for (std::size_t i = 0; i < new_left.size(); ++i) {
    const Margin is = margin_of(*new_left[i]);
    changes.push_back(i < old_left.size() ? changed(margin_of(*old_left[i]), is)
                                          : MarginChange{Change::added, std::nullopt, is, {}});
  }
  for (std::size_t i = new_left.size(); i < old_left.size(); ++i)
    changes.push_back(gone(margin_of(*old_left[i])));
  return changes;
}

}  // namespace seatrial::diff
