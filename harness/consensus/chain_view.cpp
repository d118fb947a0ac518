// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/chain_view.hpp"

#include <algorithm>

namespace seatrial::consensus {

const chain::Blockchain* ChainView::chain_of(PeerId peer) const {
  const auto index = static_cast<std::size_t>(peer);
  return index < chains.size() ? chains[index] : nullptr;
}

std::uint64_t ChainView::height(PeerId peer) const {
  const chain::Blockchain* disk = chain_of(peer);
  return disk == nullptr ? 0 : disk->height();
}

ChainView view_of(const World& world) {
  ChainView view{&world, &world.log(), &world.blocks(), {}, world.now()};
  for (std::uint32_t i = 0; i < world.peer_count(); ++i)
    view.chains.push_back(world.chain_of(PeerId(i)));
  return view;
}

bool Chain::contains(PeerId peer) const {
  return std::ranges::find(peers, peer) != peers.end();
}

std::optional<wire::Hash32> genesis_of(const ChainView& view, PeerId peer) {
  const PeerSpec& spec = view.world->peer(peer).spec;
  if (const chain::Blockchain* disk = view.chain_of(peer))
    return view.blocks->hash(disk->genesis());
  if (!spec.runs_ibft()) return std::nullopt;
  return spec.chain->genesis_hash;
}

std::vector<Chain> chains_of(const ChainView& view) {
  std::vector<Chain> chains;
  for (std::uint32_t i = 0; i < view.world->peer_count(); ++i) {
    const auto genesis = genesis_of(view, PeerId(i));
    if (!genesis) continue;
    auto known = std::ranges::find(chains, *genesis, &Chain::genesis);
    if (known == chains.end()) known = chains.insert(chains.end(), Chain{*genesis, {}});
    known->peers.push_back(PeerId(i));
  }
  std::ranges::stable_sort(
      chains, [](const Chain& a, const Chain& b) { return a.peers.size() > b.peers.size(); });
  return chains;
}

Chain chain_with(const ChainView& view, PeerId peer) {
  for (Chain& chain : chains_of(view))
    if (chain.contains(peer)) return std::move(chain);
  return {};
}

}  // namespace seatrial::consensus
