// SPDX-License-Identifier: Apache-2.0
// Service: the part of a GoQuorum process above its p2p server, without I/O: it keeps the chain up
// with the peers' (fetcher, downloader), makes candidate blocks (miner) and runs the consensus
// engine. The Blockchain is handed in and survives it; everything else is memory and dies with the
// process. Every input carries `now`, and what is to be done goes to the Outbox.
#pragma once

#include <memory>
#include <optional>

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/eth/outbox.hpp"
#include "sim/proto/istanbul/engine.hpp"

namespace seatrial::eth {

/// What one process runs with.
struct ServiceConfig {
  istanbul::EngineConfig engine;
  bool mine = true;  ///< --mine
  /// v22.4.4 on: who votes while this node syncs is not dropped for it. // SPEC qbft-law 13
  bool votes_wait_for_sync = false;
  /// v21.4 on: with fewer than five peers no sync begins in the first 10 s of a process, and of the
  /// time after a sync; from then on whatever tells of a better chain begins one at once.
  /// // SPEC qbft-law 12
  bool sync_waits_for_peers = false;
  /// How long one block takes to be executed and written: drawn anew for each, both included. The
  /// check of its header takes a tenth, and so does each block of a sync, which come in batches.
  Duration least_import{};
  Duration most_import{};
};

/// The blocks of one process.
class Service {
 public:
  /// `tree` takes the blocks that this node makes, `chain` is its disk, `proofs` those of the run,
  /// which a config with QBFT needs; all must outlive it. `index` is the run's, or none.
  Service(ServiceConfig config, chain::BlockTree& tree, chain::Blockchain& chain, Rng chance,
          qbft::Proofs* proofs = nullptr, std::shared_ptr<istanbul::MessageIndex> index = nullptr);
  ~Service();

  /// The process begins; its miner starts if it mines.
  void start(Instant now, Outbox& out);

  /// A peer's Status was accepted: who it is, and the head that it told.
  void peer_joined(Instant now, p2p::NodeRef node, chain::AddressRef address, chain::BlockId head,
                   Outbox& out);
  void peer_left(Instant now, p2p::NodeRef node, Outbox& out);
  /// A message arrived on an established link.
  void received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out);

  /// When on_deadline must be called at the latest.
  std::optional<Instant> deadline() const;
  /// Lets time pass; a no-op when early.
  void on_deadline(Instant now, Outbox& out);

  /// miner.start() and miner.stop().
  void set_mining(Instant now, bool mine, Outbox& out);
  /// istanbul.propose(candidate, authorize).
  void propose(chain::AddressRef candidate, bool authorize);
  /// istanbul.discard(candidate).
  void discard(chain::AddressRef candidate);

  /// Its candidates are dishonest in this way from the next one on.
  void set_twist(chain::Twist twist);

  const istanbul::Engine& engine() const;
  bool mining() const;
  bool syncing() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace seatrial::eth
