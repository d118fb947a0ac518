// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/round_change_set.hpp"

namespace seatrial::istanbul {

void RoundChangeSet::reset(std::size_t validators) {
  validators_ = validators;
  senders_.clear();
}

void RoundChangeSet::clear_below(std::uint64_t round) {
  senders_.erase(senders_.begin(), senders_.lower_bound(round));
}

std::size_t RoundChangeSet::add(std::uint64_t round, std::size_t sender) {
  SenderSet& set = senders_.try_emplace(round, validators_).first->second;
  set.add(sender);
  return set.size();
}

std::optional<std::uint64_t> RoundChangeSet::highest_with(std::size_t senders) const {
  for (auto at = senders_.rbegin(); at != senders_.rend(); ++at) {
    if (at->second.size() >= senders) return at->first;
  }
  return std::nullopt;
}

}  // namespace seatrial::istanbul
