// SPDX-License-Identifier: Apache-2.0
// The manual: each code has an example, and the built program reports the code for it.
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "harness/finding/manual.hpp"
#include "tests/unit/cli/program.hpp"

namespace seatrial::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// "scenarios/findings/ST103.yaml" of the checkout, and of each other code with an example.
std::vector<std::string> examples() {
  std::vector<std::string> paths;
  for (const finding::Row& row : finding::catalogue())
    if (!finding::example_of(row.code).empty())
      paths.push_back("scenarios/findings/" + std::string(row.code) + ".yaml");
  return paths;
}

/// The codes that the program reports for each of the files.
std::map<std::string, std::set<std::string>> codes_by(const std::string& command) {
  const Folder folder;
  std::string line = std::string("cd '" SEATRIAL_SOURCE_DIR "' && '") + program() + "' " + command;
  for (const std::string& path : examples()) line += " " + path;
  line += " --json '" + (folder / "out") + "' >/dev/null 2>&1";
  EXPECT_NE(std::system(line.c_str()), -1);
  std::map<std::string, std::set<std::string>> found;
  std::ifstream lines(folder / "out");
  for (std::string text; std::getline(lines, text);) {
    const auto report = nlohmann::json::parse(text);
    const std::string path = report["scenario"];
    for (const auto& finding : report["findings"])
      if (!finding["code"].is_null()) found[path.substr(0, path.find('#'))].insert(finding["code"]);
  }
  return found;
}

TEST(CliFindings, CheckOrRunOfEachExampleReportsItsCode) {
  auto checked = codes_by("check");
  auto run = codes_by("run");
  ASSERT_FALSE(examples().empty());
  for (const std::string& path : examples()) {
    const std::string code = fs::path(path).stem().string();
    EXPECT_TRUE(checked[path].contains(code) || run[path].contains(code)) << path;
  }
}

TEST(CliFindings, APageNeedsNoFiles) {
  const Outcome outcome = seatrial("findings ST103");
  EXPECT_EQ(outcome.code, 0);
  EXPECT_THAT(outcome.out, StartsWith("ST103 error: "));
  EXPECT_THAT(outcome.out, HasSubstr("\nscenarios/findings/ST103.yaml\n\n# SPDX-"));
}

TEST(CliFindings, TheManualIsThatOfTheCheckout) {
  EXPECT_EQ(seatrial("findings --manual").out,
            read_text(SEATRIAL_SOURCE_DIR "/scenarios/findings/README.md"));
}

}  // namespace
}  // namespace seatrial::cli
