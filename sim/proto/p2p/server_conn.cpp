// SPDX-License-Identifier: Apache-2.0
// Server: its connections. Slots, deadlines, the accept throttle and the backlog.
#include <algorithm>

#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p {

Server::Slot Server::open(Instant now, ConnId conn) {
  if (free_.empty()) {
    free_.push_back(static_cast<Slot>(sessions_.size()));
    sessions_.emplace_back();
    live_.emplace_back();
  }
  const Slot slot = free_.back();
  free_.pop_back();
  Session& session = sessions_[slot];
  session = Session{};
  session.conn = conn;
  session.in_use = true;
  session.opened = now;
  session.last_frame = now;
  by_conn_.insert_or_assign(static_cast<std::uint32_t>(conn), slot);
  return slot;
}

std::optional<Server::Slot> Server::find(ConnId conn) const {
  const auto place = by_conn_.find(static_cast<std::uint32_t>(conn));
  return place == by_conn_.end() ? std::nullopt : std::optional(place->second);
}

void Server::forget(Slot slot) {
  std::erase(handshakes_, slot);
  by_conn_.erase(static_cast<std::uint32_t>(sessions_[slot].conn));
  end_live(slot);
  sessions_[slot] = Session{};
  free_.push_back(slot);
}

/// Brings the session up to date with the payloads that came.
void Server::refresh(Slot slot) {
  Session& session = sessions_[slot];
  session.last_frame = std::max(session.last_frame, live_[slot].last_frame);
}

void Server::arm(Slot slot) {
  refresh(slot);
  Session& session = sessions_[slot];
  const Instant at = session.deadline();
  // a deadline that moved later is found out when the old one fires: a frame costs nothing here
  if (at >= session.armed) return;
  session.armed = at;
  deadlines_.arm(at, slot);
}

void Server::fire(Instant now, Slot slot, Outbox& out) {
  refresh(slot);
  Session& session = sessions_[slot];
  const ConnId conn = session.conn;
  session.armed = Instant::never();
  if (session.deadline() > now) return arm(slot);
  if (session.is_peer())
    tick_peer(now, slot, out);
  else if (std::holds_alternative<HeldHello>(session.state))
    decide_held(now, slot, out);
  else
    lose_handshake(now, slot, because(CauseKind::read_timeout), out);
  if (sessions_[slot].in_use && sessions_[slot].conn == conn) arm(slot);
}

bool Server::handshake_slot_free() const {
  const auto inbound = std::ranges::count_if(
      handshakes_, [this](Slot slot) { return sessions_[slot].direction == Direction::inbound; });
  return inbound < max_pending_inbound;  // SPEC goquorum 3.4
}

void Server::begin_handshake(Slot slot, SessionState state) {
  sessions_[slot].state = std::move(state);
  handshakes_.push_back(slot);
  arm(slot);
}

void Server::take_up(Instant now, Slot slot, Outbox& out) {
  Session& session = sessions_[slot];
  if (!throttle_.admit(now, session.source_ip)) {
    out.observe(about(session, Happening::inbound_rejected, because(CauseKind::throttled)));
    out.close(session.conn);
    return forget(slot);
  }
  const InBacklog unread = std::get<InBacklog>(session.state);
  session.opened = now;  // SPEC goquorum 3.2: the 5 s begin when the process has the connection
  begin_handshake(slot, AwaitAuth{});
  if (unread.unreadable) return lose_handshake(now, slot, *unread.unreadable, out);
  if (unread.first) act(now, slot, *unread.first, out);
}

void Server::take_up_waiting(Instant now, Outbox& out) {
  while (!backlog_.empty() && handshake_slot_free()) {
    const Slot slot = backlog_.front();
    backlog_.pop_front();
    take_up(now, slot, out);
  }
}

Observed Server::about(const Session& session, Happening what, Cause cause) const {
  const bool inbound = session.direction == Direction::inbound;
  return {.what = what,
          .node = session.node,
          .conn = session.conn,
          .dial = session.dial,
          .direction = session.direction,
          .value = inbound ? session.source_ip : 0,
          .cause = std::move(cause)};
}

}  // namespace seatrial::p2p
