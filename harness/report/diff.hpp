// SPDX-License-Identifier: Apache-2.0
// A small line diff in the unified form that every developer reads. It is exact up to a few
// thousand changed lines; beyond that the changed part is shown as replaced whole, which is still
// correct.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seatrial::report {

/// The lines of a text without their line feeds; a last line without one counts, too.
std::vector<std::string_view> lines_of(std::string_view text);

/// Hunks of "@@ -line +line @@" with "-" old, "+" new and up to three lines around; "" when equal.
std::string diff(std::string_view old_text, std::string_view new_text);

}  // namespace seatrial::report
