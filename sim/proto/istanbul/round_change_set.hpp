// SPDX-License-Identifier: Apache-2.0
// RoundChangeSet: who asked for which round of the sequence in work. Counts are compared by
// equality by its owner, so that what matters is the size right after an insertion.
// // SPEC goquorum 7.7
#pragma once

#include <map>
#include <optional>

#include "sim/proto/istanbul/sender_set.hpp"

namespace seatrial::istanbul {

/// The ROUND-CHANGEs of one sequence.
class RoundChangeSet {
 public:
  /// Forgets all, for a number of validators.
  void reset(std::size_t validators);
  /// Forgets those for lower rounds.
  void clear_below(std::uint64_t round);
  /// Counts a sender for a round, once; how many there are for that round now.
  std::size_t add(std::uint64_t round, std::size_t sender);
  /// The highest round that at least so many asked for.
  std::optional<std::uint64_t> highest_with(std::size_t senders) const;

 private:
  std::size_t validators_ = 0;
  std::map<std::uint64_t, SenderSet> senders_;  ///< by round
};

}  // namespace seatrial::istanbul
