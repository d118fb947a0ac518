// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/peer_set.hpp"

#include <algorithm>

namespace seatrial::eth {

void KnownBlocks::add(chain::BlockId block) {
  if (contains(block)) return;
  blocks_[next_] = block;
  next_ = (next_ + 1) % static_cast<std::uint32_t>(blocks_.size());
  size_ = std::min(size_ + 1, static_cast<std::uint32_t>(blocks_.size()));
}

bool KnownBlocks::contains(chain::BlockId block) const {
  const auto end = blocks_.begin() + size_;
  return std::find(blocks_.begin(), end, block) != end;
}

void PeerSet::add(p2p::NodeRef node, chain::BlockId head, std::uint64_t total_difficulty) {
  const auto place = std::ranges::lower_bound(peers_, node, {}, &Peer::node);
  const Peer fresh{node, head, total_difficulty, {}};
  if (place != peers_.end() && place->node == node) {
    *place = fresh;
  } else {
    peers_.insert(place, fresh);
  }
}

void PeerSet::remove(p2p::NodeRef node) {
  std::erase_if(peers_, [&](const Peer& peer) { return peer.node == node; });
}

Peer* PeerSet::find(p2p::NodeRef node) {
  const auto place = std::ranges::lower_bound(peers_, node, {}, &Peer::node);
  return place != peers_.end() && place->node == node ? &*place : nullptr;
}

Peer* PeerSet::best(Rng& chance) {
  if (peers_.empty()) return nullptr;
  const auto top = std::ranges::max_element(peers_, {}, &Peer::total_difficulty);
  const auto is_best = [&](const Peer& p) { return p.total_difficulty == top->total_difficulty; };
  const auto equals = std::ranges::count_if(peers_, is_best);
  if (equals == 1) return &*top;
  std::uint64_t skip = chance.below(static_cast<std::uint64_t>(equals));
  for (Peer& peer : peers_) {
    if (is_best(peer) && skip-- == 0) return &peer;
  }
  return &*top;
}

}  // namespace seatrial::eth
