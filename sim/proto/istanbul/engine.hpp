// SPDX-License-Identifier: Apache-2.0
// Engine: the IBFT consensus of one process without I/O: the core's state machine, its backlog and
// timer, the gossip to other validators with its duplicate suppression, and the pending votes. It
// reads the node's Blockchain and never writes it: blocks go out through Commit, and the owner says
// when the head has moved. It is memory only: a restarted process has a new Engine.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "sim/core/instant.hpp"
#include "sim/core/rng.hpp"
#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/istanbul/outbox.hpp"

namespace seatrial::istanbul {

/// What one process runs IBFT with. // SPEC goquorum 7.1
struct EngineConfig {
  chain::AddressRef self = chain::AddressRef::none;
  Duration request_timeout = seconds(10);
  std::uint64_t policy = 0;                         ///< 0 round robin, 1 sticky
  std::optional<std::uint64_t> ceil_2n_by_3_block;  ///< none: 2F+1 for ever
};

/// The consensus engine of one process.
class Engine {
 public:
  /// `chain` must outlive the engine. `chance` picks among pending votes.
  Engine(EngineConfig config, const chain::Blockchain& chain, Rng chance);
  ~Engine();

  /// The miner starts: the core begins with the block after the head.
  void start(Instant now, Outbox& out);
  /// The miner stops: the core forgets all; messages are refused from now on.
  void stop();
  bool running() const;

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
  std::optional<Instant> deadline() const;
  /// Lets time pass; a no-op when early.
  void on_deadline(Instant now, Outbox& out);

  /// istanbul.propose and istanbul.discard. // SPEC goquorum 7.12
  void propose(chain::AddressRef candidate, bool authorize);
  void discard(chain::AddressRef candidate);
  const std::map<chain::AddressRef, bool>& candidates() const;
  /// What the next own candidate block votes: one random pending vote that still means something.
  chain::Vote next_vote();

  /// Where it stands, for reports; zeros while it is stopped.
  View view() const;
  bool waiting_for_round_change() const;
  chain::AddressRef proposer() const;
  const EngineConfig& config() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// The quorum of IBFT for the block `sequence` under these settings. // SPEC goquorum 7.2
std::size_t quorum(const EngineConfig& config, std::uint64_t sequence, std::size_t validators);
/// Who proposes the block after `head` in a round. // SPEC goquorum 7.6
chain::AddressRef proposer_of(const chain::BlockTree& tree, const chain::Snapshot& validators,
                              chain::BlockId head, std::uint64_t round, std::uint64_t policy);

}  // namespace seatrial::istanbul
