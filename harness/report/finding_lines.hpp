// SPDX-License-Identifier: Apache-2.0
// A finding as lines for a person: the place, code and fault first, then reason, remedy and the
// related places. Shared by the text and the JUnit writer, so that both say the same.
#pragma once

#include <string>
#include <vector>

#include "harness/finding/finding.hpp"

namespace seatrial::report {

/// "file:line:column: error[ST601]: what (6 links)"; without a place it begins at the severity.
std::string headline(const Finding& finding, const SourceFiles& files);
/// "  why: …" and "  fix: …"; empty parts have no line.
std::vector<std::string> reason_and_remedy(const Finding& finding);
/// "  file:line:column: related".
std::string related_line(const Related& related, const SourceFiles& files);
/// "  why: …", "  fix: …" and "  file:line:column: related"; empty parts have no line.
std::vector<std::string> explanation(const Finding& finding, const SourceFiles& files);
/// "2 links", "1 link": a number with its noun.
std::string counted(std::size_t n, const std::string& noun);

}  // namespace seatrial::report
