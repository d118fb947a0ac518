// SPDX-License-Identifier: Apache-2.0
// The steps that make processes, clocks and messages fail: read back, and what is wrong with them
// in the exact words that their author reads.
#include "tests/unit/scenario/bad_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing_help::after;
using testing_help::Bad;
using testing_help::message_of;
using testing_help::name_of;
using testing_help::Read;
using testing_help::two_clusters;

TEST(FaultSteps, AreReadBack) {
  const Read read(
      two_clusters +
      "steps:\n"
      "- start: \"*\"\n"
      "- pause: {peers: a/a1, for: 20s}\n"
      "- pause: [a/a2]\n"
      "- resume: a/a2\n"
      "- clock: {of: b/*, behind: 3s}\n"
      "- lose: {messages: [COMMIT, NewBlock], from: a/a1, to: b/b1, count: 3, height: 7,"
      " round: 0, share: 10%, relayed: false, for: 5s}\n"
      "- lose: {share: 1/3}\n"
      "- delay: {messages: PREPARE, by: 50ms}\n"
      "- byzantine: {peers: a/a1, equivocate_to: b/*, for: 9s}\n"
      "- byzantine: {peers: a/a1, delay: 3s, only_to: [a/a2], messages: COMMIT}\n"
      "- honest: a/a1\n");
  EXPECT_EQ(read.step<Pause>(1).lasts->value, seconds(20));
  EXPECT_EQ(read.step<Pause>(2).lasts, std::nullopt);
  EXPECT_EQ(read.step<Resume>(3).peers.at(0).text(), "a/a2");
  EXPECT_EQ(read.step<SetClock>(4).behind->value, seconds(3));
  EXPECT_EQ(read.step<SetClock>(4).ahead, std::nullopt);
  const WhichMessages& which = read.step<Lose>(5).which;
  EXPECT_EQ(which.kinds, (MessageKinds{MessageKind::commit, MessageKind::new_block}));
  EXPECT_EQ(which.from.at(0).text(), "a/a1");
  EXPECT_EQ(which.to.at(0).text(), "b/b1");
  EXPECT_EQ(which.count->value, 3U);
  EXPECT_EQ(which.height->value, 7U);
  EXPECT_EQ(which.round->value, 0U);
  EXPECT_EQ(which.share->value, (Ratio{1, 10}));
  EXPECT_FALSE(which.relayed.value);
  EXPECT_EQ(which.lasts->value, seconds(5));
  EXPECT_EQ(read.step<Lose>(6).which.kinds, consensus_messages);
  EXPECT_EQ(read.step<Lose>(6).which.to.at(0).text(), "*");
  EXPECT_EQ(read.step<Delay>(7).by.value, milliseconds(50));
  EXPECT_EQ(read.step<Byzantine>(8).equivocate_to.at(0).text(), "b/*");
  EXPECT_EQ(read.step<Byzantine>(9).only_to->at(0).text(), "a/a2");
  EXPECT_EQ(read.step<Byzantine>(9).delay->value, seconds(3));
  EXPECT_EQ(read.step<Honest>(10).peers.at(0).text(), "a/a1");
}

class BadFaultSteps : public testing::TestWithParam<Bad> {};

TEST_P(BadFaultSteps, AreOneClearError) {
  EXPECT_EQ(message_of(GetParam().text), GetParam().message);
}

Bad fault_step(const std::string& name, const std::string& steps, const std::string& message) {
  return after(name, "steps:\n- start: \"*\"\n- " + steps, message);
}

INSTANTIATE_TEST_SUITE_P(
    Steps, BadFaultSteps,
    testing::Values(
        after(
            "PausedBeforeStart", "steps:\n- pause: a/a1",
            "6:10: 'a/a1' is paused before it is started; put a start or deploy before this step"),
        fault_step("ResumedWithoutPause", "resume: a/a1",
                   "7:11: 'a/a1' is not paused here; put a pause before this step"),
        fault_step("HonestBefore", "honest: a/a1",
                   "7:11: 'a/a1' is not Byzantine here; put a byzantine before this step"),
        fault_step("PausedForNothing", "pause: {peers: a/a1, for: 0s}",
                   "7:29: for is 0; write a time above 0, for example 10s"),
        fault_step(
            "ClockWithoutDirection", "clock: {of: a/*}",
            "7:10: clock does not say how wrong the clocks are; write ahead: 3s or behind: 3s; "
            "ahead: 0s puts them right"),
        fault_step("UnknownMessage", "lose: {messages: COMIT}",
                   "7:20: messages 'COMIT' is not known; did you mean 'COMMIT'?"),
        fault_step("NoMessages", "lose: {messages: []}",
                   "7:20: messages is empty; name a kind, for example COMMIT"),
        fault_step("ShareOfNothing", "lose: {share: 0%}",
                   "7:17: share is 0, so no message is meant; write 1% or more"),
        fault_step("LostByNobody", "lose: {from: c/*}",
                   "7:16: there is no cluster 'c'; known are 'a', 'b'"),
        fault_step("DelayWithoutBy", "delay: {messages: COMMIT}",
                   "7:10: delay has no 'by'; add 'by'"),
        fault_step("ByzantineHow", "byzantine: {peers: a/a1}",
                   "7:14: byzantine does not say what they do; write equivocate_to, silent, delay, "
                   "only_to, "
                   "wrong_votes or bad_blocks"),
        fault_step(
            "MessagesOfALie", "byzantine: {peers: a/a1, wrong_votes: true, messages: COMMIT}",
            "7:47: 'messages' without silent, delay or only_to; leave it out: lies are told in "
            "every message"),
        fault_step("SilentAndLate", "byzantine: {peers: a/a1, silent: true, delay: 1s}",
                   "7:42: byzantine has both 'silent' and 'delay'; write one of the two"),
        fault_step("NotSilent", "byzantine: {peers: a/a1, silent: false}",
                   "7:36: silent: false says nothing; leave it out"),
        fault_step(
            "LongerThanTheRun", "pause: {peers: a/a1, for: 20m}",
            "7:29: for 20 min is longer than the run may last (10 min); raise virtual_time under "
            "'limits'"),
        after("UnknownPolicy", "genesis: {validators: [\"*\"], policy: 7}",
              "5:38: proposer policy 7 is not known; write 0 (round robin) or 1 (sticky)")),
    name_of);

}  // namespace
}  // namespace seatrial::scenario
