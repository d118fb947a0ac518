// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/relay_check.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "sim/wire/ip_literal.hpp"

namespace seatrial::discv4 {

using wire::ByteSpan;

namespace {

/// A range of addresses; IPv4 ones as IPv4-mapped.
struct Range {
  std::array<std::uint8_t, 16> first{};
  unsigned length = 0;  ///< leading bits that count

  bool contains(const wire::Ipv6Bytes& address) const {
    for (unsigned bit = 0; bit < length; ++bit) {
      const auto mask = static_cast<std::uint8_t>(0x80U >> bit % 8);
      if (((first[bit / 8] ^ address[bit / 8]) & mask) != 0) return false;
    }
    return true;
  }
};

constexpr Range v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, unsigned length) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, 0}, 96 + length};
}
constexpr Range v6(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d,
                   unsigned length) {
  return {{a, b, c, d}, length};
}

// SPEC goquorum 3.4; 100.64/10 and 169.254/16 are not among them
constexpr Range lan[] = {v4(0, 0, 0, 8),      v4(10, 0, 0, 8),          v4(172, 16, 0, 12),
                         v4(192, 168, 0, 16), v6(0xfe, 0x80, 0, 0, 10), v6(0xfc, 0, 0, 0, 7)};
// SPEC goquorum 5.5; multicast and the broadcast address come with them
constexpr Range special[] = {v4(192, 0, 0, 29),       v4(192, 0, 2, 24),
                             v4(198, 18, 0, 15),      v4(198, 51, 100, 24),
                             v4(203, 0, 113, 24),     v4(192, 88, 99, 24),
                             v4(224, 0, 0, 4),        v6(0xff, 0, 0, 0, 8),
                             v6(0x01, 0, 0, 0, 64),   v6(0x20, 0x01, 0x0d, 0xb8, 32),
                             v6(0x20, 0x02, 0, 0, 16)};
constexpr Range loopback4 = v4(127, 0, 0, 8);

bool in_any(std::span<const Range> ranges, const wire::Ipv6Bytes& address) {
  return std::ranges::any_of(ranges, [&](const Range& r) { return r.contains(address); });
}

/// As 16 bytes; nothing for another length.
std::optional<wire::Ipv6Bytes> whole(ByteSpan address) {
  wire::Ipv6Bytes out{};
  if (address.size() == 16) {
    std::copy(address.begin(), address.end(), out.begin());
    return out;
  }
  if (address.size() != 4) return std::nullopt;
  out[10] = out[11] = 0xff;
  std::copy(address.begin(), address.end(), out.begin() + 12);
  return out;
}

bool is_loopback(const wire::Ipv6Bytes& address) {
  const bool one = std::all_of(address.begin(), address.end() - 1, [](auto b) { return b == 0; });
  return loopback4.contains(address) || (one && address[15] == 1);
}

bool is_zero(const wire::Ipv6Bytes& address) {
  const auto zero = [](std::uint8_t byte) { return byte == 0; };
  return std::ranges::all_of(address, zero) || v4(0, 0, 0, 32).contains(address);
}

bool is_broadcast(const wire::Ipv6Bytes& address) {
  return wire::mapped_ipv4(address) == 0xffff'ffffU;
}

}  // namespace

bool is_lan(ByteSpan address) {
  const auto read = whole(address);
  return read && (in_any(lan, *read) || is_loopback(*read));
}

std::optional<std::string_view> check_relay_ip(ByteSpan sender, ByteSpan address) {
  const auto from = whole(sender);
  const auto told = whole(address);
  if (!from || !told) return "invalid IP";
  if (is_zero(*told)) return "zero address";
  if (in_any(special, *told) || is_broadcast(*told)) return "special network";
  if (is_loopback(*told) && !is_loopback(*from)) return "loopback address from non-loopback host";
  if (in_any(lan, *told) && !is_lan(sender)) return "LAN address from WAN host";
  return std::nullopt;
}

std::optional<std::string_view> check_relayed_node(ByteSpan sender, ByteSpan address,
                                                   std::uint16_t udp) {
  constexpr std::uint16_t last_low_port = 1024;
  if (udp <= last_low_port) return "low port";
  return check_relay_ip(sender, address);
}

}  // namespace seatrial::discv4
