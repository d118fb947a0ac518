// SPDX-License-Identifier: Apache-2.0
// The consensus part of a report: for each genesis its validators, what they survive, how high its
// peers got, when it stood and why. A chain that nobody mines and that got no block has none, and
// neither has one without a known validator. Without a run there are no heights and no stalls.
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/chain_watch.hpp"
#include "harness/report/report.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::consensus {

/// The chains of a scene as they are now; that of most peers first.
std::vector<report::Consensus> consensus_of(const scenario::Scene& scene);
/// The same of another view than the world's own.
std::vector<report::Consensus> consensus_of(const scenario::Scene& scene, const ChainView& view);

/// Why a peer's chain got no block between two instants, with the quorum's formula: "because 3 of 5
/// validators could reach one another; quorum is 4 (ceil(2N/3), genesis.json:24:5)".
std::string because(const scenario::Scene& scene, const ChainView& view, const ChainWatch& watch,
                    PeerId peer, Instant from, Instant to);

}  // namespace seatrial::consensus
