// SPDX-License-Identifier: Apache-2.0
// Candidates: the votes that the operator asked this process to cast, until they are discarded or
// the process ends. A vote that changes nothing waits; whichever still means something may go into
// the next own block, one at a time and by chance. // SPEC goquorum 7.12
#pragma once

#include <map>

#include "sim/core/rng.hpp"
#include "sim/proto/chain/snapshot.hpp"

namespace seatrial::istanbul {

/// The pending votes of one process.
class Candidates {
 public:
  explicit Candidates(Rng chance) : chance_(chance) {}

  /// A later vote about a candidate replaces the earlier.
  void propose(chain::AddressRef candidate, bool authorize) { all_[candidate] = authorize; }
  void discard(chain::AddressRef candidate) { all_.erase(candidate); }
  const std::map<chain::AddressRef, bool>& all() const { return all_; }
  /// One random vote that still means something to these validators, or an empty one.
  chain::Vote pick(const chain::Snapshot& validators);

 private:
  Rng chance_;
  std::map<chain::AddressRef, bool> all_;
};

}  // namespace seatrial::istanbul
