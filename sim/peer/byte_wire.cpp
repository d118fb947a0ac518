// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/byte_wire.hpp"

#include <fmt/format.h>

#include "sim/peer/deployment.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial {

using devp2p::ByteSession;
using devp2p::Heard;

namespace {

/// The name in a Hello. // SPEC goquorum 1.1, 14
std::string client_name(const GoQuorumVersion& version) {
  const bool old = version < GoQuorumVersion{21, 4, 0};
  return fmt::format("Geth/v{}-stable(quorum-v{}.{}.{})/linux-amd64/go1.13.15",
                     old ? "1.9.7" : "1.10.3", version.major, version.minor, version.patch);
}

devp2p::ProtocolLengths lengths(const GoQuorumVersion& version) {  // SPEC goquorum 4.7
  return {version < GoQuorumVersion{21, 7, 0} ? std::uint8_t{18} : std::uint8_t{22}};
}

/// The keys of a node whose private key nobody has told us: each node has its own.
wire::KeyPair stand_in(const wire::NodeId& id) {
  return pair_from_name("stand-in of " + wire::to_hex(id));
}

}  // namespace

void ByteWire::introduce(p2p::NodeRef node, const std::string& name) {
  if (keys_.knows(node)) return;
  const wire::KeyPair named = pair_from_name(name);
  keys_.add(node, named.open == identities_->key(node) ? named : stand_in(identities_->id(node)));
}

void ByteWire::start(PeerId peer, p2p::NodeRef self, const GethSettings& geth,
                     const p2p::LocalChain& chain) {
  end(peer);
  devp2p::Process said{keys_.pair(self), client_name(geth.version), capabilities(geth),
                       lengths(geth.version)};
  Rng rng = Rng::stream(seed_, "devp2p.entropy", static_cast<std::uint64_t>(peer));
  processes_[peer] = std::make_unique<Process>(Process{std::move(said), self, rng, &chain});
}

void ByteWire::end(PeerId peer) {
  for (Line& line : lines_) {
    if (line.peer == peer) line = {};
  }
  processes_.erase(peer);
}

void ByteWire::close(p2p::ConnId conn) {
  line(conn) = {};
}

ByteWire::Line& ByteWire::line(p2p::ConnId conn) {
  const auto index = static_cast<std::size_t>(conn);
  if (lines_.size() <= index) lines_.resize(index + 1);
  return lines_[index];
}

const wire::PublicKey& ByteWire::key_of(p2p::NodeRef node) {
  if (!keys_.knows(node)) {  // nobody's, and nobody can read what is encrypted to it
    const wire::PublicKey& listed = identities_->key(node);
    keys_.add(node, wire::is_on_curve(listed) ? listed : stand_in(identities_->id(node)).open);
  }
  return keys_.open(node);
}

ByteSession& ByteWire::dialer(p2p::ConnId conn, PeerId peer, p2p::NodeRef remote) {
  Process& process = *processes_.at(peer);
  devp2p::Peer machine =
      devp2p::Peer::dialer(process.said, *process.chain, process.rng, key_of(remote));
  Line& one = line(conn);
  one = {peer, std::make_unique<ByteSession>(std::move(machine), keys_, process.self)};
  return *one.session;
}

ByteSession& ByteWire::listener(Instant now, p2p::ConnId conn, PeerId peer) {
  Process& process = *processes_.at(peer);
  devp2p::Peer machine = devp2p::Peer::listener(process.said, *process.chain, process.rng);
  Line& one = line(conn);
  one = {peer, std::make_unique<ByteSession>(std::move(machine), keys_, process.self)};
  one.session->open(now);
  return *one.session;
}

const p2p::Message* ByteWire::message(std::uint32_t handle) const {
  const std::optional<p2p::Message>& kept = on_the_way_[SlabHandle(handle)].message;
  return kept ? &*kept : nullptr;
}

std::uint32_t ByteWire::say(Instant now, p2p::ConnId conn, PeerId peer,
                            const p2p::Message& message) {
  const auto* auth = std::get_if<p2p::Auth>(&message);
  if (auth != nullptr) dialer(conn, peer, auth->to);
  ByteSession* session = line(conn).session.get();
  if (session == nullptr) return 0;
  if (const auto* status = std::get_if<p2p::Status>(&message))
    heads_.insert_or_assign(status->head, status->head_block);
  OnTheWay said{session->say(now, message), std::nullopt};
  if (keep_) said.message = message;
  return said.bytes.empty() ? 0 : static_cast<std::uint32_t>(on_the_way_.emplace(std::move(said)));
}

std::vector<Heard> ByteWire::hear(Instant now, p2p::ConnId conn, PeerId peer,
                                  std::uint32_t handle) {
  const wire::Bytes bytes = std::move(on_the_way_[SlabHandle(handle)].bytes);
  on_the_way_.erase(SlabHandle(handle));
  ByteSession* session = line(conn).session.get();
  if (session == nullptr) session = &listener(now, conn, peer);
  std::vector<Heard> heard;
  session->hear(now, bytes, heard);
  for (Heard& one : heard) {
    auto* message = std::get_if<p2p::Message>(&one);
    auto* status = message == nullptr ? nullptr : std::get_if<p2p::Status>(message);
    const auto told = status == nullptr ? heads_.end() : heads_.find(status->head);
    if (told != heads_.end()) status->head_block = told->second;
  }
  return heard;
}

}  // namespace seatrial
