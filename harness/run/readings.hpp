// SPDX-License-Identifier: Apache-2.0
// The static readings of a whole scene.
#pragma once

#include <vector>

#include "harness/scenario/scene.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial::run {

/// Reads the link of every pair of peers, in the order of the world.
std::vector<LinkReading> read_links(scenario::Scene& scene);

}  // namespace seatrial::run
