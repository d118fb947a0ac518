// SPDX-License-Identifier: Apache-2.0
// Answers: what a node tells a peer that asks for headers or bodies, from its own chain and within
// geth's limits. Pure functions.
#pragma once

#include <vector>

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/eth/message.hpp"

namespace seatrial::eth {

inline constexpr std::uint32_t max_headers = 192;  // SPEC goquorum 6.2
inline constexpr std::uint32_t max_bodies = 128;   // SPEC goquorum 6.2

/// The headers that a node has of those asked for; maybe none.
BlockHeaders answer(const chain::Blockchain& chain, const GetBlockHeaders& request);
/// The bodies that a node has of those asked for.
BlockBodies answer(const chain::Blockchain& chain, const GetBlockBodies& request);

/// The blocks that a run of headers names, lowest first.
std::vector<chain::BlockId> blocks_of(const chain::BlockTree& tree, const BlockHeaders& headers);

}  // namespace seatrial::eth
