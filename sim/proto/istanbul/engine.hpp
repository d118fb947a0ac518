// SPDX-License-Identifier: Apache-2.0
// Engine: the consensus of one process without I/O: the state machine of IBFT or, from a block on,
// that of QBFT, the gossip to other validators with its duplicate suppression, and the pending
// votes. It reads the node's Blockchain and never writes it: blocks go out through Commit, and the
// owner says when the head has moved. It is memory only: a restarted process has a new Engine.
#pragma once

#include <map>
#include <optional>

#include "sim/proto/istanbul/candidates.hpp"
#include "sim/proto/istanbul/core.hpp"
#include "sim/proto/qbft/core.hpp"

namespace seatrial::istanbul {

/// The consensus engine of one process.
class Engine {
 public:
  /// `chain` and `proofs` must outlive the engine; a config with QBFT needs proofs. `chance` picks
  /// among pending votes; `index` is that of the run, or none.
  Engine(EngineConfig config, const chain::Blockchain& chain, Rng chance,
         qbft::Proofs* proofs = nullptr, std::shared_ptr<MessageIndex> index = nullptr);

  /// The miner starts: the core begins with the block after the head.
  void start(Instant now, Outbox& out);
  /// The miner stops: the core forgets its round; messages are refused from now on. The message
  /// caches and the backlog last as long as the process.
  void stop();
  bool running() const { return core_.running() || runs_qbft(); }
  /// Whether it runs QBFT's core now.
  bool runs_qbft() const { return qbft_ && qbft_->running(); }

  /// A peer's Status was accepted; `address` is that of its node key.
  void peer_joined(p2p::NodeRef node, chain::AddressRef address);
  void peer_left(p2p::NodeRef node);

  /// A consensus message arrived. False: "stopped engine", the peer is to be dropped.
  [[nodiscard]] bool received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out);
  /// The own candidate for the next block is sealed and its time has come. // SPEC goquorum 7.7
  void request(Instant now, chain::BlockId candidate, Outbox& out);
  /// The node's head moved, by whatever way. // SPEC goquorum 7.7 "Final committed"
  void new_head(Instant now, Outbox& out);

  /// When on_deadline must be called at the latest.
  std::optional<Instant> deadline() const {
    return runs_qbft() ? qbft_->deadline() : core_.deadline();
  }
  /// Lets time pass; a no-op when early.
  void on_deadline(Instant now, Outbox& out);

  /// istanbul.propose and istanbul.discard. // SPEC goquorum 7.12
  void propose(chain::AddressRef candidate, bool authorize);
  void discard(chain::AddressRef candidate);
  const std::map<chain::AddressRef, bool>& candidates() const { return candidates_.all(); }
  /// What the next own candidate block votes: one random pending vote that still means something.
  chain::Vote next_vote();

  /// Where it stands, for reports; zeros while it is stopped.
  View view() const { return runs_qbft() ? qbft_->view() : core_.view(); }
  State state() const { return runs_qbft() ? qbft_->state() : core_.state(); }
  /// IBFT only: it sent a ROUND-CHANGE and has no quorum of them yet.
  bool waiting_for_round_change() const { return core_.waiting_for_round_change(); }
  /// The block on which it is locked, or none.
  chain::BlockId locked_block() const { return core_.locked_block(); }
  /// Who proposes in the last round that began; none while it is stopped.
  chain::AddressRef proposer() const { return runs_qbft() ? qbft_->proposer() : core_.proposer(); }
  const EngineConfig& config() const { return core_.config(); }

 private:
  bool qbft_is_due() const;
  void refuse_foreign(const Message& message, Outbox& out);

  const chain::Blockchain* chain_;
  Gossip gossip_;
  Core core_;
  std::optional<qbft::Core> qbft_;
  Candidates candidates_;
  std::uint64_t foreign_told_ = 0;  ///< the last sequence in which a foreign message was logged
};

}  // namespace seatrial::istanbul
