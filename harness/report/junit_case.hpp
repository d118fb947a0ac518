// SPDX-License-Identifier: Apache-2.0
// The test cases of a report, before they are written as XML: which there are, how each ended and
// what explains it. The JUnit writer prints them; nothing here knows of XML.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// How a test case ended.
enum class Outcome : std::uint8_t { passed, failure, error, skipped };

/// One test case; the explanation is of several lines.
struct JunitCase {
  std::string name;
  Outcome outcome = Outcome::passed;
  std::string type;  ///< the verdict or the code
  std::string message;
  std::string explanation;  ///< of a passed case, a note for its output
  Mark where;
};

/// The test cases of a report, in its order.
std::vector<JunitCase> junit_cases(const Report& report, const SourceFiles& files);

}  // namespace seatrial::report
