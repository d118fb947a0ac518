// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/engine.hpp"

namespace seatrial::istanbul {

Engine::Engine(EngineConfig config, const chain::Blockchain& chain, Rng chance)
    : chain_(&chain), gossip_(config.self), core_(config, chain), candidates_(chance) {}

void Engine::start(Instant now, Outbox& out) {
  core_.start({now, gossip_, out});
}

void Engine::stop() {
  core_.stop();
}

void Engine::peer_joined(p2p::NodeRef node, chain::AddressRef address) {
  gossip_.peer_joined(node, address);
}

void Engine::peer_left(p2p::NodeRef node) {
  gossip_.peer_left(node);
}

bool Engine::received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out) {
  // SPEC goquorum 6.6: a stopped engine does not even look at the message.
  if (!core_.running()) return false;
  if (gossip_.received(from, message)) core_.handle_message({now, gossip_, out}, message);
  return true;
}

void Engine::request(Instant now, chain::BlockId candidate, Outbox& out) {
  core_.handle_request({now, gossip_, out}, candidate);
}

void Engine::new_head(Instant now, Outbox& out) {
  core_.handle_final_committed({now, gossip_, out});
}

void Engine::on_deadline(Instant now, Outbox& out) {
  core_.on_deadline({now, gossip_, out});
}

void Engine::propose(chain::AddressRef candidate, bool authorize) {
  candidates_.propose(candidate, authorize);
}

void Engine::discard(chain::AddressRef candidate) {
  candidates_.discard(candidate);
}

chain::Vote Engine::next_vote() {
  return candidates_.pick(chain_->snapshot());
}

}  // namespace seatrial::istanbul
