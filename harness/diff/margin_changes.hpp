// SPDX-License-Identifier: Apache-2.0
// What a change does to the chains: their validators, the quorum, and what may be lost with blocks
// still being made. A chain is followed by its genesis; where that changes, by its place.
#pragma once

#include <vector>

#include "harness/diff/difference.hpp"

namespace seatrial::diff {

/// The chains that are not what they were.
std::vector<MarginChange> margin_changes(const std::vector<report::Consensus>& before,
                                         const std::vector<report::Consensus>& after);

}  // namespace seatrial::diff
