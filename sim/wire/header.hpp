// SPDX-License-Identifier: Apache-2.0
// The block header and the Istanbul section of its extraData: their encodings and the block hash.
// It knows the IBFT form, in which committed seals do not count for the hash; it checks no
// consensus rule.
#pragma once

#include <array>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/wire/uint256.hpp"

namespace seatrial::wire {

/// The mix digest that marks a header as Istanbul's: "ctical byzantine fault tolerance".
Hash32 istanbul_digest();

/// keccak256 of an empty RLP list: the uncle hash of a block without uncles.
Hash32 empty_uncle_hash();

/// The 15 fields of a header, in the order in which they are hashed.
struct Header {  // SPEC goquorum 7.10
  Hash32 parent_hash;
  Hash32 uncle_hash = empty_uncle_hash();
  Address20 coinbase;  ///< in IBFT the candidate of a vote, or zero
  Hash32 state_root;
  Hash32 transactions_root;
  Hash32 receipts_root;
  std::array<std::uint8_t, 256> bloom{};
  Uint256 difficulty;
  std::uint64_t number = 0;
  std::uint64_t gas_limit = 0;
  std::uint64_t gas_used = 0;
  std::uint64_t timestamp = 0;  ///< seconds since 1970
  Bytes extra_data;
  Hash32 mix_hash;
  std::uint64_t nonce = 0;  ///< 8 bytes on the wire, big-endian

  bool operator==(const Header&) const = default;
};

/// What IBFT keeps in extraData: 32 bytes of vanity, then RLP [validators, seal, committed seals].
struct IstanbulExtra {  // SPEC goquorum 7.10
  std::array<std::uint8_t, 32> vanity{};
  std::vector<Address20> validators;
  Bytes seal;                          ///< the proposer's, 65 bytes
  std::vector<Bytes> committed_seals;  ///< 65 bytes each

  bool operator==(const IstanbulExtra&) const = default;
};

/// Reads an IBFT extraData; bytes after the RLP list are an error, as in GoQuorum.
Result<IstanbulExtra> decode_istanbul_extra(ByteSpan extra_data);

/// Writes an IBFT extraData.
Bytes encode_istanbul_extra(const IstanbulExtra& extra);

/// The RLP list of the 15 fields.
Bytes encode_header(const Header& header);

/// The block hash: for an Istanbul header without its committed seals.
Hash32 block_hash(const Header& header);

}  // namespace seatrial::wire
