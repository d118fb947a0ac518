// SPDX-License-Identifier: Apache-2.0
// Server: the p2p server of one GoQuorum process without I/O, as 2.7.0 behaves: static dialer,
// inbound throttle, handshakes, permission and limit checks, peers, keep-alive. It owns no socket
// and no clock: every input carries `now` (never earlier than the one before), and what is to be
// done goes to the Outbox. Inputs about a connection or dial that it no longer knows are no-ops, so
// that the owner need not track what the server has closed. A restart of the process is a new one.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "sim/core/fetch_ahead.hpp"
#include "sim/proto/p2p/deadlines.hpp"
#include "sim/proto/p2p/dial_schedule.hpp"
#include "sim/proto/p2p/outbox.hpp"
#include "sim/proto/p2p/permissions.hpp"
#include "sim/proto/p2p/session.hpp"
#include "sim/proto/p2p/status_check.hpp"
#include "sim/proto/p2p/throttle.hpp"

namespace seatrial::p2p {

/// An entry of static-nodes.json.
struct StaticNode {
  NodeRef node{};
  std::uint32_t target = 0;  ///< the owner's index of host and port
  bool operator==(const StaticNode&) const = default;
};

/// What one process is started with.
struct ServerConfig {
  NodeRef self{};
  std::uint32_t max_peers = 50;  ///< --maxpeers
  bool discovery = false;        ///< false with --nodiscover; decides the inbound share only
  Rules rules;
  Capabilities capabilities = istanbul_capabilities();
  LocalChain chain = chain_at_genesis(1337, {}, {});
  PermissionFile permissions;
  std::vector<StaticNode> static_nodes;  ///< of the same id twice, the last endpoint wins
  std::vector<NodeRef> trusted;          ///< sorted
  std::optional<Rng> dial_order;         ///< chance of the dialer; none: order of the list
};

/// A peer as admin.peers would show it.
struct Link {
  NodeRef node{};
  ConnId conn{};
  Direction direction = Direction::inbound;
  bool established = false;       ///< Status accepted
  Instant since{};                ///< when it was established, or else added
  Capability protocol{};          ///< whose Status opened it
  std::uint32_t remote_head = 0;  ///< Status::head_block of the remote, when it was established
  bool operator==(const Link&) const = default;
};

/// The place of a connection at a server, for whoever asks about the same one again and again.
enum class Seat : std::uint32_t {};

/// Where payloads for a peer are sent, and in which protocol's name.
struct Way {
  ConnId conn{};
  Protocol protocol = Protocol::istanbul;
  bool operator==(const Way&) const = default;
};

/// The p2p server of one process.
class Server {
  using Slot = std::uint32_t;

 public:
  explicit Server(ServerConfig config);

  /// The process begins to listen and dials its static nodes.
  void start(Instant now, Outbox& out);
  /// A clean shutdown: peers are told "client quitting", everything is closed.
  void stop(Instant now, Outbox& out);
  /// Between start and stop.
  bool running() const { return running_; }

  /// The kernel has a new inbound connection; source_ip is IPv4 in host order, as seen here.
  void accepted(Instant now, ConnId conn, std::uint32_t source_ip, Outbox& out);
  /// TCP is connected for a Dial.
  void dial_connected(Instant now, DialId dial, ConnId conn, Outbox& out);
  /// TCP did not connect for a Dial (15 s are the owner's).
  void dial_failed(Instant now, DialId dial, DialError error, Outbox& out);
  /// A message arrived.
  void received(Instant now, ConnId conn, const Message& message, Outbox& out);
  /// received() for what most messages are: a payload that is legal on an established link. Tells
  /// who sent it; nothing was done where it tells nobody, and received() must be called.
  std::optional<NodeRef> take_payload(Instant now, ConnId conn, const Payload& payload);
  /// The same, with a guess at the connection's place that becomes right by it; any guess will do.
  std::optional<NodeRef> take_payload(Instant now, ConnId conn, const Payload& payload, Seat& seat);
  /// Gets the memory for such a payload ready.
  void expect_payload(Seat seat) const {
    if (static_cast<Slot>(seat) < live_.size()) fetch_ahead(&live_[static_cast<Slot>(seat)]);
  }
  /// At bytes fidelity: what arrived is nothing that may be received, or not in this order. `tell`
  /// is what the remote is told, nothing: the connection is just closed.
  void failed(Instant now, ConnId conn, Cause cause, std::optional<DisconnectReason> tell,
              Outbox& out);
  /// More has arrived: what was waiting for the end of the instant is decided now. received(),
  /// failed() and closed() do so themselves.
  void settle(Instant now, ConnId conn, Outbox& out);
  /// The connection is gone without our doing.
  void closed(Instant now, ConnId conn, CloseReason reason, Outbox& out);

  /// The lists changed on disk; peers that are connected stay. // SPEC law 4
  void set_permissions(PermissionFile file) { config_.permissions = std::move(file); }
  /// The chain that a Status sent from now on tells of: its head moves with every block.
  LocalChain& chain() { return config_.chain; }
  /// admin.addPeer.
  void add_static(Instant now, StaticNode node, Outbox& out);
  /// admin.removePeer: off the list, and a connected peer is told "disconnect requested".
  void remove_static(Instant now, NodeRef node, Outbox& out);

  /// How a payload gets to a peer whose link is established; nothing if it is not.
  std::optional<Way> way_to(NodeRef node) const;
  /// Sends a payload on an established link; false if there is none.
  bool send(NodeRef to, const Payload& payload, Outbox& out) const;
  /// The subprotocol drops a peer: the reason is sent and the link closed. `why` is what its
  /// message handler failed with ("stopped engine"), or "" if it did not fail.
  void drop(Instant now, NodeRef node, DisconnectReason reason, std::string_view why, Outbox& out);

  /// When on_deadline must be called at the latest; may be earlier than needed.
  std::optional<Instant> deadline() const;
  /// Lets time pass; a no-op when early.
  void on_deadline(Instant now, Outbox& out);

  /// The peer with this identity, if it is one.
  std::optional<Link> link(NodeRef node) const;
  /// Whether blocks and votes may flow between us.
  bool established(NodeRef node) const;
  /// How many peers there are.
  std::size_t peer_count() const { return peers_.size(); }
  /// How many of them have passed the Status exchange.
  std::size_t established_count() const { return established_count_; }
  /// The state of a connection, for tests and reports; nullptr if it is not known.
  const Session* session(ConnId conn) const;
  const ServerConfig& config() const { return config_; }

 private:
  /// How a peer's link ends.
  struct Ending {
    Cause cause;
    std::optional<DisconnectReason> tell{};  ///< what the remote is told; nothing: just close
    bool remote_requested = false;
  };

  /// What a payload needs of an established session, small and apart from the rest of it: nearly
  /// all that comes are payloads, and there may be hundreds of peers.
  struct Live {
    Instant last_frame;  ///< what the session's own becomes before it is looked at
    ConnId conn{};
    NodeRef node = no_node;
    std::uint8_t spoken = 0;  ///< a bit for each protocol; none: not established
  };
  static std::uint8_t bit(Protocol protocol) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(protocol));
  }

  // connections (server_conn.cpp)
  Slot open(Instant now, ConnId conn);
  std::optional<Slot> find(ConnId conn) const;
  void forget(Slot slot);
  void refresh(Slot slot);
  void arm(Slot slot);
  void fire(Instant now, Slot slot, Outbox& out);
  bool handshake_slot_free() const;
  void begin_handshake(Slot slot, SessionState state);
  void take_up(Instant now, Slot slot, Outbox& out);
  void take_up_waiting(Instant now, Outbox& out);
  Observed about(const Session& session, Happening what, Cause cause = {}) const;

  // handshake (server_handshake.cpp)
  void on_auth(Instant now, Slot slot, const Auth& auth, Outbox& out);
  void after_rlpx(Instant now, Slot slot, Outbox& out);
  void on_hello(Instant now, Slot slot, const Hello& hello, Outbox& out);
  bool collides(const Session& session) const;
  void decide_held(Instant now, Slot slot, Outbox& out);
  void decide_hello(Instant now, Slot slot, const Hello& hello, Outbox& out);
  std::optional<DisconnectReason> check_peer(const Session& session) const;
  void deny(Instant now, Slot slot, Permission verdict, Outbox& out);
  void reject(Instant now, Slot slot, DisconnectReason reason, Outbox& out);
  void lose_handshake(Instant now, Slot slot, const Cause& cause, Outbox& out);
  void end_setup(Instant now, Slot slot, const Cause& cause, Outbox& out);

  // peers (server_peer.cpp)
  void add_peer(Instant now, Slot slot, const CommonProtocols& common, Outbox& out);
  void begin_status(Instant now, Slot slot, const CommonProtocols& common, Outbox& out);
  void on_status(Instant now, Slot slot, const Status& status, Outbox& out);
  void go_live(Slot slot, const CommonProtocols& common);
  void end_live(Slot slot);
  void on_disconnect(Instant now, Slot slot, DisconnectReason reason, Outbox& out);
  void on_broken(Instant now, Slot slot, const Reading& reading, Outbox& out);
  void lose_peer(Instant now, Slot slot, const Ending& ending, Outbox& out);
  void end_peer(Instant now, Slot slot, const Ending& ending, Outbox& out);
  void tick_peer(Instant now, Slot slot, Outbox& out);

  // the inputs' common parts (server.cpp)
  void act(Instant now, Slot slot, const Message& message, Outbox& out);
  void turn(Instant now, Outbox& out);
  std::uint32_t max_dialled() const;
  std::uint32_t max_inbound() const { return config_.max_peers - max_dialled(); }
  bool trusted(NodeRef node) const;

  ServerConfig config_;
  DialSchedule dialer_;
  Throttle throttle_;
  bool running_ = false;
  std::vector<Session> sessions_;
  std::vector<Live> live_;                ///< by Slot
  std::vector<std::optional<Way>> ways_;  ///< by NodeRef
  std::vector<Slot> free_;
  boost::unordered_flat_map<std::uint32_t, Slot> by_conn_;
  boost::unordered_flat_map<std::uint32_t, Slot> peers_;  ///< by NodeRef
  std::vector<Slot> handshakes_;                          ///< in the order of being opened
  std::deque<Slot> backlog_;
  std::uint32_t inbound_peers_ = 0;
  std::uint32_t dialled_peers_ = 0;
  std::uint32_t established_count_ = 0;
  Deadlines deadlines_;
};

}  // namespace seatrial::p2p
