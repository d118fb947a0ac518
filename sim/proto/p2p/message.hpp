// SPDX-License-Identifier: Apache-2.0
// Message: what travels between two p2p servers at message fidelity, as values instead of bytes.
// It owns the list of kinds and their sizes on the wire; what may follow what is the session's.
// Auth and Ack stand for the RLPx packets, the rest for encrypted frames. Payloads of eth and
// istanbul are opaque here: words that only the subprotocol reads.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <variant>

#include "sim/proto/p2p/capability.hpp"
#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

/// The dialer's RLPx packet; only the node whose key it was encrypted to can read it.
struct Auth {
  NodeRef from{};  ///< the dialer's own identity
  NodeRef to{};    ///< the identity in the dialled enode URL
  bool operator==(const Auth&) const = default;
};

/// The listener's answer to an Auth.
struct Ack {
  bool operator==(const Ack&) const = default;
};

/// Code 0: who speaks, and which protocols.
struct Hello {
  NodeRef id{};
  Capabilities capabilities;
  bool operator==(const Hello&) const = default;
};

/// Code 1: the last message of a link.
struct Disconnect {
  DisconnectReason reason = DisconnectReason::requested;
  bool operator==(const Disconnect&) const = default;
};

/// Code 2.
struct Ping {
  bool operator==(const Ping&) const = default;
};

/// Code 3.
struct Pong {
  bool operator==(const Pong&) const = default;
};

/// A message of a subprotocol other than Status.
struct Payload {
  Protocol protocol = Protocol::istanbul;
  std::uint8_t code = 0x11;             ///< relative to the protocol, never 0 (that is Status)
  std::uint32_t size = 0;               ///< bytes of the message as compressed, without its code
  std::array<std::uint64_t, 4> body{};  ///< the subprotocol's; never read here
  bool operator==(const Payload&) const = default;
};

/// Anything one server may send to another.
using Message = std::variant<Auth, Ack, Hello, Disconnect, Ping, Pong, Status, Payload>;

/// Bytes of TCP payload that carry the message. // SPEC goquorum 4.1, 4.2, 4.5
std::uint32_t wire_size(const Message& message);
std::uint32_t wire_size(const Payload& payload);

/// For logs and failed tests: "Auth{1->2}", "Disconnect{too many peers}".
std::string to_string(const Message& message);

}  // namespace seatrial::p2p
