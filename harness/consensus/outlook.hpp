// SPDX-License-Identifier: Apache-2.0
// Outlook: when a chain that stands comes back, foretold from what is known at the moment when a
// quorum of its validators is linked again and from nothing later: their timers, the rounds that
// they asked for, and who heard of it. It reads the log once, from stall to stall, and does not
// look at what was observed of the end. // SPEC laws 10, 12, 13, 1b G; goquorum 7.8
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/consensus/chain_watch.hpp"
#include "harness/consensus/ladder.hpp"
#include "harness/consensus/validators.hpp"
#include "harness/report/report.hpp"

namespace seatrial::consensus {

/// The processes, links and timers of a chain's validators, replayed from the log.
class Outlook {
 public:
  Outlook(const ChainView& view, const Chain& chain, const Validators& validators);

  /// The forecast for a stall; stalls must come in the order of time. None where a quorum was not
  /// linked again, or where the timers bring no block.
  std::optional<report::Forecast> of(const report::Stall& stall);
  /// Whether a quorum was linked from the beginning of the last stall to its end.
  bool stayed_linked() const { return stayed_linked_; }

 private:
  struct Known {
    Instant since;  ///< of the head, the start or the last ROUND-CHANGE, whatever was last
    std::uint64_t height = 0;
    std::uint64_t round = 0;
    bool waiting = false;
    std::optional<Instant> asked;  ///< when it sent the ROUND-CHANGE for `round`
    bool running = false;
    bool paused = false;  ///< it keeps its links and timers, and does nothing
    bool mining = false;
  };

  void take(const Observation& seen);
  void take(std::size_t validator, Instant at, const istanbul::Observed& seen);
  void take(std::size_t validator, Instant at, const eth::Observed& seen);
  void take(std::size_t validator, Instant at, ProcessEvent event);
  void set_link(std::size_t validator, PeerId remote, Instant at, bool up);
  void restart(Known& known, Instant at) const;
  RoundTimers timers_of(std::size_t validator, std::uint64_t block) const;
  void hear_what_was_said(Ladder& ladder, std::uint64_t height) const;
  std::size_t number_of(PeerId peer) const;
  void able_changed();
  void links_changed();
  bool ready() const { return validators_.relays ? passing_ >= quorum_ : changers_ >= quorum_; }
  bool able(std::size_t i) const {
    return known_[i].running && !known_[i].paused && known_[i].mining;
  }
  VoteGraph graph(Instant latest = Instant::never()) const;
  std::optional<Rung> climb(const report::Stall& stall, Instant linked) const;
  bool is_late(const Observation& seen) const;
  std::size_t proposer(chain::BlockId head, std::uint64_t round) const;
  chain::BlockId head_of(std::uint64_t height) const;

  const ChainView& view_;
  const Chain& chain_;
  const Validators& validators_;
  std::size_t quorum_;
  std::map<PeerId, std::size_t> numbers_;
  std::size_t next_ = 0;
  std::vector<Known> known_;
  std::vector<std::vector<std::optional<Instant>>> up_;  ///< by end: since when it has the other
  std::vector<std::size_t> links_;                       ///< between able validators
  std::size_t passing_ = 0;   ///< QBFT: the most able validators that hear of one another
  std::size_t changers_ = 0;  ///< able validators with a quorum of links, themselves included
  bool stayed_linked_ = false;
};

}  // namespace seatrial::consensus
