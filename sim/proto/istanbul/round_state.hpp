// SPDX-License-Identifier: Apache-2.0
// RoundState: what a core holds of the round in work: the accepted proposal, the lock, the own
// candidate and who voted. A new round keeps the candidate, and the proposal only if it is locked;
// a new sequence keeps nothing. // SPEC goquorum 7.4, 7.5
#pragma once

#include "sim/proto/istanbul/message.hpp"
#include "sim/proto/istanbul/sender_set.hpp"

namespace seatrial::istanbul {

/// The round in work.
class RoundState {
 public:
  void begin_sequence(std::uint64_t sequence, std::size_t validators);
  void begin_round(std::uint64_t round, std::size_t validators);

  const View& view() const { return view_; }
  /// The block of the accepted PRE-PREPARE; none: no PRE-PREPARE yet.
  chain::BlockId proposal() const { return proposal_; }
  void accept(chain::BlockId proposal) { proposal_ = proposal; }
  /// Locks the proposal, if there is one.
  void lock() { locked_ = proposal_; }
  bool locked() const { return locked_ != chain::BlockId::none; }
  /// The block of the lock, or none.
  chain::BlockId locked_block() const { return locked_; }
  /// Forgets the lock, and with it the proposal that the next round would keep.
  void unlock() { locked_ = chain::BlockId::none; }
  bool locked_on(chain::BlockId block) const { return locked() && locked_ == block; }

  /// The own candidate for this sequence, or none.
  chain::BlockId pending_request() const { return pending_request_; }
  void set_pending_request(chain::BlockId block) { pending_request_ = block; }

  void add_prepare(std::size_t sender) { prepares_or_commits_.add(sender); }
  void add_commit(std::size_t sender);
  /// How many validators sent a PREPARE or a COMMIT.
  std::size_t prepares_or_commits() const { return prepares_or_commits_.size(); }
  std::size_t commits() const { return commits_.size(); }

 private:
  View view_;
  chain::BlockId proposal_ = chain::BlockId::none;
  chain::BlockId locked_ = chain::BlockId::none;
  chain::BlockId pending_request_ = chain::BlockId::none;
  SenderSet prepares_or_commits_;
  SenderSet commits_;
};

}  // namespace seatrial::istanbul
