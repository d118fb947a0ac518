// SPDX-License-Identifier: Apache-2.0
// Justification: when a proposal of a later round is safe: a quorum of ROUND-CHANGEs says that
// nobody prepared anything, or the block is the one that was prepared last. Pure functions over
// values, with the checks of GoQuorum in their order and its words; like GoQuorum's they count
// entries and trust that each is of another validator. // SPEC goquorum 8.3
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sim/proto/chain/block_tree.hpp"

namespace seatrial::qbft {

/// A PREPARE as others pass it on.
struct SignedPrepare {
  std::uint64_t round = 0;
  chain::BlockId digest = chain::BlockId::none;
  chain::AddressRef from = chain::AddressRef::none;
  bool operator==(const SignedPrepare&) const = default;
};

/// A ROUND-CHANGE as others pass it on, without the block and the PREPAREs that came with it.
struct SignedRoundChange {
  std::optional<std::uint64_t> prepared_round;  ///< none: its sender prepared nothing
  chain::BlockId prepared = chain::BlockId::none;
  chain::AddressRef from = chain::AddressRef::none;
  bool operator==(const SignedRoundChange&) const = default;
};

/// What a justification is worth.
enum class Justified : std::uint8_t {
  yes,
  few_round_changes,     ///< less than a quorum of ROUND-CHANGEs
  few_prepares,          ///< some PREPAREs, and less than a quorum
  prepares_differ,       ///< PREPAREs of several rounds, or of another block
  nil_quorum_missing,    ///< no PREPAREs, and less than a quorum prepared nothing
  prepared_not_matched,  ///< no ROUND-CHANGE tells of the PREPAREs, or too many prepared later
};
/// GoQuorum's error, "" for yes.
std::string_view text(Justified result);

/// Whether a block may be proposed in a round above 0. // SPEC goquorum 8.3 "Justified"
Justified justify(chain::BlockId proposal, std::span<const SignedRoundChange> round_changes,
                  std::span<const SignedPrepare> prepares, std::size_t quorum);

/// Whether PREPAREs prove what a ROUND-CHANGE says: a quorum, all of that round and that block.
bool prove(std::span<const SignedPrepare> prepares, std::uint64_t round, chain::BlockId digest,
           std::size_t quorum);

}  // namespace seatrial::qbft
