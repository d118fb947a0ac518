// SPDX-License-Identifier: Apache-2.0
// The consensus verdict: one paragraph about a chain for a reader who never heard of F: who makes
// its blocks, how many of them and which clusters may fail, and when it stood and why. It is made
// of facts that others found, and it judges them by N - Q and not by F.
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/stalls.hpp"

namespace seatrial::consensus {

/// How many validators a cluster has.
struct Share {
  std::string cluster;
  std::size_t validators = 0;
  bool operator==(const Share&) const = default;
};

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
  std::vector<Share> shares;        ///< in the order of the world; clusters with validators only
  std::vector<OtherQuorum> others;  ///< the field is in no genesis hash. // SPEC goquorum 7.2
  std::vector<report::Stall> stalls;
  std::vector<std::string> ended;       ///< how each stall ended, beside `stalls`; may be empty
  std::size_t late = 0;                 ///< blocks that cost a round
  std::optional<std::uint64_t> height;  ///< of the highest peer; none without a run
};

/// Whether the chain stops without the validators of a cluster.
bool halts_without(const Validators& validators, const Share& share);
/// The paragraph.
std::string verdict_of(const Facts& facts);

}  // namespace seatrial::consensus
