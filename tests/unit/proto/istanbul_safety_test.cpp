// SPDX-License-Identifier: Apache-2.0
// What must hold under every schedule: never two committed blocks at one height. Random latencies,
// links that come and go, messages that vanish, and as many nodes that restart as the protocol
// tolerates faulty ones: a restart forgets a lock.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "tests/support/ibft_net.hpp"

namespace seatrial::istanbul::testing {
namespace {

constexpr std::uint64_t seeds = 300;

NetSpec random_spec(std::uint64_t seed, Rng& rng, std::optional<std::uint64_t> ceil) {
  static const std::vector<std::string> all = {"A1", "A2", "A3", "A4", "A5", "B1", "B2"};
  const std::size_t n = 1 + static_cast<std::size_t>(rng.below(all.size()));
  NetSpec spec;
  spec.names.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
  spec.ceil = ceil;
  spec.request_timeout = milliseconds(500 + 500 * static_cast<std::int64_t>(rng.below(4)));
  spec.import_jitter = milliseconds(static_cast<std::int64_t>(rng.below(50)));
  spec.seed = seed;
  return spec;
}

/// One thing that happens to a random pair or node, and the instant of the next.
class Chaos {
 public:
  Chaos(IbftNet& net, Rng rng) : net_(net), rng_(rng), restarts_(chain::max_faulty(net.size())) {
    for (std::size_t a = 0; a < net.size(); ++a)
      for (std::size_t b = a + 1; b < net.size(); ++b) net.set_latency(a, b, latency());
  }

  void step() {
    const auto a = static_cast<std::size_t>(rng_.below(net_.size()));
    const auto b = static_cast<std::size_t>(rng_.below(net_.size()));
    switch (rng_.below(6)) {
      case 0:
        return net_.unlink(a, b);
      case 1:
        return net_.black_hole(a, b, true);
      case 2:
        return restart(a);
      case 3:
        return net_.set_latency(a, b, latency());
      default:
        net_.black_hole(a, b, false);
        return net_.link(a, b);
    }
  }
  Duration pause() { return milliseconds(static_cast<std::int64_t>(rng_.below(1'500))); }

 private:
  Duration latency() { return microseconds(static_cast<std::int64_t>(1 + rng_.below(400'000))); }
  /// Only the first few nodes ever forget what they were locked on.
  void restart(std::size_t who) {
    if (who >= restarts_) return;
    net_.kill(who);
    net_.start(who);
    net_.link_all();
  }

  IbftNet& net_;
  Rng rng_;
  std::size_t restarts_;
};

/// What was committed at each height, for those that differ.
std::size_t forks(IbftNet& net) {
  std::map<std::uint64_t, chain::BlockId> by_height;
  std::size_t found = 0;
  for (const Placed& placed : net.commits()) {
    const auto entry = by_height.emplace(net.tree()[placed.block].number, placed.block).first;
    found += entry->second == placed.block ? 0 : 1;
  }
  return found;
}

struct Outcome {
  std::size_t forks = 0;
  std::size_t commits = 0;
  std::size_t round_changes = 0;
};

Outcome run(std::uint64_t seed, std::optional<std::uint64_t> ceil) {
  Rng rng = Rng::stream(seed, "ibft.safety", 0);
  IbftNet net(random_spec(seed, rng, ceil));
  net.start_all(milliseconds(static_cast<std::int64_t>(rng.below(3'000))));
  Chaos chaos(net, Rng::stream(seed, "ibft.chaos", 0));
  while (net.now() < Instant() + seconds(25)) {
    chaos.step();
    net.run_for(chaos.pause());
  }
  Outcome outcome;
  outcome.forks = forks(net);
  outcome.commits = net.commits().size();
  for (const Noted& noted : net.log())
    outcome.round_changes += noted.observed.what == Happening::round_started ? 1 : 0;
  return outcome;
}

TEST(Safety, NeverTwoCommittedBlocksAtOneHeight) {
  std::size_t commits = 0;
  std::size_t round_changes = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Outcome outcome = run(seed, 0);
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
    forked += run(seed, std::nullopt).forks > 0 ? 1 : 0;
  EXPECT_GT(forked, 0U);
}

TEST(Safety, TheSameSeedDoesTheSame) {
  for (const std::uint64_t seed : {3U, 4U}) {
    const Outcome a = run(seed, 0);
    const Outcome b = run(seed, 0);
    EXPECT_EQ(a.commits, b.commits);
    EXPECT_EQ(a.round_changes, b.round_changes);
  }
}

}  // namespace
}  // namespace seatrial::istanbul::testing
