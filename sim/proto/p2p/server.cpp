// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/server.hpp"

#include <algorithm>

namespace seatrial::p2p {

Server::Server(ServerConfig config)
    : config_(std::move(config)), dialer_(config_.rules, config_.dial_order) {}

void Server::start(Instant now, Outbox& out) {
  running_ = true;
  for (const StaticNode& node : config_.static_nodes) {
    if (node.node != config_.self)
      dialer_.add(node.node, node.target);
    else  // SPEC goquorum 2.1: harmless, and said once
      out.observe({.what = Happening::candidate_dropped, .node = node.node, .value = node.target});
  }
  turn(now, out);
}

void Server::stop(Instant now, Outbox& out) {
  running_ = false;
  const Ending quitting{because(DisconnectReason::quitting), DisconnectReason::quitting};
  for (Slot slot = 0; slot < sessions_.size(); ++slot) {
    if (!sessions_[slot].in_use) continue;
    if (sessions_[slot].is_peer()) {
      end_peer(now, slot, quitting, out);
    } else {
      out.close(sessions_[slot].conn);
      forget(slot);
    }
  }
  backlog_.clear();
  deadlines_.clear();
}

void Server::accepted(Instant now, ConnId conn, std::uint32_t source_ip, Outbox& out) {
  if (!running_) return out.close(conn);
  const Slot slot = open(now, conn);
  sessions_[slot].source_ip = source_ip;
  if (backlog_.empty() && handshake_slot_free())
    take_up(now, slot, out);
  else
    backlog_.push_back(slot);  // SPEC goquorum 3.4: further connections wait in the kernel
}

void Server::dial_connected(Instant now, DialId dial, ConnId conn, Outbox& out) {
  const NodeRef node = dialer_.node_of(dial);
  if (!running_ || node == no_node) return out.close(conn);
  const Slot slot = open(now, conn);
  Session& session = sessions_[slot];
  session.node = node;
  session.dial = dial;
  session.direction = Direction::outbound;
  begin_handshake(slot, AwaitAck{});
  out.send(conn, Auth{config_.self, node});
}

void Server::dial_failed(Instant now, DialId dial, DialError error, Outbox& out) {
  const NodeRef node = dialer_.node_of(dial);
  if (!running_ || node == no_node) return;
  out.observe({.what = Happening::dial_failed,
               .node = node,
               .dial = dial,
               .value = dialer_.target_of(dial),
               .cause = because(error)});
  dialer_.task_ended(now, dial);
  turn(now, out);
}

void Server::received(Instant now, ConnId conn, const Message& message, Outbox& out) {
  const auto slot = find(conn);
  if (!slot) return;
  decide_held(now, *slot, out);
  if (!sessions_[*slot].in_use || sessions_[*slot].conn != conn) return;
  sessions_[*slot].last_frame = now;
  act(now, *slot, message, out);
  if (!backlog_.empty()) take_up_waiting(now, out);
}

void Server::settle(Instant now, ConnId conn, Outbox& out) {
  const auto slot = find(conn);
  if (slot) decide_held(now, *slot, out);
}

void Server::failed(Instant now, ConnId conn, Cause cause, std::optional<DisconnectReason> tell,
                    Outbox& out) {
  settle(now, conn, out);
  const auto slot = find(conn);
  if (!slot) return;
  Session& session = sessions_[*slot];
  if (auto* unread = std::get_if<InBacklog>(&session.state)) {
    unread->unreadable = std::move(cause);
    return;
  }
  session.last_frame = now;
  if (tell && !session.is_peer())
    reject(now, *slot, *tell, out);
  else
    on_broken(now, *slot, {Step::broken, std::move(cause), tell}, out);
  if (!backlog_.empty()) take_up_waiting(now, out);
}

std::optional<NodeRef> Server::take_payload(Instant now, ConnId conn, const Payload& payload) {
  Seat seat{};
  return take_payload(now, conn, payload, seat);
}

std::optional<NodeRef> Server::take_payload(Instant now, ConnId conn, const Payload& payload,
                                            Seat& seat) {
  const auto guess = static_cast<Slot>(seat);
  if (guess >= live_.size() || live_[guess].conn != conn || live_[guess].spoken == 0) {
    const auto slot = find(conn);
    if (!slot) return std::nullopt;
    seat = Seat{*slot};
  }
  Live& live = live_[static_cast<Slot>(seat)];
  if ((live.spoken & bit(payload.protocol)) == 0 || !backlog_.empty()) return std::nullopt;
  live.last_frame = now;
  return live.node;
}

void Server::act(Instant now, Slot slot, const Message& message, Outbox& out) {
  Session& session = sessions_[slot];
  const Reading reading = read(session, message, config_.self);
  switch (reading.step) {
    case Step::ignore:
      return;
    case Step::keep:
      std::get<InBacklog>(session.state).first = message;
      return;
    case Step::auth:
      return on_auth(now, slot, std::get<Auth>(message), out);
    case Step::ack:
      return after_rlpx(now, slot, out);
    case Step::hello:
      return on_hello(now, slot, std::get<Hello>(message), out);
    case Step::status:
      return on_status(now, slot, std::get<Status>(message), out);
    case Step::ping:
      return out.send(session.conn, Pong{});  // SPEC goquorum 3.6
    case Step::payload:
      return out.deliver({session.conn, session.node, std::get<Payload>(message)});
    case Step::disconnect:
      return on_disconnect(now, slot, std::get<Disconnect>(message).reason, out);
    case Step::broken:
      return on_broken(now, slot, reading, out);
  }
}

void Server::closed(Instant now, ConnId conn, CloseReason reason, Outbox& out) {
  const auto slot = find(conn);
  if (!slot) return;
  decide_held(now, *slot, out);
  const Session& session = sessions_[*slot];
  if (!session.in_use || session.conn != conn) return;
  if (session.is_peer()) {
    lose_peer(now, *slot, {because(reason)}, out);
  } else if (session.shaking_hands()) {
    lose_handshake(now, *slot, because(reason), out);
  } else {
    std::erase(backlog_, *slot);
    out.close(conn);
    forget(*slot);
  }
  take_up_waiting(now, out);
}

void Server::add_static(Instant now, StaticNode node, Outbox& out) {
  if (node.node != config_.self) dialer_.add(node.node, node.target);
  turn(now, out);
}

void Server::remove_static(Instant now, NodeRef node, Outbox& out) {
  dialer_.remove(node);
  const auto peer = peers_.find(static_cast<std::uint32_t>(node));
  if (peer == peers_.end()) return turn(now, out);
  const auto reason = DisconnectReason::requested;  // SPEC goquorum 3.7
  end_peer(now, peer->second, {because(reason), reason}, out);
}

std::optional<Way> Server::way_to(NodeRef node) const {
  const auto index = static_cast<std::size_t>(node);
  return index < ways_.size() ? ways_[index] : std::nullopt;
}

bool Server::send(NodeRef to, const Payload& payload, Outbox& out) const {
  const auto way = way_to(to);
  if (way) out.send(way->conn, payload);
  return way.has_value();
}

void Server::drop(Instant now, NodeRef node, DisconnectReason reason, std::string_view why,
                  Outbox& out) {
  const auto peer = peers_.find(static_cast<std::uint32_t>(node));
  if (peer == peers_.end()) return;
  if (!why.empty()) {
    Cause cause = because(CauseKind::handler);
    cause.detail = why;
    out.observe(about(sessions_[peer->second], Happening::message_failed, std::move(cause)));
  }
  end_peer(now, peer->second, {because(reason), reason}, out);
}

std::optional<Instant> Server::deadline() const {
  const auto peers = deadlines_.earliest();
  const auto dialer = running_ ? dialer_.deadline() : std::nullopt;
  if (!peers || !dialer) return peers ? peers : dialer;
  return std::min(*peers, *dialer);
}

void Server::on_deadline(Instant now, Outbox& out) {
  while (const auto due = deadlines_.pop_due(now)) {
    const Session& session = sessions_[due->slot];
    if (session.in_use && session.armed == due->at) fire(now, due->slot, out);
  }
  if (running_) dialer_.on_deadline(now, out);
  take_up_waiting(now, out);
}

std::optional<Link> Server::link(NodeRef node) const {
  const auto peer = peers_.find(static_cast<std::uint32_t>(node));
  if (peer == peers_.end()) return std::nullopt;
  const Session& session = sessions_[peer->second];
  Link link{.node = node, .conn = session.conn, .direction = session.direction};
  link.since = session.added;
  if (const auto* up = std::get_if<Established>(&session.state)) {
    link.established = true;
    link.since = up->since;
    link.protocol = up->common.status_protocol();
    link.remote_head = up->remote_head;
  }
  return link;
}

bool Server::established(NodeRef node) const {
  const auto peer = peers_.find(static_cast<std::uint32_t>(node));
  return peer != peers_.end() && std::holds_alternative<Established>(sessions_[peer->second].state);
}

const Session* Server::session(ConnId conn) const {
  const auto slot = find(conn);
  return slot ? &sessions_[*slot] : nullptr;
}

void Server::turn(Instant now, Outbox& out) {
  if (!running_) return;
  if (config_.rules.dial_share_caps_static) {
    // SPEC goquorum 3.3: two tasks for every peer that may still be dialled
    const std::uint32_t most = max_dialled();
    dialer_.limit_tasks(most > dialled_peers_ ? 2 * (most - dialled_peers_) : 0);
  }
  dialer_.schedule(now, out);
}

std::uint32_t Server::max_dialled() const {
  // SPEC goquorum 3.1: a third of MaxPeers; none with --nodiscover, until v21.4
  if (config_.rules.dial_share_caps_static) return std::max(1U, config_.max_peers / 3);
  return config_.discovery ? config_.max_peers / 3 : 0;
}

bool Server::trusted(NodeRef node) const {
  return std::ranges::binary_search(config_.trusted, node);
}

}  // namespace seatrial::p2p
