// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/manual.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace seatrial::finding {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

std::string read_text(const std::string& path) {
  std::ifstream in(std::string(SEATRIAL_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Manual, APageIsTheRowWithItsFactsAndExample) {
  const std::string text = page(*find("ST103"));
  EXPECT_THAT(text, StartsWith("ST103 error: NodePort of no Service\n"));
  EXPECT_THAT(text, HasSubstr("\n  facts: F-03, F-10, 13.1 row 1\n"));
  EXPECT_THAT(text, HasSubstr("\n  fix: "));
  EXPECT_THAT(text, HasSubstr("\nscenarios/findings/ST103.yaml\n\n# SPDX-"));
}

TEST(Manual, ExamplesAreTheFilesBelowScenarios) {
  ASSERT_FALSE(example_files().empty());
  for (const ExampleFile& file : example_files())
    EXPECT_EQ(file.text, read_text("scenarios/findings/" + std::string(file.path)));
}

TEST(Manual, AnExampleBelongsToACode) {
  for (const ExampleFile& file : example_files())
    EXPECT_NE(find(file.path.substr(0, file.path.find_first_of("./"))), nullptr) << file.path;
}

TEST(Manual, TheScenarioStandsBeforeItsFiles) {
  for (const Row& row : catalogue()) {
    const auto files = example_of(row.code);
    if (files.empty()) continue;
    EXPECT_EQ(files.front().path, std::string(row.code) + ".yaml");
  }
  EXPECT_THAT(example_of("ST999"), IsEmpty());
}

TEST(Manual, HasASectionForEachCode) {
  const std::string text = manual();
  EXPECT_THAT(text, StartsWith("# Findings\n"));
  EXPECT_THAT(text, HasSubstr("\n## ST1xx: exposure and ports\n"));
  for (const Row& row : catalogue())
    EXPECT_THAT(text, HasSubstr("\n### " + std::string(row.code) + ": "));
}

TEST(Manual, IsTheFileOfTheCheckout) {
  EXPECT_EQ(manual(), read_text("scenarios/findings/README.md"))
      << "seatrial findings --manual > scenarios/findings/README.md";
}

// To be enabled once every code has its example; `missing` is what is left to do.
TEST(Manual, EveryCodeHasItsExample) {
  std::vector<std::string> missing;
  for (const Row& row : catalogue())
    if (example_of(row.code).empty()) missing.emplace_back(row.code);
  EXPECT_THAT(missing, IsEmpty()) << missing.size() << " codes without an example";
}

}  // namespace
}  // namespace seatrial::finding
