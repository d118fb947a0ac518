// SPDX-License-Identifier: Apache-2.0
// Stalls, their causes and the verdict paragraph, from logs made by hand.
#include "harness/consensus/consensus.hpp"

#include <gmock/gmock.h>

#include "harness/consensus/stalls.hpp"
#include "tests/unit/consensus/hand_made.hpp"

namespace seatrial::consensus {
namespace {

using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;
using testing_support::at;
using testing_support::HandMade;

using Peers = std::vector<std::size_t>;

std::string verdict(const std::vector<int>& sizes, std::optional<std::uint64_t> ceil = 0) {
  HandMade t(sizes, ceil);
  ChainView& view = t.view(at(0));
  view.chains.clear();  // as before a run
  return consensus_of(t.scene, view).at(0).verdict;
}

report::Consensus chain_of(HandMade& t, Instant now) {
  return consensus_of(t.scene, t.view(now)).at(0);
}

TEST(Verdict, ThreeAndTwoByBothFormulas) {
  EXPECT_EQ(verdict({3, 2}),
            "5 validators take turns at making blocks, 3 in a and 2 in b. A block needs the votes "
            "of 4 of them (N 5, F 1, quorum 4: ceil(2N/3)). One may fail, whichever it is, and "
            "each of its turns then costs 10.0 s; two may not. Neither cluster can do without the "
            "other: without a 2 remain, two short; without b 3 remain, one short. If the line a-b "
            "is cut, both sides stand. Where votes were missing, blocks come back at the first of "
            "these times after the last block at which 4 validators are linked: 10, 22, 36, 54, "
            "80, 122, 196, 334 s and so on, each wait about twice the one before; or some 10.0 s "
            "after a restart of all of them.");
  EXPECT_THAT(
      verdict({3, 2}, std::nullopt),
      StartsWith("5 validators take turns at making blocks, 3 in a and 2 in b. A block "
                 "needs the votes of 3 of them (N 5, F 1, quorum 3: 2F+1, no "
                 "ceil2Nby3Block). Two may fail, whichever they are, and each of "
                 "their turns then costs 10.0 s; three may not. Without a 2 remain, one short, "
                 "and the chain stands; without b 3 remain, enough, and blocks go on. If "
                 "the line a-b is cut, a goes on alone; b stands, and takes over those "
                 "blocks later."));
}

TEST(Verdict, NobodyTakesTurnsByTheStickyPolicy) {  // SPEC goquorum 7.6
  HandMade t({4}, 0, {}, 1);
  ChainView& view = t.view(at(0));
  view.chains.clear();
  EXPECT_THAT(consensus_of(t.scene, view).at(0).verdict,
              StartsWith("4 validators leave it to one of them to make all blocks (policy 1, "
                         "sticky), all in a. A block needs the votes of 3 of them (N 4, F 1, "
                         "quorum 3: ceil(2N/3)). One may fail, whichever it is, and the next in "
                         "order makes the blocks 10.0 s after the one that does is lost; two may "
                         "not."));
}

TEST(Verdict, OneToSevenInOneCluster) {
  EXPECT_EQ(verdict({1}),
            "1 validator, a/a1, makes every block alone (N 1, F 0, quorum 1: ceil(2N/3)). It may "
            "not fail: without it there are no blocks.");
  EXPECT_THAT(verdict({2}), HasSubstr("None may fail: without any one of them the chain stands."));
  for (const int n : {3, 4, 5}) EXPECT_THAT(verdict({n}), HasSubstr(" One may fail")) << n;
  for (const int n : {6, 7}) EXPECT_THAT(verdict({n}), HasSubstr(" Two may fail")) << n;
}

TEST(Verdict, TwoQuorumsAtOnce) {  // SPEC law 1b H, goquorum 7.2
  for (const int n : {2, 3}) {
    EXPECT_THAT(verdict({n}, std::nullopt), HasSubstr("None may fail: one vote is enough"));
    EXPECT_THAT(verdict({n}, std::nullopt), HasSubstr("two different blocks of one height"));
  }
  EXPECT_THAT(verdict({3, 3}, std::nullopt), HasSubstr("Two groups of three are both a quorum"));
  EXPECT_THAT(verdict({3, 3}), Not(HasSubstr("both a quorum")));
  EXPECT_THAT(verdict({4, 3}, std::nullopt), Not(HasSubstr("both a quorum")));
}

TEST(Verdict, AClusterThatMayFail) {
  EXPECT_THAT(verdict({2, 2, 2}),
              HasSubstr("Any one cluster may fail: without a 4 remain, enough; without b 4 remain, "
                        "enough; without c 4 remain, enough. Any one line may be cut."));
}

TEST(Verdict, ALineThatStopsTheChainLater) {
  EXPECT_THAT(verdict({3, 3, 1}),
              HasSubstr("If the line a-b is cut, blocks come until a proposer is missing, and then "
                        "only by luck until the line is back."));
}

TEST(Verdict, AValidatorThatNobodyIsHasItsAddress) {
  wire::Address20 stranger;
  stranger.data[19] = 7;
  HandMade t({3}, 0, {stranger});
  ChainView& view = t.view(at(0));
  view.chains.clear();
  const report::Consensus chain = consensus_of(t.scene, view).at(0);
  EXPECT_THAT(chain.validators, testing::Contains("0x0000000000000000000000000000000000000007"));
  EXPECT_THAT(chain.verdict, HasSubstr("3 in a and 1 that no peer here is (0x0000"));
}

TEST(Consensus, LossesAreThoseOfAFullMeshBeforeARun) {
  HandMade t({3, 2}, std::nullopt);
  ChainView& view = t.view(at(0));
  view.chains.clear();
  const report::Consensus chain = consensus_of(t.scene, view).at(0);
  EXPECT_EQ(chain.mesh, "");
  ASSERT_THAT(chain.losses, SizeIs(6));
  EXPECT_THAT(chain.losses[3].stops, ElementsAre("a"));
}

TEST(Consensus, TheMeshIsThatOfTheEnd) {
  HandMade t({4});
  t.run_all(at(0));
  t.blocks_to(5);
  t.links(at(6), {1}, {2, 3}, false);
  t.link(at(6), 2, 3, false);
  const report::Consensus chain = chain_of(t, at(7));
  EXPECT_THAT(chain.mesh, StartsWith("3 of 6 links between validators are up: blocks come over "
                                     "these links only until a proposer is missing for once"));
  EXPECT_THAT(chain.advice, UnorderedElementsAre("a/a2 - a/a3", "a/a2 - a/a4", "a/a3 - a/a4"));
}

TEST(Consensus, CheckHasNoHeightsAndNamesWhatHalts) {
  HandMade t({3, 2}, std::nullopt);
  ChainView& view = t.view(at(0));
  view.chains.clear();
  const report::Consensus chain = consensus_of(t.scene, view).at(0);
  EXPECT_THAT(chain.heights, IsEmpty());
  EXPECT_THAT(chain.stalls, IsEmpty());
  EXPECT_EQ(chain.faulty, 1U);
  EXPECT_EQ(chain.quorum, 3U);
  EXPECT_THAT(chain.halts_without, ElementsAre("a"));
}

TEST(Consensus, NobodyMinesIsNoChain) {
  HandMade t({2});
  for (std::size_t i = 0; i < 2; ++i) t.world().set_geth(HandMade::id(i), {});
  EXPECT_THAT(consensus_of(t.scene, t.view(at(0))), IsEmpty());
}

TEST(Stalls, NoneWhereBlocksCome) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(20);
  const report::Consensus chain = chain_of(t, at(21));
  EXPECT_THAT(chain.stalls, IsEmpty());
  EXPECT_THAT(chain.verdict, EndsWith(" Blocks came without a stall."));
  EXPECT_EQ(chain.heights.at(4), (report::Height{"b/b2", 20}));
}

/// All ask for one round after the other, as their timers end after the block at an instant.
void ask_until(HandMade& t, std::uint64_t last, double block_at) {
  const std::vector<double> ends = {10, 22, 36, 54, 80, 122, 196};
  for (std::uint64_t round = 1; round <= last; ++round)
    for (const std::size_t one : t.everybody())
      t.round_change(at(block_at + ends[round - 1]), one, 21, round);
}

/// c10_60: the links go 29 s after the cut and are back at 99.7 s; round 4's timer ends at 100 s.
HandMade cut_for_a_minute() {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(20);
  ask_until(t, 2, 20);
  t.links(at(49), {0, 1, 2}, {3, 4}, false);
  for (std::uint64_t round = 3; round <= 4; ++round)
    for (const std::size_t one : t.everybody())
      t.round_change(at(round == 3 ? 56 : 74), one, 21, round);
  t.links(at(99.7), {0, 1, 2}, {3, 4}, true);
  t.round_change(at(100), 0, 21, 5);
  t.block(at(100), t.everybody(), 5);
  return t;
}

TEST(Stalls, ACutHasItsCauseAndItsTimer) {
  HandMade t = cut_for_a_minute();
  const report::Consensus chain = chain_of(t, at(101));
  ASSERT_THAT(chain.stalls, SizeIs(1));
  const report::Stall& stall = chain.stalls[0];
  EXPECT_EQ(stall.from, at(20));
  EXPECT_EQ(stall.to, at(100));
  EXPECT_EQ(stall.height, 20U);
  EXPECT_EQ(stall.round, 5U);
  EXPECT_EQ(stall.cause, "3 of 5 validators could reach one another; quorum is 4");
  EXPECT_THAT(stall.missing, ElementsAre("b/b1", "b/b2"));
  EXPECT_THAT(chain.verdict, EndsWith(" In this run the chain stood at block 20 for 80.0 s."));
}

TEST(Stalls, TheForecastIsThatOfTheLadder) {  // SPEC law 12
  HandMade t = cut_for_a_minute();
  const report::Stall stall = chain_of(t, at(101)).stalls.at(0);
  ASSERT_TRUE(stall.forecast);
  EXPECT_EQ(stall.forecast->linked, at(99.7));
  EXPECT_EQ(stall.forecast->at, at(100));
  EXPECT_EQ(stall.forecast->round, 4U);
  EXPECT_EQ(stall.outlook,
            "a quorum was linked again at 99.7 s; then round 4's timer is the first to bring block "
            "21, at 100.0 s; it came at 100.0 s");
}

TEST(Stalls, WhatIsForetoldDoesNotLookAtTheEnd) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(20);
  ask_until(t, 2, 20);
  t.links(at(49), {0, 1, 2}, {3, 4}, false);
  const std::vector<double> later = {56, 74, 100};
  for (std::uint64_t round = 3; round <= 5; ++round)
    for (const std::size_t one : t.everybody())
      t.round_change(at(later[round - 3]), one, 21, round);
  t.links(at(100.3), {0, 1, 2}, {3, 4}, true);
  const report::Stall stall = chain_of(t, at(101)).stalls.at(0);
  ASSERT_TRUE(stall.forecast);
  EXPECT_EQ(stall.forecast->at, at(142));  // a moment late: round 5 ends 122 s after the block
  EXPECT_THAT(stall.outlook, EndsWith("the run ended before"));
}

/// Two of five stand still from 20.2 s to 40.2 s, while the others ask for round 1 at 30 s. The
/// kernel kept their links, and their timers are over: they ask for round 1 at once, whichever of
/// them goes on first, and whoever is to propose.
TEST(Stalls, APauseIsNoDeath) {
  for (std::size_t i = 0; i < 20; ++i) {
    HandMade t({5});
    const Peers paused = {i / 4, (i / 4 + 1 + i % 4) % 5};
    t.run_all(at(0));
    t.blocks_to(20);
    for (const std::size_t one : paused) t.pause(at(20.2), one);
    for (const std::size_t one : t.everybody())
      if (one != paused[0] && one != paused[1]) t.round_change(at(30), one, 21, 1);
    for (const std::size_t one : paused) {
      t.pause(at(40.2), one, false);
      t.round_change(at(40.2), one, 21, 1);
    }
    t.block(at(40.3), t.everybody(), 1);
    const report::Stall stall = chain_of(t, at(41)).stalls.at(0);
    ASSERT_TRUE(stall.forecast) << i;
    EXPECT_EQ(stall.forecast->linked, at(40.2)) << i;
    EXPECT_EQ(stall.forecast->at, at(40.2)) << i;
    EXPECT_THAT(stall.outlook, EndsWith(" at 40.2 s; it came at 40.3 s")) << i;
  }
}

TEST(Stalls, NoForecastWhileNoQuorumIsLinked) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(20);
  t.links(at(49), {0, 1, 2}, {3, 4}, false);
  const report::Stall stall = chain_of(t, at(70)).stalls.at(0);
  EXPECT_FALSE(stall.forecast);
  EXPECT_EQ(stall.outlook,
            "until enough validators are linked there is none; then the next timer brings block "
            "21: that of "
            "round 3 at 74.0 s, that of round 4 at 100.0 s");
}

TEST(Stalls, TheCourseOfARun) {
  HandMade t = cut_for_a_minute();
  const auto phases = chain_of(t, at(101)).phases;
  ASSERT_THAT(phases, SizeIs(2));
  EXPECT_EQ(phases[0], (report::Phase{at(0), at(20), 0, 20, 0}));
  EXPECT_EQ(phases[1], (report::Phase{at(20), at(100), 20, 20, 5}));
}

std::string cause(HandMade& t, Instant now) {
  const report::Consensus chain = chain_of(t, now);
  return chain.stalls.empty() ? "" : chain.stalls.back().cause;
}

TEST(Causes, ValidatorsThatAreDown) {
  HandMade t({3, 2});
  t.run_all(at(0));
  t.blocks_to(5);
  t.stop(at(5.5), 3);
  t.stop(at(5.5), 4);
  EXPECT_EQ(cause(t, at(60)), "3 of 5 validators ran; quorum is 4; b/b1 and b/b2 were down");
}

TEST(Causes, NobodyRanAnyMore) {
  HandMade t({3});
  t.run_all(at(0));
  t.blocks_to(5);
  for (std::size_t i = 0; i < 3; ++i) t.stop(at(6), i);
  EXPECT_EQ(cause(t, at(60)), "no validator ran; quorum is 2");
}

TEST(Causes, MiningOff) {
  HandMade t({3});
  t.run_all(at(0));
  t.blocks_to(5);
  t.of_chain(at(5.5), 0, eth::Happening::engine_stopped);
  t.of_chain(at(5.5), 1, eth::Happening::engine_stopped);
  EXPECT_EQ(cause(t, at(60)), "1 of 3 validators mined; quorum is 2; a/a1 and a/a2 did not mine");
}

TEST(Causes, AnEngineThatASyncStopped) {
  HandMade t({2});
  t.run_all(at(0));
  t.blocks_to(5);
  t.of_chain(at(5.5), 1, eth::Happening::sync_started);
  t.of_chain(at(5.5), 1, eth::Happening::engine_stopped);
  EXPECT_THAT(cause(t, at(60)), EndsWith("the engine of a/a2 was stopped by a first sync"));
}

TEST(Causes, NoLinksFromTheStart) {
  HandMade t({2, 2});
  for (std::size_t i = 0; i < 4; ++i) t.start(at(1), i);
  EXPECT_EQ(cause(t, at(60)), "no two validators were linked; quorum is 3");
  EXPECT_EQ(chain_of(t, at(60)).stalls[0].from, at(1));
}

TEST(Causes, AMissingProposer) {
  HandMade t({4});
  t.run_all(at(0));
  t.blocks_to(1);
  const auto& order = t.disks[0].snapshot().validators;
  const PeerId next = t.world().peer_with(
      order[(*t.disks[0].snapshot().index_of(t.world().peer(HandMade::id(0)).account) + 1) % 4]);
  t.stop(at(1.5), static_cast<std::size_t>(next));
  const std::string name = t.world().name(next);
  EXPECT_EQ(cause(t, at(20)),
            name + " was missing, who was to propose block 2; " + name + " was down");
}

TEST(Causes, EverybodyLinkedAndYetNoVotes) {  // SPEC law 13: a cut that is shorter than 30 s
  HandMade t({4});
  t.run_all(at(0));
  t.blocks_to(1);
  EXPECT_EQ(cause(t, at(20)),
            "4 validators stayed linked, but no round of block 2 got its votes in time");
}

TEST(Stalls, ALostProposerIsLateAndNoStall) {
  HandMade t({4});
  t.run_all(at(0));
  t.blocks_to(1);
  t.block(at(11), t.everybody(), 1);
  const report::Consensus chain = chain_of(t, at(12));
  EXPECT_THAT(chain.stalls, IsEmpty());
  EXPECT_THAT(chain.verdict, EndsWith(" 1 block came a round late, for want of its proposer."));
  t.block(at(23.1), t.everybody(), 1);
  EXPECT_THAT(chain_of(t, at(24)).stalls, SizeIs(1));
}

TEST(Chains, OfTwoGenesesThatOfMostPeersFirst) {
  HandMade t({1, 2});
  wire::Genesis other;
  other.timestamp = 7;
  other.config.istanbul = wire::IstanbulConfig{};
  ChainView& view = t.view(at(0));
  view.chains.clear();
  t.world().set_chain(HandMade::id(0),
                      make_chain({wire::address(t.world().peer(HandMade::id(0)).spec.key)}, other));
  const auto chains = consensus_of(t.scene, view);
  ASSERT_THAT(chains, SizeIs(2));
  EXPECT_THAT(chains[0].validators, SizeIs(3));
  EXPECT_THAT(chains[1].validators, ElementsAre("a/a1"));
}

}  // namespace
}  // namespace seatrial::consensus
