// SPDX-License-Identifier: Apache-2.0
// The fork id (EIP-2124): a checksum over the genesis hash and the forks passed, sent in Status,
// and the rules by which a peer accepts the fork id of another. It compares block numbers only;
// what a fork changes is none of its business.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/wire/genesis.hpp"

namespace seatrial::wire {

/// Which keys of a chain config count as forks, by GoQuorum release.
enum class ForkRules : std::uint8_t {
  v2_7_0,   ///< v2.7.0 and v20.10: qip714Block counts
  v21_1_on  ///< v21.1.0 and later: qip714Block does not count, newer keys do
};

/// A fork identifier.
struct ForkId {
  std::array<std::uint8_t, 4> hash{};  ///< CRC-32, big-endian
  std::uint64_t next = 0;              ///< the next fork's block number, or 0

  bool operator==(const ForkId&) const = default;
};

/// Why a fork id is refused.
enum class ForkMismatch : std::uint8_t {
  remote_needs_update,                ///< the remote stands before a fork that it does not know
  local_incompatible_or_needs_update  ///< the remote's checksum is none of ours
};

/// GoQuorum's words: "remote needs update", "local incompatible or needs update".
std::string_view to_string(ForkMismatch mismatch);

/// "fc64ec04 next 1150000".
std::string to_string(const ForkId& id);

/// The fork blocks that count: ascending, without 0 and duplicates.
std::vector<std::uint64_t> fork_blocks(const ChainConfig& config, ForkRules rules);

/// The fork id at a head block.
ForkId fork_id(const Hash32& genesis, const std::vector<std::uint64_t>& forks, std::uint64_t head);

/// The fork id of a chain at a head block.
ForkId fork_id(const Genesis& genesis, ForkRules rules, std::uint64_t head);

/// Whether a peer at head accepts a remote's fork id; empty means yes. Forks as from fork_blocks.
std::optional<ForkMismatch> compatible(const Hash32& genesis,
                                       const std::vector<std::uint64_t>& forks, std::uint64_t head,
                                       const ForkId& remote);

}  // namespace seatrial::wire
