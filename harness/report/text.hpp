// SPDX-License-Identifier: Apache-2.0
// The text writer: what a person reads in a terminal, and what is blessed beside a scenario. The
// verdict comes first, the seed and the command that reproduces it last. The same report gives the
// same bytes everywhere, so that the text can be compared as a golden file.
#pragma once

#include <iosfwd>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// How much is printed, and whether in colour.
struct Style {
  bool colour = false;
  bool quiet = false;  ///< only the verdict, what did not pass, errors, and the last line
};

/// Writes the report; an input error is its one line and nothing else.
void write_text(std::ostream& out, const Report& report, const SourceFiles& files,
                const Style& style = {});

}  // namespace seatrial::report
