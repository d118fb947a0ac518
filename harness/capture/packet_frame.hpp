// SPDX-License-Identifier: Apache-2.0
// Packets with their headers as they stand on a line: Ethernet, IPv4, and TCP, UDP or ICMP above
// it, with good checksums. The hardware addresses are made from the IP addresses. A payload must
// fit into one packet: the caller splits what is longer than most_segment.
#pragma once

#include "sim/net/address.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::capture {

/// The flags of a TCP header.
struct TcpFlags {
  bool fin = false;
  bool syn = false;
  bool rst = false;
  bool psh = false;
  bool ack = false;
};

/// What a TCP header says besides its ports.
struct TcpHead {
  std::uint32_t sequence = 0;
  std::uint32_t acknowledged = 0;
  TcpFlags flags;
};

/// The most that one TCP segment of a capture carries; longer payloads take several.
inline constexpr std::size_t most_segment = 1460;

wire::Bytes tcp_frame(const net::FiveTuple& tuple, const TcpHead& head, wire::ByteSpan payload);
wire::Bytes udp_frame(const net::FiveTuple& tuple, wire::ByteSpan payload);
/// "Host unreachable" about a SYN with this tuple and sequence number, from the SYN's target.
wire::Bytes unreachable_frame(const net::FiveTuple& syn, std::uint32_t sequence);

}  // namespace seatrial::capture
