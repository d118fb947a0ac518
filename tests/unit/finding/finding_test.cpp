// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/finding.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace seatrial {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

Mark line(std::uint32_t n) {
  return {.file = FileId(1), .line = n, .column = 3};
}

Finding denied(std::uint32_t at, std::string what, std::size_t links = 1) {
  return {.code = "ST601",
          .severity = Severity::error,
          .where = line(at),
          .what = std::move(what),
          .why = "",
          .fix = "",
          .related = {},
          .links = links};
}

TEST(Group, OneWrongLineIsOneFindingWithACount) {
  const Findings grouped = group({denied(7, "b1 denied", 2), denied(7, "a1 denied", 3)});
  ASSERT_THAT(grouped, SizeIs(1));
  EXPECT_EQ(grouped[0].what, "a1 denied");
  EXPECT_EQ(grouped[0].links, 5U);
}

TEST(Group, AnotherPlaceOrCodeIsAnotherFinding) {
  Finding other_code = denied(7, "x");
  other_code.code = "ST602";
  EXPECT_THAT(group({denied(7, "x"), denied(8, "x"), other_code}), SizeIs(3));
}

TEST(Group, WithoutAPlaceTheTextTellsThemApart) {
  Finding first = denied(0, "a1 denied");
  first.where = Mark{};
  Finding second = first;
  second.what = "a2 denied";
  EXPECT_THAT(group({first, second, first}), ElementsAre(testing::Field(&Finding::links, 2U),
                                                         testing::Field(&Finding::links, 1U)));
}

TEST(Group, KeepsTheWorstSeverityAndAllRelatedLinesOnce) {
  Finding warning = denied(7, "a");
  warning.severity = Severity::warning;
  warning.related = {{line(1), "one"}};
  Finding error = denied(7, "b");
  error.related = {{line(1), "one"}, {line(2), "two"}};
  const Findings grouped = group({warning, error});
  ASSERT_THAT(grouped, SizeIs(1));
  EXPECT_EQ(grouped[0].severity, Severity::error);
  EXPECT_THAT(grouped[0].related, ElementsAre(Related{line(1), "one"}, Related{line(2), "two"}));
}

TEST(Group, OrdersBySeverityThenCodeThenPlace) {
  Finding info = denied(1, "i");
  info.severity = Severity::info;
  Finding early_code = denied(9, "e");
  early_code.code = "ST103";
  const Findings grouped = group({info, denied(20, "late"), denied(3, "soon"), early_code});
  std::vector<std::string> texts;
  for (const Finding& finding : grouped) texts.push_back(finding.what);
  EXPECT_THAT(texts, ElementsAre("e", "soon", "late", "i"));
}

TEST(Group, DoesNotDependOnTheOrderOfTheInput) {
  Findings findings{denied(7, "c"), denied(7, "a"), denied(2, "b"), denied(2, "d", 0)};
  std::sort(findings.begin(), findings.end(), before);
  const Findings expected = group(findings);
  const auto by_what = [](const Finding& a, const Finding& b) { return a.what < b.what; };
  std::sort(findings.begin(), findings.end(), by_what);
  do {
    ASSERT_EQ(group(findings), expected);
  } while (std::next_permutation(findings.begin(), findings.end(), by_what));
}

TEST(Group, OfNothingIsNothing) {
  EXPECT_THAT(group({}), SizeIs(0));
}

TEST(Count, CountsOneSeverity) {
  Finding info = denied(1, "i");
  info.severity = Severity::info;
  const Findings findings{denied(1, "a"), info, denied(2, "b")};
  EXPECT_EQ(count(findings, Severity::error), 2U);
  EXPECT_EQ(count(findings, Severity::warning), 0U);
}

}  // namespace
}  // namespace seatrial
