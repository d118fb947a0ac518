// SPDX-License-Identifier: Apache-2.0
// RoundChangeSet: who asked for which round of the sequence in work, and the block that was
// prepared last by what they say. Unlike IBFT's it keeps the rounds above the current one when a
// round begins. // SPEC goquorum 8.3
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "sim/proto/istanbul/sender_set.hpp"
#include "sim/proto/qbft/proofs.hpp"

namespace seatrial::qbft {

/// The ROUND-CHANGEs of one sequence.
class RoundChangeSet {
 public:
  /// What was asked for one round.
  struct Round {
    std::map<std::size_t, SignedRoundChange> by_sender;  ///< the last of each counts
    std::optional<std::uint64_t> prepared_round;         ///< the highest that is proved
    chain::BlockId prepared = chain::BlockId::none;
    std::vector<SignedPrepare> prepares;  ///< its proof
  };

  /// Forgets all, for a number of validators.
  void reset(std::size_t validators);
  /// Forgets those for lower rounds.
  void clear_below(std::uint64_t round);
  /// Takes a ROUND-CHANGE in; `proof` is null where nothing was prepared.
  void add(std::uint64_t round, std::size_t sender, const SignedRoundChange& change,
           const Proof* proof, std::size_t quorum);

  /// How many validators asked for any round above one.
  std::size_t higher_than(std::uint64_t round) const;
  /// The lowest round above one that somebody asked for; that round if nobody did.
  std::uint64_t lowest_above(std::uint64_t round) const;
  /// What was asked for a round, or null.
  const Round* find(std::uint64_t round) const;
  std::size_t count(std::uint64_t round) const;

 private:
  std::size_t validators_ = 0;
  std::map<std::uint64_t, Round> rounds_;
};

}  // namespace seatrial::qbft
