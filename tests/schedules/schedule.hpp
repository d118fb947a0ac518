// SPDX-License-Identifier: Apache-2.0
// A random schedule of one seed: one to seven validators that go through partitions, lost and late
// messages, links that come and go and crashes, while up to F of them restart without their locks
// or lie; then all is healed but the liars. It is run on an IbftNet and judged: never two blocks at
// one height, and the next block within the time that the round timers imply.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sim/core/instant.hpp"

namespace seatrial::istanbul::testing {

/// What a schedule may do.
struct Limits {
  std::optional<std::uint64_t> ceil = 0;  ///< ceil2Nby3Block
  std::size_t validators = 0;             ///< 0: one to seven by chance
  bool qbft = false;                      ///< by the rules of QBFT, from block 1 on
};

/// How it went.
struct Judged {
  std::size_t validators = 0;
  std::size_t liars = 0;
  std::size_t commits = 0;
  std::size_t rounds_begun = 0;
  std::size_t forks = 0;     ///< commits of honest validators against an earlier one
  bool resumed = false;      ///< a block came to all honest ones after all was healed
  bool locks_block = false;  ///< locks stand against one another, or too few are free of them
  Duration waited;           ///< from then to the block
  Duration bound;            ///< that the timers imply
};

/// Runs the schedule of a seed.
Judged run_schedule(std::uint64_t seed, const Limits& limits);
/// Whether nothing is wrong: no fork, and resumed in time unless locks stand against one another.
bool is_good(const Judged& judged);
/// One line: "seed 7: 5 validators, 1 lies: 2 blocks at one height".
std::string text(std::uint64_t seed, const Judged& judged);

/// How long `validators` may need for a block once all that is down or lost is back, where the
/// furthest of them is in `round`. // SPEC goquorum 7.8, 7.13
Duration longest_wait(Duration request_timeout, std::uint64_t round, std::size_t validators);
/// The same by QBFT's timers. // SPEC qbft-law 1, 5
Duration longest_wait_of_qbft(Duration request_timeout, std::uint64_t round,
                              std::size_t validators);

}  // namespace seatrial::istanbul::testing
