// SPDX-License-Identifier: Apache-2.0
// Blessed reports: the expected text report of a scenario stands beside it, and a run is compared
// with it byte by byte. Only two things are forgiven: the folder that paths begin with, since a
// checkout may stand anywhere, and the line endings of the file. Blessing writes the file anew.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/error.hpp"

namespace seatrial::report {

/// The file that holds the blessed report of a scenario: "x.yaml" has "x.report.txt" beside it.
std::string blessed_path(const std::string& scenario);

/// The text as it is blessed: LF at line ends, and paths below `folder` from there. An empty folder
/// leaves the paths as they are.
std::string blessed_form(std::string_view report, std::string_view folder);

/// How a report differs from the blessed text, as a small unified diff; "" when it does not.
std::string difference(std::string_view blessed, std::string_view report, std::string_view folder);

/// The same against the file; an Error when there is none, which says how to make it.
Result<std::string> difference_from_file(const std::string& path, std::string_view report,
                                         std::string_view folder);

/// Writes the blessed form: a reader sees the old file or the new one whole, never half of it.
Result<void> bless(const std::string& path, std::string_view report, std::string_view folder);

}  // namespace seatrial::report
