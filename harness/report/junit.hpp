// SPDX-License-Identifier: Apache-2.0
// The JUnit writer: one suite per scenario or case, a test case per expectation, and for a check
// one per link and per error that no link tells of. A failure carries the explanation that the text
// report prints. A report that did not pass never gives a suite that passes. Times are virtual.
#pragma once

#include <iosfwd>
#include <span>

#include "harness/report/report.hpp"
#include "harness/report/sheet.hpp"

namespace seatrial::report {

/// Writes one document with a suite per report. Inconclusive is skipped, a limit or a wrong input
/// an error. A link that is down while its pair is up (the other direction dials) passes, with a
/// note.
void write_junit(std::ostream& out, std::span<const Sheet> sheets);
/// The same for a single report.
void write_junit(std::ostream& out, const Report& report, const SourceFiles& files);

}  // namespace seatrial::report
