// SPDX-License-Identifier: Apache-2.0
// The part of World that differs at bytes fidelity: what servers say is made bytes on its way into
// TCP, and what TCP brings is read before the servers hear of it. What a segment weighs on a line
// is the message's size in both fidelities, so that a run of one is a run of the other.
#include "sim/core/assert.hpp"
#include "sim/peer/byte_wire.hpp"
#include "sim/peer/message_name.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

void World::set_fidelity(Fidelity fidelity) {
  SEATRIAL_ASSERT(conns_.size() == 1, "the fidelity of a world was changed while it runs");
  if (fidelity == Fidelity::message) return bytes_.reset();
  bytes_ = std::make_unique<ByteWire>(seed_, identities_);
  for (std::uint32_t i = 0; i < peers_.size(); ++i)
    bytes_->introduce(peers_[i]->self, name(PeerId(i)));
}

void World::start_bytes(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (bytes_) bytes_->start(id, peer.self, peer.spec.geth, peer.server->chain());
}

void World::end_bytes(PeerId id) {
  if (bytes_) bytes_->end(id);
}

void World::close_bytes(p2p::ConnId id) {
  if (bytes_) bytes_->close(id);
}

void World::forget_payload(std::uint32_t payload) {
  if (bytes_) return bytes_->drop(payload);
  messages_.release(MessageHandle(payload));
}

std::uint32_t World::as_bytes(p2p::ConnId to, PeerId from, const p2p::Message& message) {
  return bytes_->say(now_, to, from, message);
}

void World::hear(p2p::ConnId id, std::uint32_t payload) {
  const PeerId who = conns_[static_cast<std::size_t>(id)].peer;
  GoQuorumPeer& peer = at(who);
  if (!peer.running()) return bytes_->drop(payload);
  peer.server->settle(now_, id, outbox_);
  carry_out(who);
  if (peer.server->session(id) == nullptr) return bytes_->drop(payload);
  for (const devp2p::Heard& heard : bytes_->hear(now_, id, who, payload)) {
    const auto* broken = std::get_if<devp2p::Broken>(&heard);
    if (broken == nullptr) {
      take(id, std::get<p2p::Message>(heard));
    } else if (peer.running()) {
      peer.server->failed(now_, id, broken->cause, broken->tell, outbox_);
      carry_out(who);
    }
  }
}

void World::set_tap(net::Tap* tap) {
  SEATRIAL_ASSERT(tap == nullptr || bytes_, "only a world at bytes fidelity has packets to show");
  if (bytes_) bytes_->keep_messages(tap != nullptr);
  tcp_.set_tap(tap);
}

wire::ByteSpan World::payload_bytes(std::uint32_t payload) const {
  return bytes_->bytes(payload);
}

std::string World::payload_name(std::uint32_t payload) const {
  const p2p::Message* message = bytes_->message(payload);
  return message == nullptr ? std::string() : name_of(*message);
}

}  // namespace seatrial
