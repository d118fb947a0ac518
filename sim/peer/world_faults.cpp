// SPDX-License-Identifier: Apache-2.0
// The part of World that makes processes and their messages fail: pauses, wrong clocks, lost and
// late messages, and validators that are not honest.
#include <algorithm>
#include <utility>

#include "sim/peer/world.hpp"

namespace seatrial {

// --- pauses -------------------------------------------------------------------------------------

void World::pause(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (!peer.running()) return;
  ++peer.pauses;
  if (peer.paused) return;
  peer.paused = true;
  ++paused_;
  note({now_, id, PeerId::none, {}, ProcessEvent::paused});
}

void World::resume(PeerId id, Instant when) {
  Action action;
  action.kind = Action::Kind::resume;
  action.peer = id;
  action.ends = at(id).pauses;
  schedule(when, std::move(action));
}

// What came meanwhile lies in the kernel's buffers and is read first; then every timer whose time
// is over goes off, late and once.
void World::resume_now(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (!peer.paused) return;
  peer.paused = false;
  --paused_;
  note({now_, id, PeerId::none, {}, ProcessEvent::resumed});
  const std::vector<Upcall> held = std::exchange(peer.held, {});
  for (const Upcall& upcall : held) hand_up(upcall);
  if (!peer.running()) return;
  peer.armed = Instant::never();
  peer.service_armed = Instant::never();
  peer.server->on_deadline(now_, outbox_);
  carry_out(id);
  if (peer.service == nullptr) return;
  peer.service->on_deadline(now_, chain_outbox_);
  carry_out_chain(id);
}

void World::hold(PeerId id, const Upcall& upcall) {
  at(id).held.push_back(upcall);
  Conn& conn = conns_[static_cast<std::size_t>(upcall.conn)];
  if (upcall.tcp.kind == net::TcpUpcall::Kind::connected) know_ends(upcall.conn, conn);
  // The kernel answers a reset by itself, and its connection's number is used again.
  const bool reset =
      upcall.tcp.kind == net::TcpUpcall::Kind::closed && upcall.tcp.close == net::CloseKind::reset;
  if (reset) conn.tcp = net::TcpId::none;
}

/// A process that is killed while it is paused never reads what it was sent.
void World::forget_pause(GoQuorumPeer& peer) {
  if (!peer.paused) return;
  peer.paused = false;
  --paused_;
  for (const Upcall& upcall : peer.held) {
    if (upcall.tcp.kind == net::TcpUpcall::Kind::received) forget_payload(upcall.tcp.payload);
  }
  peer.held.clear();
}

// --- clocks -------------------------------------------------------------------------------------

void World::set_clock(PeerId id, Duration ahead) {
  GoQuorumPeer& peer = at(id);
  peer.clock_ahead = ahead;
  if (peer.disk == nullptr) return;
  chain::ChainRules rules = peer.disk->rules();
  rules.clock_skew = ahead;
  peer.disk->set_rules(rules);
}

// --- messages -----------------------------------------------------------------------------------

void World::add_message_fault(MessageFault fault) {
  message_faults_.add(std::move(fault),
                      Rng::stream(seed_, "peer.message_fault", message_fault_count_++));
}

void World::misbehave(PeerId id, Misbehaviour how) {
  GoQuorumPeer& peer = at(id);
  peer.misbehaviour = std::move(how);
  ++peer.misbehaviours;
  set_twist(peer);
}

void World::behave(PeerId id, Instant when) {
  Action action;
  action.kind = Action::Kind::behave;
  action.peer = id;
  action.ends = at(id).misbehaviours;
  schedule(when, std::move(action));
}

void World::set_twist(GoQuorumPeer& peer) {
  if (peer.service == nullptr) return;
  const bool bad = peer.misbehaviour && peer.misbehaviour->bad_blocks;
  peer.service->set_twist(bad ? chain::Twist::bad_state : chain::Twist::none);
}

/// The way of a message of the block service past all faults.
void World::send_through_faults(PeerId id, const eth::Send& effect) {
  const GoQuorumPeer& peer = at(id);
  if (!peer.misbehaviour) return send_or_lose(id, effect);
  const auto* vote = std::get_if<istanbul::Message>(&effect.message);
  if (vote == nullptr || vote->from != peer.account) return send_as_told(id, effect);
  const PeerId receiver = identities_.peer(effect.to);
  for (const istanbul::Message& told : altered(*peer.misbehaviour, *vote, receiver, blocks_)) {
    if (told != *vote) note_message(id, receiver, MessageEvent::How::altered, told);
    send_as_told(id, {effect.to, told});
  }
}

/// A Byzantine validator withholds messages or holds them back, those of others that it would pass
/// on, too.
void World::send_as_told(PeerId id, const eth::Send& effect) {
  const Misbehaviour& how = *at(id).misbehaviour;
  const MessageFacts facts = facts_of(effect.message, blocks_);
  if (!how.kinds.contains(facts.kind)) return send_or_lose(id, effect);
  const PeerId receiver = identities_.peer(effect.to);
  const bool left_out = how.only_to && std::ranges::count(*how.only_to, receiver) == 0;
  if (how.silent || left_out) {
    return note_message(id, receiver, MessageEvent::How::lost, effect.message);
  }
  if (how.late == Duration()) return send_or_lose(id, effect);
  send_late(id, effect, how.late);
}

void World::send_or_lose(PeerId id, const eth::Send& effect) {
  if (message_faults_.empty()) return send_now(id, effect);
  const MessageFacts facts = facts_of(effect.message, blocks_);
  const PeerId author = facts.author == chain::AddressRef::none ? id : peer_with(facts.author);
  const PeerId receiver = identities_.peer(effect.to);
  const MessageFate fate = message_faults_.fate(now_, id, author, receiver, facts);
  if (fate.lost) return note_message(id, receiver, MessageEvent::How::lost, effect.message);
  if (fate.late != Duration()) return send_late(id, effect, fate.late);
  send_now(id, effect);
}

void World::send_late(PeerId id, const eth::Send& effect, Duration late) {
  const auto way = at(id).server->way_to(effect.to);
  if (!way) return;
  note_message(id, identities_.peer(effect.to), MessageEvent::How::delayed, effect.message);
  const SlabHandle handle = late_.emplace(HeldBack{effect, way->conn});
  engine_.schedule(now_ + late, make_target(late_event, static_cast<std::uint32_t>(id)),
                   static_cast<std::uint32_t>(handle));
}

/// It goes on its way if the connection still is the one that it was written to: neither process
/// has started anew since.
void World::send_held_back(PeerId id, SlabHandle handle) {
  const HeldBack held = late_[handle];
  late_.erase(handle);
  if (!at(id).running()) return;
  const auto way = at(id).server->way_to(held.effect.to);
  if (way && way->conn == held.conn) send_now(id, held.effect);
}

void World::note_message(PeerId id, PeerId receiver, MessageEvent::How how,
                         const eth::Message& message) {
  const MessageFacts facts = facts_of(message, blocks_);
  note({now_, id, receiver, {}, MessageEvent{how, facts.kind, facts.view, facts.author}});
}

}  // namespace seatrial
