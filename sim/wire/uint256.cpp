// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/uint256.hpp"

#include <string>

#include "sim/wire/hex.hpp"

namespace seatrial::wire {
namespace {

Error too_large(std::string_view text) {
  return {"", "number '" + std::string(text) + "' is too large", "the limit is 2^256-1"};
}

Result<Uint256> parse_hex(std::string_view text, std::string_view digits) {
  if (digits.empty()) return Error{"", "number '0x' has no digits", "write 0x0"};
  while (digits.size() > 1 && digits.front() == '0') digits.remove_prefix(1);
  if (digits.size() > 64) return too_large(text);
  const Result<Bytes> bytes = from_hex(std::string(64 - digits.size(), '0') + std::string(digits));
  if (!bytes) {
    return Error{"", "number '" + std::string(text) + "' is not hexadecimal", bytes.error().remedy};
  }
  return copy_fixed<Uint256>(*bytes);
}

/// value = value * 10 + digit; false if that needs more than 256 bits.
bool shift_in(Uint256& value, unsigned digit) {
  unsigned carry = digit;
  for (std::size_t i = value.data.size(); i-- > 0;) {
    carry += value.data[i] * 10U;
    value.data[i] = static_cast<std::uint8_t>(carry & 0xff);
    carry >>= 8;
  }
  return carry == 0;
}

}  // namespace

Uint256 uint256(std::uint64_t value) {
  Uint256 out;
  for (std::size_t i = out.data.size(); value != 0; value >>= 8) {
    out.data[--i] = static_cast<std::uint8_t>(value & 0xff);
  }
  return out;
}

Result<Uint256> parse_uint256(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) return parse_hex(text, text.substr(2));
  Uint256 value;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      return Error{"", "'" + std::string(text) + "' is not a number",
                   "write decimal digits, or hex digits after 0x"};
    }
    if (!shift_in(value, static_cast<unsigned>(c - '0'))) return too_large(text);
  }
  return value;
}

Result<std::uint64_t> parse_uint64(std::string_view text) {
  const Result<Uint256> wide = parse_uint256(text);
  if (!wide) return wide.error();
  const ByteSpan bytes = minimal(wide->data);
  if (bytes.size() > 8) {
    return Error{"", "number '" + std::string(text) + "' is too large", "the limit is 2^64-1"};
  }
  std::uint64_t value = 0;
  for (const std::uint8_t byte : bytes) value = value << 8 | byte;
  return value;
}

ByteSpan minimal(ByteSpan big_endian) {
  while (!big_endian.empty() && big_endian.front() == 0) big_endian = big_endian.subspan(1);
  return big_endian;
}

}  // namespace seatrial::wire
