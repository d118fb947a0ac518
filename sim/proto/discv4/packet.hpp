// SPDX-License-Identifier: Apache-2.0
// The packets of discovery v4 as bytes: their fields, hash and signature. Whether one is expired or
// was asked for is the machine's to know. Reading follows EIP-8: unknown versions, more list
// elements and trailing bytes are ignored; what is no packet is an Error with go-ethereum's text.
#pragma once

#include <variant>
#include <vector>

#include "sim/wire/entropy.hpp"
#include "sim/wire/node_record.hpp"

namespace seatrial::discv4 {

using wire::Bytes;
using wire::ByteSpan;
using wire::Hash32;
using wire::PublicKey;

inline constexpr std::size_t max_packet_size = 1280;  ///< bytes. SPEC goquorum 5.1
/// How many nodes fit into one Neighbors. // SPEC goquorum 5.6
inline constexpr std::size_t max_neighbors = 12;

/// An address with both ports, as packets carry it.
struct Endpoint {
  Bytes ip;  ///< 4 or 16 bytes, or whatever a peer sent
  std::uint16_t udp = 0;
  std::uint16_t tcp = 0;
  bool operator==(const Endpoint&) const = default;
};

/// Type 1. `from` and `to` are what the sender believes; only from.tcp is ever used.
struct Ping {
  std::uint64_t version = 4;
  Endpoint from;
  Endpoint to;
  std::uint64_t expiration = 0;  ///< seconds since 1970
  std::uint64_t enr_seq = 0;
  bool operator==(const Ping&) const = default;
};

/// Type 2: the answer to a Ping.
struct Pong {
  Endpoint to;
  Hash32 ping_hash;
  std::uint64_t expiration = 0;
  std::uint64_t enr_seq = 0;
  bool operator==(const Pong&) const = default;
};

/// Type 3: who is close to this key?
struct FindNode {
  PublicKey target;
  std::uint64_t expiration = 0;
  bool operator==(const FindNode&) const = default;
};

/// One node of a Neighbors.
struct Neighbor {
  Endpoint endpoint;
  PublicKey key;
  bool operator==(const Neighbor&) const = default;
};

/// Type 4: an answer to a FindNode, or part of it.
struct Neighbors {
  std::vector<Neighbor> nodes;
  std::uint64_t expiration = 0;
  bool operator==(const Neighbors&) const = default;
};

/// Type 5: what is your record?
struct EnrRequest {
  std::uint64_t expiration = 0;
  bool operator==(const EnrRequest&) const = default;
};

/// Type 6: the answer to an EnrRequest.
struct EnrResponse {
  Hash32 request_hash;
  Bytes record;  ///< as encoded; wire::decode_record reads it
  bool operator==(const EnrResponse&) const = default;
};

using Packet = std::variant<Ping, Pong, FindNode, Neighbors, EnrRequest, EnrResponse>;

/// A packet with its sender and its hash.
struct Received {
  Packet packet;
  PublicKey from;
  Hash32 hash;
};

/// The bytes of a packet; its hash is their first 32.
Bytes encode_packet(const Packet& packet, const wire::PrivateKey& key);
/// Reads a datagram: "too small", "bad hash", "unknown type: N", or what is wrong with its fields.
Result<Received> decode_packet(ByteSpan datagram);
/// The hash of an encoded packet.
Hash32 packet_hash(ByteSpan datagram);

/// When a packet that is sent now expires. // SPEC goquorum 5.1
inline constexpr std::uint64_t packet_lifetime = 20;  ///< seconds

/// The packet's expiration; an EnrResponse has none and never expires.
std::uint64_t expiration_of(const Packet& packet);
/// "PING/v4", as go-ethereum's log has it.
std::string_view name_of(const Packet& packet);

}  // namespace seatrial::discv4
