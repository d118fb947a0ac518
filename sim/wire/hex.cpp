// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/hex.hpp"

#include "sim/wire/keccak.hpp"

namespace seatrial::wire {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

/// The value of a digit, or 16.
unsigned digit_value(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

}  // namespace

bool is_hex_digit(char c) {
  return digit_value(c) < 16;
}

std::string to_hex(ByteSpan bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

std::string to_hex_prefixed(ByteSpan bytes) {
  return "0x" + to_hex(bytes);
}

Result<Bytes> from_hex(std::string_view digits) {
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (is_hex_digit(digits[i])) continue;
    return Error{"", "character " + std::to_string(i + 1) + " is not a hex digit",
                 "use 0-9 and a-f only"};
  }
  if (digits.size() % 2 != 0) {
    return Error{"", "odd number of hex digits (" + std::to_string(digits.size()) + ")",
                 "two digits make a byte; one is missing or too many"};
  }
  Bytes bytes(digits.size() / 2);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned value = digit_value(digits[2 * i]) << 4 | digit_value(digits[2 * i + 1]);
    bytes[i] = static_cast<std::uint8_t>(value);
  }
  return bytes;
}

Result<Bytes> from_hex_prefixed(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  return from_hex(text);
}

Error wrong_size(std::size_t found, std::size_t wanted) {
  return {"", std::to_string(2 * found) + " hex digits",
          "expected " + std::to_string(2 * wanted) + " hex digits"};
}

std::string checksum_address(const Address20& address) {  // EIP-55
  std::string text = to_hex(address);
  const Hash32 hash = keccak256(as_bytes(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned nibble = i % 2 == 0 ? hash.data[i / 2] >> 4 : hash.data[i / 2] & 15U;
    if (nibble >= 8 && text[i] >= 'a') text[i] = static_cast<char>(text[i] - 'a' + 'A');
  }
  return "0x" + text;
}

}  // namespace seatrial::wire
