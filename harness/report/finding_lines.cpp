// SPDX-License-Identifier: Apache-2.0
#include "harness/report/finding_lines.hpp"

#include <fmt/format.h>

namespace seatrial::report {
namespace {

std::string at(const Mark& mark, const SourceFiles& files) {
  return mark.known() ? files.to_string(mark) + ": " : std::string();
}

}  // namespace

std::string counted(std::size_t n, const std::string& noun) {
  return fmt::format("{} {}{}", n, noun, n == 1 ? "" : "s");
}

std::string headline(const Finding& finding, const SourceFiles& files) {
  const std::string links =
      finding.links == 0 ? "" : fmt::format(" ({})", counted(finding.links, "link"));
  return fmt::format("{}{}[{}]: {}{}", at(finding.where, files), to_string(finding.severity),
                     finding.code, finding.what, links);
}

std::vector<std::string> reason_and_remedy(const Finding& finding) {
  std::vector<std::string> lines;
  if (!finding.why.empty()) lines.push_back("  why: " + finding.why);
  if (!finding.fix.empty()) lines.push_back("  fix: " + finding.fix);
  return lines;
}

std::string related_line(const Related& related, const SourceFiles& files) {
  return "  " + at(related.where, files) + related.text;
}

std::vector<std::string> explanation(const Finding& finding, const SourceFiles& files) {
  std::vector<std::string> lines = reason_and_remedy(finding);
  for (const Related& related : finding.related) lines.push_back(related_line(related, files));
  return lines;
}

}  // namespace seatrial::report
