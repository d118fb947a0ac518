// SPDX-License-Identifier: Apache-2.0
// Chaos: random schedules for a few engines: latencies, links that come and go, messages that
// vanish, and as many nodes that restart as the protocol tolerates faulty ones, since a restart
// forgets what was locked or prepared. It tells what was committed, and whether anything forked.
#pragma once

#include <algorithm>
#include <map>

#include "tests/support/ibft_net.hpp"

namespace seatrial::istanbul::testing {

/// 1 to 7 validators, or as many as wanted (0: any), with timeouts from the least one up to 1.5 s
/// more. What is drawn does not depend on what is wanted.
inline NetSpec random_spec(std::uint64_t seed, Rng& rng, std::optional<std::uint64_t> ceil,
                           Duration least_timeout = milliseconds(500), std::size_t wanted = 0) {
  static const std::vector<std::string> all = {"A1", "A2", "A3", "A4", "A5", "B1", "B2"};
  const std::size_t any = 1 + static_cast<std::size_t>(rng.below(all.size()));
  const std::size_t n = wanted == 0 ? any : wanted;
  NetSpec spec;
  spec.names.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n));
  spec.ceil = ceil;
  spec.request_timeout =
      least_timeout + milliseconds(500 * static_cast<std::int64_t>(rng.below(4)));
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

/// What was committed at each height, for those that differ; of nodes from the first that counts.
inline std::size_t forks(IbftNet& net, std::size_t first = 0) {
  std::map<std::uint64_t, chain::BlockId> by_height;
  std::size_t found = 0;
  for (const Placed& placed : net.commits()) {
    if (placed.who < first) continue;
    const auto entry = by_height.emplace(net.tree()[placed.block].number, placed.block).first;
    found += entry->second == placed.block ? 0 : 1;
  }
  return found;
}

/// How many rounds began, at all nodes together.
inline std::size_t rounds_begun(const IbftNet& net) {
  return static_cast<std::size_t>(std::ranges::count_if(net.log(), [](const Noted& noted) {
    return noted.observed.what == Happening::round_started;
  }));
}

/// What a seed led to.
struct Outcome {
  std::size_t forks = 0;
  std::size_t commits = 0;
  std::size_t round_changes = 0;
};

/// Runs 25 s of one seed; with `qbft` under QBFT, with the random request timeout in it.
inline Outcome run_chaos(std::uint64_t seed, std::optional<std::uint64_t> ceil,
                         std::optional<qbft::Config> qbft = {}) {
  Rng rng = Rng::stream(seed, "ibft.safety", 0);
  NetSpec spec = random_spec(seed, rng, ceil);
  spec.qbft = std::move(qbft);
  if (spec.qbft) spec.qbft->genesis.request_timeout = spec.request_timeout;
  IbftNet net(std::move(spec));
  net.start_all(milliseconds(static_cast<std::int64_t>(rng.below(3'000))));
  Chaos chaos(net, Rng::stream(seed, "ibft.chaos", 0));
  while (net.now() < Instant() + seconds(25)) {
    chaos.step();
    net.run_for(chaos.pause());
  }
  Outcome outcome;
  outcome.forks = forks(net);
  outcome.commits = net.commits().size();
  outcome.round_changes = rounds_begun(net);
  return outcome;
}

}  // namespace seatrial::istanbul::testing
