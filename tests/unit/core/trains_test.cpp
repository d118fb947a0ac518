// SPDX-License-Identifier: Apache-2.0
// Events with cargo are executed as if each had a place of its own in the queue.
#include "sim/core/trains.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "sim/core/engine.hpp"
#include "sim/core/rng.hpp"

namespace seatrial {
namespace {

Instant at_ns(std::int64_t ns) {
  return Instant() + nanoseconds(ns);
}

/// What an engine executed, with the cargo of each event.
struct Ridden {
  struct One {
    Event event;
    std::uint32_t cargo = Engine::no_cargo;
    bool operator==(const One&) const = default;
  };
  Engine engine;
  std::vector<One> done;

  RunEnd run(Limits limits = {}) {
    return engine.run(limits, [this](const Event& event) {
      EXPECT_EQ(engine.now(), event.at);
      done.push_back({event, engine.cargo()});
    });
  }
};

TEST(Trains, KeepTheOrderOfScheduling) {
  Ridden ridden;
  ridden.engine.schedule_with(7, at_ns(5), 1, 0);
  ridden.engine.schedule_with(7, at_ns(3), 2, 0);
  ridden.engine.schedule_with(7, at_ns(5), 3, 0);
  ridden.engine.schedule(at_ns(5), 4, 0);
  ridden.engine.schedule_with(7, at_ns(5), 5, 0);
  ridden.engine.schedule_with(8, at_ns(5), 6, 0);
  ridden.engine.schedule_with(7, at_ns(5), 7, 0);
  EXPECT_EQ(ridden.engine.pending(), 7U);
  EXPECT_EQ(ridden.run(), RunEnd::drained);
  const std::vector<Ridden::One> expected = {
      {{at_ns(3), 2, 0}, 7}, {{at_ns(5), 1, 0}, 7}, {{at_ns(5), 3, 0}, 7}, {{at_ns(5), 4, 0}},
      {{at_ns(5), 5, 0}, 7}, {{at_ns(5), 6, 0}, 8}, {{at_ns(5), 7, 0}, 7}};
  EXPECT_EQ(ridden.done, expected);
  EXPECT_EQ(ridden.engine.pending(), 0U);
}

TEST(Trains, StopAnywhereAndGoOn) {
  Ridden ridden;
  for (std::uint32_t i = 0; i < 5; ++i) ridden.engine.schedule_with(1, at_ns(9), i, 0);
  EXPECT_EQ(ridden.run({.max_events = 2}), RunEnd::event_limit);
  EXPECT_EQ(ridden.engine.pending(), 3U);
  EXPECT_EQ(ridden.run({.until = at_ns(8)}), RunEnd::time_limit);
  ridden.engine.schedule(at_ns(9), 9, 0);
  EXPECT_EQ(ridden.run(), RunEnd::drained);
  EXPECT_EQ(ridden.done.size(), 6U);
  EXPECT_EQ(ridden.done[4].cargo, 1U);
  EXPECT_EQ(ridden.done[5].event.target, 9U);
  EXPECT_EQ(ridden.done[5].cargo, Engine::no_cargo);
}

TEST(Trains, RefuseThePastAndTheCargoOfOthers) {
  Engine engine;
  engine.advance_to(at_ns(5));
  EXPECT_THROW(engine.schedule_with(1, at_ns(4), 0, 0), std::logic_error);
  EXPECT_THROW(engine.schedule_with(Engine::no_cargo, at_ns(5), 0, 0), std::logic_error);
  EXPECT_THROW(engine.schedule(at_ns(5), UINT32_MAX, 0), std::logic_error);
}

/// A storm of broadcasts: what is executed schedules more, some of it with cargo, to few or to many
/// instants. With `plain` the same events are scheduled one by one.
std::uint64_t digest_of_storm(std::uint64_t seed, bool plain) {
  Engine engine;
  Rng chance = Rng::stream(seed, "test.trains", 0);
  const auto schedule = [&](std::uint32_t cargo, Instant at, std::uint32_t target) {
    if (plain || cargo == 0) return engine.schedule(at, target, cargo);
    engine.schedule_with(cargo, at, target, cargo);
  };
  const auto broadcast = [&] {
    const auto cargo = static_cast<std::uint32_t>(chance.below(4));
    const std::uint64_t instants = 1 + chance.below(12);
    for (std::uint32_t i = 0; i < 20; ++i) {
      const auto delay = static_cast<std::int64_t>(chance.below(instants));
      const bool alone = chance.below(10) == 0;
      schedule(alone ? 0 : cargo, engine.now() + nanoseconds(delay), i);
    }
  };
  broadcast();
  engine.run({.until = at_ns(4'000)}, [&](const Event& event) {
    EXPECT_EQ(engine.cargo(), plain || event.data == 0 ? Engine::no_cargo : event.data);
    if (event.target == chance.below(20)) broadcast();
  });
  return engine.digest();
}

TEST(Trains, AreExecutedAsTheirEventsAlone) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    EXPECT_EQ(digest_of_storm(seed, false), digest_of_storm(seed, true)) << seed;
  }
}

}  // namespace
}  // namespace seatrial
