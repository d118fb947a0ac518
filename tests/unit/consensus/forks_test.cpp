// SPDX-License-Identifier: Apache-2.0
// Forks: found also when they are over, and explained by the rule that let them happen.
#include "harness/consensus/forks.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/consensus/hand_made.hpp"

namespace seatrial::consensus {
namespace {

using ::testing::HasSubstr;
using testing_support::at;
using testing_support::HandMade;

/// What is found by a second.
Findings forks_found(HandMade& made, double second, ForkWatch& watch) {
  const ChainView& view = made.view(at(second));
  watch.read(view);
  return fork_findings(made.scene, view, watch);
}

TEST(Forks, OneChainHasNone) {
  HandMade made({2, 2});
  made.run_all(at(0));
  made.blocks_to(5);
  ForkWatch watch;
  EXPECT_TRUE(forks_found(made, 6, watch).empty());
}

TEST(Forks, TwoBlocksOfOneNumberAreOneForkAndStayOne) {
  HandMade made({3, 3}, std::nullopt);
  made.run_all(at(0));
  made.blocks_to(5);
  ForkWatch watch;
  EXPECT_TRUE(forks_found(made, 6, watch).empty());
  made.block(at(7), {0, 1, 2});
  made.block(at(8), {3, 4, 5});
  made.block(at(9), {0, 1, 2});
  made.block(at(10), {3, 4, 5});
  const Findings all = forks_found(made, 11, watch);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(watch.forks().size(), 1U) << "what is built on the two is no fork of its own";
  EXPECT_EQ(all[0].code, "ST715");
  EXPECT_THAT(all[0].what, HasSubstr("a/a1 and b/b1 had different blocks 6 from 8.0 s on"));
  EXPECT_THAT(all[0].what, HasSubstr("the quorum of 6 validators is 3 (2F+1"));
  EXPECT_THAT(all[0].what, HasSubstr("both sides commit a block of their own"));
}

TEST(Forks, ALiarWithinTheSharedValidatorsIsNamed) {
  HandMade made({3, 2}, std::nullopt);
  made.run_all(at(0));
  made.blocks_to(5);
  made.log.push_back({at(6),
                      HandMade::id(0),
                      HandMade::id(3),
                      {},
                      MessageEvent{MessageEvent::How::altered, MessageKind::prepare, {6, 0}, {}}});
  made.block(at(7), {1, 2});
  made.block(at(8), {3, 4});
  ForkWatch watch;
  const Findings all = forks_found(made, 9, watch);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].what, HasSubstr("share 1 at least, and a/a1 told both sides"));
}

TEST(Forks, WhatALiarHasAloneIsNoFork) {
  HandMade made({4});
  made.run_all(at(0));
  made.blocks_to(3);
  made.log.push_back({at(4),
                      HandMade::id(0),
                      HandMade::id(1),
                      {},
                      MessageEvent{MessageEvent::How::altered, MessageKind::prepare, {4, 0}, {}}});
  made.block(at(5), {0});
  made.block(at(6), {1, 2, 3});
  ForkWatch watch;
  EXPECT_TRUE(forks_found(made, 7, watch).empty());
}

TEST(Forks, ARestartThatForgotALockIsNamed) {
  HandMade made({4});
  made.run_all(at(0));
  made.blocks_to(3);
  made.block(at(4), {0});
  made.stop(at(5), 1);
  made.stop(at(5), 2);
  made.block(at(6), {1, 2, 3});
  ForkWatch watch;
  const Findings all = forks_found(made, 7, watch);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].what, HasSubstr("share 2 at least, and a restart made a/a3 and a/a2 forget"));
}

TEST(Forks, WhatNoRuleExplainsIsSaid) {
  HandMade made({4});
  made.run_all(at(0));
  made.blocks_to(3);
  made.block(at(4), {0});
  made.block(at(6), {1, 2, 3});
  ForkWatch watch;
  const Findings all = forks_found(made, 7, watch);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_THAT(all[0].what, HasSubstr("no rule of GoQuorum that is known here explains it"));
}

}  // namespace
}  // namespace seatrial::consensus
