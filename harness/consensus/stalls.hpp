// SPDX-License-Identifier: Apache-2.0
// Stalls: the times in which a chain got no block though it should have, and why. A chain counts by
// the first import of each height, by whichever of its peers; a stall lasts from one to the next
// and is longer than the request timeout and 2 s more. A proposer that is missing costs one
// timeout, so that alone is no stall: such blocks are counted as late. Before block 1 the time
// counts from the start of the first validator that mines.
#pragma once

#include "harness/consensus/chain_watch.hpp"
#include "harness/consensus/mesh.hpp"
#include "harness/report/report.hpp"

namespace seatrial::consensus {

/// How a chain went on: its stalls and, among the other blocks, those that cost a round.
struct Progress {
  std::vector<report::Stall> stalls;  ///< in the order of time, without causes
  std::vector<report::Phase> phases;  ///< stalls and what was between them
  std::size_t late = 0;               ///< blocks that took at least a request timeout
  bool operator==(const Progress&) const = default;
};

/// The progress of a chain up to view.now. `watch` has read the log.
Progress progress_of(const ChainView& view, const Chain& chain, const ChainWatch& watch);

/// The shortest time without a block that is a stall, by the flags of these validators.
Duration stall_threshold(const ChainView& view, const Validators& validators);

/// Why a chain stood, and without whom.
struct Why {
  std::string text;  ///< "3 of 5 validators could reach one another; quorum is 4"
  std::vector<std::string> missing;
};

/// Why a chain got no block after `height` between two instants, in one sentence. The state that
/// was worst for at least 5 s counts, so that neither links that a cut has not killed yet nor those
/// that came back hide it.
Why why_of(const ChainView& view, const Chain& chain, const ChainWatch& watch,
           const report::Stall& stall);

/// "PRE-PREPARE of block 12 from a/a2 to b/b1 at 21.04 s: link_cut at the line a-b": the first
/// message about the missing block that did not get through; "" if all did.
std::string first_lost(const ChainView& view, const Chain& chain, const report::Stall& stall);

/// Where a time without blocks began and the chain stood then, for a peer of it: between two
/// instants, with its cause, as far as it can be told.
report::Stall stall_between(const ChainView& view, const Chain& chain, const ChainWatch& watch,
                            PeerId peer, Instant from, Instant to);

}  // namespace seatrial::consensus
