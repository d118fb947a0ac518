// SPDX-License-Identifier: Apache-2.0
#include "harness/report/report.hpp"

#include <algorithm>

namespace seatrial::report {
namespace {

bool has(const Report& report, Verdict verdict) {
  return std::any_of(report.expectations.begin(), report.expectations.end(),
                     [verdict](const Expectation& e) { return e.verdict == verdict; });
}

/// Whether the check found an error that no link of the report tells of.
bool has_lint_error(const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(), is_lint_error);
}

Verdict conclude_check(const Report& report) {
  if (has_lint_error(report)) return Verdict::fail;
  const UpPairs up(report.links);
  const AcceptedLinks accepted(report);
  const auto is_open = [&](LinkStatus status) {
    return std::any_of(report.links.begin(), report.links.end(), [&](const Link& link) {
      // What else there is, its findings tell: peers link without discovery and Tessera.
      return link.kind == LinkKind::p2p && link.status == status && !up.contains(link) &&
             !accepted.contains(link);
    });
  };
  if (is_open(LinkStatus::down)) return Verdict::fail;
  return is_open(LinkStatus::unknown) ? Verdict::inconclusive : Verdict::pass;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::inconclusive:
      return "inconclusive";
    case Verdict::limit:
      return "limit";
  }
  return "";
}

std::string_view to_string(Mode mode) {
  return mode == Mode::check ? "check" : "run";
}

std::string_view to_string(LinkKind kind) {
  switch (kind) {
    case LinkKind::p2p:
      return "p2p";
    case LinkKind::discovery:
      return "discovery";
    case LinkKind::tessera:
      return "tessera";
  }
  return "";
}

std::string_view to_string(LinkStatus status) {
  switch (status) {
    case LinkStatus::up:
      return "up";
    case LinkStatus::down:
      return "down";
    case LinkStatus::unknown:
      return "unknown";
  }
  return "";
}

Report broken_input(const std::string& scenario, Mode mode, const Error& error) {
  Report report;
  report.scenario = scenario;
  report.mode = mode;
  report.verdict = Verdict::fail;
  report.input_error = error;
  return report;
}

bool is_lint_error(const Finding& finding) {
  return finding.severity == Severity::error && finding.links == 0;
}

UpPairs::UpPairs(const std::vector<Link>& links) {
  for (const Link& link : links)
    if (link.status == LinkStatus::up && link.links == 1)
      up_.emplace_back(link.kind, link.from, link.to);
  std::sort(up_.begin(), up_.end());
}

bool UpPairs::contains(const Link& link) const {
  const auto is_up = [this](LinkKind kind, std::string_view from, std::string_view to) {
    return std::binary_search(up_.begin(), up_.end(), Key(kind, from, to));
  };
  if (link.links != 1) return link.status == LinkStatus::up;
  if (is_up(link.kind, link.from, link.to)) return true;
  return link.kind == LinkKind::p2p && is_up(link.kind, link.to, link.from);
}

AcceptedLinks::AcceptedLinks(const Report& report) {
  for (const Accepted& one : report.accepted) codes_.insert(one.finding.code);
  for (const Finding& finding : report.findings) codes_.erase(finding.code);
  if (codes_.empty()) return;
  for (const Link& link : report.links)
    if (codes_.contains(link.code)) directions_.emplace(link.kind, link.from, link.to);
}

bool AcceptedLinks::contains(const Link& link) const {
  if (codes_.contains(link.code)) return true;
  const bool other_way = link.kind == LinkKind::p2p && link.code.empty();
  return other_way && directions_.contains(Key(link.kind, link.to, link.from));
}

Verdict conclude(const Report& report) {
  if (!report.errors.empty()) return Verdict::fail;  // they might say anything
  if (report.verdict == Verdict::limit || has(report, Verdict::limit)) return Verdict::limit;
  const Verdict checked = report.mode == Mode::check ? conclude_check(report) : Verdict::pass;
  for (const Verdict verdict : {Verdict::fail, Verdict::inconclusive})
    if (checked == verdict || has(report, verdict)) return verdict;
  return Verdict::pass;
}

}  // namespace seatrial::report
