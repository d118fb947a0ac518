// SPDX-License-Identifier: Apache-2.0
// The rules of QBFT that are plain arithmetic: what is in force at a block, how long a round lasts,
// how many validators are a quorum. Settings come from the genesis and its transitions, which
// change them at a block, each on top of the one before; nothing here is compared by any handshake.
// The faults that real nodes were seen to have are settings too, and off unless somebody asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/ratio.hpp"

namespace seatrial::qbft {

/// What is in force for one block. // SPEC goquorum 8.4
struct Settings {
  Duration request_timeout = seconds(10);  ///< of round 0
  Duration max_request_timeout{};          ///< no round lasts longer; 0: no cap
  std::uint64_t block_period = 1;          ///< seconds
  std::uint64_t empty_block_period = 0;    ///< seconds, if longer than block_period
  bool two_f_plus_1 = false;               ///< the quorum is 2F+1; else ceil(2N/3)
  bool operator==(const Settings&) const = default;
};

/// What holds from a block on.
struct SettingsChange {
  std::uint64_t block = 0;
  Settings settings;
  bool operator==(const SettingsChange&) const = default;
};

/// Faults of the real code, which turn a forecast into a range.
struct Faults {
  /// A node that follows others into a round while its own timer is about to end goes on into the
  /// next one. // SPEC qbft-law 6
  Ratio double_step{};
  /// Per node and block: an old timer ends round 0 early. // SPEC qbft-law 7
  Ratio stray_timer{};
  bool operator==(const Faults&) const = default;
};
/// How often they were seen. // SPEC qbft-law 6, 7
inline constexpr Faults observed_faults{{11, 1'176}, {13, 9'400}};

/// What one process runs QBFT with.
struct Config {
  std::uint64_t from = 0;               ///< the first block that QBFT makes; IBFT before it
  Settings genesis;                     ///< until the first change
  std::vector<SettingsChange> changes;  ///< by ascending block
  Faults faults;

  /// What is in force for a block.
  const Settings& at(std::uint64_t block) const;
  bool operator==(const Config&) const = default;
};

/// How long the timer of a round runs: T doubles with each round, up to the cap. // SPEC qbft-law 1
Duration round_length(const Settings& settings, std::uint64_t round);
/// ceil(2N/3), or 2F+1 where a transition says so. // SPEC qbft-law 8
std::size_t quorum(const Settings& settings, std::size_t validators);

}  // namespace seatrial::qbft
