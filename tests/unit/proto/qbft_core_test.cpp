// SPDX-License-Identifier: Apache-2.0
// The event tables of QBFT, row by row. // SPEC goquorum 8.3; qbft-law 1, 2, 5, 6, 7
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/proto/qbft_testing.hpp"

namespace seatrial::qbft::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const std::string pre_prepare_10 = "PRE-PREPARE {sequence 1, round 0}";
const std::string pre_prepare_11 = "PRE-PREPARE {sequence 1, round 1}";
const std::string prepare_10 = "PREPARE {sequence 1, round 0}";
const std::string prepare_11 = "PREPARE {sequence 1, round 1}";
const std::string commit_10 = "COMMIT {sequence 1, round 0}";
const std::string round_change_11 = "ROUND-CHANGE {sequence 1, round 1}";
const std::string round_change_12 = "ROUND-CHANGE {sequence 1, round 2}";

/// Four validators, F = 1, Q = 3; this one is the last in the order.
QbftSolo fourth() {
  return QbftSolo(4, 3);
}

// Rounds begin

TEST(QbftStart, TheTimerOfRound0DoesNotRunYet) {
  QbftSolo solo(4, 3);
  EXPECT_EQ(solo.view(), (View{1, 0}));
  EXPECT_EQ(solo.engine().proposer(), solo.v(0));
  EXPECT_EQ(solo.engine().deadline(), std::nullopt);
}

TEST(QbftStart, ANewHeadStopsTheTimerAndBeginsTheNextSequence) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3)).waits(seconds(35));
  EXPECT_EQ(solo.view(), (View{1, 2}));
  solo.imports(solo.block(1));
  EXPECT_EQ(solo.view(), (View{2, 0}));
  EXPECT_EQ(solo.engine().proposer(), solo.v(2));
  EXPECT_EQ(solo.engine().deadline(), std::nullopt);
}

TEST(QbftStart, WhatWasPreparedIsForgottenInTheNextSequence) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.prepares(0, block).imports(block).requests(solo.block(3));
  solo.waits(seconds(10));
  const Message plain = solo.round_change(3, 1);
  EXPECT_THAT(solo.said(), ElementsAre(to_string(plain)));
  EXPECT_EQ(solo.proofs().size(), 0U);
}

// Requests

TEST(QbftRequest, TheProposerBroadcastsItAndItsTimerStarts) {
  QbftSolo solo(4, 0);
  solo.waits(seconds(1)).requests(solo.block(0));
  EXPECT_THAT(solo.said(), ElementsAre(pre_prepare_10, prepare_10));
  EXPECT_EQ(solo.engine().state(), State::preprepared);
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(11));
}

TEST(QbftRequest, WhoIsNotProposerKeepsItAndItsTimerStarts) {
  QbftSolo solo(4, 3);
  solo.waits(seconds(1)).requests(solo.block(3));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(11));
}

TEST(QbftRequest, AnOldOneIsDropped) {
  QbftSolo solo(4, 1);
  const chain::BlockId old = solo.block(1);
  solo.imports(solo.block(0)).requests(old);
  EXPECT_THAT(solo.logs(),
              ElementsAre(HasSubstr("ERROR QBFT: unexpected request err=\"old message\"")));
  EXPECT_EQ(solo.engine().deadline(), std::nullopt);
}

TEST(QbftRequest, AFutureOneIsPostedAgainWhenItsSequenceBegins) {
  QbftSolo solo(4, 1);
  const chain::BlockId one = solo.block(0);
  solo.requests(solo.block_on(one, 1));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("err=\"future message\"")));
  solo.imports(one);
  EXPECT_THAT(solo.said(), Contains("PRE-PREPARE {sequence 2, round 0}"));
}

TEST(QbftRequest, InALaterRoundItGoesOutWithoutAProofAndIsRefused) {
  QbftSolo solo(4, 1);
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  ASSERT_EQ(solo.view(), (View{1, 1}));
  solo.waits(seconds(3)).requests(solo.block(1));
  EXPECT_THAT(solo.said(), ElementsAre(pre_prepare_11));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("invalid PRE-PREPARE message justification")));
  EXPECT_EQ(solo.engine().deadline(), solo.now() + seconds(20));
}

// Acceptance by state

/// What becomes of a message of each kind in a state: "accept", "future" or "invalid".
std::string fate(QbftSolo& solo, const Message& message) {
  solo.receives(message);
  if (solo.passed_on(message)) return "accept";
  const chain::BlockId block = message.digest;
  // What waits is handled when its time comes, if it comes at all.
  if (solo.engine().state() == State::accept_request) solo.receives(solo.pre_prepare(0, block));
  if (solo.passed_on(message)) return "future";
  solo.receives(solo.prepare(0, block)).receives(solo.prepare(1, block));
  return solo.passed_on(message) ? "future" : "invalid";
}

TEST(QbftAcceptance, InAcceptRequestVotesWait) {
  for (const bool commit : {false, true}) {
    QbftSolo solo = fourth();
    const chain::BlockId block = solo.block(0);
    EXPECT_EQ(fate(solo, commit ? solo.commit(2, block) : solo.prepare(2, block)), "future");
  }
}

TEST(QbftAcceptance, InPreprepared) {
  QbftSolo solo = fourth();
  const chain::BlockId block = solo.block(0);
  solo.receives(solo.pre_prepare(0, block));
  ASSERT_EQ(solo.engine().state(), State::preprepared);
  EXPECT_EQ(fate(solo, solo.prepare(2, block)), "accept");
  QbftSolo again = fourth();
  const chain::BlockId same = again.block(0);
  again.receives(again.pre_prepare(0, same));
  EXPECT_EQ(fate(again, again.commit(2, same)), "future");
}

TEST(QbftAcceptance, InPreparedALatePrepareIsDroppedAndNotRelayed) {
  QbftSolo solo(7, 6);
  const chain::BlockId block = solo.block(0);
  solo.receives(solo.pre_prepare(0, block));
  for (const std::size_t k : {0U, 1U, 2U, 3U}) solo.receives(solo.prepare(k, block));
  ASSERT_EQ(solo.engine().state(), State::prepared);
  EXPECT_FALSE(solo.receives(solo.prepare(4, block)).passed_on(solo.prepare(4, block)));
  EXPECT_TRUE(solo.receives(solo.commit(4, block)).passed_on(solo.commit(4, block)));
}

TEST(QbftAcceptance, InCommittedOnlyRoundChangesAre) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.prepares(0, block).receives(solo.commit(0, block)).receives(solo.commit(1, block));
  ASSERT_EQ(solo.engine().state(), State::committed);
  EXPECT_FALSE(solo.receives(solo.commit(2, block)).passed_on(solo.commit(2, block)));
  const Message change = solo.round_change(2, 1);
  EXPECT_TRUE(solo.receives(change).passed_on(change));
}

TEST(QbftAcceptance, AHigherRoundWaitsAndALowerOneIsOld) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3));
  const chain::BlockId block = solo.block(1);
  const Message ahead = solo.pre_prepare(1, block, 1, solo.nothing_prepared(3));
  EXPECT_THAT(solo.receives(ahead).said(), IsEmpty());
  solo.waits(seconds(10));
  EXPECT_THAT(solo.said(), ElementsAre(round_change_11, prepare_11));
  const Message behind = solo.pre_prepare(0, solo.block(0));
  EXPECT_THAT(solo.receives(behind).said(), IsEmpty());
  EXPECT_FALSE(solo.passed_on(behind));
}

TEST(QbftAcceptance, ARoundChangeOfAHigherSequenceWaits) {
  QbftSolo solo(4, 3);
  const Message change = solo.round_change(0, 1, 2);
  EXPECT_FALSE(solo.receives(change).passed_on(change));
  solo.imports(solo.block(0));
  EXPECT_TRUE(solo.passed_on(change));
}

TEST(QbftAcceptance, AStrangersMessageIsRefused) {
  QbftSolo solo(4, 3);
  Message foreign = solo.round_change(0, 1);
  foreign.from = solo.book().intern({});
  solo.receives_from(0, foreign);
  EXPECT_THAT(solo.logs(), ElementsAre("ERROR QBFT: invalid message signature"));
}

TEST(QbftAcceptance, AMessageOfIbftIsRefusedAndThePeerStays) {
  QbftSolo solo(4, 3);
  Message ibft = solo.round_change(0, 1);
  ibft.protocol = Protocol::ibft;
  solo.receives(ibft);
  EXPECT_TRUE(solo.taken());
  EXPECT_THAT(solo.logs(), ElementsAre("ERROR QBFT: invalid message event code"));
  EXPECT_FALSE(solo.passed_on(ibft));
}

// PRE-PREPARE

TEST(QbftPrePrepare, IsAcceptedAndRestartsTheTimer) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3)).waits(seconds(4)).receives(solo.pre_prepare(0, solo.block(0)));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(14));
}

TEST(QbftPrePrepare, StartsTheTimerOfWhoHasNoRequestYet) {
  QbftSolo solo(4, 3);
  solo.waits(seconds(2)).receives(solo.pre_prepare(0, solo.block(0)));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(12));
}

TEST(QbftPrePrepare, OfAnotherThanTheProposerIsIgnored) {
  QbftSolo solo(4, 3);
  const Message message = solo.pre_prepare(1, solo.block(1));
  solo.receives(message);
  EXPECT_THAT(solo.logs(), ElementsAre("WARN QBFT: ignore PRE-PREPARE message from non proposer"));
  EXPECT_FALSE(solo.passed_on(message));
}

TEST(QbftPrePrepare, OfALaterRoundNeedsAJustification) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3)).waits(seconds(10));
  ASSERT_EQ(solo.view(), (View{1, 1}));
  const chain::BlockId block = solo.block(1);
  solo.receives(solo.pre_prepare(1, block, 1, solo.nothing_prepared(2)));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("less than required quorum")));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.receives(solo.pre_prepare(1, block, 1, solo.nothing_prepared(3)));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_11));
}

TEST(QbftPrePrepare, WithABadHeaderWaitsForTheTimer) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3));
  const std::uint64_t parent = solo.tree()[solo.chain().head()].time;
  const Message bad = solo.pre_prepare(0, solo.tree().add(solo.chain().head(), parent, solo.v(0)));
  solo.receives(bad);
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("err=\"invalid timestamp\"")));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_FALSE(solo.passed_on(bad));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(10));
}

TEST(QbftPrePrepare, OfABlockThatFailedToExecuteIsRefused) {  // SPEC goquorum 7.7 "Verification"
  QbftSolo solo(4, 3);
  const chain::BlockId bad =
      solo.tree().add(solo.chain().head(), 1, solo.v(0), {}, chain::Twist::bad_state);
  solo.chain().execute(bad);
  const Message message = solo.pre_prepare(0, bad);
  solo.receives(message);
  EXPECT_THAT(solo.logs(), ElementsAre("WARN QBFT: invalid PRE-PREPARE block proposal "
                                       "err=\"blacklisted hash\""));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_FALSE(solo.passed_on(message));
}

TEST(QbftPrePrepare, OfTheFutureIsTakenUpWhenItsTimeComes) {
  QbftSolo solo(4, 3);
  const Message early = solo.pre_prepare(0, solo.block(0, chain::run_begins + 3));
  solo.receives(early);
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("in the future"), HasSubstr("invalid")));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(3));
  solo.waits(seconds(3));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
  EXPECT_TRUE(solo.passed_on(early));
}

TEST(QbftPrePrepare, AnEmptyBlockBeforeItsPeriodIsRefused) {
  Config config;
  config.genesis.empty_block_period = 30;
  QbftSolo solo(4, 3, config);
  solo.receives(solo.pre_prepare(0, solo.block(0, 29)));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("empty block verification fail")));
  solo.receives(solo.pre_prepare(0, solo.block(0, 30)));
  EXPECT_THAT(solo.said(), ElementsAre(prepare_10));
}

// PREPARE and COMMIT

TEST(QbftPrepare, AQuorumPrepares) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.receives(solo.pre_prepare(0, block)).receives(solo.prepare(0, block));
  EXPECT_EQ(solo.engine().state(), State::preprepared);
  solo.receives(solo.prepare(1, block));
  EXPECT_EQ(solo.engine().state(), State::prepared);
  EXPECT_THAT(solo.said(), ElementsAre(commit_10));
}

TEST(QbftPrepare, OneValidatorCountsOnce) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.receives(solo.pre_prepare(0, block));
  Message again = solo.prepare(0, block);
  solo.receives(again);
  again.proof = solo.nothing_prepared(0);  // not the same message to the gossip
  solo.receives(again);
  EXPECT_EQ(solo.engine().state(), State::preprepared);
}

TEST(QbftPrepare, OfAnotherBlockIsAnError) {
  QbftSolo solo(4, 3);
  solo.receives(solo.pre_prepare(0, solo.block(0)));
  const Message other = solo.prepare(1, solo.block(1));
  solo.receives(other);
  EXPECT_THAT(solo.logs(), ElementsAre("ERROR QBFT: invalid PREPARE message digest"));
  EXPECT_FALSE(solo.passed_on(other));
}

TEST(QbftCommit, AQuorumHandsTheBlockOver) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.prepares(0, block).receives(solo.commit(0, block));
  EXPECT_THAT(solo.commits(), IsEmpty());
  solo.receives(solo.commit(1, block));
  EXPECT_THAT(solo.commits(), ElementsAre(istanbul::Commit{block, false, 0}));
  EXPECT_THAT(solo.logs(), IsEmpty());
}

TEST(QbftCommit, OfAnotherBlockIsAnError) {
  QbftSolo solo(4, 3);
  solo.prepares(0, solo.block(0)).receives(solo.commit(1, solo.block(1)));
  EXPECT_THAT(solo.logs(), ElementsAre("ERROR QBFT: invalid COMMIT message digest"));
}

TEST(QbftCommit, TheOwnBlockIsWrittenByTheMiner) {
  QbftSolo solo(1, 0);
  const chain::BlockId mine = solo.block(0);
  solo.requests(mine);
  EXPECT_THAT(solo.commits(), ElementsAre(istanbul::Commit{mine, true, 0}));
}

// Timer

TEST(QbftTimeout, EntersTheNextRoundAndTellsOnce) {
  QbftSolo solo(4, 3);
  solo.waits(seconds(1)).requests(solo.block(3)).waits(seconds(10));
  EXPECT_EQ(solo.view(), (View{1, 1}));
  EXPECT_THAT(solo.said(), ElementsAre(round_change_11));
  EXPECT_THAT(solo.logs(), ElementsAre("WARN QBFT: TIMER CHANGING ROUND current.round=0",
                                       "WARN QBFT: TIMER CHANGED ROUND current.round=1"));
  EXPECT_EQ(solo.engine().deadline(), Instant() + seconds(31));
  // Who connects now hears nothing of it.
  solo.does([&](istanbul::Engine& engine, Instant, istanbul::Outbox&) {
    engine.peer_left(Solo::node(0));
    engine.peer_joined(Solo::node(0), solo.v(0));
  });
  EXPECT_THAT(solo.said(), IsEmpty());
}

TEST(QbftTimeout, TheRoundChangeCarriesWhatWasPrepared) {
  QbftSolo solo(4, 3);
  const chain::BlockId block = solo.block(0);
  solo.prepares(0, block).waits(seconds(10));
  ASSERT_EQ(solo.proofs().size(), 1U);
  const Proof& proof = solo.proofs()[ProofId{0}];
  EXPECT_EQ(proof.prepared_round, 0U);
  EXPECT_THAT(proof.prepares, SizeIs(3));
  EXPECT_TRUE(prove(proof.prepares, 0, block, 3));
}

TEST(QbftTimeout, ALoneValidatorGoesOn) {
  QbftSolo solo(1, 0, [] {
    Config config;
    config.genesis.request_timeout = seconds(2);
    return config;
  }());
  // Its own block is refused in round 0 as one of the future; round 1 is its own, too.
  solo.requests(solo.block(0, chain::run_begins + 100)).waits(seconds(2));
  EXPECT_THAT(solo.said(), IsEmpty());  // nobody to tell
  EXPECT_EQ(solo.view(), (View{1, 1}));
}

// ROUND-CHANGE

TEST(QbftRoundChange, FPlus1HigherRoundsPullUpToTheLowest) {
  QbftSolo solo(4, 3);
  solo.receives(solo.round_change(0, 5));
  EXPECT_EQ(solo.view(), (View{1, 0}));
  solo.receives(solo.round_change(1, 2));
  EXPECT_EQ(solo.view(), (View{1, 2}));
  EXPECT_THAT(solo.said(), ElementsAre(round_change_12));
  EXPECT_EQ(solo.engine().deadline(), solo.now() + seconds(40));
}

TEST(QbftRoundChange, SevenValidatorsNeedThree) {
  QbftSolo solo(7, 6);
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
  EXPECT_EQ(solo.view(), (View{1, 0}));
  solo.receives(solo.round_change(2, 1));
  EXPECT_EQ(solo.view(), (View{1, 1}));
}

TEST(QbftRoundChange, MoreThanFPlus1HigherRoundsDoNothing) {
  QbftSolo solo(7, 6);
  for (const std::size_t k : {0U, 1U}) solo.receives(solo.round_change(k, 3));
  solo.receives(solo.round_change(2, 1));
  ASSERT_EQ(solo.view(), (View{1, 1}));  // three were above 0; two are above 1
  solo.receives(solo.round_change(3, 1)).receives(solo.round_change(4, 2));
  // Three above 1: exactly F+1 again, and the lowest of them is 2.
  EXPECT_EQ(solo.view(), (View{1, 2}));
}

TEST(QbftRoundChange, OfAHigherRoundIsPassedOn) {
  QbftSolo solo(4, 3);
  const Message change = solo.round_change(0, 7);
  EXPECT_TRUE(solo.receives(change).passed_on(change));
}

TEST(QbftRoundChange, OfALowerRoundIsOld) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3)).waits(seconds(35));
  ASSERT_EQ(solo.view(), (View{1, 2}));
  const Message late = solo.round_change(0, 1);
  EXPECT_FALSE(solo.receives(late).passed_on(late));
}

TEST(QbftRoundChange, AQuorumLetsTheProposerProposeItsOwnBlock) {
  QbftSolo solo(4, 1);
  const chain::BlockId mine = solo.block(1);
  solo.requests(mine).waits(seconds(10)).receives(solo.round_change(0, 1));
  EXPECT_THAT(solo.said(), IsEmpty());
  solo.receives(solo.round_change(2, 1));
  EXPECT_THAT(solo.said(), ElementsAre(pre_prepare_11, prepare_11));
  // A further one changes nothing: it proposes once in a round.
  EXPECT_THAT(solo.receives(solo.round_change(3, 1)).said(), IsEmpty());
}

TEST(QbftRoundChange, AKeptOneOfALaterValidatorCompletesTheQuorum) {
  QbftSolo solo(4, 1);
  solo.receives(solo.round_change(0, 1));  // long before the own timer
  solo.requests(solo.block(1)).waits(seconds(10));
  ASSERT_EQ(solo.view(), (View{1, 1}));
  EXPECT_THAT(solo.receives(solo.round_change(2, 1)).said(),
              ElementsAre(pre_prepare_11, prepare_11));
}

TEST(QbftRoundChange, TheBlockThatWasPreparedIsProposedAgain) {
  QbftSolo solo(4, 1);
  const chain::BlockId theirs = solo.block(0);
  solo.requests(solo.block(1)).waits(seconds(10));
  solo.receives(solo.round_change_prepared(0, 1, theirs, 0, 3));
  solo.receives(solo.round_change(2, 1));
  EXPECT_THAT(solo.said(), ElementsAre(pre_prepare_11, prepare_11));
  solo.receives(solo.prepare(0, theirs, 1)).receives(solo.prepare(2, theirs, 1));
  EXPECT_EQ(solo.engine().state(), State::prepared);
}

TEST(QbftRoundChange, APreparedBlockWithoutItsProofStopsTheProposal) {
  QbftSolo solo(4, 1);
  solo.requests(solo.block(1)).waits(seconds(10));
  solo.receives(solo.round_change_prepared(0, 1, solo.block(0), 0, 2));
  solo.receives(solo.round_change(2, 1));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_THAT(solo.logs(),
              ElementsAre(HasSubstr("QBFT: invalid ROUND-CHANGE message justification")));
}

TEST(QbftRoundChange, WithoutAnyBlockTheProposerWarns) {
  QbftSolo solo(4, 1);
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  ASSERT_EQ(solo.view(), (View{1, 1}));
  EXPECT_THAT(solo.logs(), ElementsAre(HasSubstr("no proposal as pending request is nil")));
}

TEST(QbftRoundChange, WhoIsNotProposerOnlyCounts) {
  QbftSolo solo(4, 3);
  solo.requests(solo.block(3)).waits(seconds(10));
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(2, 1));
  EXPECT_THAT(solo.said(), IsEmpty());
  EXPECT_EQ(solo.view(), (View{1, 1}));
}

// Observed faults

Config faulty(Faults faults) {
  Config config;
  config.faults = faults;
  return config;
}

/// F+1 others go to round 1 some time before the own timer of round 0 ends.
View followed(Config config, Duration before) {
  QbftSolo solo(4, 3, std::move(config));
  solo.requests(solo.block(3)).waits(seconds(10) - before);
  solo.receives(solo.round_change(0, 1)).receives(solo.round_change(1, 1));
  return solo.view();
}

TEST(QbftFaults, ADoubleStepSkipsARound) {
  const Faults always{{1, 1}, {}};
  EXPECT_EQ(followed(faulty(always), milliseconds(40)), (View{1, 2}));
  // Only where its own timer was about to end, and only if asked for.
  EXPECT_EQ(followed(faulty(always), seconds(2)), (View{1, 1}));
  EXPECT_EQ(followed({}, milliseconds(40)), (View{1, 1}));
}

TEST(QbftFaults, AStrayTimerEndsRound0Early) {
  QbftSolo solo(4, 3, faulty({{}, {1, 1}}));
  solo.requests(solo.block(3));
  ASSERT_LT(*solo.engine().deadline(), Instant() + seconds(10));
  solo.waits(*solo.engine().deadline() - solo.now());
  EXPECT_EQ(solo.view(), (View{1, 1}));
}

// Migration

TEST(QbftFromABlockOn, TheBlockBeforeItEndsIbft) {
  Config config;
  config.from = 3;
  SoloSpec spec{.validators = 4, .self = 3};
  spec.qbft = config;
  Solo solo(spec);
  solo.imports(solo.block(0));
  EXPECT_FALSE(solo.engine().runs_qbft());
  solo.imports(solo.block(1));
  EXPECT_TRUE(solo.engine().runs_qbft());
  EXPECT_THAT(solo.logs(), Contains("INFO BFT: activate QBFT"));
  EXPECT_EQ(solo.view(), (View{3, 0}));
}

TEST(QbftFromABlockOn, WhoLacksTheChangeRefusesItsMessages) {
  Solo solo({.validators = 4, .self = 3});
  Message change = solo.round_change(0, 1);
  change.protocol = Protocol::qbft;
  solo.receives(change);
  EXPECT_TRUE(solo.taken());
  EXPECT_THAT(solo.logs(), ElementsAre("ERROR Failed to decode message from payload"));
  EXPECT_THAT(solo.said(), Not(Contains(round_change_11)));
}

}  // namespace
}  // namespace seatrial::qbft::testing
