// SPDX-License-Identifier: Apache-2.0
// Blocks whose state root is wrong: voted for by all, refused by all, and never voted for again.
// // SPEC goquorum 7.5, 7.7 "Verification"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/proto/istanbul_testing.hpp"

namespace seatrial::istanbul::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

/// The last of four, which committed a bad block of the first and could not import it.
struct AfterABadBlock {
  AfterABadBlock() {
    bad = solo.tree().add(solo.chain().head(), 1, solo.v(0), {}, chain::Twist::bad_state);
    solo.receives(solo.pre_prepare(0, bad));
    solo.receives(solo.prepare(0, bad)).receives(solo.prepare(1, bad));
    solo.receives(solo.commit(0, bad)).receives(solo.commit(1, bad));
  }
  Solo solo{{.validators = 4, .self = 3}};
  chain::BlockId bad{};
};

TEST(BadBlock, IsCommittedSinceVotesComeBeforeExecution) {
  AfterABadBlock t;
  EXPECT_THAT(t.solo.commits(), SizeIs(1));
  EXPECT_EQ(t.solo.chain().verify(t.solo.now(), t.bad), chain::HeaderError::none);
  EXPECT_EQ(t.solo.chain().execute(t.bad), chain::HeaderError::invalid_state);
  EXPECT_EQ(text(chain::HeaderError::invalid_state), "invalid merkle root");
  EXPECT_FALSE(t.solo.chain().has(t.bad));
}

TEST(BadBlock, ALockOnItHoldsUntilTheBlockIsKnownToBeBad) {
  AfterABadBlock locked;
  locked.solo.waits(seconds(10));
  locked.solo.receives(locked.solo.round_change(1, 1)).receives(locked.solo.round_change(2, 1));
  ASSERT_EQ(locked.solo.view(), (View{1, 1}));
  locked.solo.receives(locked.solo.pre_prepare(1, locked.solo.block(1), 1));
  EXPECT_THAT(locked.solo.said(), ElementsAre("ROUND-CHANGE {sequence 1, round 2}"));

  AfterABadBlock freed;
  freed.solo.chain().execute(freed.bad);
  freed.solo.waits(seconds(10));
  freed.solo.receives(freed.solo.round_change(1, 1)).receives(freed.solo.round_change(2, 1));
  freed.solo.receives(freed.solo.pre_prepare(1, freed.solo.block(1), 1));
  EXPECT_THAT(freed.solo.said(), ElementsAre("PREPARE {sequence 1, round 1}"));
}

TEST(BadBlock, IsNotVotedForAgain) {
  AfterABadBlock t;
  t.solo.chain().execute(t.bad);
  t.solo.waits(seconds(10));
  t.solo.receives(t.solo.round_change(1, 1)).receives(t.solo.round_change(2, 1));
  t.solo.receives(t.solo.pre_prepare(1, t.bad, 1));
  EXPECT_THAT(t.solo.said(), ElementsAre("ROUND-CHANGE {sequence 1, round 2}"));
  EXPECT_THAT(t.solo.logs(), Contains("WARN Failed to verify proposal err=\"blacklisted hash\""));
}

}  // namespace
}  // namespace seatrial::istanbul::testing
