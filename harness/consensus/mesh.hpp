// SPDX-License-Identifier: Apache-2.0
// Mesh: which processes ran, mined and were linked at an instant, replayed from the observation
// log. A link counts while both ends have established it. Messages pass between validators only. A
// round change of IBFT is hardly relayed, so those who can agree are those who are all linked to
// one another; in QBFT a path of validators is enough. // SPEC law 1b E, F; qbft-law 14
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/consensus/validators.hpp"
#include "harness/consensus/vote_graph.hpp"

namespace seatrial::consensus {

/// What the validators of a chain could do while nothing changed between them.
struct Reach {
  std::size_t group = 0;  ///< the largest set that runs, mines and can agree
  std::size_t running = 0;
  std::size_t mining = 0;               ///< of those that run
  std::size_t links = 0;                ///< between those that run
  std::size_t passing = 0;              ///< the most that can pass votes on, also over others
  std::size_t changers = 0;             ///< how many hear a quorum ask for another round
  std::vector<std::string> down;        ///< validators that do not run, or that nobody has
  std::vector<std::string> not_mining;  ///< that run, and do not mine
  std::vector<std::string> syncing;     ///< whose engine a block sync stopped. // SPEC law 17
  std::set<PeerId> members;             ///< of the group
  bool operator==(const Reach&) const = default;
};

/// The processes and links of a world, at one instant after the other.
class Mesh {
 public:
  explicit Mesh(const ChainView& view) : view_(&view) {}

  /// Takes in what was logged up to an instant and at it.
  void read_until(Instant at);
  /// When the next entry about processes or links comes, if that is before an instant.
  std::optional<Instant> next_before(Instant end);

  bool running(PeerId peer) const { return running_.contains(peer); }
  bool mining(PeerId peer) const { return mining_.contains(peer); }
  bool linked(PeerId a, PeerId b) const;
  /// What these validators can do. The group is found greedily from each of them: exact where
  /// links form groups, as cuts make them; never too large.
  Reach reach(const Validators& validators) const;
  /// Who runs and mines of these validators, and their links.
  VoteGraph graph(const Validators& validators) const;

 private:
  void take(const Observation& seen);
  void take(const Observation& seen, const p2p::Observed& observed);
  void take(const Observation& seen, const eth::Observed& observed);
  void take(PeerId peer, ProcessEvent event);
  std::set<PeerId> group_of(const std::vector<PeerId>& able, bool relays) const;

  const ChainView* view_;
  std::size_t next_ = 0;
  std::set<PeerId> running_;
  std::set<PeerId> mining_;
  std::set<PeerId> syncing_;
  std::set<std::pair<PeerId, PeerId>> established_;  ///< who has it, with whom
};

}  // namespace seatrial::consensus
