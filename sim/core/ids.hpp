// SPDX-License-Identifier: Apache-2.0
// Strong ids: a dense index that cannot be mistaken for another kind's. An id is declared where its
// kind lives, as `enum class PodId : std::uint32_t {};`. Here stands only what all of them share.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <type_traits>

namespace seatrial {

/// An enum class over std::uint32_t.
template <class Id>
concept StrongId = std::is_enum_v<Id> && std::same_as<std::underlying_type_t<Id>, std::uint32_t> &&
                   !std::convertible_to<Id, std::uint32_t>;

/// The number behind an id, to index a vector with.
template <StrongId Id>
constexpr std::size_t index_of(Id id) {
  return static_cast<std::size_t>(id);
}

}  // namespace seatrial
