// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/catalogue.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace seatrial::finding {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

class EachRow : public testing::TestWithParam<Row> {};

TEST_P(EachRow, HasACodeOfAFamily) {
  EXPECT_THAT(std::string(GetParam().code), MatchesRegex("ST[1-8][0-9][0-9]"));
  EXPECT_FALSE(family(GetParam().code).empty());
}

TEST_P(EachRow, NamesTheFactsItCovers) {
  const std::string item =
      "(F-[0-9]+|13\\.[1-4] row [0-9]+|law [0-9]+|law section [0-9]|"
      "goquorum [0-9]+(\\.[0-9]+)?|qbft-law [0-9]+)";
  EXPECT_THAT(std::string(GetParam().facts), MatchesRegex(item + "(, " + item + ")*"));
}

TEST_P(EachRow, TextsAreLinesWithoutAFullStop) {
  for (const std::string_view text : {GetParam().title, GetParam().sentence, GetParam().fix}) {
    ASSERT_FALSE(text.empty()) << GetParam().code;
    EXPECT_NE(text.back(), '.') << text;
    EXPECT_EQ(text.find('\n'), text.npos) << text;
    EXPECT_EQ(text.find('!'), text.npos) << text;
    EXPECT_EQ(text.find("  "), text.npos) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), '{'), std::count(text.begin(), text.end(), '}'));
  }
}

TEST_P(EachRow, StandsInTheFamilyOfItsFacts) {
  // The sections 10.1 to 10.3 and 10.6 of the failure catalogue; the handshake is split by us.
  const Row& row = GetParam();
  const std::size_t at = row.facts.find("F-");
  if (at == row.facts.npos) return;
  const int fact = std::stoi(std::string(row.facts.substr(at + 2)));
  if (row.code[2] == '1') {
    const bool discovery = fact >= 41 && fact <= 44;  // what Services make of it
    EXPECT_TRUE(fact <= 30 || discovery || fact == 112) << row.code;
  }
  if (row.code[2] == '2') {
    // and what section 10.6 and F-94 know of names and versions
    EXPECT_TRUE((fact >= 31 && fact <= 64) || fact == 94 || (fact >= 105 && fact <= 109))
        << row.code;
  }
  if (row.code[2] == '3') {
    EXPECT_TRUE(fact >= 56 && fact <= 94) << row.code;
  }
}

INSTANTIATE_TEST_SUITE_P(Catalogue, EachRow, testing::ValuesIn(rows),
                         [](const auto& row) { return std::string(row.param.code); });

TEST(Catalogue, CodesAreUniqueAndInOrder) {
  const auto later = [](const Row& a, const Row& b) { return a.code >= b.code; };
  const auto wrong = std::adjacent_find(rows.begin(), rows.end(), later);
  EXPECT_EQ(wrong, rows.end()) << wrong->code;
}

TEST(Catalogue, TitlesAreUnique) {
  std::set<std::string_view> titles;
  for (const Row& row : rows) EXPECT_TRUE(titles.insert(row.title).second) << row.code;
}

// A code once published never changes its meaning: whoever edits this list breaks somebody's
// script.
TEST(Catalogue, PublishedCodesKeepTheirMeaning) {
  EXPECT_EQ(find("ST103")->title, "NodePort of no Service");
  EXPECT_EQ(find("ST105")->title, "NodePort of another peer");
  EXPECT_EQ(find("ST205")->title, "enode id of another node key");
  EXPECT_EQ(find("ST601")->title, "denied by the listener");
  EXPECT_EQ(find("ST602")->title, "denied by the dialler itself");
  EXPECT_EQ(find("ST605")->title, "genesis mismatch");
  EXPECT_EQ(find("ST701")->title, "raft across clusters");
  EXPECT_EQ(find("ST801")->title, "Tessera advertises an in-cluster name");
}

TEST(Catalogue, CoversWhatTheFirstVerdictCanShow) {
  for (const std::string_view fact :
       {"F-01",        "F-02",        "F-03",        "F-04",        "F-05",       "F-07",
        "F-08",        "F-09",        "F-10",        "F-11",        "F-12",       "F-20",
        "F-23",        "F-31",        "F-32",        "F-33",        "F-34",       "F-35",
        "F-36",        "F-39",        "F-40",        "F-45",        "F-46",       "F-48",
        "F-53",        "F-63",        "F-64",        "F-65",        "F-67",       "F-68",
        "F-70",        "F-71",        "F-72",        "F-73",        "F-83",       "F-84",
        "F-103",       "F-112",       "13.1 row 1",  "13.1 row 2",  "13.1 row 3", "13.1 row 9",
        "13.1 row 12", "13.1 row 14", "13.1 row 15", "13.1 row 18", "law 7",      "law 8"})
    EXPECT_THAT(codes_of(fact), testing::Not(IsEmpty())) << fact;
}

TEST(Catalogue, FindsByCodeAndByFact) {
  EXPECT_EQ(find("ST999"), nullptr);
  EXPECT_EQ(find(""), nullptr);
  EXPECT_THAT(codes_of("F-10"), ElementsAre("ST103", "ST109", "ST114"));
  EXPECT_THAT(codes_of("F-1"), IsEmpty());
  EXPECT_THAT(codes_of("law 7"), ElementsAre("ST609"));
}

TEST(Catalogue, FamilyOfACode) {
  EXPECT_EQ(family("ST103"), "exposure and ports");
  EXPECT_EQ(family("ST801"), "privacy manager");
  EXPECT_EQ(family("ST199"), "");
  EXPECT_EQ(family("S"), "");
}

TEST(Fill, ReplacesEveryPlaceholder) {
  EXPECT_EQ(fill("{a}: {b}, {a}", {{"a", "x"}, {"b", "y"}}), "x: y, x");
  EXPECT_EQ(fill("plain", {}), "plain");
}

TEST(Fill, ShowsWhatNobodyGave) {
  EXPECT_EQ(fill("write {port}", {}), "write <port>");
}

TEST(Fill, KeepsBracesThatAreNone) {
  EXPECT_EQ(fill("a {b", {{"b", "x"}}), "a {b");
}

TEST(Fill, DoesNotFillWhatItFilledIn) {
  EXPECT_EQ(fill("{a}", {{"a", "{a}"}}), "{a}");
}

TEST(Make, TakesWordingFromTheCatalogue) {
  const Mark at{.file = FileId(1), .line = 4, .column = 7};
  const Finding made = make("ST104", at, "32041 is the NodePort of 8545",
                            {{"node_port", "32044"}, {"port", "30303"}});
  EXPECT_EQ(made.code, "ST104");
  EXPECT_EQ(made.severity, Severity::error);
  EXPECT_EQ(made.where, at);
  EXPECT_EQ(made.what, "32041 is the NodePort of 8545");
  EXPECT_EQ(made.why, find("ST104")->sentence);
  EXPECT_EQ(made.fix, "write 32044, the NodePort of target port 30303");
}

}  // namespace
}  // namespace seatrial::finding
