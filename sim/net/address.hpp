// SPDX-License-Identifier: Apache-2.0
// IPv4 addresses, prefixes and transport endpoints as values. Parsing accepts dotted decimals only;
// names are resolved elsewhere (sim/kube/dns). IPv6 is not modelled.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seatrial::net {

/// An IPv4 address in host byte order; 0 is "none".
struct Ipv4 {
  std::uint32_t bits = 0;

  auto operator<=>(const Ipv4&) const = default;
};

/// Four dotted decimals, each 0-255 without leading zeros; nothing else.
std::optional<Ipv4> parse_ipv4(std::string_view text);
std::string to_string(Ipv4 address);
/// Whether the internet does not carry it: RFC 1918, 100.64.0.0/10, link-local.
bool is_private(Ipv4 address);

/// An address prefix; host bits are zero.
struct Cidr {
  Ipv4 base;
  std::uint8_t length = 32;

  bool contains(Ipv4 address) const;
  bool overlaps(const Cidr& other) const;
  auto operator<=>(const Cidr&) const = default;
};

/// "10.1.0.0/16"; refused with host bits set or a length over 32.
std::optional<Cidr> parse_cidr(std::string_view text);
std::string to_string(const Cidr& cidr);

/// A decimal port from 1 to 65535 that is the whole of a text.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// A transport address.
struct Endpoint {
  Ipv4 ip;
  std::uint16_t port = 0;

  auto operator<=>(const Endpoint&) const = default;
};

std::string to_string(const Endpoint& endpoint);

enum class Protocol : std::uint8_t { tcp, udp };

const char* to_string(Protocol protocol);

/// What identifies a flow at one point of its way.
struct FiveTuple {
  Protocol protocol = Protocol::tcp;
  Endpoint src;
  Endpoint dst;

  FiveTuple reversed() const { return {protocol, dst, src}; }
  auto operator<=>(const FiveTuple&) const = default;
};

/// "tcp 10.1.0.11:40001 -> 2.2.3.4:31923".
std::string to_string(const FiveTuple& tuple);

}  // namespace seatrial::net
