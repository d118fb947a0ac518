// SPDX-License-Identifier: Apache-2.0
// The rules of IBFT that are plain arithmetic: what one process runs with, how many validators are
// a quorum, who proposes, how long a round lasts. They hold no state; the event tables are Core's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/proto/chain/snapshot.hpp"
#include "sim/proto/qbft/rules.hpp"

namespace seatrial::istanbul {

/// Whether the quorum is 2F+1 whatever else is said, from a block on. // SPEC goquorum 7.15
struct TwoFPlus1 {
  std::uint64_t block = 0;
  bool enabled = false;
  bool operator==(const TwoFPlus1&) const = default;
};

/// What one process runs its consensus with. // SPEC goquorum 7.1
struct EngineConfig {
  chain::AddressRef self = chain::AddressRef::none;
  Duration request_timeout = seconds(10);
  std::uint64_t policy = 0;                         ///< 0 round robin, 1 sticky
  std::optional<std::uint64_t> ceil_2n_by_3_block;  ///< none: 2F+1 for ever
  std::optional<qbft::Config> qbft{};               ///< none: IBFT for ever
  bool relay = true;                                ///< see Gossip
  std::vector<TwoFPlus1> two_f_plus_1{};            ///< by ascending block
  bool operator==(const EngineConfig&) const = default;
};

/// The quorum of IBFT for the block `sequence` under these settings. // SPEC goquorum 7.2
std::size_t quorum(const EngineConfig& config, std::uint64_t sequence, std::size_t validators);
/// Who proposes the block after `head` in a round; none if there are no validators.
/// // SPEC goquorum 7.6
chain::AddressRef proposer_of(const chain::BlockTree& tree, const chain::Snapshot& validators,
                              chain::BlockId head, std::uint64_t round, std::uint64_t policy);
/// How long the timer of a round runs. // SPEC goquorum 7.8
Duration round_length(Duration request_timeout, std::uint64_t round);
inline Duration round_length(const EngineConfig& config, std::uint64_t round) {
  return round_length(config.request_timeout, round);
}

}  // namespace seatrial::istanbul
