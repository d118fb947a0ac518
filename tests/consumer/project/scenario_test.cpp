// SPDX-License-Identifier: Apache-2.0
// An embedder's scenarios as GoogleTests, from the installed headers.
#include "harness/gtest/seatrial_gtest.hpp"

namespace {

using namespace seatrial::gtest;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string file = CONSUMER_DIR "/scenarios/linked.yaml";

SEATRIAL_SCENARIO_SUITE(OwnScenarios, CONSUMER_DIR "/scenarios");

TEST(ScenarioHelpers, ReadLikeTheQuestion) {
  const auto outcome = run(file);
  EXPECT_THAT(outcome, Passes());
  EXPECT_THAT(outcome, Reaches("a/quorum-node1", "b/quorum-node1"));
  EXPECT_THAT(outcome, Reaches("b/quorum-node1", "a/quorum-node1"));
  EXPECT_THAT(outcome, Not(Reaches("a/quorum-node1", "b/quorum-node9")));
  EXPECT_THAT(outcome, Not(HasFinding("ST103")));
  EXPECT_THAT(check(file), Passes());
}

TEST(ScenarioHelpers, FailWithTheTextOfTheCommand) {
  const auto outcome = run("nowhere.yaml");
  EXPECT_THAT(outcome, Not(Passes()));
  EXPECT_THAT(::testing::PrintToString(outcome),
              HasSubstr("nowhere.yaml: there is no such file; check the path"));
  EXPECT_THAT(::testing::PrintToString(run(file)), HasSubstr("PASS " + file));
}

TEST(ScenarioHelpers, AFolderWithoutScenariosIsNoSuccess) {
  const auto found = scenarios_below(CONSUMER_DIR "/nowhere");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "no_scenario_found");
  EXPECT_THAT(run(found[0].path), Not(Passes()));
}

}  // namespace
