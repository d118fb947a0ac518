// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/difference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/finding_lines.hpp"

namespace seatrial::diff {
namespace {

std::size_t halting_losses(const Difference& difference) {
  std::size_t losses = 0;
  for (const MarginChange& change : difference.margins) losses += change.halts.size();
  return losses;
}

bool is_open(const Difference& difference) {
  const auto moves = [](const ServiceChange& change) { return change.moves; };
  return std::ranges::any_of(difference.links, &LinkChange::opens) ||
         std::ranges::any_of(difference.services, moves);
}

}  // namespace

bool LinkChange::outside() const {
  return (after && !after->address.empty()) || (before && !before->address.empty());
}

std::string_view to_string(Change change) {
  switch (change) {
    case Change::added:
      return "added";
    case Change::removed:
      return "removed";
    case Change::altered:
      return "altered";
  }
  return "";
}

std::string_view to_string(Refresh refresh) {
  switch (refresh) {
    case Refresh::never:
      return "never";
    case Refresh::at_start:
      return "at_start";
    case Refresh::at_init:
      return "at_init";
    case Refresh::live:
      return "live";
    case Refresh::not_known:
      return "not_known";
  }
  return "";
}

std::vector<std::string> faults_of(const Difference& difference) {
  std::vector<std::string> faults;
  const auto links =
      static_cast<std::size_t>(std::ranges::count_if(difference.links, &LinkChange::breaks));
  const auto errors =
      static_cast<std::size_t>(std::ranges::count_if(difference.findings, &FindingChange::worse));
  const std::size_t losses = halting_losses(difference);
  if (links != 0) {
    faults.push_back(
        fmt::format("{} break{}", report::counted(links, "link"), links == 1 ? "s" : ""));
  }
  if (errors != 0) faults.push_back(report::counted(errors, "new error"));
  if (losses != 0) {
    faults.push_back(fmt::format("{} halt{} the chain now",
                                 losses == 1 ? "1 loss" : fmt::format("{} losses", losses),
                                 losses == 1 ? "s" : ""));
  }
  return faults;
}

Verdict verdict_of(const Difference& difference) {
  if (difference.input_error || !faults_of(difference).empty()) return Verdict::fail;
  return is_open(difference) ? Verdict::inconclusive : Verdict::pass;
}

}  // namespace seatrial::diff
