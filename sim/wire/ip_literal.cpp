// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/ip_literal.hpp"

#include <charconv>
#include <vector>

namespace seatrial::wire {
namespace {

using Groups = std::array<std::uint16_t, 8>;

/// The whole text as a number in the base, without sign.
std::optional<std::uint32_t> number(std::string_view text, int base, std::size_t max_digits) {
  if (text.empty() || text.size() > max_digits) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t end = 0; (end = text.find(at)) != std::string_view::npos;) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

/// Reads "a:b:c", of which the last part may be dotted; nothing if any part is no group.
std::optional<std::vector<std::uint16_t>> groups(std::string_view text) {
  std::vector<std::uint16_t> out;
  if (text.empty()) return out;
  const auto parts = split(text, ':');
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (const auto group = number(parts[i], 16, 4)) {
      out.push_back(static_cast<std::uint16_t>(*group));
      continue;
    }
    const auto dotted = i + 1 == parts.size() ? parse_ipv4(parts[i]) : std::nullopt;
    if (!dotted) return std::nullopt;
    out.push_back(static_cast<std::uint16_t>(*dotted >> 16));
    out.push_back(static_cast<std::uint16_t>(*dotted & 0xffff));
  }
  return out;
}

Ipv6Bytes to_bytes(const Groups& values) {
  Ipv6Bytes bytes{};
  for (std::size_t i = 0; i < values.size(); ++i) {
    bytes[2 * i] = static_cast<std::uint8_t>(values[i] >> 8);
    bytes[2 * i + 1] = static_cast<std::uint8_t>(values[i] & 0xff);
  }
  return bytes;
}

std::string hex_group(const Ipv6Bytes& address, std::size_t i) {
  std::array<char, 4> text{};
  const unsigned value = static_cast<unsigned>(address[2 * i]) << 8 | address[2 * i + 1];
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, 16).ptr;
  return {text.data(), end};
}

struct Run {
  std::size_t begin = 0;
  std::size_t length = 0;
};

/// The longest run of zero groups, the first of equals; a single one does not count.
Run longest_zeros(const Ipv6Bytes& address) {
  Run best;
  Run now;
  for (std::size_t i = 0; i < 8; ++i) {
    const bool zero = address[2 * i] == 0 && address[2 * i + 1] == 0;
    now = zero ? Run{now.length == 0 ? i : now.begin, now.length + 1} : Run{};
    if (now.length > best.length && now.length > 1) best = now;
  }
  return best;
}

}  // namespace

std::optional<std::uint32_t> parse_ipv4(std::string_view text) {
  const auto parts = split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::uint32_t address = 0;
  for (const std::string_view part : parts) {
    const auto octet = number(part, 10, 3);
    const bool padded = part.size() > 1 && part.front() == '0';
    if (!octet || *octet > 255 || padded) return std::nullopt;
    address = address << 8 | *octet;
  }
  return address;
}

std::optional<Ipv6Bytes> parse_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const std::string_view tail = has_gap ? text.substr(gap + 2) : std::string_view();
  const auto front = groups(text.substr(0, gap));
  const auto back = groups(tail);
  if (!front || !back) return std::nullopt;
  const std::size_t count = front->size() + back->size();
  if (has_gap ? count > 7 : count != 8) return std::nullopt;
  if (has_gap && text.substr(0, gap).find('.') != std::string_view::npos) return std::nullopt;
  Groups values{};
  for (std::size_t i = 0; i < front->size(); ++i) values[i] = (*front)[i];
  for (std::size_t i = 0; i < back->size(); ++i) values[8 - back->size() + i] = (*back)[i];
  return to_bytes(values);
}

std::optional<std::uint32_t> mapped_ipv4(const Ipv6Bytes& address) {
  for (std::size_t i = 0; i < 12; ++i) {
    if (address[i] != (i < 10 ? 0x00 : 0xff)) return std::nullopt;
  }
  std::uint32_t value = 0;
  for (std::size_t i = 12; i < 16; ++i) value = value << 8 | address[i];
  return value;
}

std::string ipv4_text(std::uint32_t address) {
  std::string text;
  for (int shift = 24; shift >= 0; shift -= 8) {
    text += std::to_string(address >> shift & 0xff);
    if (shift != 0) text += '.';
  }
  return text;
}

std::string ipv6_text(const Ipv6Bytes& address) {
  const Run zeros = longest_zeros(address);
  std::string text;
  for (std::size_t i = 0; i < 8;) {
    if (zeros.length > 0 && i == zeros.begin) {
      text += "::";
      i += zeros.length;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += hex_group(address, i++);
  }
  return text;
}

}  // namespace seatrial::wire
