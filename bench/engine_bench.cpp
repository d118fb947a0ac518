// SPDX-License-Identifier: Apache-2.0
// W-TIMER(N, F): N timers that re-arm themselves at random, F fires in all; through the Engine, and
// through a loop that was written by hand for it. Before the benchmarks it prints the ratio of the
// two, the median of interleaved pairs, which is what to look at: single rates drift with the
// machine.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
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

void print_ratio(std::uint32_t timers) {
  constexpr int pairs = 9;
  std::vector<double> engine_rates;
  std::vector<double> hand_rates;
  std::vector<double> ratios;
  for (int pair = 0; pair < pairs; ++pair) {
    const double by_engine_s = cpu_seconds(by_engine, timers);
    const double by_hand_s = cpu_seconds(by_hand, timers);
    engine_rates.push_back(fires_wanted / by_engine_s / 1e6);
    hand_rates.push_back(fires_wanted / by_hand_s / 1e6);
    ratios.push_back(by_hand_s / by_engine_s);
  }
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  fmt::print(
      "W-TIMER N={:<7} engine {:5.1f} M/s  hand-written {:5.1f} M/s  ratio {:.2f} "
      "[{:.2f}-{:.2f}]\n",
      timers, median(engine_rates), median(hand_rates), median(ratios), *least, *most);
}

bool same_outcome(std::uint32_t timers) {
  if (by_engine(timers, fires_wanted) == by_hand(timers, fires_wanted)) return true;
  fmt::print(stderr, "W-TIMER N={}: the engine and the hand-written loop disagree\n", timers);
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  for (const std::uint32_t timers : {100U, 10'000U, 100'000U}) {
    if (!same_outcome(timers)) return EXIT_FAILURE;
    print_ratio(timers);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
