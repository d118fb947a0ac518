// SPDX-License-Identifier: Apache-2.0
// What becomes of a changed genesis.json. geth init writes it into an empty volume only, so that a
// PersistentVolumeClaim that stays keeps the chain that it was initialised with (ST414).
#pragma once

#include "harness/diff/mounted_files.hpp"
#include "harness/diff/pod_changes.hpp"

namespace seatrial::diff {

/// Adds a finding for each genesis with another hash, and a row for one of which only settings
/// differ that the hash does not cover.
void read_genesis_changes(const ClusterPair& cluster, PodChanges& changes);

}  // namespace seatrial::diff
