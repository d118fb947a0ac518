// SPDX-License-Identifier: Apache-2.0
#include "harness/report/baseline.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "harness/report/junit.hpp"
#include "harness/report/text.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace testing_support;

/// The sample as a check whose baseline accepts its one finding.
struct Known {
  Known() : made(sample()) {
    made.report.mode = Mode::check;
    made.report.expectations.clear();
    made.report.verdict = conclude(made.report);
    baseline.path = "ci/known.yaml";
    baseline.entries = {entry_for(made.report.findings[0], made.files, baseline.path)};
    baseline.entries[0].reason = "b is not there yet";
  }
  void accept() { report::accept(made.report, made.files, baseline); }

  Sample made;
  Baseline baseline;
};

TEST(Baseline, AnEntryKnowsCodeFileAndText) {
  const Known known;
  const BaselineEntry& entry = known.baseline.entries[0];
  EXPECT_EQ(entry.code, "ST601");
  EXPECT_EQ(entry.file, "../a/permissioned-nodes.json");  // as seen from ci/
  EXPECT_EQ(entry.what, "a/a1 does not permit b/b1");
}

TEST(Baseline, WhatIsAcceptedFailsNothing) {
  Known known;
  EXPECT_EQ(known.made.report.verdict, Verdict::fail);
  known.accept();
  EXPECT_TRUE(known.made.report.findings.empty());
  ASSERT_EQ(known.made.report.accepted.size(), 1U);
  EXPECT_EQ(known.made.report.accepted[0].reason, "b is not there yet");
  EXPECT_EQ(known.made.report.verdict, Verdict::pass);
  EXPECT_TRUE(known.baseline.entries[0].matched);
}

TEST(Baseline, LinesMayMove) {
  Known known;
  known.made.report.findings[0].where.line = 99;
  known.accept();
  EXPECT_EQ(known.made.report.verdict, Verdict::pass);
}

TEST(Baseline, AnotherTextFileOrCodeIsNotAccepted) {
  for (const int which : {0, 1, 2}) {
    Known known;
    Finding& finding = known.made.report.findings[0];
    if (which == 0) finding.what = "a/a1 does not permit b/b2";
    if (which == 1) finding.where.file = known.made.files.add("c/permissioned-nodes.json");
    if (which == 2) finding.code = "ST602";
    known.accept();
    EXPECT_EQ(known.made.report.verdict, Verdict::fail) << which;
    EXPECT_FALSE(known.baseline.entries[0].matched) << which;
  }
}

TEST(Baseline, AnEntryWithoutFileAndTextHoldsForAny) {
  Known known;
  known.baseline.entries[0].file.clear();
  known.baseline.entries[0].what.clear();
  known.made.report.findings[0].what = "another";
  known.accept();
  EXPECT_EQ(known.made.report.verdict, Verdict::pass);
}

TEST(Baseline, ALinkThatAlsoSomethingElseExplainsStillFails) {
  Known known;
  known.made.report.findings.push_back(known.made.report.findings[0]);
  known.made.report.findings[1].what = "a/a2 does not permit b/b1";
  known.accept();
  EXPECT_EQ(known.made.report.findings.size(), 1U);
  EXPECT_EQ(known.made.report.verdict, Verdict::fail);
}

TEST(Baseline, TheDirectionThatNobodyDialsGoesWithTheOther) {
  Known known;
  known.made.report.links.push_back(link_of("a/a1", "b/b1", LinkStatus::down));
  known.accept();
  EXPECT_EQ(known.made.report.verdict, Verdict::pass);
  known.made.report.links.back().code = "ST602";
  EXPECT_EQ(conclude(known.made.report), Verdict::fail);
}

TEST(Baseline, ALinkThatNothingExplainsStillFails) {
  Known known;
  known.made.report.links.push_back(link_of("b/b2", "a/a1", LinkStatus::down));
  known.accept();
  EXPECT_EQ(known.made.report.verdict, Verdict::fail);
}

TEST(Baseline, TheReportCountsThemInOneLine) {
  Known known;
  known.accept();
  std::ostringstream text;
  write_text(text, known.made.report, known.made.files);
  EXPECT_THAT(text.str(), HasSubstr("\n\naccepted: 1 finding known by ci/known.yaml\n"));
  EXPECT_THAT(text.str(), Not(HasSubstr("error[ST601]")));
}

TEST(Baseline, InJunitTheirLinksPassWithANote) {
  Known known;
  known.accept();
  std::ostringstream xml;
  write_junit(xml, known.made.report, known.made.files);
  EXPECT_THAT(xml.str(), HasSubstr("failures=\"0\" errors=\"0\""));
  EXPECT_THAT(xml.str(), HasSubstr("accepted by ci/known.yaml"));
}

TEST(Baseline, WrongInputStaysWrong) {
  Known known;
  known.made.report = broken_input("x.yaml", Mode::check, {"x.yaml:2", "unknown key", ""});
  known.accept();
  EXPECT_EQ(known.made.report.verdict, Verdict::fail);
}

}  // namespace
}  // namespace seatrial::report
