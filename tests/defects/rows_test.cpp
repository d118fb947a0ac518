// SPDX-License-Identifier: Apache-2.0
// Every row of the failure catalogue has a defect that is injected, or a reason why no file alone
// can show it. Of goquorum's section 13 a row is covered, too, by a defect whose code covers it.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <iostream>
#include <set>

#include "defect.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::defects {

namespace {

/// A row that no file alone shows.
struct Unshown {
  std::string_view row;
  std::string_view reason;
};

constexpr Unshown unshown[] = {
    {"F-66",
     "whether a volume holds an older genesis is in no file: a run that deploys twice, or seatrial "
     "diff, tells it as ST414"},
    {"F-71", "when a process read its files is in no file: a run tells it as ST402 and ST501"},
    {"F-111", "clocks are in no file"},
    {"13.2 row 25", "clocks are in no file"},
    {"13.3 row 27",
     "that a line is lost is an event: a run tells the stall; what a loss would do is row 28"},
    {"13.3 row 29", "how long a chain stands after a cut follows from when the cut was: a run"},
    {"13.3 row 37", "votes are in memory only: a run with restart and istanbul.propose"},
};

/// A code of consensus that is not injected.
constexpr Unshown untold[] = {
    {"ST709",
     "what keeps validators apart is an error of its own, at its own line, and stands beside it"},
    {"ST715", "that a chain forks is an event: a run tells it, with the formula that allowed it"},
    {"ST721",
     "the deployments that are broken run 2.7.0, which reads no section but istanbul; the example "
     "of "
     "the code triggers it"},
    {"ST722",
     "the deployments that are broken run 2.7.0, which reads no section but istanbul; the example "
     "of "
     "the code triggers it"},
    {"ST723",
     "the deployments that are broken run 2.7.0, which reads no section but istanbul; the example "
     "of "
     "the code triggers it"},
    {"ST724",
     "the deployments that are broken run 2.7.0, which reads no section but istanbul; the example "
     "of "
     "the code triggers it"},
    {"ST725", "the deployments name one image in all files; the example of the code triggers it"},
};

/// Rows of section 13 that say what another row says.
struct Same {
  std::string_view row;
  std::string_view as;
};

constexpr Same same[] = {{"13.3 row 32", "F-73"}};

using RowSet = std::set<std::string, std::less<>>;

/// The rows of section 13 among "F-35, 13.1 row 2".
void add_goquorum_rows(std::string_view facts, RowSet& rows) {
  while (!facts.empty()) {
    const std::size_t comma = std::min(facts.find(", "), facts.size());
    if (facts.starts_with("13.")) rows.emplace(facts.substr(0, comma));
    facts.remove_prefix(std::min(comma + 2, facts.size()));
  }
}

RowSet injected() {
  RowSet rows;
  for (const Family& family : families()) {
    for (const Defect& defect : family.defects()) {
      rows.emplace(defect.row);
      for (std::size_t at = 0; at < defect.code.size(); at += 6) {
        const finding::Row* row = finding::find(defect.code.substr(at, 5));
        if (row != nullptr) add_goquorum_rows(row->facts, rows);
      }
    }
  }
  for (const Same& one : same) {
    if (rows.contains(one.as)) rows.emplace(one.row);
  }
  return rows;
}

std::vector<std::string> all_rows() {
  std::vector<std::string> rows;
  for (int i = 1; i <= 115; ++i) rows.push_back(fmt::format("F-{:02}", i));
  for (int i = 1; i <= 44; ++i) {
    const int section = i <= 20 ? 1 : i <= 26 ? 2 : i <= 37 ? 3 : 4;
    rows.push_back(fmt::format("13.{} row {}", section, i));
  }
  return rows;
}

TEST(Rows, EachIsInjectedOrHasAReason) {
  const RowSet rows = injected();
  for (const std::string& row : all_rows()) {
    const bool told = std::any_of(std::begin(unshown), std::end(unshown),
                                  [&](const Unshown& one) { return one.row == row; });
    EXPECT_NE(told, rows.contains(row)) << row << (told ? " has both" : " has neither");
  }
  for (const Unshown& one : unshown) std::cout << one.row << ": " << one.reason << '\n';
}

TEST(Rows, EachCodeOfConsensusIsInjectedOrHasAReason) {
  RowSet codes;
  for (const Family& family : families()) {
    for (const Defect& defect : family.defects()) {
      for (std::size_t at = 0; at < defect.code.size(); at += 6)
        codes.emplace(defect.code.substr(at, 5));
    }
  }
  for (const finding::Row& row : finding::catalogue()) {
    if (!row.code.starts_with("ST7")) continue;
    const bool told = std::any_of(std::begin(untold), std::end(untold),
                                  [&](const Unshown& one) { return one.row == row.code; });
    EXPECT_NE(told, codes.contains(row.code)) << row.code << (told ? " has both" : " has neither");
  }
  for (const Unshown& one : untold) std::cout << one.row << ": " << one.reason << '\n';
}

TEST(Rows, CodesOfDefectsAreInTheCatalogue) {
  for (const Family& family : families()) {
    for (const Defect& defect : family.defects()) {
      for (std::size_t at = 0; at < defect.code.size(); at += 6) {
        EXPECT_NE(finding::find(defect.code.substr(at, 5)), nullptr) << defect.code;
      }
    }
  }
}

}  // namespace

}  // namespace seatrial::defects
