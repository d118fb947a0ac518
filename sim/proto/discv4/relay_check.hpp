// SPDX-License-Identifier: Apache-2.0
// Which endpoints one may tell others of, and believe from others: go-ethereum's CheckRelayIP, by
// which an address of a private network is not taken from a host outside of it. It knows addresses
// only; who said what, and whether to drop it, is the table's.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/wire/bytes.hpp"

namespace seatrial::discv4 {

/// Whether an address is of a private network or the host's own. // SPEC goquorum 3.4
bool is_lan(wire::ByteSpan address);

/// Why an address that a sender tells of is refused; nothing where it is fine. Both have 4 or 16
/// bytes, or are refused. // SPEC goquorum 5.5
std::optional<std::string_view> check_relay_ip(wire::ByteSpan sender, wire::ByteSpan address);

/// The same for a node with its UDP port: "low port" up to 1024. // SPEC goquorum 5.5
std::optional<std::string_view> check_relayed_node(wire::ByteSpan sender, wire::ByteSpan address,
                                                   std::uint16_t udp);

}  // namespace seatrial::discv4
