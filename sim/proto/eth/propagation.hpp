// SPDX-License-Identifier: Apache-2.0
// Propagation: tells peers of blocks: the whole block to some of those that lack it, its hash to
// the rest once it is in the chain. Whoever was told counts as having it. What peers tell us is the
// fetcher's.
#pragma once

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/eth/outbox.hpp"
#include "sim/proto/eth/peer_set.hpp"

namespace seatrial::eth {

/// How many of `lacking` peers get a whole block. // SPEC goquorum 6.5
std::size_t share_of(std::size_t lacking);

/// The outgoing half of block propagation.
class Propagation {
 public:
  /// All must outlive it; `chance` picks who gets the whole block.
  Propagation(PeerSet& peers, const chain::Blockchain& chain, Rng& chance)
      : peers_(&peers), chain_(&chain), chance_(&chance) {}

  /// NewBlock to max(4, floor(sqrt(n))) of the n peers that lack the block.
  void propagate(chain::BlockId block, Outbox& out);
  /// NewBlockHashes to all that lack the block, if it is in the chain.
  void announce(chain::BlockId block, Outbox& out);

 private:
  const std::vector<Peer*>& lacking(chain::BlockId block);

  PeerSet* peers_;
  const chain::Blockchain* chain_;
  Rng* chance_;
  std::vector<Peer*> lacking_;  ///< scratch
};

}  // namespace seatrial::eth
