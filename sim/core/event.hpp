// SPDX-License-Identifier: Apache-2.0
// Event: something that is due, in 16 bytes that can be copied as they are. What target and data
// mean belongs to whoever schedules and handles; the engine only hashes them. Anything larger waits
// in a Slab, with its handle in the data. The helpers below pack a kind and an index into a target
// for owners that have several kinds of them.
#pragma once

#include <cstdint>
#include <type_traits>

#include "sim/core/assert.hpp"
#include "sim/core/instant.hpp"

namespace seatrial {

/// What is due at one instant; the order among equal instants is the order of scheduling.
struct Event {
  Instant at;
  std::uint32_t target = 0;  ///< who is meant; by convention kind and index, see make_target
  std::uint32_t data = 0;    ///< what about; often a Slab handle or a generation

  bool operator==(const Event&) const = default;
};
static_assert(sizeof(Event) == 16);
static_assert(std::is_trivially_copyable_v<Event> && std::is_standard_layout_v<Event>);

/// How many indices of one kind a target can name.
constexpr std::uint32_t target_index_count = 1U << 24;

/// A target from a kind (0 to 255) and an index below target_index_count.
constexpr std::uint32_t make_target(std::uint8_t kind, std::uint32_t index) {
  SEATRIAL_ASSERT(index < target_index_count, "too many targets of one kind");
  return std::uint32_t{kind} << 24 | index;
}
/// The kind that make_target was given.
constexpr std::uint8_t target_kind(std::uint32_t target) {
  return static_cast<std::uint8_t>(target >> 24);
}
/// The index that make_target was given.
constexpr std::uint32_t target_index(std::uint32_t target) {
  return target & (target_index_count - 1);
}

}  // namespace seatrial
