// SPDX-License-Identifier: Apache-2.0
// Miner: the candidate block that a mining node makes on top of its head, and the instant at which
// it is requested of the consensus engine. A new candidate replaces the one before it. When the
// miner runs at all is MiningSwitch's to know.
#pragma once

#include <optional>

#include "sim/proto/chain/blockchain.hpp"

namespace seatrial::eth {

/// The worker of one process. // SPEC goquorum 7.11
class Miner {
 public:
  /// Both must outlive it; `self` seals the candidates.
  Miner(chain::BlockTree& tree, const chain::Blockchain& chain, chain::AddressRef self)
      : tree_(&tree), chain_(&chain), self_(self) {}

  /// Builds a candidate on the head. False: "unauthorized", the node is no validator.
  [[nodiscard]] bool new_work(Instant now, const chain::Vote& vote);
  /// What a dishonest node does to its candidates from now on.
  void set_twist(chain::Twist twist) { twist_ = twist; }
  /// The miner stops: nothing will be requested.
  void clear() { pending_.reset(); }

  /// When the candidate's header time has come by the node's clock.
  std::optional<Instant> deadline() const;
  /// The candidate if it is to be requested now; once.
  std::optional<chain::BlockId> take_due(Instant now);

 private:
  struct Pending {
    chain::BlockId block = chain::BlockId::none;
    Instant at;
  };

  chain::BlockTree* tree_;
  const chain::Blockchain* chain_;
  chain::AddressRef self_;
  chain::Twist twist_ = chain::Twist::none;
  std::optional<Pending> pending_;
};

}  // namespace seatrial::eth
