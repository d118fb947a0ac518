// SPDX-License-Identifier: Apache-2.0
// W-TIMER(N, F): N timers that re-arm themselves at random, F fires in all; through the Engine, and
// through loops that were written by hand for it: one on a plain radix heap of its own, one on the
// bare EventQueue, which shows what the Engine itself costs (limits, digest, handler). Before the
// benchmarks it prints the ratios, medians of interleaved runs, which is what to look at: single
// rates drift with the machine.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "bench/hand_written.hpp"
#include "sim/core/engine.hpp"
#include "sim/core/rng.hpp"

namespace {

constexpr std::uint64_t seed = 1;
constexpr std::uint64_t fires_wanted = 2'000'000;

/// What a run did: the same for both, or the comparison means nothing.
struct Outcome {
  std::uint64_t fires = 0;
  std::uint64_t end_ns = 0;
  bool operator==(const Outcome&) const = default;
};

seatrial::Duration draw(seatrial::Rng& rng) {
  return seatrial::nanoseconds(static_cast<std::int64_t>(1'000 + rng.next() % 999'000));
}

Outcome by_engine(std::uint32_t timers, std::uint64_t fires) {
  seatrial::Engine engine;
  seatrial::Rng rng(seed);
  for (std::uint32_t who = 0; who < timers; ++who) engine.schedule_in(draw(rng), who, 0);
  engine.run({}, [&](const seatrial::Event& event) {
    if (engine.executed() + timers <= fires) engine.schedule_in(draw(rng), event.target, 0);
  });
  benchmark::DoNotOptimize(engine.digest());
  return {engine.executed(), static_cast<std::uint64_t>(engine.now().ns())};
}

Outcome by_bare_queue(std::uint32_t timers, std::uint64_t fires) {
  seatrial::EventQueue queue;
  seatrial::Rng rng(seed);
  for (std::uint32_t who = 0; who < timers; ++who) {
    queue.push({seatrial::Instant() + draw(rng), who, 0});
  }
  Outcome outcome;
  seatrial::Event event;
  while (queue.pop_until(seatrial::Instant::never(), event)) {
    outcome.end_ns = static_cast<std::uint64_t>(event.at.ns());
    if (++outcome.fires + timers <= fires) queue.push({event.at + draw(rng), event.target, 0});
  }
  return outcome;
}

Outcome by_hand(std::uint32_t timers, std::uint64_t fires) {
  hand_written::RadixHeap heap;
  hand_written::Splitmix rng{seed};
  for (std::uint32_t who = 0; who < timers; ++who) heap.push({1'000 + rng.below(999'000), who, 0});
  Outcome outcome;
  hand_written::Timer timer{};
  while (heap.pop(timer)) {
    outcome.end_ns = timer.at;
    if (++outcome.fires + timers <= fires) {
      heap.push({timer.at + 1'000 + rng.below(999'000), timer.who, 0});
    }
  }
  return outcome;
}

using Workload = Outcome (*)(std::uint32_t, std::uint64_t);

void timer_bench(benchmark::State& state, Workload workload) {
  const auto timers = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(workload(timers, fires_wanted));
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(fires_wanted));
}
BENCHMARK_CAPTURE(timer_bench, engine, by_engine)->Arg(100)->Arg(10'000)->Arg(100'000);
BENCHMARK_CAPTURE(timer_bench, hand_written, by_hand)->Arg(100)->Arg(10'000)->Arg(100'000);

/// Process CPU seconds of one run.
double cpu_seconds(Workload workload, std::uint32_t timers) {
  const std::clock_t start = std::clock();
  benchmark::DoNotOptimize(workload(timers, fires_wanted));
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// CPU seconds of interleaved runs, one of each per round.
struct Rounds {
  std::vector<double> engine;
  std::vector<double> bare_queue;
  std::vector<double> hand;
};

Rounds measure(std::uint32_t timers) {
  constexpr int rounds = 9;
  Rounds result;
  for (int round = 0; round < rounds; ++round) {
    result.engine.push_back(cpu_seconds(by_engine, timers));
    result.hand.push_back(cpu_seconds(by_hand, timers));
    result.bare_queue.push_back(cpu_seconds(by_bare_queue, timers));
  }
  return result;
}

double million_per_second(const std::vector<double>& seconds) {
  return static_cast<double>(fires_wanted) / median(seconds) / 1e6;
}

/// How fast the engine is where the other is 1: "1.28 [1.25-1.32]".
std::string ratio(const std::vector<double>& other, const std::vector<double>& engine) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < other.size(); ++i) ratios.push_back(other[i] / engine[i]);
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  return fmt::format("{:.2f} [{:.2f}-{:.2f}]", median(ratios), *least, *most);
}

void print_ratios(std::uint32_t timers) {
  const Rounds rounds = measure(timers);
  fmt::print("W-TIMER N={:<6}  M fires/s: engine {:5.1f}, bare queue {:5.1f}, hand-written {:5.1f}",
             timers, million_per_second(rounds.engine), million_per_second(rounds.bare_queue),
             million_per_second(rounds.hand));
  fmt::print("   engine/hand-written {}, engine/bare queue {}\n", ratio(rounds.hand, rounds.engine),
             ratio(rounds.bare_queue, rounds.engine));
}

bool same_outcome(std::uint32_t timers) {
  const Outcome wanted = by_hand(timers, fires_wanted);
  if (by_engine(timers, fires_wanted) == wanted && by_bare_queue(timers, fires_wanted) == wanted) {
    return true;
  }
  fmt::print(stderr, "W-TIMER N={}: the engine and the hand-written loops disagree\n", timers);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  for (const std::uint32_t timers : {100U, 10'000U, 100'000U}) {
    if (!same_outcome(timers)) return EXIT_FAILURE;
    print_ratios(timers);
  }
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
