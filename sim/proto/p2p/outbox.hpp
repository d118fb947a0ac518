// SPDX-License-Identifier: Apache-2.0
// Outbox: the effects that a server asks of its owner, as small values in the order in which they
// are to happen. The owner carries them out after the call returns and clears the outbox; it may
// reuse one outbox for all servers, and then a frame costs no allocation.
#pragma once

#include <string>
#include <variant>

#include "sim/proto/effects.hpp"
#include "sim/proto/p2p/message.hpp"
#include "sim/proto/p2p/observed.hpp"

namespace seatrial::p2p {

/// Open a TCP connection (15 s time-out is the owner's) and answer dial_connected or dial_failed.
struct Dial {
  DialId dial{};
  NodeRef node{};
  std::uint32_t target = 0;  ///< the owner's index of host and port
  bool operator==(const Dial&) const = default;
};

/// Send a message on a connection, behind those sent before.
struct Send {
  ConnId conn{};
  Message message;
  bool operator==(const Send&) const = default;
};

/// Close a connection behind what was sent; the server has already forgotten it.
struct Close {
  ConnId conn{};
  bool operator==(const Close&) const = default;
};

/// Hand a received payload to the subprotocol.
struct Deliver {
  ConnId conn{};
  NodeRef from{};
  Payload payload;
  bool operator==(const Deliver&) const = default;
};

/// One thing that the owner is to do, or to note.
using Effect = std::variant<Dial, Send, Close, Deliver, Observed>;

/// "Send{4, Ack{}}", for failed tests.
std::string to_string(const Effect& effect);

/// The effects of one call, in order.
class Outbox : public Effects<Effect> {
 public:
  void dial(Dial effect) { put(effect); }
  void send(ConnId conn, const Message& message) { put(Send{conn, message}); }
  void close(ConnId conn) { put(Close{conn}); }
  void deliver(Deliver effect) { put(effect); }
  void observe(Observed observed) { put(std::move(observed)); }
};

}  // namespace seatrial::p2p
