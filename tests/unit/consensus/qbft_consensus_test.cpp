// SPDX-License-Identifier: Apache-2.0
// QBFT in the words of the verdict and in forecasts: its timers, what it passes on, and what a
// release makes of a cap. // SPEC qbft-law 1-5, 14
#include <gmock/gmock.h>

#include "harness/consensus/consensus.hpp"
#include "harness/consensus/ladder.hpp"
#include "harness/consensus/recovery.hpp"
#include "harness/consensus/vote_graph.hpp"
#include "tests/unit/consensus/hand_made.hpp"

namespace seatrial::consensus {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing_support::at;
using testing_support::HandMade;
using testing_support::ibft_config;
using testing_support::qbft_config;

constexpr GoQuorumVersion v22_7{22, 7, 0};
constexpr GoQuorumVersion v24_4{24, 4, 1};

std::string verdict_of_files(const wire::ChainConfig& config, GoQuorumVersion version) {
  HandMade t({3, 2}, config, version);
  ChainView& view = t.view(at(0));
  view.chains.clear();  // as before a run
  return consensus_of(t.scene, view).at(0).verdict;
}

RoundTimers timers_of(Duration timeout, Duration cap = {}) {
  RoundTimers made;
  made.qbft = true;
  made.settings.request_timeout = timeout;
  made.settings.max_request_timeout = cap;
  return made;
}

TEST(QbftVerdict, TheTimersOfQbft) {
  EXPECT_THAT(verdict_of_files(qbft_config(), v22_7),
              EndsWith("at which 4 validators are linked: 11, 31, 71, 151, 311, 631, 1271, 2551 s "
                       "and so on, each wait about twice the one before; or some 10.0 s after a "
                       "restart of all of them."));
}

TEST(QbftVerdict, ACapCountsWhereItIsRead) {
  EXPECT_THAT(verdict_of_files(qbft_config(30), v24_4),
              HasSubstr("11, 31, 61, 91, 121, 151, 181, 211 s and so on, no wait longer than 30.0 "
                        "s; or some"));
  EXPECT_THAT(verdict_of_files(qbft_config(30), v22_7), HasSubstr("11, 31, 71, 151"));
}

TEST(QbftVoteGraph, WhatIsPassedOnKeepsAStarAlive) {  // SPEC qbft-law 14
  for (const bool relays : {false, true}) {
    VoteGraph star(5, 4, relays);
    for (std::size_t i = 0; i < 5; ++i) star.add(i);
    for (std::size_t i = 1; i < 5; ++i) star.link(0, i);
    EXPECT_EQ(star.after(), relays ? After::lives : After::freezes);
    star.remove(0);
    EXPECT_EQ(star.after(), After::stands);
  }
}

TEST(QbftVoteGraph, PartsAreNumberedByTheirFirst) {
  VoteGraph graph(5, 4, true);
  for (std::size_t i = 0; i < 4; ++i) graph.add(i);
  graph.link(0, 2);
  graph.link(1, 3);
  EXPECT_EQ(graph.part_numbers(), (std::vector<std::size_t>{0, 1, 0, 1, 5}));
}

/// Five validators in one round, linked each to each.
Ladder five(std::uint64_t round, Instant ends, bool relays = true) {
  const Clock clock{ends, round, false, timers_of(seconds(10))};
  return {VoteGraph::full(5, 4, relays), 1, std::vector<Clock>(5, clock)};
}
std::size_t anybody(std::uint64_t round) {
  return static_cast<std::size_t>(round % 5);
}

TEST(QbftLadder, TheNextTimerBringsTheBlock) {  // SPEC qbft-law 2
  EXPECT_EQ(five(2, at(91)).next(anybody), (Rung{at(91), 3}));
}

TEST(QbftLadder, FPlus1PullTheOthersAlong) {  // SPEC qbft-law 5
  std::vector<Clock> clocks(5, Clock{at(151), 3, false, timers_of(seconds(10))});
  for (const std::size_t early : {3UL, 4UL})
    clocks[early] = {at(141), 13, false, timers_of(seconds(10))};
  Ladder ladder(VoteGraph::full(5, 4, true), 1, clocks);
  EXPECT_EQ(ladder.next(anybody), (Rung{at(141), 14}));
}

TEST(QbftLadder, OneAloneDoesNot) {
  std::vector<Clock> clocks(5, Clock{at(151), 3, false, timers_of(seconds(10))});
  clocks[4] = {at(141), 13, false, timers_of(seconds(10))};
  Ladder ladder(VoteGraph::full(5, 4, true), 1, clocks);
  EXPECT_EQ(ladder.next([](std::uint64_t) { return std::size_t{0}; }), (Rung{at(151), 4}));
}

TEST(QbftLadder, AProposerThatIsMissingCostsARound) {
  VoteGraph graph = VoteGraph::full(5, 4, true);
  graph.remove(3);
  Ladder ladder(graph, 1, std::vector<Clock>(5, Clock{at(91), 2, false, timers_of(seconds(10))}));
  EXPECT_EQ(ladder.next(anybody), (Rung{at(171), 4}));
}

/// The instants of rounds that end after block 20, which came at 20 s.
void double_until(HandMade& t, std::uint64_t last) {
  for (std::uint64_t round = 1; round <= last; ++round)
    for (const std::size_t one : t.everybody())
      t.round_change(at(20 + 10 * (static_cast<double>(1U << round) - 1)), one, 21, round);
}

TEST(QbftForecast, IsTheEndOfTheRoundInWhichTheyMeetAgain) {
  HandMade t({3, 2}, qbft_config(), v22_7);
  t.run_all(at(0));
  t.blocks_to(20);
  double_until(t, 1);
  t.links(at(49), {0, 1, 2}, {3, 4}, false);
  for (const std::size_t one : t.everybody()) t.round_change(at(50), one, 21, 2);
  t.link(at(84.8), 0, 3, true);  // one link is enough, as all is passed on
  const report::Stall stall = consensus_of(t.scene, t.view(at(88))).at(0).stalls.at(0);
  ASSERT_TRUE(stall.forecast);
  EXPECT_EQ(stall.forecast->linked, at(84.8));
  EXPECT_EQ(stall.forecast->at, at(90));
  EXPECT_EQ(stall.forecast->round, 2U);
}

PeerSpec spec_of(const wire::ChainConfig& config, GoQuorumVersion version) {
  PeerSpec spec;
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis.config = config;
  spec.chain = chain;
  spec.geth.version = version;
  return spec;
}

TEST(Recovery, WhatOneCutCostsUnderThreeReleases) {
  const auto after = [](const wire::ChainConfig& config, GoQuorumVersion version, int cut) {
    return recovery_of(spec_of(config, version), seconds(cut)).block;
  };
  EXPECT_EQ(after(ibft_config(0), {2, 7, 0}, 30), seconds(36));    // SPEC law 12
  EXPECT_EQ(after(ibft_config(0), {2, 7, 0}, 180), seconds(196));  // SPEC law 12
  EXPECT_EQ(after(qbft_config(), v22_7, 30), seconds(71));         // SPEC qbft-law 1
  EXPECT_EQ(after(qbft_config(), v22_7, 120), seconds(151));
  EXPECT_EQ(after(qbft_config(), v22_7, 180), seconds(311));
  EXPECT_EQ(after(qbft_config(10), v24_4, 120), seconds(141));  // SPEC qbft-law 4
  EXPECT_EQ(after(qbft_config(10), v22_7, 120), seconds(151));
  EXPECT_EQ(after(qbft_config(1), v24_4, 600), seconds(602));
}

}  // namespace
}  // namespace seatrial::consensus
