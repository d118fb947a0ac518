// SPDX-License-Identifier: Apache-2.0
#include "harness/report/baseline.hpp"

#include <filesystem>
#include <utility>

#include "harness/report/place.hpp"

namespace seatrial::report {
namespace {

bool accepts(const BaselineEntry& entry, const BaselineEntry& found) {
  return entry.code == found.code && (entry.file.empty() || entry.file == found.file) &&
         (entry.what.empty() || without_lines(entry.what) == found.what);
}

}  // namespace

BaselineEntry entry_for(const Finding& finding, const SourceFiles& files,
                        const std::string& baseline_path) {
  BaselineEntry entry;
  entry.code = finding.code;
  if (finding.where.known()) {
    const std::string folder = std::filesystem::path(baseline_path).parent_path().string();
    entry.file = path_from(files.path(finding.where.file), folder);
  }
  entry.what = without_lines(finding.what);
  return entry;
}

void accept(Report& report, const SourceFiles& files, Baseline& baseline) {
  report.baseline = baseline.path;
  Findings kept;
  for (Finding& finding : report.findings) {
    const BaselineEntry found = entry_for(finding, files, baseline.path);
    const BaselineEntry* by = nullptr;
    for (BaselineEntry& entry : baseline.entries) {
      if (!accepts(entry, found)) continue;
      entry.matched = true;
      if (by == nullptr) by = &entry;
    }
    if (by == nullptr) {
      kept.push_back(std::move(finding));
    } else {
      report.accepted.push_back({std::move(finding), by->reason});
    }
  }
  report.findings = std::move(kept);
  if (!report.input_error) report.verdict = conclude(report);
}

}  // namespace seatrial::report
