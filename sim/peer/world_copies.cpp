// SPDX-License-Identifier: Apache-2.0
// The part of World through which nearly all messages go: what one process sends to many. It is
// kept once, and what arrives where nothing is unusual goes past all that could be.
#include "sim/core/fetch_ahead.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

namespace {

/// Whether a link has a code for a message: istanbul/99, which a link with 2.7.0 speaks, has none
/// for QBFT. // SPEC goquorum 4.7, 6.2
bool can_carry(p2p::Protocol protocol, const eth::Message& message) {
  const auto* vote = std::get_if<istanbul::Message>(&message);
  const bool qbft = vote != nullptr && vote->protocol == istanbul::Protocol::qbft;
  return !qbft || protocol == p2p::Protocol::eth;
}

}  // namespace

void World::send_now(PeerId id, const eth::Send& effect) {
  if (!at(id).running()) return;  // a late message of a process that is gone
  const auto way = at(id).server->way_to(effect.to);
  if (!way || !can_carry(way->protocol, effect.message)) return;
  const Conn& conn = conns_[static_cast<std::size_t>(way->conn)];
  if (conn.tcp == net::TcpId::none) return;
  const auto late = bytes_ ? send(way->conn, packed(effect.message, way->protocol))
                           : send_copy(conn, pack(effect.message, way->protocol));
  if (late) note_late_vote(conn, effect.message, *late);
}

std::optional<net::Disposition> World::send_copy(const Conn& from, const Packed& packed) {
  messages_.share(packed.handle);
  const auto payload = static_cast<std::uint32_t>(packed.handle);
  return tcp_.send_copy(from.tcp, from.end, payload, packed.bytes);
}

/// A broadcast is one message to many: it is packed and kept once.
const World::Packed& World::pack(const eth::Message& message, p2p::Protocol protocol) {
  const bool there = packed_.handle != MessageHandle::none;
  if (there && protocol == packed_.protocol && message == packed_.message) return packed_;
  if (there) messages_.release(packed_.handle);
  const p2p::Payload payload = packed(message, protocol);
  packed_ = {message, protocol, messages_.put(payload), p2p::wire_size(payload)};
  return packed_;
}

void World::note_late_vote(const Conn& from, const eth::Message& message, net::Disposition why) {
  if (const auto* vote = std::get_if<istanbul::Message>(&message))
    late_votes_.push_back({now_, from.peer, from.remote, *vote, why});
}

/// A message that was sent to many arrives at one of them: most of the traffic.
void World::on_copy(const Event& event) {
  get_ready();
  const std::uint32_t payload = engine_.cargo();
  if (const auto arrival = tcp_.copy_arrives(event, payload)) {
    ConnEnd& end = end_of(arrival->connection, arrival->end);
    if (take_vote(end, MessageHandle(payload))) {
      messages_.release(MessageHandle(payload));
    } else {
      hand_up({end.conn,
               {net::TcpUpcall::Kind::received,
                arrival->connection,
                arrival->end,
                {},
                {},
                {},
                payload}});
    }
  }
  free_dropped();
}

/// A broadcast goes through the memory of all of its receivers: it is asked for in time.
void World::get_ready() {
  constexpr std::size_t far = 12;
  constexpr std::size_t near = 6;
  if (const auto* next = engine_.ahead(far)) {
    const auto arrival = tcp_.expect_copy(next->target, next->data);
    fetch_ahead(&end_of(arrival.connection, arrival.end));
  }
  if (const auto* next = engine_.ahead(near)) {
    const auto arrival = tcp_.expect_copy(next->target, next->data);
    const ConnEnd& end = end_of(arrival.connection, arrival.end);
    const GoQuorumPeer* peer = end.peer == PeerId::none ? nullptr : &at(end.peer);
    if (peer != nullptr && peer->running()) peer->server->expect_payload(end.seat);
  }
}

/// What on_received does where nothing is unusual.
bool World::take_vote(ConnEnd& end, MessageHandle handle) {
  GoQuorumPeer& peer = at(end.peer);
  if (!peer.running() || peer.paused) return false;
  const auto* payload = std::get_if<p2p::Payload>(&messages_[handle]);
  if (payload == nullptr) return false;
  const auto from = peer.server->take_payload(now_, end.conn, *payload, end.seat);
  if (!from) return false;
  deliver(end.peer, *from, *payload);
  return true;
}

}  // namespace seatrial
