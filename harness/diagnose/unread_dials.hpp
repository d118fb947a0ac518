// SPDX-License-Identifier: Apache-2.0
// UnreadDials: which dials the files promise and the running processes do not make, since they
// started with an older list. Only a run can tell them; a reading of files has none.
#pragma once

#include <set>
#include <utility>

#include "sim/peer/identities.hpp"

namespace seatrial {

/// Pairs of dialler and dialled.
using UnreadDials = std::set<std::pair<PeerId, PeerId>>;

}  // namespace seatrial
