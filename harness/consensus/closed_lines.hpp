// SPDX-License-Identifier: Apache-2.0
// Closed lines: which lines between clusters were cut while a chain stood. Peers never see it
// happen, so it is told from the world and not from their logs.
#pragma once

#include <string>

#include "harness/consensus/chain_view.hpp"

namespace seatrial::consensus {

/// "; the line a-b was cut from 20.237 s to 30.237 s" for each line that was closed, in a direction
/// or both, at some time in between; "" if none was.
std::string closed_lines(const ChainView& view, Instant from, Instant to);

}  // namespace seatrial::consensus
