// SPDX-License-Identifier: Apache-2.0
// A difference as one JSON object on one line, with the words of the reports' JSON where both say
// the same. What is not there on one side is null.
#pragma once

#include <iosfwd>

#include "harness/diff/difference.hpp"

namespace seatrial::diff {

/// Writes the difference as one line; a wrong input has the verdict "invalid" and its error.
void write_json(std::ostream& out, const Difference& difference, const SourceFiles& files);

}  // namespace seatrial::diff
