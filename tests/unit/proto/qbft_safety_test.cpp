// SPDX-License-Identifier: Apache-2.0
// What must hold of QBFT under every schedule, with the invariants of its public specification:
// never two committed blocks at one height, and blocks come again once the network is whole.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/chaos.hpp"

namespace seatrial::qbft::testing {
namespace {

using istanbul::testing::Outcome;
using istanbul::testing::run_chaos;

constexpr std::uint64_t seeds = 300;

Config from_block_1(Faults faults = {}) {
  Config config;
  config.from = 1;
  config.faults = faults;
  return config;
}

/// Runs many seeds and expects no fork.
Outcome run_all(const Config& config, std::uint64_t count = seeds) {
  Outcome sum;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    const Outcome outcome = run_chaos(seed, 0, config);
    EXPECT_EQ(outcome.forks, 0U) << "seed " << seed;
    sum.commits += outcome.commits;
    sum.round_changes += outcome.round_changes;
  }
  return sum;
}

TEST(QbftSafety, NeverTwoCommittedBlocksAtOneHeight) {
  const Outcome sum = run_all(from_block_1());
  // Or it proves nothing.
  EXPECT_GT(sum.commits, 10 * seeds);
  EXPECT_GT(sum.round_changes, 5 * seeds);
}

TEST(QbftSafety, TheObservedFaultsCostTimeAndNeverABlock) {
  const Outcome sum = run_all(from_block_1({{1, 4}, {1, 20}}));
  EXPECT_GT(sum.commits, 10 * seeds);
}

TEST(QbftSafety, WithTheOldQuorumTwoHalvesCommitDifferentBlocks) {
  Config old = from_block_1();
  old.genesis.two_f_plus_1 = true;
  std::size_t forked = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    forked += run_chaos(seed, 0, old).forks > 0 ? 1 : 0;
  EXPECT_GT(forked, 0U);
}

TEST(QbftSafety, TheSameSeedDoesTheSame) {
  for (const std::uint64_t seed : {3U, 4U}) {
    const Outcome a = run_chaos(seed, 0, from_block_1());
    const Outcome b = run_chaos(seed, 0, from_block_1());
    EXPECT_EQ(a.commits, b.commits);
    EXPECT_EQ(a.round_changes, b.round_changes);
  }
}

TEST(QbftSafety, AMoveFromIbftForksNothing) {
  Config config = from_block_1();
  config.from = 5;
  EXPECT_GT(run_all(config, 60).commits, 10 * 60U);
}

}  // namespace
}  // namespace seatrial::qbft::testing
