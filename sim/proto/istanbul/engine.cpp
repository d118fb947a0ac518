// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/engine.hpp"

#include <utility>

#include "sim/core/assert.hpp"

namespace seatrial::istanbul {

Engine::Engine(EngineConfig config, const chain::Blockchain& chain, Rng chance,
               qbft::Proofs* proofs, std::shared_ptr<MessageIndex> index)
    : chain_(&chain),
      gossip_(config.self, config.relay, std::move(index)),
      core_(config, chain),
      candidates_(chance) {
  if (!config.qbft) return;
  SEATRIAL_ASSERT(proofs != nullptr, "QBFT's messages carry proofs");
  qbft_.emplace(config.self, config.policy, *config.qbft, chain, *proofs, Rng(chance.next()));
}

bool Engine::qbft_is_due() const {
  return qbft_ && chain_->height() + 1 >= qbft_->config().from;
}

void Engine::start(Instant now, Outbox& out) {
  if (qbft_is_due()) return qbft_->start({now, gossip_, out});
  core_.start({now, gossip_, out});
}

void Engine::stop() {
  core_.stop();
  if (qbft_) qbft_->stop();
}

void Engine::peer_joined(p2p::NodeRef node, chain::AddressRef address) {
  gossip_.peer_joined(node, address);
}

void Engine::peer_left(p2p::NodeRef node) {
  gossip_.peer_left(node);
}

bool Engine::received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out) {
  // SPEC goquorum 6.6: a stopped engine does not even look at the message.
  if (!running()) return false;
  if (!gossip_.received(from, message)) return true;
  const bool qbft = message.protocol == Protocol::qbft;
  if (qbft != runs_qbft()) {
    refuse_foreign(message, out);
  } else if (qbft) {
    qbft_->handle_message({now, gossip_, out}, message);
  } else {
    core_.handle_message({now, gossip_, out}, message);
  }
  return true;
}

/// Neither side can read the other's messages; the peer is not dropped. // SPEC goquorum 7.3, 8.1
void Engine::refuse_foreign(const Message& message, Outbox& out) {
  if (foreign_told_ == view().sequence) return;
  foreign_told_ = view().sequence;
  const bool qbft = message.protocol == Protocol::qbft;
  out.observe(
      {Happening::warned, view(), chain::BlockId::none, "ERROR",
       qbft ? "Failed to decode message from payload" : "QBFT: invalid message event code"});
}

void Engine::request(Instant now, chain::BlockId candidate, Outbox& out) {
  if (runs_qbft()) return qbft_->handle_request({now, gossip_, out}, candidate);
  core_.handle_request({now, gossip_, out}, candidate);
}

void Engine::new_head(Instant now, Outbox& out) {
  if (runs_qbft()) return qbft_->handle_final_committed({now, gossip_, out});
  if (!core_.running() || !qbft_is_due()) {
    return core_.handle_final_committed({now, gossip_, out});
  }
  // SPEC goquorum 8.4: the block before the first of QBFT ends IBFT.
  core_.stop();
  out.observe({Happening::warned, {}, chain_->head(), "INFO", "BFT: activate QBFT"});
  qbft_->start({now, gossip_, out});
}

void Engine::on_deadline(Instant now, Outbox& out) {
  if (runs_qbft()) return qbft_->on_deadline({now, gossip_, out});
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
