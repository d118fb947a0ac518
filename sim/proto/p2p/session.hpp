// SPDX-License-Identifier: Apache-2.0
// Session: the life of one connection after TCP, as a variant of states that each hold only what
// they need. It decides which message is legal when, what an illegal one means, and when the
// connection runs out of time. It knows nothing of other connections: permissions, limits and the
// peers' table are the server's, which moves the session on after its checks.
#pragma once

#include <optional>
#include <variant>

#include "sim/proto/p2p/message.hpp"
#include "sim/proto/p2p/observed.hpp"
#include "sim/proto/p2p/rules.hpp"

namespace seatrial::p2p {

/// Accepted by the kernel, not yet by the process: all handshake slots are taken.
struct InBacklog {
  std::optional<Message> first;       ///< what lies unread in the socket
  std::optional<Cause> unreadable{};  ///< or what is wrong with it
};
/// Inbound: the dialer's RLPx packet is awaited.
struct AwaitAuth {};
/// Outbound: Auth is sent.
struct AwaitAck {};
/// RLPx is done and the first checks passed; our Hello is sent.
struct AwaitHello {};
/// Their Hello came at the instant of a collision; decided at the end of the instant.
struct HeldHello {
  Hello hello;
};
/// The peer is added and our Status is sent.
struct AwaitStatus {
  Instant until;
  CommonProtocols common;
};
/// The link is up.
struct Established {
  Instant since;
  CommonProtocols common;
  std::uint32_t remote_head = 0;  ///< Status::head_block, as the remote told it
};

/// Where a connection stands.
using SessionState =
    std::variant<InBacklog, AwaitAuth, AwaitAck, AwaitHello, HeldHello, AwaitStatus, Established>;

/// What a message means to the session that received it.
enum class Step : std::uint8_t {
  ignore,
  keep,  ///< in the backlog: unread
  auth,  ///< legal Auth for us
  ack,
  hello,
  status,
  ping,
  payload,
  disconnect,  ///< the remote ends the link
  broken,      ///< not legal here: see the cause
};

/// The reading of one message.
struct Reading {
  Step step = Step::ignore;
  Cause cause{};                           ///< for Step::broken
  std::optional<DisconnectReason> tell{};  ///< what to tell the remote; nothing: just close
};

/// One connection.
struct Session {
  ConnId conn{};
  NodeRef node = no_node;  ///< outbound: whom we dialled; inbound: known from Auth on
  DialId dial = no_dial;
  std::uint32_t source_ip = 0;  ///< inbound only, host order
  Direction direction = Direction::inbound;
  bool in_use = false;  ///< the slot holds a connection
  Instant opened;       ///< when the process took it up
  Instant added;        ///< when the peer was added
  Instant last_frame;   ///< when the last message came
  Instant next_ping;
  Instant armed = Instant::never();  ///< the deadline that stands in the server's heap
  SessionState state;

  /// The handshake slot counts: taken up, and not yet a peer.
  bool shaking_hands() const;
  /// The remote is in the peers' table through this session.
  bool is_peer() const;
  /// The link is up and speaks this protocol: its payloads are legal.
  bool carries(Protocol protocol) const;
  /// When time next matters to this session; Instant::never() in the backlog.
  Instant deadline() const;
};

/// What the message means now; `self` is who we are.
Reading read(const Session& session, const Message& message, NodeRef self);

}  // namespace seatrial::p2p
