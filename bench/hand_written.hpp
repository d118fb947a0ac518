// SPDX-License-Identifier: Apache-2.0
// What the engine is measured against: the same workload as a loop that was written for nothing
// else. A plain binary radix heap, no limits, no digest, no assertions, no handler. It shares no
// code with sim/core, so that a slip there cannot slow down both.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hand_written {

/// The generator of all workloads.
struct Splitmix {
  std::uint64_t state;

  std::uint64_t next() {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
};

/// An event as a loop of one's own would have it.
struct Timer {
  std::uint64_t at;
  std::uint32_t who;
  std::uint32_t what;
};

/// A monotone radix heap by the book: bucket = highest bit that differs from the last pop.
class RadixHeap {
 public:
  void push(const Timer& timer) { buckets_[bucket_of(timer.at)].push_back(timer); }

  bool pop(Timer& out) {
    if (head_ == buckets_[0].size() && !refill()) return false;
    out = buckets_[0][head_++];
    return true;
  }

 private:
  std::size_t bucket_of(std::uint64_t at) const {
    return static_cast<std::size_t>(64 - std::countl_zero(at ^ last_));
  }

  bool refill() {
    buckets_[0].clear();
    head_ = 0;
    std::size_t lowest = 1;
    while (lowest < buckets_.size() && buckets_[lowest].empty()) ++lowest;
    if (lowest == buckets_.size()) return false;
    last_ = buckets_[lowest].front().at;
    for (const Timer& timer : buckets_[lowest]) last_ = timer.at < last_ ? timer.at : last_;
    for (const Timer& timer : buckets_[lowest]) push(timer);
    buckets_[lowest].clear();
    return true;
  }

  std::uint64_t last_ = 0;
  std::size_t head_ = 0;
  std::array<std::vector<Timer>, 65> buckets_;
};

}  // namespace hand_written
