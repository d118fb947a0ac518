// SPDX-License-Identifier: Apache-2.0
// Recovery: what a cut line costs, foretold from a peer's release and genesis alone: when its dials
// find the line open again, and which round's end is the first behind that. It is for comparing two
// states of the files, where there is no run to look at. // SPEC laws 9, 10, 12; qbft-law 1, 2, 15
#pragma once

#include <vector>

#include "sim/peer/consensus_settings.hpp"

namespace seatrial::consensus {

/// When a chain is back that a cut of a line stopped right behind a block.
struct Recovery {
  Duration cut;
  Duration block;  ///< the first one, after the last one before the cut
  bool operator==(const Recovery&) const = default;
};

/// What a cut so long costs; it must be long enough to end links, 30 s.
Recovery recovery_of(const PeerSpec& spec, Duration cut);
/// The same for a few cuts that tell releases and settings apart.
std::vector<Recovery> usual_recoveries(const PeerSpec& spec);

}  // namespace seatrial::consensus
