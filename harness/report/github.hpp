// SPDX-License-Identifier: Apache-2.0
// Annotations of GitHub workflows: one command a line, which the runner shows at the line of a pull
// request. It tells of findings, of expectations that did not pass and of files that cannot be
// read. GitHub shows ten errors and ten warnings of a step; the report has them all.
#pragma once

#include <iosfwd>
#include <string>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// Writes the annotations of a report; paths are seen from `root`, or from where the program runs.
void write_github(std::ostream& out, const Report& report, const SourceFiles& files,
                  const std::string& root = "");

}  // namespace seatrial::report
