// SPDX-License-Identifier: Apache-2.0
// Releases: the first tag of GoQuorum in which each behaviour is present, as far as consensus
// depends on it. What is compared with a peer's version stands here, by the name of what it brings.
#pragma once

#include "sim/peer/peer_spec.hpp"

namespace seatrial::releases {

// SPEC goquorum 14
inline constexpr GoQuorumVersion syncer_of_geth_1_9_20{21, 4, 0};  ///< law 18
inline constexpr GoQuorumVersion qbft{21, 7, 0};                   ///< and testQBFTBlock
inline constexpr GoQuorumVersion sections{22, 4, 0};               ///< ibft, qbft, transitions
inline constexpr GoQuorumVersion no_stopped_engine{22, 4, 4};
inline constexpr GoQuorumVersion empty_block_period{22, 7, 0};
inline constexpr GoQuorumVersion request_timeout_cap{23, 4, 0};

}  // namespace seatrial::releases
