// SPDX-License-Identifier: Apache-2.0
// Questions about chains, put to logs made by hand: each holds, fails, and is not decided yet.
#include "harness/question/describe.hpp"

#include <gmock/gmock.h>

#include "harness/question/question.hpp"
#include "tests/unit/consensus/hand_made.hpp"
#include "tests/unit/question/asking.hpp"

namespace seatrial::question {
namespace {

using consensus::testing_support::at;
using consensus::testing_support::HandMade;
using scenario::Expectation;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::expect;
using testing_support::marked;

/// The answer at an instant to what was asked at another.
Answer look(HandMade& t, const Expectation& expectation, Instant asked_at, Instant now) {
  const Findings none;
  const Context context{t.scene, asked_at, none, &t.view(now)};
  return Asking(context, expectation).look();
}

/// Five peers with a block a second up to 20; then a cut, until block 21 at 100 s by round 5.
HandMade cut(bool over) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(20);
  for (std::uint64_t round = 1; round <= 3; ++round) t.round_change(at(30), 0, 21, round);
  t.links(at(49), {0, 1, 2}, {3, 4}, false);
  if (!over) return t;
  t.links(at(99.7), {0, 1, 2}, {3, 4}, true);
  t.block(at(100), t.everybody(), 5);
  return t;
}

const char* const cut_cause =
    "because 3 of 5 validators could reach one another; quorum is 4 (ceil(2N/3))";

scenario::ExpectBlocksAdvance advance(std::uint64_t at_least, Duration within) {
  scenario::ExpectBlocksAdvance asked;
  asked.at_least = marked(at_least);
  asked.within = marked(within);
  return asked;
}

TEST(BlocksAdvance, HoldsFailsAndWaits) {
  HandMade t = cut(false);
  const Answer five = look(t, expect(advance(5, seconds(10))), at(10.5), at(30));
  EXPECT_EQ(five.state, State::holds);
  EXPECT_THAT(five.evidence, ElementsAre(HasSubstr("got block 15 at 15.0 s, 4.5 s after it was")));
  EXPECT_EQ(look(t, expect(advance(1, seconds(30))), at(42), at(50)).state, State::not_yet);
  const Answer none = look(t, expect(advance(1, seconds(60))), at(42), at(102));
  EXPECT_EQ(none.state, State::not_yet);
  EXPECT_THAT(
      none.evidence,
      ElementsAre("a/a1 stood at block 20 from 20.0 s to 102.0 s (limit 1 min)", cut_cause));
}

TEST(BlocksAdvance, ALateLookIsNotFooled) {
  HandMade t = cut(true);
  EXPECT_EQ(look(t, expect(advance(1, seconds(30))), at(42), at(110)).state, State::not_yet);
  EXPECT_EQ(look(t, expect(advance(1, seconds(60))), at(42), at(110)).state, State::holds);
}

TEST(BlocksAdvance, AtMostIsDecidedAtTheEnd) {
  HandMade t = cut(false);
  scenario::ExpectBlocksAdvance asked;
  asked.at_most = marked<std::uint64_t>(3);
  asked.within = marked(seconds(3));
  EXPECT_EQ(look(t, expect(asked), at(10.5), at(12)).state, State::not_yet);
  EXPECT_EQ(look(t, expect(asked), at(10.5), at(13.5)).state, State::holds);
  asked.at_most = marked<std::uint64_t>(2);
  const Answer fast = look(t, expect(asked), at(10.5), at(13.5));
  EXPECT_EQ(fast.state, State::broken);
  EXPECT_THAT(fast.evidence, ElementsAre("a/a1 got 3 new blocks since 10.5 s, more than 2"));
}

TEST(BlocksAdvance, OneThatIsBehindIsToldOf) {
  HandMade t({2});
  t.run_all(at(0));
  for (int i = 1; i <= 9; ++i) t.block(at(i), {0});
  const Answer behind = look(t, expect(advance(1, seconds(5))), at(4), at(9));
  EXPECT_THAT(behind.evidence,
              ElementsAre("a/a2 stood at block 0 from 0.0 s to 9.0 s (limit 5.0 s)",
                          "while a/a1 got to block 9"));
}

scenario::ExpectStalls stalls(Duration hold_for) {
  scenario::ExpectStalls asked;
  asked.hold_for = marked(hold_for);
  return asked;
}

TEST(StallsQuestion, CountsFromTheLastBlock) {
  HandMade t = cut(true);
  EXPECT_EQ(look(t, expect(stalls(seconds(60))), at(25), at(79)).state, State::not_yet);
  const Answer held = look(t, expect(stalls(seconds(60))), at(25), at(80));
  EXPECT_EQ(held.state, State::holds);
  EXPECT_THAT(held.evidence,
              ElementsAre("every peer stood at block 20 from 20.0 s to 80.0 s", cut_cause));
  const Answer resumed = look(t, expect(stalls(seconds(90))), at(25), at(110));
  EXPECT_EQ(resumed.state, State::broken);
  EXPECT_THAT(resumed.evidence, ElementsAre(HasSubstr("got block 21 at 100.0 s, 80.0 s after")));
}

TEST(StallsQuestion, MayBeginLaterOnlyIfItSaysSo) {
  HandMade t = cut(false);
  scenario::ExpectStalls asked = stalls(seconds(20));
  EXPECT_EQ(look(t, expect(asked), at(15.5), at(60)).state, State::broken);
  asked.within = marked(seconds(10));
  EXPECT_EQ(look(t, expect(asked), at(15.5), at(60)).state, State::holds);
}

TEST(StallsQuestion, TheHighestRound) {
  HandMade t = cut(false);
  scenario::ExpectStalls asked = stalls(seconds(60));
  asked.round = marked<std::uint64_t>(3);
  EXPECT_EQ(look(t, expect(asked), at(25), at(80)).state, State::holds);
  asked.round = marked<std::uint64_t>(4);
  const Answer wrong = look(t, expect(asked), at(25), at(80));
  EXPECT_EQ(wrong.state, State::broken);
  EXPECT_THAT(wrong.evidence,
              ElementsAre("round 3 was the highest that was asked for after 20.0 s, not 4"));
}

scenario::ExpectRecoversWithin recovers(Duration value, scenario::RecoverySince since) {
  scenario::ExpectRecoversWithin asked;
  asked.time = marked(scenario::Tolerance{value, Duration()});
  asked.since = marked(since);
  return asked;
}

TEST(Recovers, SinceTheLastBlockByWhichTimer) {
  HandMade t = cut(true);
  const auto asked = recovers(seconds(80), scenario::RecoverySince::last_block);
  HandMade still = cut(false);
  EXPECT_EQ(look(still, expect(asked), at(80), at(90)).state, State::not_yet);
  const Answer answer = look(t, expect(asked), at(80), at(101));
  EXPECT_EQ(answer.state, State::holds);
  EXPECT_THAT(
      answer.evidence,
      ElementsAre("a/a1 got block 21 at 100.0 s, 80.0 s after block 20: the timer of round 4"));
}

TEST(Recovers, TooLateTooEarlyAndNever) {
  HandMade t = cut(true);
  const auto since_asked = scenario::RecoverySince::asked;
  EXPECT_EQ(look(t, expect(recovers(seconds(20), since_asked)), at(80), at(101)).state,
            State::holds);
  EXPECT_EQ(look(t, expect(recovers(seconds(19), since_asked)), at(80), at(101)).state,
            State::broken);
  auto exact = recovers(seconds(30), since_asked);
  exact.exact = true;
  const Answer early = look(t, expect(exact), at(80), at(101));
  EXPECT_EQ(early.state, State::broken);
  EXPECT_THAT(early.evidence, ElementsAre(HasSubstr("too early")));
  HandMade dead = cut(false);
  const Answer never = look(dead, expect(recovers(seconds(20), since_asked)), at(80), at(100));
  EXPECT_EQ(never.state, State::not_yet);
  EXPECT_THAT(never.evidence, ElementsAre(HasSubstr("(limit 20.0 s)"), cut_cause));
}

TEST(ValidatorsAre, TheSetTheQuorumAndTheMargin) {
  HandMade t({3, 2});
  scenario::ExpectValidatorsAre asked;
  asked.peers = {{"*", "*", {}}};
  asked.quorum = marked<std::uint64_t>(4);
  asked.may_fail = marked<std::uint64_t>(1);
  const Answer right = look(t, expect(asked), at(1), at(1));
  EXPECT_EQ(right.state, State::holds);
  EXPECT_THAT(right.evidence,
              ElementsAre("5 validators: a/a1, a/a2, a/a3, b/b1 and b/b2; quorum 4 (ceil(2N/3)), "
                          "one may fail"));
  asked.peers = {{"a", "*", {}}};
  const Answer wrong = look(t, expect(asked), at(1), at(1));
  EXPECT_EQ(wrong.state, State::not_yet);
  EXPECT_EQ(wrong.evidence.back(), "not expected: b/b1 and b/b2");
  asked.peers.clear();
  asked.quorum = marked<std::uint64_t>(3);
  EXPECT_EQ(look(t, expect(asked), at(1), at(1)).state, State::not_yet);
}

TEST(ChainSingle, OneBranchOrTwo) {
  HandMade t({2});
  t.run_all(at(0));
  t.blocks_to(3);
  t.block(at(4), {0});
  const Expectation asked = expect(scenario::ExpectChainSingle{});
  EXPECT_THAT(look(t, asked, at(4), at(4)).evidence,
              ElementsAre("2 peers have one chain, up to block 4"));
  t.block(at(5), {1});
  t.block(at(6), {0});
  const Answer fork = look(t, asked, at(6), at(6));
  EXPECT_EQ(fork.state, State::broken);
  EXPECT_THAT(fork.evidence, ElementsAre("a/a1 and a/a2 have different blocks 4: that of a/a1 is "
                                         "by a/a1, that of a/a2 by a/a2"));
}

TEST(HeightQuestion, AtLeastAndAtMost) {
  HandMade t = cut(false);
  scenario::ExpectHeight asked;
  asked.at_least = marked<std::uint64_t>(15);
  const Answer there = look(t, expect(asked), at(10), at(30));
  EXPECT_THAT(there.evidence, ElementsAre("every peer was at block 15 at 15.0 s"));
  asked.at_least = marked<std::uint64_t>(21);
  const Answer low = look(t, expect(asked), at(50), at(60));
  EXPECT_EQ(low.state, State::not_yet);
  EXPECT_THAT(low.evidence,
              ElementsAre("a/a1 stood at block 20 from 20.0 s to 60.0 s, below 21", cut_cause));
  asked.at_least.reset();
  asked.at_most = marked<std::uint64_t>(19);
  EXPECT_EQ(look(t, expect(asked), at(50), at(50)).state, State::broken);
  asked.at_most = marked<std::uint64_t>(20);
  asked.within = marked(seconds(20));
  EXPECT_EQ(look(t, expect(asked), at(50), at(60)).state, State::not_yet);
  EXPECT_EQ(look(t, expect(asked), at(50), at(70)).state, State::holds);
}

TEST(SometimesQuestion, CountsSinceTheRunBegan) {
  HandMade t = cut(false);
  scenario::ExpectSometimes asked;
  asked.event = marked(scenario::RunEvent::round_change);
  EXPECT_THAT(look(t, expect(asked), at(60), at(60)).evidence,
              ElementsAre("ROUND-CHANGE sent: 3 times, first a/a1 at 30.0 s"));
  asked.at_most = marked<std::uint64_t>(2);
  EXPECT_EQ(look(t, expect(asked), at(60), at(60)).state, State::broken);
  scenario::ExpectSometimes sync;
  sync.event = marked(scenario::RunEvent::sync);
  const Answer none = look(t, expect(sync), at(60), at(60));
  EXPECT_EQ(none.state, State::not_yet);
  EXPECT_THAT(none.evidence, ElementsAre("every peer had no block sync started"));
}

TEST(DescribeChain, IsTheScenariosWords) {
  EXPECT_EQ(describe(expect(advance(5, seconds(10)))), "blocks_advance at least 5 within 10.0 s");
  auto stall = stalls(seconds(60));
  stall.of = {"a", "*", {}};
  EXPECT_EQ(describe(expect(stall)), "stalls of a/* for 1 min");
  auto exact = recovers(seconds(80), scenario::RecoverySince::last_block);
  exact.exact = true;
  exact.time.value.plus_minus = seconds(1);
  EXPECT_EQ(describe(expect(exact)), "recovers_within 80.0 s ± 1.0 s of the last block");
}

/// Five real validators, and a line that is cut for 10 s. SPEC law 13
TEST(RealChain, StandsForAShortCutAndComesBack) {
  HandMade t({3, 2});
  World& world = t.world();
  const net::WanId wan = world.join(ClusterId(0), ClusterId(1), {});
  for (std::size_t i = 0; i < t.size(); ++i) {
    PeerList list;
    for (std::size_t j = 0; j < t.size(); ++j) {
      const bool same = (i < 3) == (j < 3);
      list.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(world, HandMade::id(j)) : external_enode(world, HandMade::id(j)),
          Mark{}));
    }
    world.set_static(HandMade::id(i), list);
    world.start(HandMade::id(i), at(0.1 * static_cast<double>(i)));
  }
  world.run_until(at(60));
  for (const int way : {0, 1}) world.set_gate(wan, way, net::WanGate::drop, {}, at(60));
  for (const int way : {0, 1}) world.set_gate(wan, way, net::WanGate::open, {}, at(70));
  world.run_until(at(100));
  const report::Consensus chain = consensus::consensus_of(t.scene).at(0);
  EXPECT_EQ(chain.quorum, 4U);
  EXPECT_GT(chain.heights.at(0).height, 60U) << chain.verdict;
  ASSERT_FALSE(chain.stalls.empty()) << chain.verdict;
  EXPECT_GT(chain.stalls.back().to.value_or(at(0)), at(70)) << chain.verdict;
  EXPECT_LT(chain.stalls.back().to.value_or(at(0)), at(76)) << chain.verdict;
  EXPECT_THAT(chain.stalls.back().cause, HasSubstr("; the line a-b was cut from 60.0 s to 70.0 s"));
}

scenario::Text text(std::string value) {
  return {std::move(value), {}};
}

scenario::Selector peer(const std::string& cluster, const std::string& name) {
  return {cluster, name, {}};
}

Answer survives(HandMade& t, const scenario::ExpectSurvives& asked, Instant now) {
  return look(t, expect(asked), now, now);
}

TEST(Survives, AClusterALineAndValidators) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(5);
  scenario::ExpectSurvives cluster;
  cluster.cluster = text("b");
  const Answer no = survives(t, cluster, at(6));
  EXPECT_EQ(no.state, State::broken);
  EXPECT_THAT(no.evidence, ElementsAre("without b 3 of 5 validators can pass votes on to one "
                                       "another, and 4 are needed"));
  cluster.absent = true;
  EXPECT_EQ(survives(t, cluster, at(6)).state, State::holds);
  scenario::ExpectSurvives line;
  line.line = scenario::SitePair{text("a"), text("b")};
  EXPECT_EQ(survives(t, line, at(6)).state, State::broken);
  scenario::ExpectSurvives any;
  any.any = marked<std::uint64_t>(1);
  EXPECT_EQ(survives(t, any, at(6)).state, State::holds);
  any.any = marked<std::uint64_t>(2);
  EXPECT_EQ(survives(t, any, at(6)).state, State::broken);
  scenario::ExpectSurvives both;
  both.peers = scenario::Selectors{peer("b", "*")};
  EXPECT_EQ(survives(t, both, at(6)).state, State::broken);
  scenario::ExpectSurvives link;
  link.link = scenario::Selectors{peer("a", "a1"), peer("b", "b1")};
  EXPECT_EQ(survives(t, link, at(6)).state, State::holds);
}

TEST(Survives, CountsWhatIsThereAndNotWhatIsWritten) {
  HandMade t({5});
  t.run_all(at(0));
  t.blocks_to(5);
  t.link(at(6), 0, 1, false);
  scenario::ExpectSurvives any;
  any.any = marked<std::uint64_t>(1);
  // Without one of the others two of the four that are left hear two, and three are needed.
  const Answer sparse = survives(t, any, at(7));
  EXPECT_EQ(sparse.state, State::broken);
  EXPECT_THAT(sparse.evidence,
              ElementsAre(HasSubstr("4 of 5 validators can pass votes on to one another, and 4 are "
                                    "needed; but two would hear 3 others ask for another round")));
  t.stop(at(8), 4);
  t.stop(at(8), 3);
  const Answer down = survives(t, any, at(9));
  EXPECT_EQ(down.state, State::broken);
  EXPECT_THAT(down.evidence, ElementsAre(HasSubstr("as things stand, with nothing lost")));
}

TEST(Survives, WhatHasNoPartInItIsASlip) {
  HandMade t({3});
  t.run_all(at(0));
  scenario::ExpectSurvives cluster;
  cluster.cluster = text("x");
  EXPECT_EQ(survives(t, cluster, at(6)).evidence, (std::vector<std::string>{"x has no validator"}));
  scenario::ExpectSurvives any;
  any.any = marked<std::uint64_t>(4);
  EXPECT_EQ(survives(t, any, at(6)).state, State::broken);
}

TEST(Survives, NoMoreCanBeLostThanRun) {
  HandMade t({24});
  t.run_all(at(0));
  t.blocks_to(5);
  for (const std::size_t one : {0UL, 1UL, 2UL, 3UL}) t.stop(at(6), one);
  t.link(at(6), 10, 11, false);
  scenario::ExpectSurvives any;
  any.any = marked<std::uint64_t>(21);
  const Answer answer = survives(t, any, at(7));
  EXPECT_EQ(answer.state, State::broken);
  EXPECT_THAT(answer.evidence, ElementsAre("only 20 of 24 validators run and mine, so that 21 "
                                           "cannot be lost"));
  any.absent = true;
  EXPECT_EQ(survives(t, any, at(7)).state, State::broken) << "the question itself is a slip";
  any = {};
  any.any = marked<std::uint64_t>(3);
  EXPECT_EQ(survives(t, any, at(7)).state, State::holds)
      << "17 of 24 are left, and 16 are a quorum";
}

TEST(Survives, WaysTooManyToTryAreNotTried) {
  HandMade t({40});
  t.run_all(at(0));
  t.blocks_to(5);
  t.link(at(6), 0, 1, false);
  scenario::ExpectSurvives any;
  any.any = marked<std::uint64_t>(10);
  const Answer answer = survives(t, any, at(7));
  EXPECT_EQ(answer.state, State::inconclusive);
  EXPECT_THAT(answer.evidence,
              ElementsAre("there are more than 100000 ways to lose any 10 validators"));
}

TEST(RoundAtMost, SinceTheBeginningAndFromNowOn) {
  HandMade t = cut(false);  // rounds 1 to 3 of block 21, at 30 s
  scenario::ExpectRoundAtMost asked;
  asked.round = marked<std::uint64_t>(2);
  const Answer high = look(t, expect(asked), at(50), at(50));
  EXPECT_EQ(high.state, State::broken);
  EXPECT_THAT(high.evidence, ElementsAre("a/a1 asked for round 3 of block 21 at 30.0 s, above 2"));
  asked.round = marked<std::uint64_t>(3);
  EXPECT_EQ(look(t, expect(asked), at(50), at(50)).state, State::holds);
  asked.round = marked<std::uint64_t>(0);
  asked.hold_for = marked(seconds(10));
  EXPECT_EQ(look(t, expect(asked), at(40), at(45)).state, State::not_yet);
  EXPECT_EQ(look(t, expect(asked), at(40), at(50)).state, State::holds);
  EXPECT_EQ(look(t, expect(asked), at(25), at(35)).state, State::broken);
}

/// Blocks by a/a1, a/a2, a/a3 in turn, and a fourth validator that makes none.
HandMade by_three() {
  HandMade t({4});
  t.run_all(at(0));
  for (std::size_t i = 0; i < 6; ++i)
    t.block(at(static_cast<double>(i + 1)), t.everybody(), 0, i % 3);
  return t;
}

TEST(ProposerRotates, NamesWhoMadeNone) {
  HandMade t = by_three();
  scenario::ExpectProposerRotates asked;
  const Answer no = look(t, expect(asked), at(7), at(7));
  EXPECT_EQ(no.state, State::broken);
  EXPECT_THAT(no.evidence,
              ElementsAre("blocks 3 to 6 are by a/a3 2, a/a1 1, a/a2 1; none by a/a4"));
  asked.within = marked(seconds(10));
  EXPECT_EQ(look(t, expect(asked), at(7), at(8)).state, State::not_yet);
  t.block(at(8), t.everybody(), 0, 3);
  EXPECT_EQ(look(t, expect(asked), at(7), at(9)).state, State::holds);
}

TEST(SealsFrom, ThesePeersAndNobodyElse) {
  HandMade t = by_three();
  scenario::ExpectSealsFrom asked;
  asked.peers = {peer("a", "a1"), peer("a", "a2"), peer("a", "a3")};
  EXPECT_EQ(look(t, expect(asked), at(7), at(7)).state, State::holds);
  asked.peers.pop_back();
  const Answer more = look(t, expect(asked), at(7), at(7));
  EXPECT_EQ(more.state, State::broken);
  EXPECT_THAT(more.evidence, ElementsAre(HasSubstr("block 3 is by a/a3")));
  asked.peers = {peer("a", "*")};
  EXPECT_THAT(look(t, expect(asked), at(7), at(7)).evidence,
              ElementsAre(HasSubstr("none by a/a4")));
  asked.peers = {peer("a", "a2"), peer("a", "a3")};
  asked.blocks = marked<std::uint64_t>(2);
  EXPECT_EQ(look(t, expect(asked), at(7), at(7)).state, State::holds);
}

Answer sometimes(HandMade& t, scenario::RunEvent event, bool each, Instant now) {
  scenario::ExpectSometimes asked;
  asked.event = marked(event);
  asked.each = each;
  asked.at_least = marked<std::uint64_t>(1);
  return look(t, expect(asked), now, now);
}

TEST(Sometimes, ABlockFromEach) {
  HandMade t = by_three();
  EXPECT_EQ(sometimes(t, scenario::RunEvent::sealed, false, at(7)).state, State::holds);
  const Answer each = sometimes(t, scenario::RunEvent::sealed, true, at(7));
  EXPECT_EQ(each.state, State::not_yet);
  EXPECT_THAT(each.evidence, ElementsAre("a/a4 had no block made"));
  t.block(at(8), t.everybody(), 0, 3);
  EXPECT_EQ(sometimes(t, scenario::RunEvent::sealed, true, at(9)).state, State::holds);
}

TEST(Sometimes, ThatNobodyDidItIsSaidSo) {
  HandMade t = by_three();
  scenario::ExpectSometimes asked;
  asked.event = marked(scenario::RunEvent::link_lost);
  asked.each = true;
  asked.at_most = marked<std::uint64_t>(0);
  const Answer none = look(t, expect(asked), at(7), at(7));
  EXPECT_EQ(none.state, State::holds);
  EXPECT_THAT(none.evidence, ElementsAre("every peer: no link lost"));
  t.link(at(8), 0, 1, false);
  const Answer some = look(t, expect(asked), at(9), at(9));
  EXPECT_EQ(some.state, State::broken);
  EXPECT_THAT(some.evidence, ElementsAre(HasSubstr("more than 0")));
  asked.at_most = marked<std::uint64_t>(1);
  const Answer few = look(t, expect(asked), at(9), at(9));
  EXPECT_EQ(few.state, State::holds);
  EXPECT_THAT(few.evidence, ElementsAre("every peer: link lost, at most 1 each"));
}

TEST(Sometimes, AVoteIsInTheCoinbaseAndIsTheSealers) {  // SPEC law 16
  HandMade t = by_three();
  const scenario::RunEvent event = scenario::RunEvent::vote_cast;
  EXPECT_EQ(sometimes(t, event, false, at(7)).state, State::not_yet);
  const chain::AddressRef candidate = t.world().peer(HandMade::id(3)).account;
  const chain::BlockId parent = t.disks[0].head();
  const chain::BlockId made =
      t.tree->add(parent, (*t.tree)[parent].time + 1, t.world().peer(HandMade::id(1)).account,
                  {candidate, true});
  for (const std::size_t one : t.everybody()) t.import(at(8), one, made);
  const Answer cast = sometimes(t, event, false, at(9));
  EXPECT_EQ(cast.state, State::holds);
  EXPECT_THAT(cast.evidence, ElementsAre("block with a vote, whose coinbase is the candidate: 1 "
                                         "time, first a/a2 at 8.0 s"));
}

TEST(Sometimes, LocksAndJumps) {
  HandMade t({4});
  t.run_all(at(0));
  const chain::BlockId block = t.block(at(1), t.everybody());
  t.round_change(at(11), 0, 2, 1);
  t.round_change(at(23), 0, 2, 2);
  EXPECT_EQ(sometimes(t, scenario::RunEvent::catch_up, false, at(24)).state, State::not_yet);
  EXPECT_EQ(sometimes(t, scenario::RunEvent::lock, false, at(24)).state, State::not_yet);
  t.round_change(at(25), 1, 2, 2);
  t.log.push_back(
      {at(26),
       HandMade::id(2),
       PeerId::none,
       {},
       istanbul::Observed{istanbul::Happening::round_change_sent, {2, 1}, block, {}, {}}});
  const Answer jump = sometimes(t, scenario::RunEvent::catch_up, false, at(27));
  EXPECT_EQ(jump.state, State::holds);
  EXPECT_THAT(jump.evidence, ElementsAre("jump over rounds: 1 time, first a/a2 at 25.0 s"));
  EXPECT_EQ(sometimes(t, scenario::RunEvent::lock, false, at(27)).state, State::holds);
  EXPECT_EQ(sometimes(t, scenario::RunEvent::vote_lost, false, at(27)).state, State::not_yet);
}

}  // namespace
}  // namespace seatrial::question
