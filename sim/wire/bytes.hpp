// SPDX-License-Identifier: Apache-2.0
// Bytes and the fixed-size byte strings of Ethereum. It owns the types only: hex.hpp prints and
// reads them, keccak.hpp and keys.hpp make them. Two FixedBytes of one size but different meaning
// (a NodeId and a Hash32) are different types and do not convert. Order is that of the bytes.
#pragma once

#include <algorithm>
#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace seatrial::wire {

/// An owned byte string.
using Bytes = std::vector<std::uint8_t>;
/// A byte string that somebody else owns.
using ByteSpan = std::span<const std::uint8_t>;

/// N bytes with a meaning, which is the tag.
template <std::size_t N, class Tag>
struct FixedBytes {
  std::array<std::uint8_t, N> data{};

  static constexpr std::size_t size() { return N; }
  /// The bytes, valid as long as the value is.
  ByteSpan span() const& { return data; }
  ByteSpan span() && = delete;
  bool is_zero() const {
    return std::all_of(data.begin(), data.end(), [](std::uint8_t b) { return b == 0; });
  }

  auto operator<=>(const FixedBytes&) const = default;
};

/// A Keccak-256 hash, or any other 32 bytes without a number in them.
using Hash32 = FixedBytes<32, struct Hash32Tag>;
/// An account or validator address.
using Address20 = FixedBytes<20, struct Address20Tag>;

/// The characters of a text as bytes; valid as long as the text is.
inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// Appends a byte string to another.
inline void append(Bytes& to, ByteSpan more) {
  to.insert(to.end(), more.begin(), more.end());
}

/// The bytes as a FixedBytes; the caller has checked the size, and what is missing stays zero.
template <class Fixed>
Fixed copy_fixed(ByteSpan bytes) {
  Fixed out;
  std::copy_n(bytes.begin(), std::min(bytes.size(), Fixed::size()), out.data.begin());
  return out;
}

}  // namespace seatrial::wire
