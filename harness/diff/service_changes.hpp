// SPDX-License-Identifier: Apache-2.0
// What a change does to the Services in front of peers, as far as others write them down: types,
// NodePorts, load balancers' addresses. Ports that no manifest pins are not compared, since nobody
// knows them.
#pragma once

#include <vector>

#include "harness/diff/side.hpp"

namespace seatrial::diff {

/// The Services of peers' pods that are not what they were, of clusters read from manifests.
std::vector<ServiceChange> service_changes(const Side& before, const Side& after);

}  // namespace seatrial::diff
