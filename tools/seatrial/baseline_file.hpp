// SPDX-License-Identifier: Apache-2.0
// The file of a baseline: YAML that people edit and review, written by --write-baseline and read by
// --baseline. Its paths are seen from its own folder, so that it means the same wherever the
// program runs. Errors have their line and column.
#pragma once

#include <string>
#include <vector>

#include "harness/report/baseline.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::cli {

/// Reads a baseline; its marks point into `files`.
Result<report::Baseline> read_baseline(const std::string& path, SourceFiles& files);

/// The text of a baseline with these entries, each once and in order.
std::string baseline_text(std::vector<report::BaselineEntry> entries);

}  // namespace seatrial::cli
