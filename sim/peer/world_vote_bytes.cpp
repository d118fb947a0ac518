// SPDX-License-Identifier: Apache-2.0
// The part of World that makes bytes of votes and proposals, and reads them.
#include <fmt/format.h>

#include "sim/peer/consensus_bytes.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

namespace {

constexpr std::uint8_t istanbul_msg = 0x11;  // SPEC goquorum 6.2

std::vector<wire::Address20> addresses_of(const chain::AddressBook& book,
                                          const std::vector<chain::AddressRef>& accounts) {
  std::vector<wire::Address20> all;
  for (const chain::AddressRef account : accounts) all.push_back(book.address(account));
  return all;
}

}  // namespace

Result<void> World::encode_votes() {
  for (std::uint32_t i = 0; i < peer_count(); ++i) {
    const PeerSpec& spec = peer(PeerId(i)).spec;
    if (!spec.runs_ibft() || spec.private_key) continue;
    return Error{
        "",
        fmt::format("the node key of {} is in no file, so that it cannot sign", name(PeerId(i))),
        "use fidelity: message"};
  }
  ConsensusBytes::Source source;
  source.genesis = [this](chain::BlockId genesis) {
    for (const auto& peer : peers_) {
      if (peer->disk != nullptr && peer->disk->genesis() == genesis)
        return wire::genesis_header(peer->spec.chain->genesis);
    }
    return wire::Header{};
  };
  source.validators = [this](chain::BlockId parent, chain::AddressRef author) {
    return addresses_of(accounts_, at(peer_with(author)).disk->snapshot(parent).validators);
  };
  source.key = [this](chain::AddressRef account) {
    const PeerId id = peer_with(account);
    return id == PeerId::none ? std::nullopt : at(id).spec.private_key;
  };
  vote_bytes_ = std::make_shared<ConsensusBytes>(blocks_, std::move(source));
  blocks_.hash_by([this](chain::BlockId block) { return vote_bytes_->hash(block); });
  return {};
}

p2p::Payload World::packed(const eth::Message& message, p2p::Protocol protocol) const {
  p2p::Payload payload = eth::pack(message, protocol);
  const auto* vote = std::get_if<istanbul::Message>(&message);
  if (vote_bytes_ != nullptr && vote != nullptr && vote->protocol == istanbul::Protocol::ibft)
    payload.body = {vote_bytes_->write(*vote), 0, 0, 0};
  return payload;
}

/// What its receiver makes of it; none if it cannot be decoded. // SPEC goquorum 7.3
std::optional<eth::Message> World::read(PeerId id, const p2p::Payload& payload) {
  if (vote_bytes_ == nullptr || payload.code != istanbul_msg) return eth::unpack(payload);
  const auto message = vote_bytes_->read(id, payload.body[0]);
  if (message) return *message;
  const std::string line =
      fmt::format("Failed to decode message from payload err=\"{}\"", message.error().what);
  note({now_, id, PeerId::none, {}, LogLine{"ERROR", line}});
  return std::nullopt;
}

/// What a validator commits goes through the same check as a block that it imports.
/// // SPEC goquorum 7.10
void World::check_seals(PeerId id, const istanbul::Observed& observed) {
  if (observed.what != istanbul::Happening::committed) return;
  if (blocks_[observed.block].form != chain::HeaderForm::ibft) return;
  const GoQuorumPeer& peer = at(id);
  const auto& validators = peer.disk->snapshot(blocks_[observed.block].parent).validators;
  const auto header = vote_bytes_->sealed(id, peer.account, observed.block);
  const auto wrong = header ? wire::verify_seals(*header, addresses_of(accounts_, validators))
                            : std::optional(header.error());
  if (!wrong) return;
  note({now_,
        id,
        PeerId::none,
        {},
        LogLine{"ERROR", fmt::format("Failed to commit proposal err=\"{}\"", wrong->what)}});
}

}  // namespace seatrial
