// SPDX-License-Identifier: Apache-2.0
// Holds scenarios/measured against the table of measured runs: each measured case has its scenario,
// whose `about` names the figure that was measured. The table is not part of this repository.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>
#include <regex>
#include <sstream>
#include <string>

#include "harness/scenario/parse.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial {
namespace {

/// The cells of the rows of one case.
using Rows = std::map<std::string, std::string>;

std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The rows of the table by case id; a case with two rows has both.
Rows rows_of(const std::string& table) {
  const std::regex row(R"(\| *[0-9a-z]+ *((?:`[A-Za-z0-9]+` *)+)\|(.*))");
  const std::regex id("`([A-Za-z0-9]+)`");
  Rows rows;
  std::istringstream lines(table);
  for (std::string line; std::getline(lines, line);) {
    std::smatch match;
    if (!std::regex_match(line, match, row)) continue;
    const std::string ids = match[1];
    for (std::sregex_iterator it(ids.begin(), ids.end(), id), end; it != end; ++it) {
      rows[(*it)[1]] += match[2].str() + '\n';
    }
  }
  return rows;
}

struct Measured {
  std::string id;
  std::string figure;  ///< as the table has it
};

void PrintTo(const Measured& measured, std::ostream* out) {
  *out << measured.id;
}

class MeasuredCase : public ::testing::TestWithParam<Measured> {};

TEST_P(MeasuredCase, has_a_scenario_that_names_the_figure) {
  const auto data = config::testing_help::reference_data();
  if (!data) GTEST_SKIP() << "SEATRIAL_REALWORLD names no folder with oracle/cases.md";
  const Rows rows = rows_of(slurp(*data + "/oracle/cases.md"));
  const auto& [id, figure] = GetParam();
  ASSERT_TRUE(rows.contains(id)) << "the table has no case " << id;
  EXPECT_NE(rows.at(id).find(figure), std::string::npos) << rows.at(id);

  const std::string path = std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/measured/" + id + ".yaml";
  ASSERT_TRUE(std::filesystem::exists(path)) << path;
  SourceFiles files;
  const auto scenario = scenario::parse_scenario(slurp(path), path, files, {});
  ASSERT_TRUE(scenario) << scenario.error().message();
  ASSERT_TRUE(scenario->about) << "no 'about'";
  EXPECT_NE(scenario->about->value.find(figure), std::string::npos) << scenario->about->value;
}

// The cases that the simulator answers for, at link level.
INSTANTIATE_TEST_SUITE_P(Cases, MeasuredCase,
                         ::testing::Values(Measured{"c1", "0.6"}, Measured{"c1L", "35.1"},
                                           Measured{"c2", "35.0,35.0,35.0"}, Measured{"c3", "35.3"},
                                           Measured{"c4a", "34.9"}, Measured{"c4b", "35.1"},
                                           Measured{"c4c", "35"}, Measured{"c5", "35.0"},
                                           Measured{"c5b", "35.0"}, Measured{"c5c", "<1"},
                                           Measured{"c6", "35.0"}, Measured{"c7", "35.2"},
                                           Measured{"c15", "35.2"}, Measured{"c15r", "50.0"},
                                           Measured{"c19", "25.6"}),
                         [](const auto& test) { return test.param.id; });

}  // namespace
}  // namespace seatrial
