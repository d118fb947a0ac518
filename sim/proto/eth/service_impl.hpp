// SPDX-License-Identifier: Apache-2.0
// Service::Impl: the parts of the block service put together: who hears of what, and in which
// order. The engine's effects are carried out before blocks are imported, and those before a
// candidate is requested, until nothing is left to do at this instant. Private to the service's own
// sources.
#pragma once

#include <deque>
#include <optional>
#include <variant>
#include <vector>

#include "sim/proto/eth/block_fetcher.hpp"
#include "sim/proto/eth/downloader.hpp"
#include "sim/proto/eth/importer.hpp"
#include "sim/proto/eth/miner.hpp"
#include "sim/proto/eth/mining_switch.hpp"
#include "sim/proto/eth/peer_set.hpp"
#include "sim/proto/eth/propagation.hpp"
#include "sim/proto/eth/service.hpp"

namespace seatrial::eth {

inline constexpr Duration force_sync_every = seconds(10);  ///< SPEC goquorum 6.5

/// See Service, whose functions of the same names come here.
class Service::Impl {
 public:
  Impl(const ServiceConfig& config, chain::BlockTree& tree, chain::Blockchain& chain, Rng chance,
       qbft::Proofs* proofs, std::shared_ptr<istanbul::MessageIndex> index);

  void start(Instant now, Outbox& out);
  void peer_joined(Instant now, p2p::NodeRef node, chain::AddressRef address, chain::BlockId head,
                   Outbox& out);
  void peer_left(p2p::NodeRef node);
  void received(Instant now, p2p::NodeRef from, const Message& message, Outbox& out);
  std::optional<Instant> deadline() const {
    return due_ == Instant::never() ? std::nullopt : std::optional(due_);
  }
  void on_deadline(Instant now, Outbox& out);
  void set_mining(Instant now, bool mine, Outbox& out);

  void set_twist(chain::Twist twist) { miner_.set_twist(twist); }

  istanbul::Engine& engine() { return engine_; }
  bool mining() const { return mining_.running(); }
  bool syncing() const { return downloader_.busy(); }

 private:
  // messages (service_impl.cpp)
  void vote_came(Instant now, p2p::NodeRef from, const istanbul::Message& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const istanbul::Message& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const NewBlockHash& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const NewBlock& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const GetBlockHeaders& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const BlockHeaders& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const GetBlockBodies& message, Outbox& out);
  void on(Instant now, p2p::NodeRef from, const BlockBodies& message, Outbox& out);
  void drop(p2p::NodeRef node, std::string why, std::string_view because, Outbox& out);
  static void log(std::string_view level, std::string text, Outbox& out);

  // blocks and mining (service_chain.cpp)
  void settle(Instant now, Outbox& out);
  Instant earliest() const;
  bool carry_out_next(Outbox& out);
  bool begin_write(Instant now);
  bool finish_write(Instant now, Outbox& out);
  bool verify(Instant now, const Injected& injected, Outbox& out);
  bool request_due(Instant now);
  void commit(Instant now, const istanbul::Commit& commit, Outbox& out);
  void finish_import(Instant now, chain::BlockId block, Outbox& out);
  Duration import_time();
  static void tell_bad_block(const Inserted& inserted, Outbox& out);
  void import_future(Instant now, Outbox& out);
  void insert_done(Instant now, const Inserted& inserted, Outbox& out);
  void new_work(Instant now, Outbox& out);
  void apply(Instant now, MiningChange change, Outbox& out);

  // sync (service_sync.cpp)
  void synchronise(Instant now, const Peer* peer, Outbox& out);
  bool may_sync(Instant now) const;
  void carry_on_sync(Instant now, SyncStep step, Outbox& out);
  void import_synced(Instant now, Outbox& out);
  void finish_sync_step(Instant now, const SyncStep& step, Outbox& out);
  void end_sync(Instant now, SyncError error, Outbox& out);

  /// A block on its way to the disk.
  struct Write {
    std::variant<istanbul::Commit, Injected> what;  ///< the engine's own, or a peer's
    Instant done;                                   ///< with the step in hand
    bool verified = false;  ///< a peer's: its header was checked, and it was relayed
  };
  /// What a sync brought and when it is written.
  struct SyncedBlocks {
    SyncStep step;
    Instant done;
  };

  bool mine_;
  bool votes_wait_for_sync_;
  bool sync_waits_for_peers_;
  Duration least_import_;
  Duration most_import_;
  chain::Blockchain* chain_;
  Rng chance_;
  istanbul::Engine engine_;
  istanbul::Outbox engine_out_;
  std::size_t carried_out_ = 0;                ///< of engine_out_
  std::vector<istanbul::Commit> handed_over_;  ///< to be written or imported, in order
  std::optional<Write> in_hand_;
  std::deque<SyncedBlocks> synced_;
  PeerSet peers_;
  Propagation propagation_;
  Importer importer_;
  BlockFetcher fetcher_;
  bool fetcher_awake_ = false;  ///< its queue is looked at after its own events only
  Downloader downloader_;
  Miner miner_;
  MiningSwitch mining_;
  Instant next_force_sync_ = Instant::never();
  Instant forced_from_;             ///< few peers are enough for a sync
  Instant due_ = Instant::never();  ///< earliest() when it last settled; the truth may be later
  bool sync_announced_ = false;     ///< "Block synchronisation started", once per process
};

}  // namespace seatrial::eth
