// SPDX-License-Identifier: Apache-2.0
// GoogleTest helpers: a scenario file as a test. `EXPECT_THAT(run(file), Passes())` fails with the
// very text that `seatrial run` prints. This is the only place of the harness that knows
// GoogleTest; it does so in this header alone, and whoever includes it links GoogleTest and
// GoogleMock of its own. It keeps no state between two runs.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "harness/finding/catalogue.hpp"
#include "harness/gtest/scenario_files.hpp"
#include "harness/report/exit_code.hpp"
#include "harness/report/report.hpp"
#include "harness/report/text.hpp"
#include "harness/run/run.hpp"

namespace seatrial::gtest {

/// The reports of a file's scenario or cases, with the files that their marks point into.
struct Outcome {
  std::shared_ptr<const SourceFiles> files;
  std::vector<Report> reports;
};

/// What a failed assertion shows: the reports as the command prints them.
inline void PrintTo(const Outcome& outcome, std::ostream* out) {
  for (const Report& report : outcome.reports) {
    *out << '\n';
    report::write_text(*out, report, *outcome.files);
  }
}

/// Runs every case of a scenario file; `variables` win over those of the file.
inline Outcome run(const std::string& file, const scenario::Variables& variables = {},
                   const seatrial::run::RunOptions& options = {}) {
  auto files = std::make_shared<SourceFiles>();
  auto reports = seatrial::run::run_file(file, *files, variables, options);
  return {std::move(files), std::move(reports)};
}

/// The static reading of every case of a scenario file.
inline Outcome check(const std::string& file, const scenario::Variables& variables = {}) {
  auto files = std::make_shared<SourceFiles>();
  auto reports = seatrial::run::check_file(file, *files, variables);
  return {std::move(files), std::move(reports)};
}

/// Matches an outcome whose reports all have the verdict pass.
class PassesMatcher {
 public:
  using is_gtest_matcher = void;
  bool MatchAndExplain(const Outcome& outcome, std::ostream*) const {
    return !outcome.reports.empty() && report::exit_code(outcome.reports) == report::ExitCode::pass;
  }
  void DescribeTo(std::ostream* out) const { *out << "passes"; }
  void DescribeNegationTo(std::ostream* out) const { *out << "does not pass"; }
};

/// Matches where every report has a working p2p link between two peers, whoever dialled.
class ReachesMatcher {
 public:
  using is_gtest_matcher = void;
  ReachesMatcher(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}

  bool MatchAndExplain(const Outcome& outcome, std::ostream* why) const {
    const auto linked = [&](const Report& one) { return is_linked(one, why); };
    return !outcome.reports.empty() &&
           std::all_of(outcome.reports.begin(), outcome.reports.end(), linked);
  }
  void DescribeTo(std::ostream* out) const { *out << from_ << " reaches " << to_; }
  void DescribeNegationTo(std::ostream* out) const { *out << from_ << " does not reach " << to_; }

 private:
  bool is_between(const report::Link& link) const {
    return link.kind == report::LinkKind::p2p &&
           ((link.from == from_ && link.to == to_) || (link.from == to_ && link.to == from_));
  }

  bool is_linked(const Report& one, std::ostream* why) const {
    bool known = false;
    for (const report::Link& link : one.links) {
      if (!is_between(link)) continue;
      known = true;
      if (link.status == report::LinkStatus::up) return true;
    }
    if (why == nullptr) return false;
    *why << (known ? "the link is not up" : "nobody dials and no such link is reported");
    if (!one.case_name.empty()) *why << " in case " << one.case_name;
    return false;
  }

  std::string from_;
  std::string to_;
};

/// Matches where a report has a finding of this code.
class HasFindingMatcher {
 public:
  using is_gtest_matcher = void;
  explicit HasFindingMatcher(std::string code) : code_(std::move(code)) {}

  bool MatchAndExplain(const Outcome& outcome, std::ostream* why) const {
    if (finding::find(code_) == nullptr && why != nullptr)
      *why << "the catalogue has no code " << code_;
    return std::any_of(outcome.reports.begin(), outcome.reports.end(), [&](const Report& one) {
      return std::any_of(one.findings.begin(), one.findings.end(),
                         [&](const Finding& finding) { return finding.code == code_; });
    });
  }
  void DescribeTo(std::ostream* out) const { *out << "has a finding " << code_; }
  void DescribeNegationTo(std::ostream* out) const { *out << "has no finding " << code_; }

 private:
  std::string code_;
};

/// Every expectation (of a check: every link) is met.
inline ::testing::Matcher<const Outcome&> Passes() {
  return PassesMatcher();
}
/// "a/quorum-node1" and "b/quorum-node2" have a p2p link at the end.
inline ::testing::Matcher<const Outcome&> Reaches(std::string from, std::string to) {
  return ReachesMatcher(std::move(from), std::move(to));
}
/// There is a finding of this code, "ST103".
inline ::testing::Matcher<const Outcome&> HasFinding(std::string code) {
  return HasFindingMatcher(std::move(code));
}

}  // namespace seatrial::gtest

/// Makes a test of every scenario below `folder`: "Scenarios/Name.Passes/two_cluster_nodeport".
#define SEATRIAL_SCENARIO_SUITE(Name, folder)                                               \
  class Name : public ::testing::TestWithParam<::seatrial::gtest::ScenarioFile> {};         \
  TEST_P(Name, Passes) {                                                                    \
    EXPECT_THAT(::seatrial::gtest::run(GetParam().path), ::seatrial::gtest::Passes());      \
  }                                                                                         \
  INSTANTIATE_TEST_SUITE_P(Scenarios, Name,                                                 \
                           ::testing::ValuesIn(::seatrial::gtest::scenarios_below(folder)), \
                           [](const auto& test) { return test.param.name; })
