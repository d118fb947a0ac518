// SPDX-License-Identifier: Apache-2.0
// Server: a peer from the moment it is added to the moment it is removed.
#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p {

void Server::add_peer(Instant now, Slot slot, const CommonProtocols& common, Outbox& out) {
  Session& session = sessions_[slot];
  std::erase(handshakes_, slot);
  peers_.emplace(static_cast<std::uint32_t>(session.node), slot);
  ++(session.direction == Direction::inbound ? inbound_peers_ : dialled_peers_);
  session.added = now;
  session.last_frame = now;
  session.next_ping = now + ping_interval;
  session.state = AwaitStatus{now + status_timeout, common};
  Observed added = about(session, Happening::peer_added);
  added.value = static_cast<std::uint32_t>(peers_.size());
  out.observe(std::move(added));
  dialer_.peer_added(session.node);
  if (session.dial != no_dial) dialer_.task_ended(now, session.dial);
  begin_status(now, slot, common, out);
  turn(now, out);
}

void Server::begin_status(Instant now, Slot slot, const CommonProtocols& common, Outbox& out) {
  const Session& session = sessions_[slot];
  // SPEC goquorum 3.1: the eth layer has a cap of its own, which static peers do not pass
  if (established_count_ >= config_.max_peers && !trusted(session.node)) {
    const auto reason = DisconnectReason::too_many_peers;
    return end_peer(now, slot, {because(reason), reason}, out);
  }
  Status status = config_.chain.status;
  status.protocol = common.status_protocol();
  out.send(session.conn, status);
  arm(slot);
}

void Server::on_status(Instant now, Slot slot, const Status& status, Outbox& out) {
  Session& session = sessions_[slot];
  const CommonProtocols common = std::get<AwaitStatus>(session.state).common;
  if (auto wrong = check_status(config_.chain, common.status_protocol(), status)) {
    out.observe(about(session, Happening::status_failed, *wrong));
    // SPEC goquorum 6.3: reason 16
    return end_peer(now, slot, {*std::move(wrong), DisconnectReason::subprotocol_error}, out);
  }
  session.state = Established{now, common, status.head_block};
  go_live(slot, common);
  ++established_count_;
  out.observe(about(session, Happening::link_established));
}

void Server::go_live(Slot slot, const CommonProtocols& common) {
  const Session& session = sessions_[slot];
  Live& live = live_[slot];
  live.conn = session.conn;
  live.node = session.node;
  for (const Protocol protocol : {Protocol::eth, Protocol::istanbul}) {
    if (session.carries(protocol)) live.spoken |= bit(protocol);
  }
  const auto node = static_cast<std::size_t>(session.node);
  if (ways_.size() <= node) ways_.resize(node + 1);
  ways_[node] = Way{session.conn, common.status_protocol().protocol};
}

void Server::end_live(Slot slot) {
  const auto node = static_cast<std::size_t>(live_[slot].node);
  if (live_[slot].spoken != 0) ways_[node].reset();
  live_[slot] = Live{};
}

void Server::on_disconnect(Instant now, Slot slot, DisconnectReason reason, Outbox& out) {
  if (!sessions_[slot].is_peer()) return lose_handshake(now, slot, because(reason), out);
  lose_peer(now, slot, {.cause = because(reason), .remote_requested = true}, out);
}

void Server::on_broken(Instant now, Slot slot, const Reading& reading, Outbox& out) {
  const Session& session = sessions_[slot];
  if (!session.is_peer()) return lose_handshake(now, slot, reading.cause, out);
  const bool greeting = std::holds_alternative<AwaitStatus>(session.state);
  out.observe(about(session, greeting ? Happening::status_failed : Happening::message_failed,
                    reading.cause));
  end_peer(now, slot, {reading.cause, reading.tell}, out);
}

void Server::lose_peer(Instant now, Slot slot, const Ending& ending, Outbox& out) {
  const Session& session = sessions_[slot];
  // whoever waits for the Status is woken with EOF by the teardown, whatever ended the link
  if (std::holds_alternative<AwaitStatus>(session.state))
    out.observe(about(session, Happening::status_failed, because(CauseKind::eof)));
  end_peer(now, slot, ending, out);
}

void Server::end_peer(Instant now, Slot slot, const Ending& ending, Outbox& out) {
  const Session& session = sessions_[slot];
  if (ending.tell) out.send(session.conn, Disconnect{*ending.tell});
  out.close(session.conn);
  Observed gone = about(session, Happening::peer_removed, ending.cause);
  gone.remote_requested = ending.remote_requested;
  gone.lived = now - session.added;
  gone.value = static_cast<std::uint32_t>(peers_.size() - 1);
  if (std::holds_alternative<Established>(session.state)) {
    --established_count_;
    Observed lost = gone;
    lost.what = Happening::link_lost;
    out.observe(std::move(lost));
  }
  out.observe(std::move(gone));
  --(session.direction == Direction::inbound ? inbound_peers_ : dialled_peers_);
  peers_.erase(static_cast<std::uint32_t>(session.node));
  dialer_.peer_removed(session.node);
  forget(slot);
  turn(now, out);
}

void Server::tick_peer(Instant now, Slot slot, Outbox& out) {
  Session& session = sessions_[slot];
  const auto* waiting = std::get_if<AwaitStatus>(&session.state);
  if (waiting != nullptr && waiting->until <= now) {  // SPEC goquorum 3.7, reason 11
    const Cause late = because(DisconnectReason::read_timeout);
    out.observe(about(session, Happening::status_failed, late));
    return end_peer(now, slot, {late, DisconnectReason::read_timeout}, out);
  }
  // SPEC law 9 and its refinement C: 30 s from the last frame that this end received
  if (session.last_frame + read_timeout <= now)
    return lose_peer(now, slot, {because(CauseKind::read_timeout)}, out);
  if (session.next_ping > now) return;
  out.send(session.conn, Ping{});
  session.next_ping = now + ping_interval;
}

}  // namespace seatrial::p2p
