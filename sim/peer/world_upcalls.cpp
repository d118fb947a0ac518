// SPDX-License-Identifier: Apache-2.0
// The part of World that hears from TCP: what a kernel says of a connection goes to the process
// that has it.
#include "sim/peer/byte_wire.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

void World::on_upcall(const net::TcpUpcall& upcall) {
  const bool accepted = upcall.kind == net::TcpUpcall::Kind::accepted;
  const p2p::ConnId id =
      accepted ? accept(upcall.connection) : end_of(upcall.connection, upcall.end).conn;
  if (!accepted || id != p2p::ConnId{}) hand_up({id, upcall});
}

void World::hand_up(const Upcall& upcall) {
  using Kind = net::TcpUpcall::Kind;
  Conn& conn = conns_[static_cast<std::size_t>(upcall.conn)];
  if (paused_ != 0 && conn.peer != PeerId::none && at(conn.peer).paused)
    return hold(conn.peer, upcall);
  switch (upcall.tcp.kind) {
    case Kind::accepted:
      return on_accepted(upcall.conn);
    case Kind::connected:
    case Kind::dial_failed:
      return on_dialled(conn, upcall.conn, upcall.tcp);
    case Kind::received:
      return on_received(upcall.conn, upcall.tcp.payload);
    case Kind::closed:
      return on_closed(upcall.conn, upcall.tcp.close);
  }
}

/// The kernel of a pod takes a connection; none if the process is not to hear of it.
p2p::ConnId World::accept(net::TcpId tcp) {
  const PeerId id = peer_on(tcp_.stack(tcp, net::End::acceptor));
  const bool geth = id != PeerId::none && at(id).running() &&
                    tcp_.local(tcp, net::End::acceptor).port == at(id).spec.geth.port;
  const net::Endpoint remote = tcp_.remote(tcp, net::End::acceptor);
  // Another program of the pod answers, an HTTP server for one: it closes on what is no HTTP.
  // SPEC goquorum 13.1 row 13: not in --netrestrict
  if (!geth || !at(id).spec.geth.admits(remote.ip)) {
    tcp_.close(tcp, net::End::acceptor);
    return {};
  }
  const p2p::ConnId conn = new_conn(tcp, net::End::acceptor, id, p2p::no_dial);
  conns_.back().remote = peer_on(tcp_.stack(tcp, net::End::opener));
  addresses_.back() = {tcp_.local(tcp, net::End::acceptor), remote};
  return conn;
}

void World::on_accepted(p2p::ConnId id) {
  const PeerId who = conns_[static_cast<std::size_t>(id)].peer;
  at(who).server->accepted(now_, id, addresses(id).remote.ip.bits, outbox_);
  carry_out(who);
}

void World::on_dialled(Conn& conn, p2p::ConnId id, const net::TcpUpcall& upcall) {
  GoQuorumPeer& peer = at(conn.peer);
  if (!peer.running()) return;
  const PeerId who = conn.peer;
  if (upcall.kind == net::TcpUpcall::Kind::connected) {
    know_ends(id, conn);
    peer.server->dial_connected(now_, conn.dial, id, outbox_);
    return carry_out(who);
  }
  conn.disposition = upcall.disposition;
  p2p::DialError error = p2p::DialError::timeout;
  if (upcall.failure == net::DialFailure::refused) error = p2p::DialError::refused;
  if (upcall.failure == net::DialFailure::unreachable) error = p2p::DialError::no_route;
  peer.server->dial_failed(now_, conn.dial, error, outbox_);
  carry_out(who);
}

/// What a dialler's kernel knows of a connection; a reset may have taken that connection away
/// since, while the process was paused.
void World::know_ends(p2p::ConnId id, Conn& conn) {
  if (conn.tcp == net::TcpId::none) return;
  conn.remote = peer_on(tcp_.stack(conn.tcp, net::End::acceptor));
  addresses_[static_cast<std::size_t>(id)] = {tcp_.local(conn.tcp, net::End::opener),
                                              tcp_.remote(conn.tcp, net::End::opener)};
}

// Almost all that arrives is a payload on a link that is up: it goes past the server's outbox. No
// deadline of a server becomes earlier by it, so that nothing is to be armed either.
void World::on_received(p2p::ConnId id, std::uint32_t handle) {
  if (bytes_) return hear(id, handle);
  take(id, messages_[MessageHandle(handle)]);
  messages_.release(MessageHandle(handle));
}

void World::take(p2p::ConnId id, const p2p::Message& message) {
  const PeerId who = conns_[static_cast<std::size_t>(id)].peer;
  GoQuorumPeer& peer = at(who);
  if (!peer.running()) return;
  if (const auto* payload = std::get_if<p2p::Payload>(&message)) {
    const auto from = peer.server->take_payload(now_, id, *payload);
    if (from) return deliver(who, *from, *payload);
  }
  peer.server->received(now_, id, message, outbox_);
  carry_out(who);
}

void World::on_closed(p2p::ConnId id, net::CloseKind kind) {
  const Conn conn = conns_[static_cast<std::size_t>(id)];
  close_tcp(conn);
  if (!at(conn.peer).running()) return;
  const auto reason = kind == net::CloseKind::eof ? p2p::CloseReason::eof : p2p::CloseReason::reset;
  at(conn.peer).server->closed(now_, id, reason, outbox_);
  carry_out(conn.peer);
}

void World::free_dropped() {
  for (const std::uint32_t payload : tcp_.dropped_payloads()) forget_payload(payload);
  tcp_.dropped_payloads().clear();
}

}  // namespace seatrial
