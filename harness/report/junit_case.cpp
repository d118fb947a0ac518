// SPDX-License-Identifier: Apache-2.0
#include "harness/report/junit_case.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/report/finding_lines.hpp"

namespace seatrial::report {
namespace {

Outcome outcome_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return Outcome::passed;
    case Verdict::fail:
      return Outcome::failure;
    case Verdict::inconclusive:
      return Outcome::skipped;
    case Verdict::limit:
      return Outcome::error;
  }
  return Outcome::error;
}

std::string joined(const std::vector<std::string>& lines) {
  return fmt::format("{}", fmt::join(lines, "\n"));
}

std::string whole_text(const Finding& finding, const SourceFiles& files) {
  std::vector<std::string> lines = explanation(finding, files);
  lines.insert(lines.begin(), headline(finding, files));
  return joined(lines);
}

JunitCase of_expectation(const Expectation& expectation) {
  const auto& evidence = expectation.evidence;
  return {.name = expectation.name,
          .outcome = outcome_of(expectation.verdict),
          .type = std::string(to_string(expectation.verdict)),
          .message = evidence.empty() ? expectation.name : evidence.front(),
          .explanation = joined(evidence),
          .where = expectation.where};
}

/// "down: port_closed, seen as refused", or the condition.
std::string message_of(const Link& link) {
  if (!link.condition.empty()) return link.condition;
  std::string text(to_string(link.status));
  if (!link.disposition.empty()) text += ": " + link.disposition;
  if (!link.seen_as.empty()) text += ", seen as " + link.seen_as;
  return text;
}

std::string explanation_of(const Link& link, const Report& report, const SourceFiles& files) {
  std::vector<std::string> lines = link.hops;
  for (const Finding& finding : report.findings)
    if (!link.code.empty() && finding.code == link.code)
      lines.push_back(whole_text(finding, files));
  return joined(lines);
}

Outcome outcome_of(const Link& link, const UpPairs& up) {
  if (up.contains(link)) return Outcome::passed;
  return link.status == LinkStatus::down ? Outcome::failure : Outcome::skipped;
}

/// What a report says of all of its links together.
struct Whole {
  explicit Whole(const Report& of) : report(of), up(of.links), accepted(of) {}
  const Report& report;
  UpPairs up;
  AcceptedLinks accepted;
};

JunitCase of_link(const Link& link, const Whole& whole, const SourceFiles& files) {
  JunitCase test;
  test.name = fmt::format("{} {} -> {}", to_string(link.kind), link.from, link.to);
  if (link.links != 1) test.name += fmt::format(" ({} links)", link.links);
  if (link.status == LinkStatus::up) return test;
  test.outcome = outcome_of(link, whole.up);
  test.type = link.code.empty() ? std::string(to_string(link.status)) : link.code;
  test.message = message_of(link);
  test.explanation = explanation_of(link, whole.report, files);
  if (test.outcome == Outcome::passed) {
    test.explanation = test.message + "; the other direction makes the link\n" + test.explanation;
  } else if (whole.accepted.contains(link)) {
    test.outcome = Outcome::passed;
    test.explanation =
        test.message + "; accepted by " + whole.report.baseline + "\n" + test.explanation;
  }
  return test;
}

JunitCase of_lint(const Finding& finding, const SourceFiles& files) {
  return {.name = finding.code + " " + finding.what,
          .outcome = Outcome::failure,
          .type = finding.code,
          .message = finding.what,
          .explanation = whole_text(finding, files),
          .where = finding.where};
}

void add_checked(std::vector<JunitCase>& tests, const Report& report, const SourceFiles& files) {
  const Whole whole(report);
  for (const Link& link : report.links)
    if (link.kind == LinkKind::p2p) tests.push_back(of_link(link, whole, files));
  for (const Finding& finding : report.findings)
    if (is_lint_error(finding)) tests.push_back(of_lint(finding, files));
}

/// A file that could not be read.
JunitCase of_error(const Error& error) {
  JunitCase test;
  test.name = "input " + error.where;
  test.outcome = Outcome::error;
  test.type = "invalid";
  test.message = error.message();
  return test;
}

/// What holds a report back although each of its parts passed, such as a limit.
JunitCase of_verdict(const Report& report) {
  JunitCase test;
  test.name = "verdict";
  test.outcome = report.input_error ? Outcome::error : outcome_of(report.verdict);
  test.type = report.input_error ? "invalid" : to_string(report.verdict);
  test.message = report.input_error ? report.input_error->message() : test.type;
  return test;
}

bool outcome_shows(const std::vector<JunitCase>& tests, Outcome outcome) {
  return std::any_of(tests.begin(), tests.end(),
                     [outcome](const JunitCase& test) { return test.outcome == outcome; });
}

}  // namespace

std::vector<JunitCase> junit_cases(const Report& report, const SourceFiles& files) {
  std::vector<JunitCase> tests;
  for (const Expectation& expectation : report.expectations)
    tests.push_back(of_expectation(expectation));
  if (report.mode == Mode::check) add_checked(tests, report, files);
  for (const Error& error : report.errors) tests.push_back(of_error(error));
  const JunitCase verdict = of_verdict(report);
  if (!outcome_shows(tests, verdict.outcome)) tests.push_back(verdict);
  return tests;
}

}  // namespace seatrial::report
