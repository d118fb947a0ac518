// SPDX-License-Identifier: Apache-2.0
// What a change does to running pods when it is applied: which are replaced, and which go on with
// files that they do not read again. Only clusters that both worlds read from manifests are
// compared; workloads are known by kind, namespace and name.
#pragma once

#include <vector>

#include "harness/diff/side.hpp"

namespace seatrial::diff {

/// What becomes of the pods of every cluster.
struct PodChanges {
  std::vector<Roll> rolls;
  std::vector<KeptFile> kept;
  Findings findings;  ///< ST414: a genesis that the volumes will not take
};

/// Compares the workloads of both worlds.
PodChanges pod_changes(const Side& before, const Side& after);

}  // namespace seatrial::diff
