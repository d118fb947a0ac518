// SPDX-License-Identifier: Apache-2.0
// The SARIF 2.1.0 writer: one run of the tool with a rule for each code of the catalogue, and a
// result for each finding of the reports, for code scanning servers and editors. Paths are
// relative to the checkout. Fingerprints do not change when lines move. What a baseline accepts is
// there with a suppression; files that cannot be read are notifications of the run.
#pragma once

#include <iosfwd>
#include <span>
#include <string>

#include "harness/report/sheet.hpp"

namespace seatrial::report {

/// What the reports do not say themselves.
struct SarifContext {
  std::string root;     ///< the folder of the checkout; empty: where the program runs
  std::string version;  ///< of the tool, "0.1.0"; may be empty
};

/// Writes one document. A finding that several reports have is one result.
void write_sarif(std::ostream& out, std::span<const Sheet> sheets, const SarifContext& context);

}  // namespace seatrial::report
