// SPDX-License-Identifier: Apache-2.0
// What must hold under every schedule: never two committed blocks at one height. Random latencies,
// links that come and go, messages that vanish, and as many nodes that restart as the protocol
// tolerates faulty ones: a restart forgets a lock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/chaos.hpp"

namespace seatrial::istanbul::testing {
namespace {

constexpr std::uint64_t seeds = 300;

TEST(Safety, NeverTwoCommittedBlocksAtOneHeight) {
  std::size_t commits = 0;
  std::size_t round_changes = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Outcome outcome = run_chaos(seed, 0);
    EXPECT_EQ(outcome.forks, 0U) << "seed " << seed;
    commits += outcome.commits;
    round_changes += outcome.round_changes;
  }
  // Or it proves nothing.
  EXPECT_GT(commits, 10 * seeds);
  EXPECT_GT(round_changes, 5 * seeds);
}

TEST(Safety, WithTheOldQuorumTwoHalvesCommitDifferentBlocks) {
  // SPEC goquorum 7.2: 2F+1 of N = 2, 3 or 6 leaves room for two disjoint quorums.
  std::size_t forked = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    forked += run_chaos(seed, std::nullopt).forks > 0 ? 1 : 0;
  EXPECT_GT(forked, 0U);
}

TEST(Safety, TheSameSeedDoesTheSame) {
  for (const std::uint64_t seed : {3U, 4U}) {
    const Outcome a = run_chaos(seed, 0);
    const Outcome b = run_chaos(seed, 0);
    EXPECT_EQ(a.commits, b.commits);
    EXPECT_EQ(a.round_changes, b.round_changes);
  }
}

}  // namespace
}  // namespace seatrial::istanbul::testing
