// SPDX-License-Identifier: Apache-2.0
// What running processes have not read yet of their files: a static list is read at the start only,
// and a ConfigMap takes its time. It holds the edits that are under way and nothing of the world.
#pragma once

#include <vector>

#include "harness/finding/finding.hpp"
#include "sim/peer/world.hpp"

namespace seatrial::run {

/// An edit of a permissioned-nodes.json that the pods do not see yet.
struct PendingEdit {
  PeerId peer = PeerId::none;
  Instant seen_at;
  Mark mark;
};

/// Static entries that running processes have not read, and edits that have not arrived.
Findings unread_files(const World& world, const std::vector<PendingEdit>& edits);

}  // namespace seatrial::run
