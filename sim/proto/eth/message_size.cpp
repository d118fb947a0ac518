// SPDX-License-Identifier: Apache-2.0
// How many bytes a message takes on the wire: the RLP that the real one has, after snappy.
#include "sim/proto/chain/snapshot.hpp"
#include "sim/proto/eth/message.hpp"

namespace seatrial::eth {

namespace {

using Size = std::uint32_t;

constexpr Size hash_item = 33;
constexpr Size seal_item = 67;     // SPEC goquorum 7.10: 65 bytes each
constexpr Size address_item = 21;  // SPEC goquorum 7.10
/// What snappy makes of 256 zeros: a literal, then copies of at most 64 bytes.
constexpr Size packed_bloom = 16;

/// RLP of a list or a string whose content takes that many bytes.
constexpr Size with_header(Size content) {
  return content + (content < 56 ? 1U : content < 256 ? 2U : content < 65536 ? 3U : 4U);
}

/// RLP of a number: itself up to 127, else a length byte and its bytes.
constexpr Size number_item(std::uint64_t value) {
  if (value < 128) return 1;
  Size bytes = 0;
  for (; value != 0; value >>= 8) ++bytes;
  return 1 + bytes;
}

/// Snappy's block format for a payload that does not shrink: length, literal tag, bytes.
constexpr Size compressed(Size payload) {
  return payload + (payload < 128 ? 1U : 2U) + (payload <= 60 ? 1U : payload <= 256 ? 2U : 3U);
}

/// 32-byte vanity, then [[validators], seal, [committed seals]]. // SPEC goquorum 7.10
constexpr Size extra_data(Size validators) {
  const auto seals = static_cast<Size>(chain::quorum_of(validators, true));
  const Size list =
      with_header(validators * address_item) + seal_item + with_header(seals * seal_item);
  return with_header(32 + with_header(list));
}

/// The fields in the order of SPEC goquorum 7.10; an empty block's, with its bloom compressed.
constexpr Size header(Size validators) {
  const Size hashes = 6 * hash_item;  // parent, uncles, state, transactions, receipts, mixDigest
  const Size numbers = 1 + 4 + 5 + 1 + 5;  // difficulty, number, gas limit, gas used, time
  const Size bloom = 3 + packed_bloom;
  return with_header(hashes + address_item + bloom + numbers + extra_data(validators) + 9);
}

struct PayloadSize {
  // SPEC goquorum 6.2: an RLP string around the consensus message
  Size operator()(const istanbul::Message& m) const {
    return compressed(with_header(istanbul::encoded_size(m)));
  }
  Size operator()(const NewBlockHash&) const {
    return compressed(with_header(with_header(hash_item + 4)));
  }
  // [[header, transactions, uncles], total difficulty]
  Size operator()(const NewBlock& m) const {
    return compressed(with_header(with_header(header(m.validators) + 2) + 4));
  }
  Size operator()(const GetBlockHeaders& m) const {
    const Size origin = m.by_hash == chain::BlockId::none ? number_item(m.number) : hash_item;
    return compressed(with_header(origin + number_item(m.amount) + number_item(m.skip) + 1));
  }
  Size operator()(const BlockHeaders& m) const {
    return compressed(with_header(m.count * header(m.validators)));
  }
  Size operator()(const GetBlockBodies& m) const {
    return compressed(with_header(m.count * hash_item));
  }
  // an empty body is two empty lists
  Size operator()(const BlockBodies& m) const { return compressed(with_header(m.count * 3)); }
};

}  // namespace

std::uint32_t payload_size(const Message& message) {
  return std::visit(PayloadSize{}, message);
}

}  // namespace seatrial::eth
