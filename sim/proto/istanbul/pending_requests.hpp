// SPDX-License-Identifier: Apache-2.0
// PendingRequests: own candidates for blocks that are not yet the core's sequence, lowest number
// first. They outlive a stop of the engine, as in GoQuorum. // SPEC goquorum 7.7 "Request"
#pragma once

#include <map>

#include "sim/proto/chain/block_tree.hpp"
#include "sim/proto/istanbul/backlog.hpp"

namespace seatrial::istanbul {

/// What a candidate of a number is to a core at a sequence.
constexpr Check check_request(std::uint64_t number, std::uint64_t sequence) {
  if (number == sequence) return Check::accept;
  return number > sequence ? Check::future : Check::old;
}

/// The candidates that wait.
class PendingRequests {
 public:
  void keep(std::uint64_t number, chain::BlockId candidate) { waiting_.emplace(number, candidate); }

  /// Hands over what has become current and drops what has become old.
  template <class Deliver>
  void process(std::uint64_t sequence, Deliver&& deliver) {
    while (!waiting_.empty()) {
      const auto [number, candidate] = *waiting_.begin();
      const Check result = check_request(number, sequence);
      if (result == Check::future) return;
      waiting_.erase(waiting_.begin());
      if (result == Check::accept) deliver(candidate);
    }
  }

 private:
  std::multimap<std::uint64_t, chain::BlockId> waiting_;  ///< by number
};

}  // namespace seatrial::istanbul
