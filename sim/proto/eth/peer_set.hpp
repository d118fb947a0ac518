// SPDX-License-Identifier: Apache-2.0
// PeerSet: the peers whose Status was accepted, in NodeRef order: the best block that each is known
// to have, and which blocks need not be told to it. It sends nothing. Its size is that of a mesh,
// so that a flat vector serves.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "sim/core/rng.hpp"
#include "sim/proto/chain/block_tree.hpp"
#include "sim/proto/p2p/types.hpp"

namespace seatrial::eth {

/// The blocks that a peer was last known to have. Geth remembers 1024; the fetcher's window of
/// 40 heights never asks for one that 128 forgot. // SPEC goquorum 6.5
class KnownBlocks {
 public:
  void add(chain::BlockId block);
  bool contains(chain::BlockId block) const;

 private:
  std::array<chain::BlockId, 128> blocks_{};
  std::uint32_t next_ = 0;
  std::uint32_t size_ = 0;
};

/// A peer on the chain's level.
struct Peer {
  p2p::NodeRef node{};
  chain::BlockId head = chain::BlockId::none;  ///< as its Status or a NewBlock told
  std::uint64_t total_difficulty = 0;          ///< of that head
  KnownBlocks known;
};

/// The established peers of one process.
class PeerSet {
 public:
  /// Adds a peer, or starts it afresh.
  void add(p2p::NodeRef node, chain::BlockId head, std::uint64_t total_difficulty);
  void remove(p2p::NodeRef node);
  /// The peer, or null.
  Peer* find(p2p::NodeRef node);
  /// The peer with the highest total difficulty, or null; chance decides among equals, as the order
  /// of Go's maps does. // SPEC goquorum 6.5
  Peer* best(Rng& chance);
  /// In NodeRef order.
  std::vector<Peer>& all() { return peers_; }
  std::size_t size() const { return peers_.size(); }

 private:
  std::vector<Peer> peers_;
};

}  // namespace seatrial::eth
