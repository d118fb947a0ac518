// SPDX-License-Identifier: Apache-2.0
// Ladder: the round timers of a chain's validators from one instant on, and nothing else: when will
// enough of them ask for one and the same round? It is the arithmetic behind the forecast of a
// stall's end: messages take no time, blocks take none either, and nothing that is not known at its
// beginning comes to pass. In IBFT a quorum begins a round together; in QBFT each enters it by
// itself, F+1 in higher rounds pull one along, and all that is heard is passed on.
// // SPEC goquorum 7.7 "ROUND-CHANGE receipt", 7.8, 8.3; laws 12, 1b G; qbft-law 2, 5
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "harness/consensus/vote_graph.hpp"
#include "sim/peer/consensus_settings.hpp"

namespace seatrial::consensus {

/// The timer of one validator.
struct Clock {
  Instant ends;
  std::uint64_t round = 0;
  bool waiting = false;  ///< IBFT: it has asked for this round, which has not begun
  RoundTimers timers;
};

/// The next block that the timers bring.
struct Rung {
  Instant at;
  std::uint64_t round = 0;  ///< in which it is made
  bool operator==(const Rung&) const = default;
};

/// Timers that run down.
class Ladder {
 public:
  /// `faulty` is F. A clock counts only where the graph has its validator. A graph that relays is
  /// QBFT's.
  Ladder(VoteGraph graph, std::size_t faulty, const std::vector<Clock>& clocks);

  /// One validator had already got another's ROUND-CHANGE (or its own) when it begins.
  void hear(std::size_t validator, std::size_t from, std::uint64_t round);
  /// The timers run from here on. Whoever has heard a quorum ask for a round by now begins it.
  void settle(Instant now);
  /// The first time that a quorum begins one round together with its proposer, who is given by
  /// number for each round; none if that does not come up to round 30.
  std::optional<Rung> next(const std::function<std::size_t(std::uint64_t)>& proposer);

 private:
  struct Validator {
    Clock clock;
    bool began = false;  ///< this round, since the ladder began
    std::vector<std::pair<std::uint64_t, std::set<std::size_t>>> heard;  ///< by round
  };

  std::size_t first_to_end() const;
  void time_out(std::size_t validator);
  void ask(std::size_t validator, std::uint64_t round);
  void enter(std::size_t validator, std::uint64_t round);
  void receive_relayed(std::size_t validator, std::size_t from, std::uint64_t round);
  void receive(std::size_t validator, std::size_t from, std::uint64_t round);
  void begin(std::size_t validator, std::uint64_t round);
  void wind(Clock& clock, std::uint64_t round) const;
  std::set<std::size_t>& heard(std::size_t validator, std::uint64_t round);
  bool together(std::uint64_t round, std::size_t proposer);
  std::set<std::uint64_t> begun() const;
  std::optional<Rung> rung(const std::function<std::size_t(std::uint64_t)>& proposer);

  VoteGraph graph_;
  std::size_t faulty_;
  std::vector<Validator> all_;
  std::vector<std::size_t> parts_;  ///< of the graph: who hears of whom, where all is passed on
  Instant now_;
};

}  // namespace seatrial::consensus
