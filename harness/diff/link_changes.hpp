// SPDX-License-Identifier: Apache-2.0
// Which links a change adds, removes or alters. A link is there if somebody wrote it down, be it up
// or not: two peers of which neither lists the other have none. Links to hosts that no cluster owns
// are held against each other by node id, so that a new address of an old node is an alteration.
#pragma once

#include <vector>

#include "harness/diff/side.hpp"

namespace seatrial::diff {

/// By kind, then in the order of the new world, what is gone behind it.
std::vector<LinkChange> link_changes(const Side& before, const Side& after);

}  // namespace seatrial::diff
