// SPDX-License-Identifier: Apache-2.0
// Baseline: the findings that somebody knows of and accepts, each with a reason, so that a check
// fails for what is new. An entry knows its finding by code, file and text, and not by line.
// Reading and writing the file is not done here.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// A finding that is accepted.
struct BaselineEntry {
  std::string code;
  std::string file;  ///< as seen from the folder of the baseline; empty: any
  std::string what;  ///< without line numbers; empty: any
  std::string reason;
  Mark where;            ///< in the baseline
  bool matched = false;  ///< by a finding of some report
  bool operator==(const BaselineEntry&) const = default;
};

/// A file of accepted findings.
struct Baseline {
  std::string path;
  std::vector<BaselineEntry> entries;
};

/// The entry that accepts a finding.
BaselineEntry entry_for(const Finding& finding, const SourceFiles& files,
                        const std::string& baseline_path);

/// Takes what is accepted out of the findings of a report, and concludes anew.
void accept(Report& report, const SourceFiles& files, Baseline& baseline);

}  // namespace seatrial::report
