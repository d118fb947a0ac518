// SPDX-License-Identifier: Apache-2.0
// ByteSession: one connection of a p2p::Server at bytes fidelity. What the server says becomes the
// bytes that a live node would send, and what comes as bytes becomes what the server can hear; the
// work is devp2p::Peer's. Time is the server's alone: the machine's own deadlines are not asked.
// What the machine answers by itself (Ack, Pong, a last Disconnect) is held until the server says
// so in its own words, so that both fidelities do the same things in the same order.
#pragma once

#include <variant>
#include <vector>

#include "sim/proto/devp2p/key_ring.hpp"
#include "sim/proto/devp2p/peer.hpp"
#include "sim/proto/p2p/message.hpp"

namespace seatrial::devp2p {

/// Bytes that no server can accept: p2p::Server::failed is to be told.
struct Broken {
  p2p::Cause cause;
  std::optional<p2p::DisconnectReason> tell;  ///< what the remote is told; nothing: just close
  bool operator==(const Broken&) const = default;
};

/// What came in, in the words of the server. A Status has no head_block: bytes know only its hash.
using Heard = std::variant<p2p::Message, Broken>;

/// One connection. The keys must outlive it, and so must what its machine was made with.
class ByteSession {
 public:
  /// `self` is the node at this end, and `machine` the dialer's or listener's side at its begin.
  ByteSession(Peer machine, const KeyRing& keys, p2p::NodeRef self)
      : machine_(std::move(machine)), keys_(&keys), self_(self) {}

  /// The transport is connected; a dialer's first bytes follow with its Auth.
  void open(Instant now);
  /// The bytes of what the server sends; empty where the machine has no such thing to say.
  wire::Bytes say(Instant now, const p2p::Message& message);
  /// Takes bytes in any pieces, and appends what they mean, after what could be read only once the
  /// server had spoken.
  void hear(Instant now, wire::ByteSpan bytes, std::vector<Heard>& heard);

 private:
  void do_say(Instant now, const p2p::Message& message);
  void send_payload(const p2p::Payload& payload);
  wire::Bytes collect();
  std::optional<Heard> read(const Effect& effect, bool answered);
  std::optional<Heard> read_end(const Ended& end, bool answered) const;
  Heard read_payload(const Deliver& came) const;

  Peer machine_;
  const KeyRing* keys_;
  p2p::NodeRef self_;
  p2p::NodeRef remote_ = p2p::no_node;  ///< once its key is known
  bool dialer_ = false;                 ///< it has sent the Auth
  Outbox out_;
  wire::Bytes answers_;  ///< what the machine has said and the server has not
  std::vector<Heard> heard_;
};

}  // namespace seatrial::devp2p
