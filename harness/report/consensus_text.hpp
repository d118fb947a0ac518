// SPDX-License-Identifier: Apache-2.0
// The consensus section of a text report: for each chain its verdict as a paragraph of the page's
// width, the heights in one line, and one line for each stall. It judges nothing.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.hpp"

namespace seatrial::report {

/// The lines of a chain, indented; none where no validator is known.
std::vector<std::string> consensus_lines(const Consensus& chain);
/// "a/*: 118, b/b1: 117, b/b2: 118": heights by cluster, as short as they allow.
std::string heights_line(const std::vector<Height>& heights);
/// The text in lines of at most `width` columns, broken between words only.
std::vector<std::string> wrapped(const std::string& text, std::size_t width);

}  // namespace seatrial::report
