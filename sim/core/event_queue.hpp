// SPDX-License-Identifier: Apache-2.0
// EventQueue: the future event list, ordered by (time, insertion). A monotone radix heap: nothing
// may be pushed before the last popped time, in return for which an event is moved a few times by
// its bits and never compared on the way. The last few are sorted as a run. Buckets keep their
// memory.
//
// Invariants: run_ holds exactly the pending events with at <= bound_, sorted, from head_ on. All
// others lie in the bucket of the highest digit in which they differ from bound_, in order of
// insertion; equal times share a bucket and are never reordered. last_ <= bound_.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/assert.hpp"
#include "sim/core/event.hpp"

namespace seatrial {

/// A first-in-first-out-stable queue of events by time, for times that never go back.
class EventQueue {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

  /// The memory that the queue holds for events, used or kept for later, in bytes.
  std::size_t held_bytes() const;

  /// The time of the latest popped event; nothing may be pushed before it.
  Instant last_popped() const { return Instant(static_cast<std::int64_t>(last_)); }

  /// Adds an event that is not before last_popped(); it comes after all others of its time.
  void push(const Event& event) {
    SEATRIAL_ASSERT(event.at >= last_popped(), "an event was scheduled in the past");
    ++size_;
    if (time_of(event) > bound_) {
      push_bucket(event);
    } else {
      push_run(event);
    }
  }

  /// Takes the next event if it is due at `until` or earlier; otherwise changes nothing visible.
  bool pop_until(Instant until, Event& out) {
    if (head_ == run_.size() && !refill(until)) return false;
    const Event& next = run_[head_];
    if (next.at > until) return false;
    out = next;
    ++head_;
    --size_;
    last_ = time_of(out);
    return true;
  }

 private:
  using Time = std::uint64_t;  // times are not negative: the first is 0, and they never go back
  using Bucket = std::vector<Event>;

  // Measured with bench/engine_bench over 1 to 5 bits and runs of 8 to 64: these are within a few
  // per cent of the best everywhere, and 256 buckets still fit the first-level cache.
  static constexpr unsigned digit_bits = 4;
  static constexpr unsigned slots = 1U << digit_bits;
  static constexpr unsigned levels = (64 + digit_bits - 1) / digit_bits;
  static constexpr std::size_t run_max = 32;              // larger buckets are split by a digit
  static constexpr std::size_t spill_size = 2 * run_max;  // a run that grew so long is given back

  static Time time_of(const Event& event) { return static_cast<Time>(event.at.ns()); }

  Bucket& bucket(std::size_t level, std::size_t slot) { return buckets_[level * slots + slot]; }

  void push_bucket(const Event& event) {
    const Time at = time_of(event);
    // "| 1" changes no level; it says that there is a highest bit, as at > bound_ does.
    const auto level = (static_cast<unsigned>(std::bit_width((at ^ bound_) | 1)) - 1) / digit_bits;
    const auto slot = static_cast<unsigned>(at >> (level * digit_bits)) & (slots - 1);
    bucket(level, slot).push_back(event);
    used_levels_ |= std::uint64_t{1} << level;
    used_slots_[level] |= 1U << slot;
  }

  void place(const Event& event);
  void push_run(const Event& event);
  void drop_popped();
  void spill_run();
  bool refill(Instant until);
  bool load(Bucket& small, unsigned level, Instant until);
  bool split(Bucket& large, Instant until);
  void mark_empty(unsigned level, unsigned slot);
  static void sort_stably(Bucket& small);

  std::size_t size_ = 0;
  Time last_ = 0;
  Time bound_ = 0;
  std::size_t head_ = 0;
  Bucket run_;
  Bucket scratch_;
  std::uint64_t used_levels_ = 0;  // bit l: used_slots_[l] is not 0
  std::array<std::uint32_t, levels> used_slots_{};
  std::array<Bucket, std::size_t{levels} * slots> buckets_;
};

inline std::size_t EventQueue::held_bytes() const {
  std::size_t events = run_.capacity() + scratch_.capacity();
  for (const Bucket& each : buckets_) events += each.capacity();
  return events * sizeof(Event);
}

/// Puts an event where it belongs, given that none of the run comes after it.
inline void EventQueue::place(const Event& event) {
  if (time_of(event) > bound_) {
    push_bucket(event);
  } else {
    run_.push_back(event);
  }
}

/// Inserts into the run, behind its equals.
inline void EventQueue::push_run(const Event& event) {
  if (head_ > spill_size && head_ > run_.size() / 2) drop_popped();
  run_.push_back(event);
  std::size_t i = run_.size() - 1;
  for (; i > head_ && run_[i - 1].at > event.at; --i) run_[i] = run_[i - 1];
  run_[i] = event;
  if (run_.size() - head_ > spill_size && bound_ != last_) spill_run();
}

/// A run that is refilled as fast as it is popped would otherwise grow for as long as that lasts.
inline void EventQueue::drop_popped() {
  run_.erase(run_.begin(), run_.begin() + static_cast<std::ptrdiff_t>(head_));
  head_ = 0;
}

/// Gives a run that grew too long back to the buckets: bound_ falls to the last popped time. The
/// buckets of the digits in which the two differ are empty, since the run's block spanned them.
inline void EventQueue::spill_run() {
  drop_popped();
  scratch_.swap(run_);
  run_.clear();
  bound_ = last_;
  for (const Event& event : scratch_) place(event);
  scratch_.clear();
}

/// Brings the earliest events into the empty run. Leaves bound_ alone unless one is due, since only
/// a pop right after makes it safe to raise it.
inline bool EventQueue::refill(Instant until) {
  run_.clear();
  head_ = 0;
  if (used_levels_ == 0) return false;
  const auto level = static_cast<unsigned>(std::countr_zero(used_levels_));
  const auto slot = static_cast<unsigned>(std::countr_zero(used_slots_[level]));
  Bucket& first = bucket(level, slot);
  const bool due = first.size() > run_max ? split(first, until) : load(first, level, until);
  if (due) mark_empty(level, slot);
  return due;
}

/// Makes a small bucket the run, and its last possible time the bound.
inline bool EventQueue::load(Bucket& small, unsigned level, Instant until) {
  sort_stably(small);
  if (small.front().at > until) return false;
  run_.swap(small);
  bound_ = time_of(run_.front()) | ((Time{1} << (level * digit_bits)) - 1);
  return true;
}

/// Makes the earliest time of a large bucket the bound, and spreads the rest over lower digits.
inline bool EventQueue::split(Bucket& large, Instant until) {
  const auto earlier = [](const Event& a, const Event& b) { return a.at < b.at; };
  const Event& first = *std::min_element(large.begin(), large.end(), earlier);
  if (first.at > until) return false;
  bound_ = time_of(first);
  for (const Event& event : large) place(event);
  large.clear();
  return true;
}

inline void EventQueue::mark_empty(unsigned level, unsigned slot) {
  used_slots_[level] &= ~(1U << slot);
  if (used_slots_[level] == 0) used_levels_ &= ~(std::uint64_t{1} << level);
}

/// Insertion sort: run_max events at most, and often almost sorted.
inline void EventQueue::sort_stably(Bucket& small) {
  for (std::size_t sorted = 1; sorted < small.size(); ++sorted) {
    const Event event = small[sorted];
    std::size_t i = sorted;
    for (; i > 0 && small[i - 1].at > event.at; --i) small[i] = small[i - 1];
    small[i] = event;
  }
}

}  // namespace seatrial
