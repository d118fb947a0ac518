// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/propagation.hpp"

#include <algorithm>
#include <utility>

namespace seatrial::eth {

std::size_t share_of(std::size_t lacking) {
  std::size_t root = 0;
  while ((root + 1) * (root + 1) <= lacking) ++root;
  return std::min(lacking, std::max<std::size_t>(4, root));
}

const std::vector<Peer*>& Propagation::lacking(chain::BlockId block) {
  lacking_.clear();
  for (Peer& peer : peers_->all()) {
    if (!peer.known.contains(block)) lacking_.push_back(&peer);
  }
  return lacking_;
}

void Propagation::propagate(chain::BlockId block, Outbox& out) {
  const std::size_t all = lacking(block).size();
  const std::size_t share = share_of(all);
  const auto validators = static_cast<std::uint32_t>(chain_->snapshot(block).validators.size());
  for (std::size_t i = 0; i < share; ++i) {
    // Go takes the first of a map's order; where all get it nothing is left to chance.
    if (share < all) std::swap(lacking_[i], lacking_[i + chance_->below(all - i)]);
    lacking_[i]->known.add(block);
    out.send(lacking_[i]->node, NewBlock{block, validators});
  }
}

void Propagation::announce(chain::BlockId block, Outbox& out) {
  if (!chain_->has(block)) return;
  for (Peer* peer : lacking(block)) {
    peer->known.add(block);
    out.send(peer->node, NewBlockHash{block});
  }
}

}  // namespace seatrial::eth
