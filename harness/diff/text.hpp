// SPDX-License-Identifier: Apache-2.0
// A difference as text for a person: the verdict and what caused it first, then links, findings,
// consensus, pods, files and Services, each only where something changed. The same difference gives
// the same bytes everywhere.
#pragma once

#include <iosfwd>

#include "harness/diff/difference.hpp"
#include "harness/report/text.hpp"

namespace seatrial::diff {

/// Writes the difference; an input error is its one line and nothing else. Quiet leaves only the
/// verdict and what it is due to.
void write_text(std::ostream& out, const Difference& difference, const SourceFiles& files,
                const report::Style& style = {});

}  // namespace seatrial::diff
