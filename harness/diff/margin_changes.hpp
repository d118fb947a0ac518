// SPDX-License-Identifier: Apache-2.0
// What a change does to the chains: their validators, the quorum, and what may be lost with blocks
// still being made. A chain is followed by its genesis; where that changes, by its place. A chain
// that peers are still on and that nobody makes blocks of any more has come to its end.
#pragma once

#include <vector>

#include "harness/diff/side.hpp"

namespace seatrial::diff {

/// The chains that are not what they were.
std::vector<MarginChange> margin_changes(const Side& before, const Side& after);

}  // namespace seatrial::diff
