// SPDX-License-Identifier: Apache-2.0
// Who makes the blocks of a chain: the validators after a head with the peers that they are, the
// quorum that they need, and by which formula on which line. It counts and does not watch. A
// validator whose key no peer of the world has keeps its address as a name.
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/chain_view.hpp"
#include "harness/scenario/scene.hpp"
#include "sim/peer/consensus_settings.hpp"

namespace seatrial::consensus {

/// One validator.
struct Validator {
  wire::Address20 address;
  std::string name;            ///< "a/quorum-node1", or the checksummed address
  PeerId peer = PeerId::none;  ///< whose node key it is, if anybody's
  bool operator==(const Validator&) const = default;
};

/// The validators for the next block, and what they need.
struct Validators {
  std::vector<Validator> all;  ///< as their consensus sorts them
  std::size_t faulty = 0;      ///< F. // SPEC goquorum 7.2
  std::size_t quorum = 0;
  bool ceil = false;    ///< by ceil(2N/3); else 2F+1
  bool relays = false;  ///< QBFT: round changes are passed on too. // SPEC qbft-law 14

  std::size_t size() const { return all.size(); }
  /// How many may be lost with blocks still being made: N - Q; none where the quorum is 1, since a
  /// round change completes with nobody then. // SPEC law 1b H
  std::size_t may_fail() const { return quorum <= 1 ? 0 : size() - quorum; }
  /// Whether two disjoint sets of them are both a quorum. // SPEC goquorum 7.2
  bool may_fork() const { return size() > 1 && 2 * quorum <= size(); }
  bool operator==(const Validators&) const = default;
};

/// As a peer knows them after a block of its chain.
Validators validators_after(const ChainView& view, PeerId peer, chain::BlockId block);
/// As a peer knows them now: after its head, or those of its genesis before the first start.
Validators validators_of(const ChainView& view, PeerId peer);
/// The timers of a block with the shortest request timeout of those whose process is known;
/// GoQuorum's defaults if of none.
RoundTimers shortest_timers(const World& world, const Validators& validators, std::uint64_t block);
/// The peer of a chain that is highest; the first of several.
PeerId highest_peer(const ChainView& view, const Chain& chain);

/// "ceil(2N/3), a/out/genesis.json:24:5": the formula that a peer counts by, and the line that
/// says so as far as it is known.
std::string formula_of(const scenario::Scene& scene, PeerId peer, bool ceil);

}  // namespace seatrial::consensus
