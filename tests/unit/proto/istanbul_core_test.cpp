// SPDX-License-Identifier: Apache-2.0
// The event tables of IBFT, row by row. // SPEC goquorum 7.5, 7.7, 7.8
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/proto/istanbul_testing.hpp"

namespace seatrial::istanbul::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string prepare_10 = "PREPARE {sequence 1, round 0}";
const std::string commit_10 = "COMMIT {sequence 1, round 0}";
const std::string round_change_11 = "ROUND-CHANGE {sequence 1, round 1}";
const std::string round_change_12 = "ROUND-CHANGE {sequence 1, round 2}";

/// Four validators, F = 1, Q = 3; this one is the last in the order.
SoloSpec fourth_of_four() {
  return {.validators = 4, .self = 3};
}

// startNewRound

TEST(StartNewRound, NoCurrentRoundBeginsTheSequenceAfterTheHead) {
  Solo solo(fourth_of_four());
  EXPECT_EQ(solo.view(), (View{1, 0}));
  EXPECT_EQ(solo.engine().proposer(), solo.v(0));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(10));
}

TEST(StartNewRound, ANewHeadBeginsTheNextSequenceInRound0) {
  Solo solo(fourth_of_four());
  solo.waits(seconds(25));
  EXPECT_EQ(solo.view(), (View{1, 2}));
  solo.imports(solo.block(1));
  EXPECT_EQ(solo.view(), (View{2, 0}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
  EXPECT_EQ(solo.engine().proposer(), solo.v(2));
  EXPECT_EQ(solo.engine().deadline(), solo.now() + seconds(10));
}

TEST(StartNewRound, ANewSequenceLoadsTheValidatorsOfTheHead) {
  Solo solo({.validators = 2, .self = 0});
  const chain::AddressRef third = solo.book().intern({});
  const chain::Vote vote{third, true};
  const chain::BlockId one = solo.block_on(solo.chain().head(), 0, 1, vote);
  const chain::BlockId two = solo.block_on(one, 1, 2, vote);
  const Message foreign{Code::round_change, {3, 1}, chain::BlockId::none, third};
  solo.imports(one).receives_from(1, foreign);
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("unauthorized address")));
  const Message accepted{Code::round_change, {3, 2}, chain::BlockId::none, third};
  solo.imports(two).receives_from(1, accepted);
  EXPECT_THAT(solo.logs(), IsEmpty());
}

TEST(StartNewRound, TheHeadBeforeTheSequenceChangesNothing) {
  Solo solo(fourth_of_four());
  solo.waits(seconds(3)).does([](Engine& e, Instant now, Outbox& out) { e.new_head(now, out); });
  EXPECT_EQ(solo.view(), (View{1, 0}));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(10));
}

TEST(StartNewRound, ARoundChangeKeepsTheSequenceAndForgetsOtherRoundChanges) {
  Solo solo(fourth_of_four());
  solo.receives(solo.round_change(0, 2)).receives(solo.round_change(0, 1));
  solo.receives(solo.round_change(1, 1)).receives(solo.round_change(2, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_EQ(solo.engine().proposer(), solo.v(1));
  // The first ROUND-CHANGE for round 2 is gone: two more are no quorum.
  solo.receives(solo.round_change(1, 2)).receives(solo.round_change(2, 2));
  EXPECT_EQ(solo.view(), (View{1, 1}));
}

TEST(StartNewRound, TheNewProposerProposesItsPendingRequest) {
  Solo solo({.validators = 4, .self = 1});
  solo.requests(solo.block(1));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  solo.receives(solo.round_change(3, 1));
  EXPECT_THAT(solo.said(),
              ElementsAre("PRE-PREPARE {sequence 1, round 1}", "PREPARE {sequence 1, round 1}"));
}

TEST(StartNewRound, TheNewProposerProposesTheLockedBlock) {
  Solo solo({.validators = 4, .self = 1});
  const chain::BlockId theirs = solo.block(0);
  solo.requests(solo.block(1)).receives(solo.pre_prepare(0, theirs));
  solo.receives(solo.prepare(0, theirs)).receives(solo.prepare(2, theirs));
  ASSERT_EQ(solo.engine().state(), State::prepared);
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  solo.receives(solo.round_change(3, 1));
  const Message again = solo.pre_prepare(1, theirs, 1);
  EXPECT_THAT(solo.said(), ElementsAre(to_string(again), "COMMIT {sequence 1, round 1}"));
}

TEST(StartNewRound, TheNewProposerWithoutABlockProposesNothing) {
  Solo solo({.validators = 4, .self = 1});
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  solo.receives(solo.round_change(3, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_THAT(solo.said(), IsEmpty());
}

// Request

TEST(Request, AnOldOneIsDropped) {
  Solo solo({.validators = 4, .self = 1});
  const chain::BlockId old = solo.block(1);
  solo.imports(solo.block(0)).requests(old);
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("WARN unexpected request err=\"old message\"")));
  EXPECT_THAT(solo.said(), IsEmpty());
}

TEST(Request, AFutureOneIsPostedAgainWhenItsSequenceBegins) {
  Solo solo({.validators = 4, .self = 1});
  const chain::BlockId one = solo.block(0);
  solo.requests(solo.block_on(one, 1));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("err=\"future message\"")));
  solo.imports(one);
  EXPECT_THAT(solo.said(), Contains("PRE-PREPARE {sequence 2, round 0}"));
}

TEST(Request, TheProposerBroadcastsItAndAgreesWithItself) {
  Solo solo({.validators = 4, .self = 0});
  solo.requests(solo.block(0));
  EXPECT_THAT(solo.said(), ElementsAre("PRE-PREPARE {sequence 1, round 0}", prepare_10));
  EXPECT_EQ(solo.sends(), 6U);
  EXPECT_EQ(solo.engine().state(), State::preprepared);
}

TEST(Request, WhoIsNotProposerKeepsIt) {
  Solo solo(fourth_of_four());
  solo.requests(solo.block(3));
  EXPECT_THAT(solo.said(), IsEmpty());
}

TEST(Request, AProposerThatWaitsStampsTheNewRoundOnIt) {
  Solo solo({.validators = 4, .self = 0});
  solo.waits(seconds(11)).requests(solo.block(0));
  EXPECT_THAT(solo.said(), ElementsAre("PRE-PREPARE {sequence 1, round 1}"));
  EXPECT_THAT(solo.logs(), ElementsAre("WARN Backlog from self"));
}

// checkMessage

TEST(CheckMessage, ARoundChangeOfALaterSequenceIsKept) {
  Solo solo(fourth_of_four());
  const Message early = solo.round_change(0, 1, 2);
  solo.receives(early);
  EXPECT_FALSE(solo.passed_on(early));
  solo.imports(solo.block(0)).receives(solo.round_change(1, 1, 2));
  solo.receives(solo.round_change(2, 1, 2));
  EXPECT_EQ(solo.view(), (View{2, 1}));
}

TEST(CheckMessage, ARoundChangeOfALowerRoundIsOld) {
  Solo solo(fourth_of_four());
  solo.waits(seconds(25));
  const Message old = solo.round_change(0, 1);
  solo.receives(old);
  EXPECT_FALSE(solo.passed_on(old));
}

TEST(CheckMessage, OtherKindsOfALaterRoundWaitForIt) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(1);
  const Message early = solo.pre_prepare(1, block, 1);
  solo.receives(early);
  EXPECT_FALSE(solo.passed_on(early));
  for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 1));
  EXPECT_THAT(solo.said(), ElementsAre("PREPARE {sequence 1, round 1}"));
  EXPECT_TRUE(solo.passed_on(early));  // after backlog processing too
}

TEST(CheckMessage, OtherKindsOfALowerViewAreOld) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(0);
  const Message old = solo.prepare(1, block);
  solo.imports(block).receives(old);
  EXPECT_FALSE(solo.passed_on(old));
  EXPECT_THAT(solo.said(), IsEmpty());
}

TEST(CheckMessage, WhoWaitsForARoundChangeTakesNothingElse) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(1);
  solo.waits(seconds(10)).receives(solo.pre_prepare(1, block, 1));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
  EXPECT_THAT(solo.said(), ElementsAre("PREPARE {sequence 1, round 1}"));
}

TEST(CheckMessage, VotesBeforeTheProposalWait) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(0);
  const Message early = solo.prepare(1, block);
  solo.receives(early).receives(solo.prepare(2, block));
  EXPECT_FALSE(solo.passed_on(early));
  solo.receives(solo.pre_prepare(0, block));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10, commit_10));
  EXPECT_TRUE(solo.passed_on(early));
}

// PRE-PREPARE

TEST(PrePrepare, AnOldOneOfItsProposerForAKnownBlockIsHelpedWithACommit) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(0);
  const Message old = solo.pre_prepare(0, block);
  solo.imports(block).receives(old);
  EXPECT_THAT(solo.said(), ElementsAre(commit_10));
  EXPECT_TRUE(solo.passed_on(old));
}

TEST(PrePrepare, AnOldOneOfAnotherIsIgnored) {
  Solo solo(fourth_of_four());
  const chain::BlockId block = solo.block(0);
  const Message wrong = solo.pre_prepare(1, block);
  const Message unknown = solo.pre_prepare(0, solo.block(0, 2));
  solo.imports(block).receives(wrong).receives(unknown);
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_FALSE(solo.passed_on(wrong));
  EXPECT_FALSE(solo.passed_on(unknown));
}

TEST(PrePrepare, OfANonProposerIsIgnored) {
  Solo solo(fourth_of_four());
  const Message wrong = solo.pre_prepare(1, solo.block(1));
  solo.receives(wrong);
  EXPECT_THAT(solo.logs(), ElementsAre("WARN Ignore preprepare messages from non-proposer"));
  EXPECT_FALSE(solo.passed_on(wrong));
}

TEST(PrePrepare, OfAFutureBlockIsHandledAgainInTime) {
  Solo solo(fourth_of_four());
  const Message early = solo.pre_prepare(0, solo.block(0, chain::run_begins + 3));
  solo.waits(milliseconds(500)).receives(early);
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("INFO Proposed block will be handled in the "
                                                 "future err=\"block in the future\" "
                                                 "duration=\"2.5 s\"")));
  EXPECT_FALSE(solo.passed_on(early));
  solo.waits(milliseconds(2499));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.waits(milliseconds(1));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
  EXPECT_TRUE(solo.passed_on(early));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(10));  // the round timer kept running
}

TEST(PrePrepare, OfAFutureBlockIsForgottenWithTheRound) {
  Solo solo(fourth_of_four());
  solo.receives(solo.pre_prepare(0, solo.block(0, chain::run_begins + 20))).waits(seconds(11));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(22));
  solo.waits(seconds(10));
  EXPECT_THAT(solo.said(), IsEmpty());
}

TEST(PrePrepare, WaitsByTheOwnClock) {
  Solo solo({.validators = 4, .self = 3, .rules = {1, 0, seconds(-2)}});
  solo.waits(seconds(3)).receives(solo.pre_prepare(0, solo.block(0, chain::run_begins + 3)));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.waits(seconds(2));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
}

TEST(PrePrepare, OfABadBlockIsAnsweredWithARoundChangeAtOnce) {
  Solo solo({.validators = 4, .self = 3, .rules = {5, 0, {}}});
  const Message bad = solo.pre_prepare(0, solo.block(0, 4));
  solo.receives(bad);
  EXPECT_THAT(solo.logs(), ElementsAre("WARN Failed to verify proposal err=\"invalid timestamp\""));
  EXPECT_THAT(solo.said(), ElementsAre(round_change_11));
  EXPECT_FALSE(solo.passed_on(bad));
}

/// Locked on a block of validator 0, and in round 1, whose proposer is validator 1.
struct Locked : Solo {
  Locked() : Solo(fourth_of_four()), block(Solo::block(0)) {
    receives(pre_prepare(0, block)).receives(prepare(0, block)).receives(prepare(1, block));
    EXPECT_THAT(said(), ElementsAre(commit_10));
    for (std::size_t k = 0; k < 3; ++k) receives(round_change(k, 1));
    EXPECT_EQ(view(), (View{1, 1}));
  }
  chain::BlockId block;
};

TEST(PrePrepare, OfTheLockedBlockGoesStraightToCommit) {
  Locked solo;
  const Message again = solo.pre_prepare(1, solo.block, 1);
  solo.receives(again);
  EXPECT_THAT(solo.said(), ElementsAre("COMMIT {sequence 1, round 1}"));
  EXPECT_EQ(solo.engine().state(), State::prepared);
  EXPECT_TRUE(solo.passed_on(again));
}

TEST(PrePrepare, OfAnotherThanTheLockedBlockIsAnsweredWithARoundChange) {
  Locked solo;
  const Message other = solo.pre_prepare(1, solo.Solo::block(1), 1);
  solo.receives(other);
  EXPECT_THAT(solo.said(), ElementsAre(round_change_12));
  EXPECT_TRUE(solo.passed_on(other));
}

TEST(PrePrepare, TheFirstIsAcceptedAndPassedOn) {
  Solo solo(fourth_of_four());
  const Message first = solo.pre_prepare(0, solo.block(0));
  solo.receives(first);
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
  EXPECT_EQ(solo.engine().state(), State::preprepared);
  EXPECT_TRUE(solo.passed_on(first));
}

TEST(PrePrepare, ASecondChangesNothingAndIsPassedOn) {
  Solo solo(fourth_of_four());
  const Message second = solo.pre_prepare(0, solo.block(0, 2));
  solo.receives(solo.pre_prepare(0, solo.block(0))).receives(second);
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_TRUE(solo.passed_on(second));
}

// PREPARE and COMMIT

/// In state Preprepared for a block of validator 0.
struct Preprepared : Solo {
  Preprepared() : Solo(fourth_of_four()), block(Solo::block(0)) { receives(pre_prepare(0, block)); }
  chain::BlockId block;
};

TEST(Prepare, OfAnotherBlockIsInconsistent) {
  Preprepared solo;
  const Message wrong = solo.prepare(1, solo.Solo::block(0, 2));
  solo.receives(wrong);
  EXPECT_THAT(solo.logs(), ElementsAre("WARN Inconsistent subjects between PREPARE and proposal"));
  EXPECT_FALSE(solo.passed_on(wrong));
}

TEST(Prepare, AQuorumWithTheOwnLocksAndCommits) {
  Preprepared solo;
  solo.receives(solo.prepare(0, solo.block));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.receives(solo.prepare(1, solo.block));
  EXPECT_THAT(solo.said(), ElementsAre(commit_10));
  EXPECT_EQ(solo.engine().state(), State::prepared);
}

TEST(Prepare, CommitsCountForTheQuorumOfPrepares) {
  Preprepared solo;
  solo.receives(solo.commit(0, solo.block)).receives(solo.prepare(0, solo.block));
  EXPECT_THAT(solo.said(), IsEmpty());  // one sender counts once
  solo.receives(solo.prepare(1, solo.block));
  EXPECT_THAT(solo.said(), ElementsAre(commit_10));
}

TEST(Prepare, AfterTheQuorumIsPassedOnOnly) {
  Preprepared solo;
  const Message last = solo.prepare(2, solo.block);
  solo.receives(solo.prepare(0, solo.block)).receives(solo.prepare(1, solo.block)).receives(last);
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_TRUE(solo.passed_on(last));
}

TEST(Commit, OfAnotherBlockIsInconsistent) {
  Preprepared solo;
  solo.receives(solo.commit(1, solo.Solo::block(0, 2)));
  EXPECT_THAT(solo.logs(), ElementsAre("WARN Inconsistent subjects between commit and proposal"));
}

TEST(Commit, AQuorumHandsTheBlockOver) {
  Preprepared solo;
  solo.receives(solo.prepare(0, solo.block)).receives(solo.prepare(1, solo.block));
  solo.receives(solo.commit(0, solo.block)).receives(solo.commit(1, solo.block));
  EXPECT_THAT(solo.commits(), ElementsAre(Commit{solo.block, false, 0}));
  EXPECT_EQ(solo.engine().state(), State::committed);
  solo.receives(solo.commit(2, solo.block));
  EXPECT_THAT(solo.commits(), IsEmpty());
}

TEST(Commit, AQuorumIsEnoughWithoutPrepares) {
  Preprepared solo;
  for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.commit(k, solo.block));
  EXPECT_THAT(solo.commits(), SizeIs(1));
}

TEST(Commit, OfTheOwnCandidateIsTheMiners) {
  Solo solo({.validators = 4, .self = 0});
  const chain::BlockId block = solo.block(0);
  solo.requests(block);
  for (std::size_t k = 1; k < 4; ++k) solo.receives(solo.commit(k, block));
  EXPECT_THAT(solo.commits(), ElementsAre(Commit{block, true, 0}));
}

TEST(Commit, WithoutAnImportTheRoundTimerFires) {
  Preprepared solo;
  for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.commit(k, solo.block));
  solo.waits(seconds(10));
  EXPECT_THAT(solo.said(), ElementsAre(round_change_11));
}

// ROUND-CHANGE

TEST(RoundChange, WhoWaitsFollowsExactlyFPlus1ToAHigherRound) {
  Solo solo(fourth_of_four());
  const Message second = solo.round_change(1, 5);
  solo.waits(seconds(10)).receives(solo.round_change(0, 5)).receives(second);
  EXPECT_THAT(solo.said(), ElementsAre("ROUND-CHANGE {sequence 1, round 5}"));
  EXPECT_TRUE(solo.passed_on(second));
}

TEST(RoundChange, WhoDoesNotWaitDoesNotFollowFPlus1) {
  Solo solo(fourth_of_four());
  solo.receives(solo.round_change(0, 5)).receives(solo.round_change(1, 5));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_EQ(solo.view(), (View{1, 0}));
}

TEST(RoundChange, ExactlyAQuorumStartsTheRound) {
  Solo solo(fourth_of_four());
  solo.waits(seconds(10)).receives(solo.round_change(0, 1));
  EXPECT_TRUE(solo.engine().waiting_for_round_change());
  solo.receives(solo.round_change(1, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
  EXPECT_EQ(solo.engine().deadline(), solo.now() + seconds(12));
}

TEST(RoundChange, Branch1PrecedesBranch2) {
  // F + 1 = Q = 1 for a lone validator: its own ROUND-CHANGE takes branch 1 for ever.
  Solo lone({.validators = 1, .self = 0});
  lone.waits(seconds(10));
  EXPECT_EQ(lone.view(), (View{1, 1}));
  EXPECT_TRUE(lone.engine().waiting_for_round_change());
  lone.requests(lone.block(0)).waits(seconds(100));
  EXPECT_TRUE(lone.engine().waiting_for_round_change());
  EXPECT_THAT(lone.commits(), IsEmpty());
}

TEST(RoundChange, WithAQuorumOfOneWhoDoesNotWaitStartsAtTheFirst) {
  Solo solo({.validators = 3, .self = 2, .ceil = std::nullopt});
  solo.receives(solo.round_change(0, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
}

TEST(RoundChange, WithAQuorumOfOneWhoWaitsIsPastTheCount) {
  Solo solo({.validators = 3, .self = 2, .ceil = std::nullopt});
  solo.waits(seconds(10)).receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
  EXPECT_TRUE(solo.engine().waiting_for_round_change());
}

TEST(RoundChange, OfAHigherRoundIsNotPassedOn) {
  Solo solo(fourth_of_four());
  const Message ahead = solo.round_change(0, 1);
  solo.receives(ahead);
  EXPECT_FALSE(solo.passed_on(ahead));
}

TEST(RoundChange, OfTheOwnRoundIsPassedOn) {
  Solo solo({.validators = 7, .self = 6});
  const Message same = solo.round_change(0, 1);
  solo.waits(seconds(10)).receives(same);
  EXPECT_TRUE(solo.passed_on(same));
}

TEST(RoundChange, OnceTheCountIsPassedItDoesNotFireAgain) {
  Solo solo({.validators = 7, .self = 6});  // F + 1 = 3, Q = 5
  for (std::size_t k = 0; k < 3; ++k) solo.receives(solo.round_change(k, 1));
  solo.waits(seconds(10));  // its own is the fourth, for the same round
  EXPECT_THAT(solo.said(), ElementsAre(round_change_11));
  solo.receives(solo.round_change(3, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
  solo.receives(solo.round_change(4, 1));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(22));
}

// Timeouts

TEST(Timeout, JumpsToTheHighestRoundThatFPlus1AskFor) {
  Solo solo(fourth_of_four());
  for (std::size_t k = 0; k < 2; ++k) solo.receives(solo.round_change(k, 3));
  for (std::size_t k = 0; k < 2; ++k) solo.receives(solo.round_change(k, 2));
  solo.receives(solo.round_change(0, 4)).waits(seconds(10));
  // Its own is the third for round 3: a quorum.
  EXPECT_THAT(solo.said(), ElementsAre("ROUND-CHANGE {sequence 1, round 3}"));
  EXPECT_EQ(solo.view(), (View{1, 3}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
}

TEST(Timeout, CatchesUpWithAHeadThatItWasNotToldOf) {
  Solo solo(fourth_of_four());
  solo.chain().import(solo.block(0));
  solo.waits(seconds(10));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_EQ(solo.view(), (View{2, 0}));
}

TEST(Timeout, AsksForTheNextRoundAtTheInstantsOfTheTimer) {
  Solo solo(fourth_of_four());
  for (const int at : {10, 22, 36, 54, 80, 122, 196, 334, 600, 1122, 2156, 4214}) {
    EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(at));
    solo.waits(*solo.engine().deadline() - solo.now());
    EXPECT_THAT(solo.said(), SizeIs(1)) << at;
  }
  EXPECT_EQ(solo.view(), (View{1, 12}));
}

TEST(SendRoundChange, KeepsTheLockAndForgetsLowerRounds) {
  Locked solo;
  solo.receives(solo.round_change(0, 2)).receives(solo.round_change(0, 3)).waits(seconds(12));
  EXPECT_EQ(solo.view(), (View{1, 2}));
  solo.receives(solo.round_change(1, 2));
  EXPECT_EQ(solo.view(), (View{1, 2}));
  EXPECT_FALSE(solo.engine().waiting_for_round_change());
  const Message again = solo.pre_prepare(2, solo.block, 2);
  solo.receives(again);
  EXPECT_THAT(solo.said(), ElementsAre("COMMIT {sequence 1, round 2}"));
}

// The engine around the core

TEST(Engine, AStoppedOneRefusesMessages) {
  Solo solo(fourth_of_four());
  solo.receives(solo.round_change(0, 1));
  EXPECT_TRUE(solo.taken());
  solo.engine().stop();
  solo.receives(solo.round_change(1, 1));
  EXPECT_FALSE(solo.taken());
  EXPECT_EQ(solo.engine().deadline(), std::nullopt);
  EXPECT_EQ(solo.view(), View{});
  EXPECT_EQ(solo.engine().proposer(), chain::AddressRef::none);
  solo.requests(solo.block(3)).imports(solo.block(0)).waits(seconds(20));
  EXPECT_EQ(solo.sends(), 0U);
}

TEST(Engine, StartsAgainAfterTheHeadWithoutALock) {
  Locked solo;
  solo.engine().stop();
  solo.waits(seconds(5)).does([](Engine& e, Instant now, Outbox& out) { e.start(now, out); });
  EXPECT_EQ(solo.view(), (View{1, 0}));
  EXPECT_EQ(solo.engine().deadline(), solo.now() + seconds(10));
  solo.receives(solo.pre_prepare(0, solo.Solo::block(0, 2)));
  EXPECT_EQ(solo.engine().state(), State::preprepared);
}

TEST(Engine, TheSameTextIsLoggedOncePerSequence) {
  Solo solo(fourth_of_four());
  solo.receives(solo.pre_prepare(1, solo.block(1)));
  EXPECT_THAT(solo.logs(), SizeIs(1));
  solo.receives(solo.pre_prepare(2, solo.block(2)));
  EXPECT_THAT(solo.logs(), IsEmpty());
  solo.imports(solo.block(0)).receives(solo.pre_prepare(0, solo.block(0)));
  EXPECT_THAT(solo.logs(), SizeIs(1));
}

TEST(Engine, ADuplicateIsNotHandledAgain) {
  Solo solo({.validators = 7, .self = 6});
  const Message message = solo.round_change(0, 1);
  solo.waits(seconds(10)).receives(message);
  EXPECT_EQ(solo.sends(), 5U);
  solo.receives_from(1, message);
  EXPECT_EQ(solo.sends(), 0U);
}

TEST(Engine, ReportsACommitAsGoQuorumLogsIt) {
  std::vector<std::string> texts;
  Preprepared solo;
  Outbox out;
  for (std::size_t k = 0; k < 3; ++k) {
    EXPECT_TRUE(solo.engine().received(solo.now(), Solo::node(k), solo.commit(k, solo.block), out));
  }
  for (const Effect& effect : out.effects())
    if (const auto* seen = std::get_if<Observed>(&effect)) texts.push_back(seen->text);
  EXPECT_THAT(texts, ElementsAre(HasSubstr("Committed address=0x04")));
  EXPECT_THAT(texts, ElementsAre(HasSubstr(" number=1")));
}

}  // namespace
}  // namespace seatrial::istanbul::testing
