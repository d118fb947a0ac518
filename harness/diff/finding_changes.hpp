// SPDX-License-Identifier: Apache-2.0
// Which findings a change adds, removes or alters. Findings are the same if code, file (below the
// cluster's folder) and text are: lines move without a reason. A finding that explains links and
// names fewer or more of them than before is altered; the links themselves tell whether one broke.
#pragma once

#include <vector>

#include "harness/diff/side.hpp"

namespace seatrial::diff {

/// In the order of a report, what is gone behind it.
std::vector<FindingChange> finding_changes(const Side& before, const Side& after,
                                           const SourceFiles& files);

}  // namespace seatrial::diff
