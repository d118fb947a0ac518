// SPDX-License-Identifier: Apache-2.0
// The JSON writer: one object a line per scenario or case, with the keys of the command line's
// contract and no others. Times are virtual seconds. The digest is a text of 16 hex digits, since
// most readers of JSON lose digits of a number that long. Bytes that are no UTF-8 become U+FFFD.
#pragma once

#include <iosfwd>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// Writes the report as one line. A case is named "path#case" under `scenario`; consensus is null
/// until something observes it; a wrong input has the verdict "invalid" and its error as a finding.
/// `accepted` is there only where a baseline was given.
void write_json(std::ostream& out, const Report& report, const SourceFiles& files);

}  // namespace seatrial::report
