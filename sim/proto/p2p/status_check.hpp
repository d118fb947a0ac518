// SPDX-License-Identifier: Apache-2.0
// Status check: whether two chains go together, in GoQuorum's order and words. Pure, so that the
// static check asks the same question as a running server. The chain's own description is shared by
// all servers of one genesis; only head and status differ.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/proto/p2p/observed.hpp"
#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

/// What one peer knows of its own chain.
struct LocalChain {
  Status status;                     ///< as it is sent, except for the protocol
  std::uint64_t head_number = 0;     ///< block number of the head
  std::vector<std::uint64_t> forks;  ///< as from wire::fork_blocks

  bool operator==(const LocalChain&) const = default;
};

/// A chain at its genesis block, with the fork id that belongs there.
LocalChain chain_at_genesis(std::uint64_t network_id, const wire::Hash32& genesis,
                            std::vector<std::uint64_t> forks);
/// Moves the head, and the fork id with it. Total difficulty counts from the genesis' own.
void move_head(LocalChain& chain, std::uint64_t number, const wire::Hash32& hash,
               std::uint64_t total_difficulty, std::uint32_t head_block = 0);

/// Why the remote's Status is refused, if it is. `protocol` is what both chose; the order of the
/// checks depends on it: network, version, genesis, fork id, and on istanbul/64 and eth/63 genesis
/// first and no fork id.
std::optional<Cause> check_status(const LocalChain& local, Capability protocol,
                                  const Status& remote);

}  // namespace seatrial::p2p
