// SPDX-License-Identifier: Apache-2.0
// Hexadecimal text: strict reading and lower-case writing of byte strings, and the mixed-case
// checksum form of addresses (EIP-55). Reading accepts an optional 0x prefix where the function
// says so, either letter case, an even number of digits, and nothing else.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// Whether the character is a hexadecimal digit of either case.
bool is_hex_digit(char c);

/// Lower-case digits without a prefix.
std::string to_hex(ByteSpan bytes);

/// Lower-case digits after "0x".
std::string to_hex_prefixed(ByteSpan bytes);

template <std::size_t N, class Tag>
std::string to_hex(const FixedBytes<N, Tag>& value) {
  return to_hex(value.span());
}

template <std::size_t N, class Tag>
std::string to_hex_prefixed(const FixedBytes<N, Tag>& value) {
  return to_hex_prefixed(value.span());
}

/// Reads digits without a prefix; errors name the first character that is not a digit.
Result<Bytes> from_hex(std::string_view digits);

/// Reads digits with or without a leading "0x" or "0X".
Result<Bytes> from_hex_prefixed(std::string_view text);

/// The error for a value of the wrong size.
Error wrong_size(std::size_t found, std::size_t wanted);

/// Reads exactly as many bytes as the type has, with or without "0x".
template <class Fixed>
Result<Fixed> fixed_from_hex(std::string_view text) {
  Result<Bytes> bytes = from_hex_prefixed(text);
  if (!bytes) return bytes.error();
  if (bytes->size() != Fixed::size()) return wrong_size(bytes->size(), Fixed::size());
  return copy_fixed<Fixed>(*bytes);
}

/// "0x" and the digits with the EIP-55 checksum in their letter case.
std::string checksum_address(const Address20& address);

}  // namespace seatrial::wire
