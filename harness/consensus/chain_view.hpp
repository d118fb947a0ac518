// SPDX-License-Identifier: Apache-2.0
// ChainView: what is known of the chains of a world at one moment: the peers, what they logged,
// every block, and what each peer has on its disk. A world shows its own (view_of); tests show one
// of hand-made parts. It points at all of it and owns none, so it lives as short as a question.
#pragma once

#include <optional>
#include <vector>

#include "sim/peer/world.hpp"

namespace seatrial::consensus {

/// The chains of a world at one moment.
struct ChainView {
  const World* world = nullptr;         ///< who the peers are and how they are set
  const ObservationLog* log = nullptr;  ///< may grow while this lives
  const chain::BlockTree* blocks = nullptr;
  std::vector<const chain::Blockchain*> chains;  ///< by PeerId; null before its first start
  Instant now;

  /// The blocks of a peer, or null before its first start.
  const chain::Blockchain* chain_of(PeerId peer) const;
  /// How high a peer's chain is; 0 before its first start.
  std::uint64_t height(PeerId peer) const;
};

/// What a world shows now.
ChainView view_of(const World& world);

/// The peers of one genesis.
struct Chain {
  wire::Hash32 genesis;
  std::vector<PeerId> peers;  ///< in the order of the world

  bool contains(PeerId peer) const;
};

/// The genesis hash that a peer has or would start with; none if it runs no IBFT.
std::optional<wire::Hash32> genesis_of(const ChainView& view, PeerId peer);
/// One for each genesis: that of most peers first, then in the order of the world.
std::vector<Chain> chains_of(const ChainView& view);
/// The chain that a peer is on; one without peers if it runs no IBFT.
Chain chain_with(const ChainView& view, PeerId peer);

}  // namespace seatrial::consensus
