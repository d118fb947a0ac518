// SPDX-License-Identifier: Apache-2.0
// The nouns of the p2p server: who a peer is, which connection and which dial is meant, why a link
// ended, and what two peers tell each other about their chains. They own no behaviour. Ids are
// dense and given by the owner of the server, so that they may index its tables.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/wire/fork_id.hpp"

namespace seatrial::p2p {

/// A node identity: two are equal when the 32-byte node ids are. Interned by the owner.
enum class NodeRef : std::uint32_t {};
/// The identity of nobody: a connection whose remote has not yet shown who it is.
inline constexpr NodeRef no_node{0xffff'ffff};
/// The owner's handle of one TCP connection; unique for the life of a server.
enum class ConnId : std::uint32_t {};
/// One dial task, numbered by the server from 0.
enum class DialId : std::uint32_t {};
/// Not a dial: what an inbound connection carries.
inline constexpr DialId no_dial{0xffff'ffff};

/// Who opened a connection, seen from this server.
enum class Direction : std::uint8_t { outbound, inbound };
/// "OUTGOING" or "INCOMING", as the permission log prints it.
std::string_view permission_word(Direction direction);
/// "staticdial" or "inbound", as `conn=` prints it.
std::string_view conn_word(Direction direction);

/// Why a link ends, with the numbers of the wire. // SPEC goquorum 3.7
enum class DisconnectReason : std::uint8_t {
  requested = 0,
  network_error = 1,
  breach_of_protocol = 2,
  useless_peer = 3,
  too_many_peers = 4,
  already_connected = 5,
  incompatible_version = 6,
  invalid_identity = 7,
  quitting = 8,
  unexpected_identity = 9,
  self = 10,
  read_timeout = 11,
  subprotocol_error = 16,
};
/// The text that GoQuorum prints for a reason.
std::string_view text(DisconnectReason reason);

/// Why a TCP dial did not connect.
enum class DialError : std::uint8_t { refused, timeout, no_route, name_not_resolved };
/// The end of Go's error text for a failed dial.
std::string_view text(DialError error);

/// How the transport told that a connection is gone.
enum class CloseReason : std::uint8_t { eof, reset, timed_out };

/// The subprotocols that a GoQuorum process may speak.
enum class Protocol : std::uint8_t { eth, istanbul };
/// "eth" or "istanbul".
std::string_view text(Protocol protocol);

/// One capability of a Hello; ordered by name, then version, as on the wire.
struct Capability {
  Protocol protocol = Protocol::istanbul;
  std::uint8_t version = 99;
  auto operator<=>(const Capability&) const = default;
};

/// What a peer says about its chain, once per link. // SPEC goquorum 6.3
struct Status {
  Capability protocol;                 ///< the version both sides chose
  std::uint64_t network_id = 1337;     ///< of --networkid, not of the genesis
  std::uint64_t total_difficulty = 1;  ///< of the head; blocks plus genesis difficulty under IBFT
  wire::Hash32 head;                   ///< hash of the head block
  wire::Hash32 genesis;                ///< hash of block 0
  wire::ForkId fork;                   ///< not sent on istanbul/64 and eth/63
  std::uint32_t head_block = 0;        ///< the owner's reference of the head; never read here
  bool operator==(const Status&) const = default;
};

}  // namespace seatrial::p2p
