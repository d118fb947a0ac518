// SPDX-License-Identifier: Apache-2.0
// The radix heap against two slow queues that are right by their looks, over many seeds and laws of
// delay; and what it must refuse.
#include "sim/core/event_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <queue>
#include <stdexcept>
#include <vector>

#include "sim/core/rng.hpp"

namespace seatrial {
namespace {

std::optional<Event> pop(EventQueue& queue, Instant until = Instant::never()) {
  Event event;
  return queue.pop_until(until, event) ? std::optional(event) : std::nullopt;
}

/// A list that is kept sorted by inserting behind equals: stable by construction.
class StableList {
 public:
  void push(const Event& event) {
    const auto later = [](Instant at, const Event& other) { return at < other.at; };
    list_.insert(std::upper_bound(list_.begin(), list_.end(), event.at, later), event);
  }
  std::optional<Event> pop(Instant until) {
    if (list_.empty() || list_.front().at > until) return std::nullopt;
    const Event first = list_.front();
    list_.erase(list_.begin());
    return first;
  }

 private:
  std::vector<Event> list_;
};

/// std::priority_queue with sequence numbers.
class NumberedHeap {
 public:
  void push(const Event& event) { heap_.push({event, next_++}); }
  std::optional<Event> pop(Instant until) {
    if (heap_.empty() || heap_.top().event.at > until) return std::nullopt;
    const Event first = heap_.top().event;
    heap_.pop();
    return first;
  }

 private:
  struct Entry {
    Event event;
    std::uint64_t number;
    bool operator<(const Entry& other) const {
      if (event.at != other.event.at) return event.at > other.event.at;
      return number > other.number;
    }
  };
  std::priority_queue<Entry> heap_;
  std::uint64_t next_ = 0;
};

/// Delays of one seed: mostly ties, dense, spread, mixed over all magnitudes, or far apart.
Duration delay(Rng& rng, std::uint64_t law) {
  switch (law % 5) {
    case 0:
      return nanoseconds(static_cast<std::int64_t>(rng.below(3)));
    case 1:
      return nanoseconds(static_cast<std::int64_t>(rng.below(200)));
    case 2:
      return rng.between(microseconds(1), milliseconds(1));
    case 3: {
      const std::uint64_t bits = rng.below(55);
      return nanoseconds(static_cast<std::int64_t>(rng.below(std::uint64_t{1} << bits)));
    }
    default:
      return seconds(static_cast<std::int64_t>(rng.below(4)));
  }
}

/// Random pushes and pops, some of them up to a limit that may lie before what is pending.
template <class Reference>
void compare(std::uint64_t seed) {
  Rng rng = Rng::stream(seed, "test.event_queue", 0);
  EventQueue queue;
  Reference reference;
  Instant now;
  for (std::uint32_t number = 0; number < 1'500;) {
    const std::uint64_t pushes = rng.below(seed % 3 == 0 ? 200 : 4);
    for (std::uint64_t i = 0; i < pushes; ++i, ++number) {
      const Event event{now + delay(rng, seed / 3), number, number ^ 0x5a5a};
      queue.push(event);
      reference.push(event);
    }
    const std::uint64_t pops = rng.below(seed % 3 == 0 ? 200 : 4);
    for (std::uint64_t i = 0; i < pops; ++i) {
      const bool limited = rng.chance({1, 4});
      const Instant until = limited ? now + delay(rng, seed / 3) : Instant::never();
      const std::optional<Event> expected = reference.pop(until);
      ASSERT_EQ(pop(queue, until), expected) << "seed " << seed;
      if (expected) now = expected->at;
      if (!expected && limited) now = until;  // as a paused engine: the clock stands at the limit
    }
  }
  while (const std::optional<Event> expected = reference.pop(Instant::never())) {
    ASSERT_EQ(pop(queue), expected) << "seed " << seed;
  }
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, PopsLikeAStableListOnManySeeds) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    compare<StableList>(seed);
    if (HasFatalFailure()) return;
  }
}

TEST(EventQueue, PopsLikeANumberedHeapOnManySeeds) {
  for (std::uint64_t seed = 1'000; seed < 1'300; ++seed) {
    compare<NumberedHeap>(seed);
    if (HasFatalFailure()) return;
  }
}

TEST(EventQueue, KeepsThousandsOfEqualTimesInOrderOfInsertion) {
  EventQueue queue;
  constexpr std::uint32_t count = 5'000;
  for (std::uint32_t i = 0; i < count; ++i) queue.push({Instant(7 + i % 2), i, 0});
  for (std::uint32_t i = 0; i < count; ++i) {
    EXPECT_EQ(pop(queue)->target, i < count / 2 ? 2 * i : 2 * (i - count / 2) + 1);
  }
}

TEST(EventQueue, PutsAnEventOfTheSameInstantBehindThosePending) {
  EventQueue queue;
  for (std::uint32_t i = 0; i < 100; ++i) queue.push({Instant(5), i, 0});
  EXPECT_EQ(pop(queue)->target, 0U);
  queue.push({Instant(5), 100, 0});
  for (std::uint32_t i = 1; i <= 100; ++i) EXPECT_EQ(pop(queue)->target, i);
}

TEST(EventQueue, TakesBackALongRunWithoutLosingOrder) {
  EventQueue queue;
  queue.push({Instant(1'000'000), 0, 0});
  queue.push({Instant(1'900'000), 1, 0});
  EXPECT_EQ(pop(queue)->target, 0U);
  for (std::uint32_t i = 0; i < 1'000; ++i) {
    queue.push({Instant(1'000'000 + (i * 7'919) % 800'000), 2 + i, 0});
  }
  Instant before;
  for (std::uint32_t i = 0; i < 1'001; ++i) {
    const Event event = pop(queue).value();
    EXPECT_GE(event.at, before);
    before = event.at;
  }
  EXPECT_EQ(before, Instant(1'900'000));
}

TEST(EventQueue, HoldsLittleMemoryForFewEvents) {
  EventQueue queue;
  queue.push({Instant() + minutes(1), 0, 0});
  queue.push({Instant() + minutes(1), 1, 0});
  for (int i = 0; i < 100'000; ++i) {
    const Event event = pop(queue).value();
    queue.push({event.at + nanoseconds(5 + event.target), event.target, 0});
  }
  EXPECT_EQ(queue.size(), 2U);
  EXPECT_LT(queue.held_bytes(), 64U * 1'024);
}

TEST(EventQueue, LeavesWhatIsLaterThanTheLimit) {
  EventQueue queue;
  queue.push({Instant(10), 1, 0});
  EXPECT_EQ(pop(queue, Instant(9)), std::nullopt);
  EXPECT_EQ(queue.size(), 1U);
  queue.push({Instant(9), 2, 0});
  EXPECT_EQ(pop(queue, Instant(9))->target, 2U);
  EXPECT_EQ(pop(queue, Instant(10))->target, 1U);
  EXPECT_TRUE(queue.empty());
}

// A pop that finds nothing due must not move the bound: what is pushed next may lie before it.
TEST(EventQueue, KeepsOrderAfterAPopThatFoundNothingDue) {
  EventQueue queue;
  StableList reference;
  const auto push = [&](std::int64_t at) {
    const Event event{Instant(at), static_cast<std::uint32_t>(queue.size()), 0};
    queue.push(event);
    reference.push(event);
  };
  for (std::int64_t i = 0; i < 40; ++i) push(0x10000 + 0x100 * i);
  EXPECT_EQ(pop(queue, Instant(5)), std::nullopt);
  for (std::int64_t i = 1; i < 16; ++i) push(0x10000 + i);
  for (std::int64_t i = 0; i < 100; ++i) push(0x100 + i * 0x9f % 0xf000);
  while (const std::optional<Event> expected = reference.pop(Instant::never())) {
    ASSERT_EQ(pop(queue), expected);
  }
}

// Sorting them into one run would take minutes.
TEST(EventQueue, StaysFastWhenPushedBackwardsIntoOneBlock) {
  EventQueue queue;
  queue.push({Instant(1), 0, 0});
  queue.push({Instant() + minutes(1), 0, 0});
  EXPECT_TRUE(pop(queue));
  EXPECT_TRUE(pop(queue));
  constexpr std::int64_t count = 300'000;
  for (std::int64_t i = count; i > 0; --i) queue.push({Instant(i) + minutes(1), 0, 0});
  for (std::int64_t i = 1; i <= count; ++i) ASSERT_EQ(pop(queue)->at, Instant(i) + minutes(1));
}

TEST(EventQueue, HoldsTheWholeRangeOfTime) {
  EventQueue queue;
  queue.push({Instant::never(), 3, 0});
  queue.push({Instant(0), 1, 0});
  queue.push({Instant(1), 2, 0});
  for (std::uint32_t i = 1; i <= 3; ++i) EXPECT_EQ(pop(queue)->target, i);
  EXPECT_EQ(queue.last_popped(), Instant::never());
}

TEST(EventQueue, RefusesThePast) {
  EventQueue queue;
  EXPECT_THROW(queue.push({Instant(-1), 0, 0}), std::logic_error);
  queue.push({Instant(10), 0, 0});
  EXPECT_TRUE(pop(queue));
  EXPECT_THROW(queue.push({Instant(9), 0, 0}), std::logic_error);
  EXPECT_NO_THROW(queue.push({Instant(10), 0, 0}));
  EXPECT_EQ(queue.size(), 1U);
}

}  // namespace
}  // namespace seatrial
