// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/qbft/round_change_set.hpp"

namespace seatrial::qbft {

void RoundChangeSet::reset(std::size_t validators) {
  validators_ = validators;
  rounds_.clear();
}

void RoundChangeSet::clear_below(std::uint64_t round) {
  rounds_.erase(rounds_.begin(), rounds_.lower_bound(round));
}

void RoundChangeSet::add(std::uint64_t round, std::size_t sender, const SignedRoundChange& change,
                         const Proof* proof, std::size_t quorum) {
  Round& asked = rounds_[round];
  asked.by_sender.insert_or_assign(sender, change);
  if (proof == nullptr || !change.prepared_round) return;
  const std::uint64_t prepared = *change.prepared_round;
  if (asked.prepared_round && prepared <= *asked.prepared_round) return;
  if (!prove(proof->prepares, prepared, change.prepared, quorum)) return;
  asked.prepared_round = prepared;
  asked.prepared = change.prepared;
  asked.prepares = proof->prepares;
}

std::size_t RoundChangeSet::higher_than(std::uint64_t round) const {
  istanbul::SenderSet senders(validators_);
  for (auto at = rounds_.upper_bound(round); at != rounds_.end(); ++at) {
    for (const auto& [sender, change] : at->second.by_sender) senders.add(sender);
  }
  return senders.size();
}

std::uint64_t RoundChangeSet::lowest_above(std::uint64_t round) const {
  const auto at = rounds_.upper_bound(round);
  return at == rounds_.end() ? round : at->first;
}

const RoundChangeSet::Round* RoundChangeSet::find(std::uint64_t round) const {
  const auto at = rounds_.find(round);
  return at == rounds_.end() ? nullptr : &at->second;
}

std::size_t RoundChangeSet::count(std::uint64_t round) const {
  const Round* asked = find(round);
  return asked == nullptr ? 0 : asked->by_sender.size();
}

}  // namespace seatrial::qbft
