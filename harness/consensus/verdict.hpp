// SPDX-License-Identifier: Apache-2.0
// The consensus verdict: one paragraph about a chain for a reader who never heard of F: who makes
// its blocks, how many of them, which clusters and which lines may fail, and how the run went. It
// is made of facts that others found, and it judges them by N - Q and not by F.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/consensus/losses.hpp"
#include "harness/consensus/stalls.hpp"

namespace seatrial::consensus {

/// Peers that count by another formula than the first validator.
struct OtherQuorum {
  std::vector<std::string> peers;
  std::size_t quorum = 0;
  std::string formula;
  bool operator==(const OtherQuorum&) const = default;
};

/// What a verdict is made of.
struct Facts {
  Validators validators;
  std::string formula;              ///< "ceil(2N/3), genesis.json:24:5"
  Sites sites;                      ///< where the validators are
  RoundTimers timers;               ///< by the validators' flags and genesis
  bool sticky = false;              ///< policy 1: nobody takes turns. // SPEC goquorum 7.6
  std::vector<OtherQuorum> others;  ///< the field is in no genesis hash. // SPEC goquorum 7.2
  std::vector<report::Stall> stalls;
  std::vector<report::Phase> phases;
  std::size_t late = 0;                 ///< blocks that cost a round
  std::optional<std::uint64_t> height;  ///< of the highest peer; none without a run
};

/// Whether the chain stops without the validators of a cluster.
bool halts_without(const Validators& validators, const Sites& sites, std::size_t site);
/// The paragraph.
std::string verdict_of(const Facts& facts);

}  // namespace seatrial::consensus
