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

namespace seatrial {

/// Executes events in virtual time.
class Engine {
 public:
  /// The virtual time: that of the event in hand, or the limit that ended the last run.
  Instant now() const { return now_; }
  /// How many events are still to come.
  std::size_t pending() const { return queue_.size(); }
  /// How many events were executed since the start.
  std::uint64_t executed() const { return executed_; }

  /// Has an event executed at an instant that is not before now().
  void schedule(Instant at, std::uint32_t target, std::uint32_t data) {
    SEATRIAL_ASSERT(at >= now_, "an event was scheduled in the past");
    queue_.push(Event{at, target, data});
  }
  /// Has an event executed when a delay that is not negative has passed from now().
  void schedule_in(Duration delay, std::uint32_t target, std::uint32_t data) {
    schedule(now_ + delay, target, data);
  }

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
  void begin(const Event& event);
  RunEnd end_of_time(Instant until);

  Instant now_;
  std::uint64_t executed_ = 0;
  bool stopping_ = false;
  Digest digest_;
  EventQueue queue_;
};

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
    if (!queue_.pop_until(limits.until, event)) return end_of_time(limits.until);
    begin(event);
    handler(static_cast<const Event&>(event));
    if (stopping_) return RunEnd::stopped;
  }
  return queue_.empty() ? RunEnd::drained : RunEnd::event_limit;
}

}  // namespace seatrial
