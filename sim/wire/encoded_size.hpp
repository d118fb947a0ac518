// SPDX-License-Identifier: Apache-2.0
// How many bytes an encoding takes, without making it: RLP items and snappy blocks. Messages that
// are values need only their sizes; rlp.hpp makes the bytes.
#pragma once

#include <cstdint>

namespace seatrial::wire {

/// RLP of a list, or of a string of two bytes or more, whose content takes that many bytes.
constexpr std::uint32_t rlp_size(std::uint32_t content) {
  return content + (content < 56 ? 1U : content < 256 ? 2U : content < 65536 ? 3U : 4U);
}

/// RLP of a number: itself up to 127, else a length byte and its bytes.
constexpr std::uint32_t rlp_number_size(std::uint64_t value) {
  if (value < 128) return 1;
  std::uint32_t bytes = 0;
  for (; value != 0; value >>= 8U) ++bytes;
  return 1 + bytes;
}

/// Snappy's block format for a payload that does not shrink: length, literal tag, bytes.
constexpr std::uint32_t snappy_size(std::uint32_t payload) {
  return payload + (payload < 128 ? 1U : 2U) + (payload <= 60 ? 1U : payload <= 256 ? 2U : 3U);
}

}  // namespace seatrial::wire
