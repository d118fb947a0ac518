// SPDX-License-Identifier: Apache-2.0
// Tap: a look at the packets of a network where they leave and enter a host, as tcpdump has it. The
// network tells of each packet that a host sends (also of one that gets nowhere) and of each that
// arrives; what the tap makes of it is its own. A tap alters nothing, and a world without one pays
// a comparison for each packet.
#pragma once

#include <cstdint>

#include "sim/core/instant.hpp"
#include "sim/net/address.hpp"
#include "sim/net/disposition.hpp"
#include "sim/net/network_ids.hpp"

namespace seatrial::net {

/// What a packet is to TCP, or that it is none of TCP's.
enum class PacketKind : std::uint8_t {
  syn,
  syn_ack,
  ack,
  data,
  fin,
  rst,
  unreachable,  ///< ICMP about a SYN: the tuple is that of the SYN
  datagram      ///< UDP
};

/// One packet at one host.
struct TappedPacket {
  Instant at;
  StackId stack = StackId::none;  ///< at whose interface
  bool outgoing = false;
  PacketKind kind = PacketKind::data;
  FiveTuple tuple;               ///< source and destination as they stand in the packet there
  StackId from = StackId::none;  ///< the host that sent it
  FiveTuple as_sent;             ///< the packet's tuple when it left that host
  std::uint64_t connection = 0;  ///< TCP only: unique in a run
  std::uint8_t sender = 0;       ///< TCP only: 0 for the end that opened the connection
  std::uint32_t payload = 0;     ///< of data and datagrams: the owner's handle
  Disposition fate = Disposition::delivered;  ///< of what leaves; what arrives is delivered
  StackId reached = StackId::none;  ///< the host at which an undelivered packet ended, if any
};

/// Whoever wants to look.
class Tap {
 public:
  virtual ~Tap() = default;
  virtual void on_packet(const TappedPacket& packet) = 0;
};

}  // namespace seatrial::net
