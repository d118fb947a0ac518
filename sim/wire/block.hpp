// SPDX-License-Identifier: Apache-2.0
// A block as it travels: header, transactions, uncles. Transactions stay encoded, as nothing here
// looks into one; GoQuorum's rules allow no uncles, yet a peer may send some, which are kept so
// that the uncle hash can be held against them. No consensus rule is checked here.
#pragma once

#include "sim/wire/decode_header.hpp"

namespace seatrial::wire {

/// What BlockBodies sends of a block. // SPEC goquorum 6.2
struct BlockBody {
  std::vector<Bytes> transactions;  ///< each as one RLP item
  std::vector<Header> uncles;

  bool operator==(const BlockBody&) const = default;
};

/// A whole block. // SPEC goquorum 6.2
struct Block {
  Header header;
  BlockBody body;

  bool operator==(const Block&) const = default;
};

/// The RLP list [transactions, uncles].
Bytes encode_body(const BlockBody& body);
/// Reads what encode_body writes.
Result<BlockBody> decode_body(const rlp::View& view);

/// The RLP list [header, transactions, uncles].
Bytes encode_block(const Block& block);
/// Reads what encode_block writes.
Result<Block> decode_block(const rlp::View& view);

/// The root that the header must name for these transactions.
Hash32 transactions_root(const BlockBody& body);
/// The hash that the header must name for these uncles.
Hash32 uncle_hash(const BlockBody& body);

}  // namespace seatrial::wire
