// SPDX-License-Identifier: Apache-2.0
// Server: a connection from its first RLPx packet to the decision about the remote's Hello.
#include <algorithm>

#include "sim/proto/p2p/server.hpp"

namespace seatrial::p2p {

void Server::on_auth(Instant now, Slot slot, const Auth& auth, Outbox& out) {
  sessions_[slot].node = auth.from;
  out.send(sessions_[slot].conn, Ack{});
  after_rlpx(now, slot, out);
}

void Server::after_rlpx(Instant now, Slot slot, Outbox& out) {
  Session& session = sessions_[slot];
  // SPEC law 4: both ends, every connection, after RLPx and before Hello
  const Permission verdict = check_permission(config_.permissions, session.node);
  if (!allows(verdict)) return deny(now, slot, verdict, out);
  if (const auto reason = check_peer(session)) return reject(now, slot, *reason, out);
  session.state = AwaitHello{};
  out.send(session.conn, Hello{config_.self, config_.capabilities});
  turn(now, out);  // the checks run in GoQuorum's loop, which then looks for dials
}

std::optional<DisconnectReason> Server::check_peer(const Session& session) const {
  const bool inbound = session.direction == Direction::inbound;
  const bool exempt =
      trusted(session.node) || (!inbound && config_.rules.static_bypasses_max_peers);
  // SPEC goquorum 3.1, in this order
  if (!exempt && peers_.size() >= config_.max_peers) return DisconnectReason::too_many_peers;
  if (inbound && !trusted(session.node) && inbound_peers_ >= max_inbound())
    return DisconnectReason::too_many_peers;
  if (peers_.contains(static_cast<std::uint32_t>(session.node)))
    return DisconnectReason::already_connected;
  if (session.node == config_.self) return DisconnectReason::self;
  return std::nullopt;
}

void Server::on_hello(Instant now, Slot slot, const Hello& hello, Outbox& out) {
  Session& session = sessions_[slot];
  if (hello.id != session.node)  // SPEC goquorum 3.2 step 9
    return reject(now, slot, DisconnectReason::unexpected_identity, out);
  if (!collides(session)) return decide_hello(now, slot, hello, out);
  session.state = HeldHello{hello};
  arm(slot);
}

bool Server::collides(const Session& session) const {
  // SPEC law 8: dials that begin exactly one delay apart meet here at the same instant, and the
  // earlier one, which is inbound at the end where they meet, survives. So our own dial waits for
  // what else this instant brings.
  if (session.direction == Direction::inbound) return false;
  return std::ranges::any_of(handshakes_, [&](Slot slot) {
    const Session& other = sessions_[slot];
    return other.direction == Direction::inbound && other.node == session.node &&
           std::holds_alternative<AwaitHello>(other.state);
  });
}

void Server::decide_held(Instant now, Slot slot, Outbox& out) {
  const auto* held = std::get_if<HeldHello>(&sessions_[slot].state);
  if (held != nullptr) decide_hello(now, slot, Hello(held->hello), out);
}

void Server::decide_hello(Instant now, Slot slot, const Hello& hello, Outbox& out) {
  const CommonProtocols common = match(config_.capabilities, hello.capabilities);
  // SPEC goquorum 3.1: the second run of the checks first looks for a common capability
  if (common.none()) return reject(now, slot, DisconnectReason::useless_peer, out);
  if (const auto reason = check_peer(sessions_[slot])) return reject(now, slot, *reason, out);
  add_peer(now, slot, common, out);
}

void Server::deny(Instant now, Slot slot, Permission verdict, Outbox& out) {
  const Cause cause = because(CauseKind::permission_denied);
  Observed denied = about(sessions_[slot], Happening::permission_denied, cause);
  denied.value = static_cast<std::uint32_t>(verdict);
  out.observe(std::move(denied));
  end_setup(now, slot, cause, out);  // SPEC law 4: no disconnect message, the remote sees EOF
}

void Server::reject(Instant now, Slot slot, DisconnectReason reason, Outbox& out) {
  const Session& session = sessions_[slot];
  out.observe(about(session, Happening::peer_rejected, because(reason)));
  out.send(session.conn, Disconnect{reason});
  end_setup(now, slot, because(reason), out);
}

void Server::lose_handshake(Instant now, Slot slot, const Cause& cause, Outbox& out) {
  const bool greeting = std::holds_alternative<AwaitHello>(sessions_[slot].state);
  out.observe(
      about(sessions_[slot], greeting ? Happening::hello_failed : Happening::rlpx_failed, cause));
  end_setup(now, slot, cause, out);
}

void Server::end_setup(Instant now, Slot slot, const Cause& cause, Outbox& out) {
  const Session& session = sessions_[slot];
  const DialId dial = session.dial;
  if (dial != no_dial) {
    Observed failed = about(session, Happening::dial_failed, cause);
    failed.value = dialer_.target_of(dial);
    out.observe(std::move(failed));
    dialer_.task_ended(now, dial);
  }
  out.close(session.conn);
  forget(slot);
  turn(now, out);
}

}  // namespace seatrial::p2p
