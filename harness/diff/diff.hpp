// SPDX-License-Identifier: Apache-2.0
// diff: two states of the files held against each other, as `check` reads them. It compares what
// follows from the files and not their lines: links, findings, consensus margins, pods. Nothing
// runs; both worlds stand side by side and are gone when it returns.
#pragma once

#include <vector>

#include "harness/diff/difference.hpp"
#include "harness/diff/sources.hpp"

namespace seatrial::diff {

/// Compares; one difference for each case of scenario files. An input that cannot be read is one
/// difference that says so.
std::vector<Difference> compare(const Request& request, SourceFiles& files);

/// The same of two scenarios without cases.
Difference compare(const scenario::Scenario& before, const scenario::Scenario& after,
                   SourceFiles& files);

}  // namespace seatrial::diff
