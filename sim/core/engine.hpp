// SPDX-License-Identifier: Apache-2.0
// Engine: the virtual clock and the future event list of one run. It pops events in the order of
// (time, scheduling) and hands each to the handler, which schedules more; it knows nothing of what
// they mean. Running can end at a limit and go on later as if it had not. The digest covers every
// executed event, so two runs with the same digest did the same in the same order.
#pragma once

#include <cstddef>
#include <cstdint>

#include "sim/core/assert.hpp"
#include "sim/core/digest.hpp"
#include "sim/core/event.hpp"
#include "sim/core/event_queue.hpp"
#include "sim/core/limits.hpp"
#include "sim/core/trains.hpp"

namespace seatrial {

/// Executes events in virtual time.
class Engine {
 public:
  /// The virtual time: that of the event in hand, or the limit that ended the last run.
  Instant now() const { return now_; }
  /// How many events are still to come.
  std::size_t pending() const { return queue_.size() - trains_.waiting() + trains_.events(); }
  /// How many events were executed since the start.
  std::uint64_t executed() const { return executed_; }

  /// Has an event executed at an instant that is not before now().
  void schedule(Instant at, std::uint32_t target, std::uint32_t data) {
    SEATRIAL_ASSERT(at >= now_, "an event was scheduled in the past");
    SEATRIAL_ASSERT(target != train_target, "this target is the engine's own");
    trains_.seal();
    queue_.push(Event{at, target, data});
  }
  /// Has an event executed when a delay that is not negative has passed from now().
  void schedule_in(Duration delay, std::uint32_t target, std::uint32_t data) {
    schedule(now_ + delay, target, data);
  }

  /// The same for an event with a word of cargo, which is part of no digest and never no_cargo.
  /// Those of one instant and one cargo in a row take half of the memory of others.
  void schedule_with(std::uint32_t cargo, Instant at, std::uint32_t target, std::uint32_t data) {
    SEATRIAL_ASSERT(at >= now_, "an event was scheduled in the past");
    SEATRIAL_ASSERT(cargo != no_cargo, "that is the cargo of the others");
    const auto train = trains_.add(at, {target, data}, cargo);
    if (train) queue_.push(Event{at, train_target, *train});
  }
  static constexpr std::uint32_t no_cargo = UINT32_MAX;
  /// That of the event in hand.
  std::uint32_t cargo() const { return cargo_; }
  /// An event that comes soon with the same cargo, where `behind` others are before it; null if
  /// none is known. For who wants its memory at hand by then.
  const Trains::Seat* ahead(std::size_t behind) const { return trains_.ahead(behind); }

  /// Executes events until nothing is pending or a limit is met; `handler(const Event&)` may
  /// schedule and stop, but not run. Call it again to go on.
  template <class Handler>
  RunEnd run(const Limits& limits, Handler&& handler);

  /// Ends the run in progress after the event in hand; outside a run it does nothing.
  void stop() { stopping_ = true; }

  /// Moves an idle clock forward; nothing may be pending.
  void advance_to(Instant at);

  /// A hash of all executed events and folded outcomes, in their order.
  std::uint64_t digest() const { return digest_.value(); }
  /// Adds an outcome (a hash, a verdict, a height) to the digest.
  void fold(std::uint64_t outcome) { digest_.add(outcome); }

 private:
  /// The target of an event that is a train.
  static constexpr std::uint32_t train_target = UINT32_MAX;

  bool next(Instant until, Event& event);
  void begin(const Event& event);
  RunEnd end_of_time(Instant until);

  Instant now_;
  std::uint64_t executed_ = 0;
  bool stopping_ = false;
  Digest digest_;
  EventQueue queue_;
  Trains trains_;
  std::uint32_t cargo_ = no_cargo;
};

/// Takes the next event if it is due.
inline bool Engine::next(Instant until, Event& event) {
  if (!trains_.under_way()) {
    cargo_ = no_cargo;
    if (!queue_.pop_until(until, event)) return false;
    if (event.target != train_target) return true;
    trains_.leave(event.data, event.at);
    cargo_ = trains_.cargo();
  }
  if (trains_.at() > until) return false;
  event = trains_.next();
  return true;
}

inline void Engine::begin(const Event& event) {
  now_ = event.at;
  ++executed_;
  digest_.add(static_cast<std::uint64_t>(event.at.ns()));
  digest_.add(std::uint64_t{event.target} << 32 | event.data);
}

template <class Handler>
RunEnd Engine::run(const Limits& limits, Handler&& handler) {
  stopping_ = false;
  Event event;
  while (executed_ < limits.max_events) {
    if (!next(limits.until, event)) return end_of_time(limits.until);
    begin(event);
    handler(static_cast<const Event&>(event));
    if (stopping_) return RunEnd::stopped;
  }
  return pending() == 0 ? RunEnd::drained : RunEnd::event_limit;
}

}  // namespace seatrial
