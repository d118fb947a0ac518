// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include "harness/report/exit_code.hpp"
#include "tests/unit/report/sample_report.hpp"

namespace seatrial::report {
namespace {

using namespace testing_support;

Report with(Verdict verdict) {
  Report report;
  report.verdict = verdict;
  return report;
}

Report check_of(std::vector<Link> links) {
  Report report;
  report.mode = Mode::check;
  report.links = std::move(links);
  return report;
}

TEST(ExitCode, OfEachVerdict) {
  EXPECT_EQ(static_cast<int>(exit_code(with(Verdict::pass))), 0);
  EXPECT_EQ(static_cast<int>(exit_code(with(Verdict::fail))), 1);
  EXPECT_EQ(static_cast<int>(exit_code(broken_input("x", Mode::run, {}))), 2);
  EXPECT_EQ(static_cast<int>(exit_code(with(Verdict::inconclusive))), 3);
  EXPECT_EQ(static_cast<int>(exit_code(with(Verdict::limit))), 4);
}

TEST(ExitCode, TheWorseComesFirstInTheOrder24130) {
  const std::vector<int> order{2, 4, 1, 3, 0};
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i; j < order.size(); ++j) {
      const auto bad = static_cast<ExitCode>(order[i]);
      const auto good = static_cast<ExitCode>(order[j]);
      EXPECT_EQ(worse(bad, good), bad);
      EXPECT_EQ(worse(good, bad), bad);
    }
}

TEST(ExitCode, OfSeveralReports) {
  std::vector<Report> reports{with(Verdict::pass), with(Verdict::inconclusive)};
  EXPECT_EQ(exit_code(reports), ExitCode::inconclusive);
  reports.push_back(with(Verdict::limit));
  reports.push_back(with(Verdict::fail));
  EXPECT_EQ(exit_code(reports), ExitCode::limit);
  reports.push_back(broken_input("x", Mode::run, {}));
  EXPECT_EQ(exit_code(reports), ExitCode::bad_input);
  EXPECT_EQ(exit_code(std::span<const Report>{}), ExitCode::pass);
}

TEST(Conclude, ARunIsJudgedByItsExpectationsAlone) {
  Report report = sample().report;
  EXPECT_EQ(conclude(report), Verdict::fail);
  report.expectations.pop_back();
  EXPECT_EQ(conclude(report), Verdict::pass);
  report.expectations[0].verdict = Verdict::inconclusive;
  EXPECT_EQ(conclude(report), Verdict::inconclusive);
}

TEST(Conclude, ALimitStays) {
  Report report = sample().report;
  report.verdict = Verdict::limit;
  EXPECT_EQ(conclude(report), Verdict::limit);
  report.verdict = Verdict::pass;
  report.expectations[0].verdict = Verdict::limit;
  EXPECT_EQ(conclude(report), Verdict::limit);
}

TEST(Conclude, FilesThatCouldNotBeReadPassNothing) {
  Report report = check_of({link_of("a/1", "b/1", LinkStatus::up)});
  ASSERT_EQ(conclude(report), Verdict::pass);
  report.errors = {{"b/genesis.yaml:4:7", "no JSON", ""}};
  EXPECT_EQ(conclude(report), Verdict::fail);
}

TEST(Conclude, ACheckFailsOnAPairThatCannotLink) {
  EXPECT_EQ(conclude(check_of({denied("b/1", "a/1")})), Verdict::fail);
  EXPECT_EQ(conclude(check_of({denied("b/1", "a/1"), link_of("a/1", "b/1", LinkStatus::unknown)})),
            Verdict::fail);
}

TEST(Conclude, OneDirectionIsEnough) {
  const Report report = check_of({denied("b/1", "a/1"), link_of("a/1", "b/1", LinkStatus::up)});
  EXPECT_EQ(conclude(report), Verdict::pass);
}

TEST(Conclude, AnotherPeerOrKindDoesNotMakeThePair) {
  EXPECT_EQ(conclude(check_of({denied("b/1", "a/1"), link_of("a/2", "b/1", LinkStatus::up)})),
            Verdict::fail);
  Link tessera = link_of("a/1", "b/1", LinkStatus::up);
  tessera.kind = LinkKind::tessera;
  EXPECT_EQ(conclude(check_of({denied("b/1", "a/1"), tessera})), Verdict::fail);
}

TEST(Conclude, FindsThePairInAnyOrderOfTheLinks) {
  std::vector<Link> links;
  for (const char* peer : {"c/1", "a/1", "b/1", "e/1", "d/1"}) {
    links.push_back(link_of(peer, "z/1", LinkStatus::up));
    links.push_back(denied("z/1", peer));
  }
  EXPECT_EQ(conclude(check_of(links)), Verdict::pass);
}

TEST(Conclude, AnUnknownLinkLeavesACheckOpen) {
  EXPECT_EQ(conclude(check_of({link_of("a/1", "b/1", LinkStatus::unknown)})),
            Verdict::inconclusive);
  EXPECT_EQ(conclude(check_of({link_of("a/1", "b/1", LinkStatus::unknown),
                               link_of("b/1", "a/1", LinkStatus::up)})),
            Verdict::pass);
}

TEST(Conclude, WarningsFailNothing) {
  Report report = check_of({});
  report.findings = {denial(FileId::none, FileId::none)};
  EXPECT_EQ(conclude(report), Verdict::pass) << "its links are judged, not the finding";
  report.findings[0].links = 0;
  EXPECT_EQ(conclude(report), Verdict::fail);
  report.findings[0].severity = Severity::warning;
  EXPECT_EQ(conclude(report), Verdict::pass);
}

TEST(Conclude, DiscoveryAndTesseraFailNoCheck) {
  for (const LinkKind kind : {LinkKind::discovery, LinkKind::tessera}) {
    Report report = check_of({link_of("a/1", "b/1", LinkStatus::up), denied("b/1", "a/1")});
    report.links[1].kind = kind;
    EXPECT_EQ(conclude(report), Verdict::pass);
    report.links[1].status = LinkStatus::unknown;
    EXPECT_EQ(conclude(report), Verdict::pass);
  }
}

}  // namespace
}  // namespace seatrial::report
