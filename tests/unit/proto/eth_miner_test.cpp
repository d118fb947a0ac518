// SPDX-License-Identifier: Apache-2.0
// Candidate blocks, and when mining is allowed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/miner.hpp"
#include "sim/proto/eth/mining_switch.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::at;
using testing::Chains;

struct MinerTest : ::testing::Test {
  Chains chains{2, 1};
  chain::Blockchain chain{chains.snapshots, chains.genesis, {}};
  Miner miner{chains.tree, chain, chains.account[0]};
};

TEST_F(MinerTest, TheCandidateIsOfThisSecondIfTheParentIsOld) {
  EXPECT_TRUE(miner.new_work(at(3700), {}));
  EXPECT_EQ(miner.deadline(), at(3700));
  const auto block = miner.take_due(at(3700));
  ASSERT_TRUE(block);
  EXPECT_EQ(chains.tree[*block].time, chain::run_begins + 3);
  EXPECT_EQ(chains.tree[*block].author, chains.account[0]);
  EXPECT_EQ(miner.take_due(at(3700)), std::nullopt);
}

TEST_F(MinerTest, TheCandidateWaitsForABlockPeriodAfterItsParent) {
  chain.set_rules({.block_period = 3});
  chain.import(chains.tree.add(chains.genesis, chain::run_begins + 5, chains.account[0]));
  EXPECT_TRUE(miner.new_work(at(5200), {}));
  EXPECT_EQ(miner.deadline(), at(8000));
  EXPECT_EQ(miner.take_due(at(7999)), std::nullopt);
  const auto block = miner.take_due(at(8000));
  ASSERT_TRUE(block);
  EXPECT_EQ(chains.tree[*block].time, chain::run_begins + 8);
}

TEST_F(MinerTest, AClockThatIsAheadRequestsSooner) {
  chain.set_rules({.block_period = 1, .clock_skew = milliseconds(400)});
  chain.import(chains.tree.add(chains.genesis, chain::run_begins + 5, chains.account[0]));
  EXPECT_TRUE(miner.new_work(at(5000), {}));
  EXPECT_EQ(miner.deadline(), at(5600));
}

TEST_F(MinerTest, CarriesAVoteAndReplacesTheCandidateBefore) {
  EXPECT_TRUE(miner.new_work(at(0), {}));
  EXPECT_TRUE(miner.new_work(at(0), {chains.account[1], true}));
  const auto block = miner.take_due(at(0));
  ASSERT_TRUE(block);
  EXPECT_EQ(chains.tree[*block].vote, (chain::Vote{chains.account[1], true}));
  EXPECT_EQ(miner.deadline(), std::nullopt);
}

TEST_F(MinerTest, AStrangerMakesNoCandidate) {
  Miner stranger(chains.tree, chain, chains.account[1]);
  EXPECT_FALSE(stranger.new_work(at(0), {}));
  EXPECT_EQ(stranger.deadline(), std::nullopt);
}

TEST(MiningSwitch, TheFirstSyncStopsItAndOnlyTheFirst) {
  MiningSwitch mining;
  EXPECT_EQ(mining.want(true), MiningChange::start);
  EXPECT_EQ(mining.want(true), MiningChange::none);
  EXPECT_EQ(mining.sync_started(), MiningChange::stop);
  EXPECT_EQ(mining.sync_ended(), MiningChange::start);
  EXPECT_EQ(mining.sync_started(), MiningChange::none);
  EXPECT_EQ(mining.sync_ended(), MiningChange::none);
  EXPECT_EQ(mining.want(false), MiningChange::stop);
}

TEST(MiningSwitch, StartingDuringTheFirstSyncWaitsForItsEnd) {
  MiningSwitch mining;
  EXPECT_EQ(mining.sync_started(), MiningChange::none);
  EXPECT_EQ(mining.want(true), MiningChange::none);
  EXPECT_TRUE(mining.waits_for_sync());
  EXPECT_FALSE(mining.running());
  EXPECT_EQ(mining.sync_ended(), MiningChange::start);
}

TEST(MiningSwitch, StoppedByHandDuringTheFirstSyncItStaysStopped) {
  MiningSwitch mining;
  EXPECT_EQ(mining.want(true), MiningChange::start);
  EXPECT_EQ(mining.sync_started(), MiningChange::stop);
  EXPECT_EQ(mining.want(false), MiningChange::none);
  EXPECT_EQ(mining.sync_ended(), MiningChange::none);
}

}  // namespace
}  // namespace seatrial::eth
