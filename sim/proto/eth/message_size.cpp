// SPDX-License-Identifier: Apache-2.0
// How many bytes a message takes on the wire: the RLP that the real one has, after snappy.
#include "sim/proto/chain/snapshot.hpp"
#include "sim/proto/eth/message.hpp"
#include "sim/wire/encoded_size.hpp"

namespace seatrial::eth {

namespace {

using Size = std::uint32_t;
using wire::rlp_number_size;
using wire::rlp_size;
using wire::snappy_size;

constexpr Size hash_item = 33;
constexpr Size seal_item = 67;     // SPEC goquorum 7.10: 65 bytes each
constexpr Size address_item = 21;  // SPEC goquorum 7.10
/// What snappy makes of 256 zeros: a literal, then copies of at most 64 bytes.
constexpr Size packed_bloom = 16;

/// 32-byte vanity, then [[validators], seal, [committed seals]]. // SPEC goquorum 7.10
constexpr Size extra_data(Size validators) {
  const auto seals = static_cast<Size>(chain::quorum_of(validators, true));
  const Size list = rlp_size(validators * address_item) + seal_item + rlp_size(seals * seal_item);
  return rlp_size(32 + rlp_size(list));
}

/// The fields in the order of SPEC goquorum 7.10; an empty block's, with its bloom compressed.
constexpr Size header(Size validators) {
  const Size hashes = 6 * hash_item;  // parent, uncles, state, transactions, receipts, mixDigest
  const Size numbers = 1 + 4 + 5 + 1 + 5;  // difficulty, number, gas limit, gas used, time
  const Size bloom = 3 + packed_bloom;
  return rlp_size(hashes + address_item + bloom + numbers + extra_data(validators) + 9);
}

struct PayloadSize {
  // SPEC goquorum 6.2: an RLP string around the consensus message; none in QBFT, 8.1
  Size operator()(const istanbul::Message& m) const {
    const Size size = istanbul::encoded_size(m);
    return snappy_size(m.protocol == istanbul::Protocol::qbft ? size : rlp_size(size));
  }
  Size operator()(const NewBlockHash&) const {
    return snappy_size(rlp_size(rlp_size(hash_item + 4)));
  }
  // [[header, transactions, uncles], total difficulty]
  Size operator()(const NewBlock& m) const {
    return snappy_size(rlp_size(rlp_size(header(m.validators) + 2) + 4));
  }
  Size operator()(const GetBlockHeaders& m) const {
    const Size origin = m.by_hash == chain::BlockId::none ? rlp_number_size(m.number) : hash_item;
    return snappy_size(rlp_size(origin + rlp_number_size(m.amount) + rlp_number_size(m.skip) + 1));
  }
  Size operator()(const BlockHeaders& m) const {
    return snappy_size(rlp_size(m.count * header(m.validators)));
  }
  Size operator()(const GetBlockBodies& m) const {
    return snappy_size(rlp_size(m.count * hash_item));
  }
  // an empty body is two empty lists
  Size operator()(const BlockBodies& m) const { return snappy_size(rlp_size(m.count * 3)); }
};

}  // namespace

std::uint32_t payload_size(const Message& message) {
  return std::visit(PayloadSize{}, message);
}

}  // namespace seatrial::eth
