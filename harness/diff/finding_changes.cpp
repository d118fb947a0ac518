// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/finding_changes.hpp"

#include <algorithm>
#include <string>

namespace seatrial::diff {
namespace {

/// A finding and what it is known by.
struct Known {
  const Finding* finding = nullptr;
  std::string file;
  std::string what;
  bool taken = false;
};

std::vector<Known> known_of(const Side& side, const SourceFiles& files) {
  std::vector<Known> all;
  for (const Finding& finding : side.report.findings) {
    all.push_back(
        {&finding, side.place(files.path(finding.where.file)), side.neutral(finding.what)});
  }
  return all;
}

bool is_same(const Known& a, const Known& b) {
  return a.finding->code == b.finding->code && a.file == b.file && a.what == b.what;
}

/// Of links, the same fault with other ends: "does not list b1 and b2", then "does not list b2".
bool is_same_fault(const Known& a, const Known& b) {
  return a.finding->code == b.finding->code && a.file == b.file && a.finding->links != 0 &&
         b.finding->links != 0;
}

template <class Same>
Known* take(std::vector<Known>& from, const Known& wanted, Same&& same) {
  const auto found =
      std::ranges::find_if(from, [&](const Known& one) { return !one.taken && same(one, wanted); });
  if (found == from.end()) return nullptr;
  found->taken = true;
  return &*found;
}

FindingChange altered(const Known& before, const Known& after) {
  FindingChange change;
  change.change = Change::altered;
  change.finding = *after.finding;
  change.severity_before = before.finding->severity;
  change.links_before = before.finding->links;
  change.worse =
      after.finding->severity == Severity::error && before.finding->severity != Severity::error;
  return change;
}

bool differs(const Known& before, const Known& after) {
  return before.finding->severity != after.finding->severity ||
         before.finding->links != after.finding->links || before.what != after.what;
}

FindingChange alone(Change what, const Finding& finding) {
  FindingChange change;
  change.change = what;
  change.finding = finding;
  change.worse = what == Change::added && finding.severity == Severity::error;
  return change;
}

/// The partner of each finding that there is now; those that are left over are new.
std::vector<Known*> partners_of(std::vector<Known>& before, const std::vector<Known>& after) {
  std::vector<Known*> partners(after.size(), nullptr);
  for (std::size_t i = 0; i < after.size(); ++i) partners[i] = take(before, after[i], is_same);
  for (std::size_t i = 0; i < after.size(); ++i) {
    if (partners[i] == nullptr) partners[i] = take(before, after[i], is_same_fault);
  }
  return partners;
}

}  // namespace

std::vector<FindingChange> finding_changes(const Side& before, const Side& after,
                                           const SourceFiles& files) {
  std::vector<Known> was = known_of(before, files);
  const std::vector<Known> is = known_of(after, files);
  const std::vector<Known*> partners = partners_of(was, is);
  std::vector<FindingChange> changes;
  for (std::size_t i = 0; i < is.size(); ++i) {
    const Known* partner = partners[i];
    if (partner == nullptr) {
      changes.push_back(alone(Change::added, *is[i].finding));
    } else if (differs(*partner, is[i])) {
      changes.push_back(altered(*partner, is[i]));
    }
  }
  for (const Known& known : was) {
    if (!known.taken) changes.push_back(alone(Change::removed, *known.finding));
  }
  return changes;
}

}  // namespace seatrial::diff
