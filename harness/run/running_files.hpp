// SPDX-License-Identifier: Apache-2.0
// What running processes have not read yet of their files: a static list is read at the start only,
// and a ConfigMap takes its time. It holds the edits that are under way and nothing of the world.
#pragma once

#include <vector>

#include "harness/diagnose/unread_dials.hpp"
#include "harness/finding/finding.hpp"
#include "sim/peer/link_check.hpp"
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

/// Of links that are not there: the dials that would come through, by entries which the dialler has
/// not read. `links` are readings of the files as they are now.
UnreadDials unread_dials(const World& world, const std::vector<LinkReading>& links);

}  // namespace seatrial::run
