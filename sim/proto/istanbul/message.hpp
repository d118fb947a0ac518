// SPDX-License-Identifier: Apache-2.0
// Message: what IBFT and QBFT validators tell one another, as values instead of signed bytes. The
// digest of a PRE-PREPARE stands for the whole block that the real one carries, and what a QBFT
// message carries to justify itself is named by a ProofId (qbft/proofs.hpp). Two messages with one
// content are the same message, as signatures are deterministic: a receiver that has seen one drops
// the other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "sim/proto/chain/block_tree.hpp"

namespace seatrial::istanbul {

/// The four kinds, with the numbers of the wire. // SPEC goquorum 7.3
enum class Code : std::uint8_t { pre_prepare = 0, prepare = 1, commit = 2, round_change = 3 };
/// "PRE-PREPARE", "PREPARE", "COMMIT", "ROUND-CHANGE".
std::string_view text(Code code);

/// Which block is agreed on, and in which attempt; ordered by sequence, then round.
struct View {
  std::uint64_t sequence = 0;
  std::uint64_t round = 0;
  auto operator<=>(const View&) const = default;
};
/// "{sequence 119, round 0}".
std::string to_string(const View& view);

/// Whose event tables a message is for; on the wire the two have different codes.
/// // SPEC goquorum 8.1
enum class Protocol : std::uint8_t { ibft, qbft };

/// What a QBFT message carries of others' messages; dense within a run.
enum class ProofId : std::uint32_t { none = UINT32_MAX };

/// One signed message.
struct Message {
  Code code = Code::pre_prepare;
  View view;
  /// None in a ROUND-CHANGE of IBFT; in one of QBFT the block that was prepared, if any.
  chain::BlockId digest = chain::BlockId::none;
  chain::AddressRef from = chain::AddressRef::none;  ///< who signed it
  Protocol protocol : 8 = Protocol::ibft;
  std::uint32_t round_changes : 12 = 0;  ///< how many `proof` holds; they make its size
  std::uint32_t prepares : 12 = 0;       ///< the same of PREPAREs
  ProofId proof = ProofId::none;         ///< QBFT only
  bool operator==(const Message&) const = default;
};
static_assert(sizeof(Message) <= 40, "a broadcast to 512 validators copies it 511 times");

/// A number of validators as a message counts them: more than 4095 are as good as 4095.
constexpr std::uint32_t carried(std::size_t count) {
  return static_cast<std::uint32_t>(count < 0xfff ? count : 0xfff) & 0xfffU;
}

/// Stands for the keccak256 by which duplicates are known. // SPEC goquorum 7.9
std::uint64_t hash_of(const Message& message);
/// Bytes of the payload before compression; `validators` is how many the extraData of a
/// PRE-PREPARE's block lists, which is empty but for that. // SPEC goquorum 7.3, 7.10, 8.1, 8.2
std::uint32_t encoded_size(const Message& message, std::size_t validators = 5);
/// "COMMIT {sequence 119, round 0}".
std::string to_string(const Message& message);

}  // namespace seatrial::istanbul
