// SPDX-License-Identifier: Apache-2.0
// ForkWatch: whether honest peers of one genesis ever had different blocks of one number, also for
// a moment that is over. It reads the log on, so that a run can ask it again and again. A fork says
// which rule of GoQuorum let it happen: quorums too small to share a validator, liars among those
// that they share, or votes that a restart made forget.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <map>
#include <string>
#include <vector>

#include "harness/consensus/chain_view.hpp"
#include "harness/finding/finding.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::consensus {

/// Two blocks on one parent that different peers had as theirs.
struct Fork {
  chain::BlockId one = chain::BlockId::none;  ///< imported first
  chain::BlockId other = chain::BlockId::none;
  PeerId with_one = PeerId::none;
  PeerId with_other = PeerId::none;
  Instant at;  ///< when the second of the two was imported
  bool operator==(const Fork&) const = default;
};

/// The forks of a run so far.
class ForkWatch {
 public:
  /// Takes in what was logged since.
  void read(const ChainView& view);
  /// In the order of time.
  const std::vector<Fork>& forks() const { return forks_; }
  /// Who told a lie so far: its own branch is no fork, and its vote counts on both sides.
  bool dishonest(PeerId peer) const { return liars_.contains(peer); }
  /// Whether a peer's process had ended by an instant.
  bool stopped_by(PeerId peer, Instant at) const;

 private:
  void take(const ChainView& view, const Observation& seen);
  void take_head(const ChainView& view, const Observation& seen, chain::BlockId head);

  struct First {
    chain::BlockId block = chain::BlockId::none;
    PeerId peer = PeerId::none;
  };

  std::size_t next_ = 0;
  std::map<chain::BlockId, std::vector<First>> firsts_;  ///< by genesis, then number
  boost::unordered_flat_set<std::uint32_t> seen_;        ///< blocks that some honest peer had
  boost::unordered_flat_set<PeerId> liars_;
  std::map<PeerId, Instant> first_stops_;
  std::vector<Fork> forks_;
};

/// One finding for each chain that forked: which block, who has which, and why the rules let it.
Findings fork_findings(const scenario::Scene& scene, const ChainView& view, const ForkWatch& watch);

}  // namespace seatrial::consensus
