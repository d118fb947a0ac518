// SPDX-License-Identifier: Apache-2.0
// Outbox: what a peer at bytes fidelity asks of its owner, and what it tells it, in the order in
// which it is to happen. The owner carries the effects out after the call and clears the outbox.
#pragma once

#include <variant>

#include "sim/proto/devp2p/protocols.hpp"
#include "sim/proto/effects.hpp"
#include "sim/proto/p2p/observed.hpp"

namespace seatrial::devp2p {

/// Send these bytes, behind those sent before.
struct Send {
  wire::Bytes bytes;
  bool operator==(const Send&) const = default;
};

/// Close the connection behind what was sent.
struct Close {
  bool operator==(const Close&) const = default;
};

/// RLPx is done: this is who is there. The owner checks permissions and limits, and answers with
/// Peer::admit, refuse or drop. // SPEC goquorum 3.2
struct KeyKnown {
  wire::PublicKey remote;
  bool operator==(const KeyKnown&) const = default;
};

/// The Hello is good and a protocol is in common: the owner checks its limits once more, and
/// answers with Peer::add or refuse. // SPEC goquorum 3.2
struct HelloKnown {
  Hello hello;
  bool operator==(const HelloKnown&) const = default;
};

/// Both Statuses are good: the link is up.
struct LinkUp {
  p2p::Status remote;
  bool operator==(const LinkUp&) const = default;
};

/// A message of a protocol, other than Status.
struct Deliver {
  ProtocolCode code;
  wire::Bytes payload;
  bool operator==(const Deliver&) const = default;
};

/// A frame of the p2p protocol itself that asks nothing more of the owner: the remote is alive. A
/// Ping is answered already.
struct BaseHeard {
  bool ping = false;
  bool operator==(const BaseHeard&) const = default;
};

/// The connection is over: where it stood, and why. Nothing follows but a Close.
struct Ended {
  p2p::Happening where = p2p::Happening::rlpx_failed;
  p2p::Cause cause;
  bool remote_requested = false;  ///< the remote sent a Disconnect
  bool operator==(const Ended&) const = default;
};

using Effect = std::variant<Send, Close, KeyKnown, HelloKnown, LinkUp, Deliver, BaseHeard, Ended>;

/// For failed tests: "Send{465 bytes}", "Ended{rlpx_failed: ecies: invalid message}".
std::string to_string(const Effect& effect);

/// The effects of one call, in order.
class Outbox : public Effects<Effect> {
 public:
  template <class One>
  void add(One effect) {
    put(std::move(effect));
  }
};

}  // namespace seatrial::devp2p
