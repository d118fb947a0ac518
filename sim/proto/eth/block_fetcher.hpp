// SPDX-License-Identifier: Apache-2.0
// BlockFetcher: the blocks that peers announce and send, until it is their turn to be imported. It
// asks for an announced block if that has not come by itself, holds blocks that are a little too
// high, and forgets what is far away. It imports nothing: next() says whose turn it is. Bodies are
// never asked for: blocks without transactions are complete with their header.
#pragma once

#include <optional>
#include <vector>

#include "sim/core/rng.hpp"
#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/eth/outbox.hpp"

namespace seatrial::eth {

/// A block and the peer that sent it; no_node stands for the engine's name "istanbul".
struct Injected {
  p2p::NodeRef origin = p2p::no_node;
  chain::BlockId block = chain::BlockId::none;
  bool operator==(const Injected&) const = default;
};

/// The fetcher of one process.
class BlockFetcher {
 public:
  /// Both must outlive it; `chance` picks among those who announced a block.
  BlockFetcher(const chain::Blockchain& chain, Rng& chance) : chain_(&chain), chance_(&chance) {}

  /// A peer announced a block that the chain does not have.
  void notify(Instant now, p2p::NodeRef origin, chain::BlockId block);
  /// A whole block came.
  void enqueue(p2p::NodeRef origin, chain::BlockId block);
  /// A single header came. True if it was asked for here; then it is in the queue now.
  bool filter_header(Instant now, p2p::NodeRef from, chain::BlockId header);

  /// The block that is to be imported now; it is forgotten with that.
  std::optional<Injected> next();

  /// When announced blocks are asked for.
  std::optional<Instant> deadline() const;
  /// Asks for what was announced and has not come; a no-op when early.
  void on_deadline(Instant now, Outbox& out);

 private:
  struct Announce {
    chain::BlockId block = chain::BlockId::none;
    p2p::NodeRef origin{};
    Instant at;
  };
  bool near(std::uint64_t number) const;
  bool fetching(Instant now, chain::BlockId block);
  void reschedule();
  void ask(Instant now, chain::BlockId block, Outbox& out);
  void forget_hash(chain::BlockId block);

  const chain::Blockchain* chain_;
  Rng* chance_;
  std::vector<Announce> announced_;  ///< in the order of arrival
  std::vector<Announce> fetching_;
  std::vector<Injected> queue_;  ///< by number, then arrival
  Instant fetch_at_;             ///< when the timer fires, if anything is announced
};

}  // namespace seatrial::eth
