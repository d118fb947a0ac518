// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/finding.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace seatrial {
namespace {

auto place(const Mark& mark) {
  return std::tuple(mark.file, mark.line, mark.column);
}

bool blames_the_same(const Finding& a, const Finding& b) {
  if (a.code != b.code || a.where != b.where) return false;
  return a.where.known() || a.what == b.what;
}

/// Not by severity: that of one fault may differ from link to link.
bool by_fault(const Finding& a, const Finding& b) {
  return std::tuple(std::string_view(a.code), place(a.where), std::string_view(a.what)) <
         std::tuple(std::string_view(b.code), place(b.where), std::string_view(b.what));
}

void absorb(Finding& kept, const Finding& other) {
  kept.severity = std::min(kept.severity, other.severity);
  kept.links += other.links;
  for (const Related& related : other.related) {
    const auto found = std::find(kept.related.begin(), kept.related.end(), related);
    if (found == kept.related.end()) kept.related.push_back(related);
  }
}

}  // namespace

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      return "info";
  }
  return "";
}

bool before(const Finding& a, const Finding& b) {
  if (a.severity != b.severity) return a.severity < b.severity;
  return by_fault(a, b);
}

Findings group(Findings findings) {
  std::stable_sort(findings.begin(), findings.end(), by_fault);
  Findings grouped;
  for (Finding& finding : findings) {
    if (!grouped.empty() && blames_the_same(grouped.back(), finding)) {
      absorb(grouped.back(), finding);
    } else {
      grouped.push_back(std::move(finding));
    }
  }
  std::stable_sort(grouped.begin(), grouped.end(), before);
  return grouped;
}

std::size_t count(std::span<const Finding> findings, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(),
                    [severity](const Finding& finding) { return finding.severity == severity; }));
}

}  // namespace seatrial
