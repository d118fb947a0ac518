// SPDX-License-Identifier: Apache-2.0
// The part of World above the p2p servers: each process' blocks and consensus.
#include "sim/peer/consensus_settings.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

namespace {

eth::ServiceConfig service_config(const GoQuorumPeer& peer, bool relay) {
  eth::ServiceConfig config;
  config.engine = engine_config(peer.spec);
  config.engine.self = peer.account;
  config.engine.relay = relay;
  config.mine = peer.spec.geth.mine;
  config.votes_wait_for_sync = votes_wait_for_sync(peer.spec.geth.version);
  config.sync_waits_for_peers = sync_waits_for_peers(peer.spec.geth.version);
  // Measured: block 2 follows block 1 by 40 ms where lines have no delay. // SPEC law 15
  config.least_import = milliseconds(10);
  config.most_import = milliseconds(30);
  return config;
}

/// The periods of its version and genesis, by the clock of its machine.
chain::ChainRules rules_of(const GoQuorumPeer& peer) {
  chain::ChainRules rules = chain_rules(peer.spec);
  rules.clock_skew = peer.clock_ahead;
  return rules;
}

/// The difficulty of block 0, as far as a total of block counts needs it.
std::uint64_t low_word(const wire::Uint256& number) {
  std::uint64_t word = 0;
  for (std::size_t i = 24; i < 32; ++i) word = word << 8U | number.data[i];
  return word;
}

}  // namespace

void World::start_service(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (!peer.spec.runs_ibft()) return;
  const wire::Genesis& genesis = peer.spec.chain->genesis;
  if (peer.disk == nullptr) {
    std::vector<chain::AddressRef> validators;
    if (const auto named = first_validators(peer.spec)) {
      for (const auto& address : *named) validators.push_back(accounts_.intern(address));
    }
    const chain::BlockId first =
        blocks_.genesis(peer.spec.chain->genesis_hash, genesis.timestamp,
                        low_word(genesis.difficulty), std::move(validators));
    const std::uint64_t epoch = epoch_of(peer.spec);
    const std::uint64_t bytes_from = first_qbft_block(peer.spec);
    auto& snapshots =
        snapshots_.try_emplace({epoch, bytes_from}, blocks_, epoch, bytes_from).first->second;
    peer.disk = std::make_unique<chain::Blockchain>(snapshots, first, rules_of(peer));
  }
  peer.disk->set_rules(rules_of(peer));
  peer.service = std::make_unique<eth::Service>(
      service_config(peer, relay_), blocks_, *peer.disk,
      Rng::stream(seed_, "eth.service", static_cast<std::uint64_t>(id)), &proofs_, votes_);
  set_twist(peer);
  head_moved(id);
  peer.service->start(now_, chain_outbox_);
  carry_out_chain(id);
}

PeerId World::peer_with(chain::AddressRef account) const {
  const auto index = static_cast<std::size_t>(account);
  return index < peers_by_account_.size() ? peers_by_account_[index] : PeerId::none;
}

void World::set_mining(PeerId id, bool mine) {
  if (at(id).service == nullptr) return;
  at(id).service->set_mining(now_, mine, chain_outbox_);
  carry_out_chain(id);
}

void World::propose(PeerId id, const wire::Address20& candidate, bool authorize) {
  if (at(id).service == nullptr) return;
  at(id).service->propose(accounts_.intern(candidate), authorize);
}

void World::discard(PeerId id, const wire::Address20& candidate) {
  if (at(id).service == nullptr) return;
  at(id).service->discard(accounts_.intern(candidate));
}

void World::link_changed(PeerId id, const p2p::Observed& observed) {
  GoQuorumPeer& peer = at(id);
  if (peer.service == nullptr) return;
  if (observed.what == p2p::Happening::link_established) {
    const auto link = peer.server->link(observed.node);
    if (!link) return;  // lost again within the same call
    const auto account = accounts_.intern(wire::address(identities_.key(observed.node)));
    peer.service->peer_joined(now_, observed.node, account, chain::BlockId(link->remote_head),
                              chain_outbox_);
  } else if (observed.what == p2p::Happening::link_lost) {
    peer.service->peer_left(now_, observed.node, chain_outbox_);
  } else {
    return;
  }
  carry_out_chain(id);
}

void World::deliver(PeerId id, p2p::NodeRef from, const p2p::Payload& payload) {
  GoQuorumPeer& peer = at(id);
  if (peer.service == nullptr) return;
  ++delivered_;
  const std::optional<eth::Message> message = read(id, payload);
  if (!message) return;
  peer.service->received(now_, from, *message, chain_outbox_);
  carry_out_chain(id);
}

void World::carry_out_chain(PeerId id) {
  drain(chain_outbox_, spare_chain_outboxes_,
        [&](const eth::Effect& effect) { carry_out(id, effect); });
  arm_service(id);
}

void World::carry_out(PeerId id, const eth::Effect& effect) {
  if (const auto* message = std::get_if<eth::Send>(&effect)) return send_payload(id, *message);
  if (const auto* of_chain = std::get_if<eth::Observed>(&effect)) return observe(id, *of_chain);
  if (const auto* of_consensus = std::get_if<istanbul::Observed>(&effect)) {
    note({now_, id, PeerId::none, {}, *of_consensus});
    if (vote_bytes_ != nullptr) check_seals(id, *of_consensus);
    return;
  }
  const auto& drop = std::get<eth::Drop>(effect);
  at(id).server->drop(now_, drop.node, drop.reason, drop.why, outbox_);
  carry_out(id);
}

void World::send_payload(PeerId id, const eth::Send& effect) {
  if (message_faults_.empty() && !at(id).misbehaviour) return send_now(id, effect);
  send_through_faults(id, effect);
}

void World::observe(PeerId id, const eth::Observed& observed) {
  Observation observation{now_, id, PeerId::none, net::Disposition::delivered, observed};
  if (observed.node != p2p::no_node) observation.remote = identities_.peer(observed.node);
  note(std::move(observation));
  if (eth::moved_head(observed.what)) head_moved(id);
}

void World::head_moved(PeerId id) {
  GoQuorumPeer& peer = at(id);
  const chain::BlockId head = peer.disk->head();
  const chain::Block& block = blocks_[head];
  p2p::move_head(peer.server->chain(), block.number, blocks_.hash(head), block.total_difficulty,
                 static_cast<std::uint32_t>(head));
  if (stop_at_head_) engine_.stop();
}

void World::arm_service(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (peer.service == nullptr) return;
  const auto deadline = peer.service->deadline();
  if (!deadline || *deadline >= peer.service_armed) return;
  peer.service_armed = std::max(*deadline, now_);
  engine_.schedule(peer.service_armed, make_target(service_event, static_cast<std::uint32_t>(id)),
                   0);
}

}  // namespace seatrial
