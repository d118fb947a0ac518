// SPDX-License-Identifier: Apache-2.0
// The engine's contract: what ends a run, that a run can be cut anywhere without a trace, and what
// the digest sees.
#include "sim/core/engine.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "sim/core/rng.hpp"

namespace seatrial {
namespace {

Instant at_ms(std::int64_t ms) {
  return Instant() + milliseconds(ms);
}

/// An engine, and a handler that notes what it was given.
struct Noted {
  Engine engine;
  std::vector<Event> events;

  RunEnd run(Limits limits = {}) {
    return engine.run(limits, [this](const Event& event) {
      EXPECT_EQ(engine.now(), event.at);
      events.push_back(event);
    });
  }
};

TEST(Engine, RunsUntilNothingIsPending) {
  Noted noted;
  noted.engine.schedule(at_ms(2), 2, 20);
  noted.engine.schedule(at_ms(1), 1, 10);
  EXPECT_EQ(noted.run(), RunEnd::drained);
  EXPECT_EQ(noted.events, (std::vector<Event>{{at_ms(1), 1, 10}, {at_ms(2), 2, 20}}));
  EXPECT_EQ(noted.engine.now(), at_ms(2));
  EXPECT_EQ(noted.engine.executed(), 2U);
  EXPECT_EQ(noted.engine.pending(), 0U);
}

TEST(Engine, ExecutesTheLimitItselfAndKeepsWhatIsLater) {
  Noted noted;
  noted.engine.schedule(at_ms(1), 1, 0);
  noted.engine.schedule(at_ms(2), 2, 0);
  noted.engine.schedule(at_ms(9), 3, 0);
  EXPECT_EQ(noted.run({.until = at_ms(2)}), RunEnd::time_limit);
  EXPECT_EQ(noted.events.size(), 2U);
  EXPECT_EQ(noted.run({.until = at_ms(5)}), RunEnd::time_limit);
  EXPECT_EQ(noted.engine.now(), at_ms(5));
  EXPECT_EQ(noted.engine.pending(), 1U);
}

TEST(Engine, TakesEventsBetweenTheLimitAndWhatIsPending) {
  Noted noted;
  noted.engine.schedule(at_ms(9), 9, 0);
  noted.run({.until = at_ms(3)});
  noted.engine.schedule_in(milliseconds(0), 3, 0);
  noted.engine.schedule_in(milliseconds(2), 5, 0);
  EXPECT_EQ(noted.run(), RunEnd::drained);
  EXPECT_EQ(noted.events,
            (std::vector<Event>{{at_ms(3), 3, 0}, {at_ms(5), 5, 0}, {at_ms(9), 9, 0}}));
}

TEST(Engine, NeverMovesItsClockBack) {
  Noted noted;
  noted.engine.schedule(at_ms(9), 0, 0);
  noted.run({.until = at_ms(5)});
  EXPECT_EQ(noted.run({.until = at_ms(1)}), RunEnd::time_limit);
  EXPECT_EQ(noted.engine.now(), at_ms(5));
}

TEST(Engine, CountsEventsSinceTheStartOfTheRun) {
  Noted noted;
  for (std::uint32_t i = 0; i < 5; ++i) noted.engine.schedule(at_ms(i), i, 0);
  EXPECT_EQ(noted.run({.max_events = 2}), RunEnd::event_limit);
  EXPECT_EQ(noted.run({.max_events = 2}), RunEnd::event_limit);
  EXPECT_EQ(noted.events.size(), 2U);
  EXPECT_EQ(noted.engine.now(), at_ms(1));
  EXPECT_EQ(noted.run({.max_events = 5}), RunEnd::drained);
  EXPECT_EQ(noted.events.size(), 5U);
}

TEST(Engine, StopsAfterTheEventInHandAndGoesOn) {
  Engine engine;
  for (std::uint32_t i = 0; i < 4; ++i) engine.schedule(at_ms(1), i, 0);
  const auto stop_at_1 = [&engine](const Event& event) {
    if (event.target == 1) engine.stop();
  };
  EXPECT_EQ(engine.run({}, stop_at_1), RunEnd::stopped);
  EXPECT_EQ(engine.executed(), 2U);
  EXPECT_EQ(engine.run({}, stop_at_1), RunEnd::drained);
  EXPECT_EQ(engine.executed(), 4U);
}

TEST(Engine, ForgetsAStopThatNoRunSaw) {
  Noted noted;
  noted.engine.schedule(at_ms(1), 0, 0);
  noted.engine.stop();
  EXPECT_EQ(noted.run(), RunEnd::drained);
}

TEST(Engine, MovesAnIdleClockOnly) {
  Noted noted;
  EXPECT_EQ(noted.run({.until = at_ms(7)}), RunEnd::drained);
  EXPECT_EQ(noted.engine.now(), Instant());
  noted.engine.advance_to(at_ms(7));
  EXPECT_EQ(noted.engine.now(), at_ms(7));
  EXPECT_THROW(noted.engine.advance_to(at_ms(6)), std::logic_error);
  noted.engine.schedule(at_ms(8), 0, 0);
  EXPECT_THROW(noted.engine.advance_to(at_ms(8)), std::logic_error);
}

TEST(Engine, RefusesThePast) {
  Noted noted;
  noted.engine.schedule(at_ms(9), 0, 0);
  noted.run({.until = at_ms(5)});
  EXPECT_THROW(noted.engine.schedule(at_ms(4), 0, 0), std::logic_error);
  EXPECT_THROW(noted.engine.schedule_in(-nanoseconds(1), 0, 0), std::logic_error);
  EXPECT_NO_THROW(noted.engine.schedule(at_ms(5), 0, 0));
}

TEST(Engine, SurvivesAHandlerThatThrows) {
  Noted noted;
  noted.engine.schedule(at_ms(1), 1, 0);
  noted.engine.schedule(at_ms(2), 2, 0);
  const auto broken = [](const Event&) { throw std::runtime_error("broken"); };
  EXPECT_THROW(noted.engine.run({}, broken), std::runtime_error);
  EXPECT_EQ(noted.run(), RunEnd::drained);
  EXPECT_EQ(noted.events, (std::vector<Event>{{at_ms(2), 2, 0}}));
}

/// Twenty timers that re-arm themselves until 2000 have fired, run in slices of a time or a count.
std::uint64_t digest_of_timers(Duration slice, std::uint64_t count) {
  Engine engine;
  Rng rng = Rng::stream(8, "test.engine", 0);
  const auto arm = [&](std::uint32_t who) {
    const Duration delay = rng.between(nanoseconds(0), microseconds(3));
    engine.schedule_in(delay, who, 0);
  };
  for (std::uint32_t who = 0; who < 20; ++who) arm(who);
  const auto fire = [&](const Event& event) {
    if (engine.executed() <= 2'000) arm(event.target);
  };
  while (engine.pending() != 0) {
    engine.run({engine.now() + slice, engine.executed() + count}, fire);
  }
  return engine.digest();
}

TEST(Engine, RunsAlikeHoweverItIsSliced) {
  const std::uint64_t whole = digest_of_timers(seconds(1), UINT32_MAX);
  EXPECT_EQ(digest_of_timers(nanoseconds(100), UINT32_MAX), whole);
  EXPECT_EQ(digest_of_timers(seconds(1), 3), whole);
  EXPECT_EQ(digest_of_timers(nanoseconds(777), 2), whole);
  EXPECT_EQ(whole, 13263269787072134232U) << "every compiler must agree on this";
}

std::uint64_t digest_of(std::vector<Event> events, std::vector<std::uint64_t> outcomes = {}) {
  Engine engine;
  for (const Event& event : events) engine.schedule(event.at, event.target, event.data);
  engine.run({}, [](const Event&) {});
  for (const std::uint64_t outcome : outcomes) engine.fold(outcome);
  return engine.digest();
}

TEST(Engine, DigestSeesEveryFieldTheOrderAndOutcomes) {
  const std::uint64_t plain = digest_of({{at_ms(1), 1, 2}, {at_ms(1), 3, 4}});
  EXPECT_EQ(digest_of({{at_ms(1), 1, 2}, {at_ms(1), 3, 4}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 3, 4}, {at_ms(1), 1, 2}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 1, 2}, {at_ms(2), 3, 4}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 1, 2}, {at_ms(1), 5, 4}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 1, 2}, {at_ms(1), 3, 5}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 2, 1}, {at_ms(1), 3, 4}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 1, 2}}), plain);
  EXPECT_NE(digest_of({{at_ms(1), 1, 2}, {at_ms(1), 3, 4}}, {0}), plain);
}

TEST(Engine, DigestSeesOnlyWhatWasExecuted) {
  Noted noted;
  noted.engine.schedule(at_ms(1), 1, 0);
  const std::uint64_t before = noted.engine.digest();
  noted.run({.until = Instant()});
  EXPECT_EQ(noted.engine.digest(), before);
  noted.run();
  EXPECT_NE(noted.engine.digest(), before);
}

TEST(RunEnd, HasAName) {
  EXPECT_EQ(to_string(RunEnd::drained), "drained");
  EXPECT_EQ(to_string(RunEnd::time_limit), "time limit");
  EXPECT_EQ(to_string(RunEnd::event_limit), "event limit");
  EXPECT_EQ(to_string(RunEnd::stopped), "stopped");
}

}  // namespace
}  // namespace seatrial
