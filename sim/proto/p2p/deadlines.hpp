// SPDX-License-Identifier: Apache-2.0
// Deadlines: the earliest of many deadlines that mostly move later. A lazily refreshed heap: moving
// a deadline later costs nothing, and the owner learns at the old instant that it is early. Ties go
// by slot number, so that the order never depends on history. Old entries of a slot may remain;
// the owner recognises them because they differ from what it armed.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "sim/core/instant.hpp"

namespace seatrial::p2p {

/// A heap of (instant, slot).
class Deadlines {
 public:
  struct Entry {
    Instant at;
    std::uint32_t slot = 0;
    auto operator<=>(const Entry&) const = default;
  };

  /// The earliest entry, which may be stale: never later than the true deadline.
  std::optional<Instant> earliest() const {
    return heap_.empty() ? std::nullopt : std::optional(heap_.front().at);
  }
  void arm(Instant at, std::uint32_t slot) {
    heap_.push_back({at, slot});
    std::ranges::push_heap(heap_, std::ranges::greater{});
  }
  /// Takes out the earliest entry that is due.
  std::optional<Entry> pop_due(Instant now) {
    if (heap_.empty() || heap_.front().at > now) return std::nullopt;
    std::ranges::pop_heap(heap_, std::ranges::greater{});
    const Entry entry = heap_.back();
    heap_.pop_back();
    return entry;
  }
  void clear() { heap_.clear(); }

 private:
  std::vector<Entry> heap_;
};

}  // namespace seatrial::p2p
