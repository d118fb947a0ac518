// SPDX-License-Identifier: Apache-2.0
// The choice of the event queue, kept as a benchmark: the hold model (pop one, push one) on the
// engine's queue, on a plain binary radix heap and on std::priority_queue with sequence numbers, by
// number of pending events. Delays as in W-TIMER.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <queue>
#include <vector>

#include "bench/hand_written.hpp"
#include "sim/core/event_queue.hpp"

namespace {

std::uint64_t delay(hand_written::Splitmix& rng) {
  return 1'000 + rng.below(999'000);
}

/// The engine's queue, in the words of hand_written.
class OurQueue {
 public:
  void push(const hand_written::Timer& timer) {
    queue_.push({seatrial::Instant(static_cast<std::int64_t>(timer.at)), timer.who, timer.what});
  }
  bool pop(hand_written::Timer& out) {
    seatrial::Event event;
    if (!queue_.pop_until(seatrial::Instant::never(), event)) return false;
    out = {static_cast<std::uint64_t>(event.at.ns()), event.target, event.data};
    return true;
  }

 private:
  seatrial::EventQueue queue_;
};

/// std::priority_queue; `what` holds the sequence number, which it needs for a total order.
class StdQueue {
 public:
  void push(hand_written::Timer timer) {
    timer.what = next_++;
    heap_.push(timer);
  }
  bool pop(hand_written::Timer& out) {
    if (heap_.empty()) return false;
    out = heap_.top();
    heap_.pop();
    return true;
  }

 private:
  struct Later {
    bool operator()(const hand_written::Timer& a, const hand_written::Timer& b) const {
      return a.at != b.at ? a.at > b.at : a.what > b.what;
    }
  };
  std::priority_queue<hand_written::Timer, std::vector<hand_written::Timer>, Later> heap_;
  std::uint32_t next_ = 0;
};

template <class Queue>
void hold(benchmark::State& state) {
  Queue queue;
  hand_written::Splitmix rng{1};
  const auto pending = static_cast<std::uint32_t>(state.range(0));
  for (std::uint32_t who = 0; who < pending; ++who) queue.push({delay(rng), who, 0});
  hand_written::Timer timer{};
  for (auto _ : state) {
    queue.pop(timer);
    queue.push({timer.at + delay(rng), timer.who, 0});
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hold<OurQueue>)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(hold<hand_written::RadixHeap>)
    ->Arg(1)
    ->Arg(100)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Arg(1'000'000);
BENCHMARK(hold<StdQueue>)->Arg(1)->Arg(100)->Arg(10'000)->Arg(100'000)->Arg(1'000'000);

}  // namespace

BENCHMARK_MAIN();
