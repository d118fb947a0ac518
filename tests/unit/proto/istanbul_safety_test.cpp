// SPDX-License-Identifier: Apache-2.0
// What must hold under every schedule: never two committed blocks at one height. Random latencies,
// links that come and go, messages that vanish, and as many nodes that restart as the protocol
// tolerates faulty ones: a restart forgets a lock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/support/chaos.hpp"
#include "tests/unit/proto/istanbul_testing.hpp"

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

// SPEC goquorum 7.2: 2F+1 of N = 2 and 3 is 1, so that every validator commits alone: the proposer
// of round 0 at once, the others as soon as one stale ROUND-CHANGE makes them proposers.
TEST(OldQuorum, EveryValidatorOfTwoOrThreeCommitsAlone) {
  for (const std::size_t n : {2U, 3U}) {
    std::set<chain::BlockId> committed;
    for (std::size_t k = 0; k < n; ++k) {
      Solo solo({.validators = n, .self = k, .ceil = std::nullopt});
      for (std::size_t author = 0; author < n; ++author) solo.block(author);  // the same ids in all
      solo.requests(solo.block(k));
      if (k > 0) solo.receives(solo.round_change(0, k));
      ASSERT_EQ(solo.commits().size(), 1U) << n << " validators, number " << k;
      committed.insert(solo.commits().front().block);
    }
    EXPECT_EQ(committed.size(), n);
  }
}

// SPEC goquorum 7.2: 2F+1 of N = 6 is 3: three and three commit different blocks at one height, and
// with ceil(2N/3) neither commits any.
TEST(OldQuorum, ThreeAndThreeOfSixCommitDifferentBlocks) {
  for (const bool old : {true, false}) {
    NetSpec spec;
    spec.names = {"A1", "A2", "A3", "A4", "A5", "B1"};
    if (old) spec.ceil = std::nullopt;
    IbftNet net(spec);
    net.start_all();
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = 3; b < 6; ++b) net.black_hole(a, b, true);
    net.run_to(Instant() + seconds(100));
    std::array<std::optional<chain::BlockId>, 2> first;
    for (const Placed& placed : net.commits())
      if (net.tree()[placed.block].number == 1) first[placed.who / 3] = placed.block;
    EXPECT_EQ(first[0].has_value() && first[1].has_value(), old);
    EXPECT_EQ(first[0] != first[1], old);
    EXPECT_EQ(forks(net) > 0, old);
  }
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
