// SPDX-License-Identifier: Apache-2.0
// Advice about the mesh of validators: what the links as they are forbid, and which are missing for
// the next round change, before it is needed. A chain over a sparse mesh makes a block each second
// and looks healthy; the first proposer that is late stops it for good, because a ROUND-CHANGE is
// hardly ever passed on. // SPEC law 1b E, F; goquorum 7.14
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/losses.hpp"

namespace seatrial::consensus {

/// What there is to say about the links of a chain's validators.
struct Advice {
  std::string mesh;                ///< what they forbid; empty where each is linked with each
  std::vector<std::string> links;  ///< "a/a1 - b/b1": what to add, so that each round can change
  bool operator==(const Advice&) const = default;
};

/// Advice for the validators that are there.
Advice advice_of(const VoteGraph& graph, const Sites& sites);

/// The graph as the static reading of the files has it: all processes count as running, and a link
/// that is unknown counts as up.
VoteGraph graph_of_files(World& world, const Validators& validators);

}  // namespace seatrial::consensus
