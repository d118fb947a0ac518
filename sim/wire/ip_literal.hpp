// SPDX-License-Identifier: Apache-2.0
// Address literals in the host part of an enode, read and printed as Go does. It owns the text
// forms only; what an address means to the network is sim/net's. An IPv4 address mapped into IPv6
// counts as IPv4, and leading zeros in an octet are refused.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace seatrial::wire {

/// The 16 bytes of an IPv6 address.
using Ipv6Bytes = std::array<std::uint8_t, 16>;

/// Reads "1.2.3.4", most significant octet first.
std::optional<std::uint32_t> parse_ipv4(std::string_view text);

/// Reads any IPv6 form without zone, "::ffff:1.2.3.4" included.
std::optional<Ipv6Bytes> parse_ipv6(std::string_view text);

/// The IPv4 address inside an IPv4-mapped IPv6 address.
std::optional<std::uint32_t> mapped_ipv4(const Ipv6Bytes& address);

/// "1.2.3.4".
std::string ipv4_text(std::uint32_t address);

/// The shortest form (RFC 5952), without brackets.
std::string ipv6_text(const Ipv6Bytes& address);

}  // namespace seatrial::wire
