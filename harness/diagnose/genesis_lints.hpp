// SPDX-License-Identifier: Apache-2.0
// Lints of one genesis.json by itself: what its extraData and its istanbul section say that
// GoQuorum cannot use, or takes for something else without a word. What two files of one chain say
// differently is chain_lints'.
#pragma once

#include "harness/diagnose/view.hpp"

namespace seatrial::diagnosis {

/// Faults of the genesis that a peer runs, once for each file: call it for one peer of each.
Findings genesis_lints(const View& view, PeerId peer);

}  // namespace seatrial::diagnosis
