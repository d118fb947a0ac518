// SPDX-License-Identifier: Apache-2.0
// The messages of eth (istanbul/99 has the same) that bring blocks to a follower, as bytes: who has
// which block, the block itself, headers and bodies on request. Status is sim/proto/devp2p's, and
// transactions between blocks are not modelled. When to ask whom is sim/proto/eth's to know.
#pragma once

#include <variant>

#include "sim/wire/block.hpp"

namespace seatrial::wire {

/// Codes relative to the protocol. // SPEC goquorum 6.2
enum class EthCode : std::uint8_t {
  status = 0x00,
  new_block_hashes = 0x01,
  transactions = 0x02,
  get_block_headers = 0x03,
  block_headers = 0x04,
  get_block_bodies = 0x05,
  block_bodies = 0x06,
  new_block = 0x07,
  istanbul = 0x11
};

/// The most of each that an answer has. // SPEC goquorum 6.2
inline constexpr std::size_t max_headers_served = 192;
inline constexpr std::size_t max_bodies_served = 128;

/// A block that the sender has.
struct BlockAnnouncement {
  Hash32 hash;
  std::uint64_t number = 0;
  bool operator==(const BlockAnnouncement&) const = default;
};

struct NewBlockHashes {
  std::vector<BlockAnnouncement> blocks;
  bool operator==(const NewBlockHashes&) const = default;
};

struct NewBlock {
  Block block;
  Uint256 total_difficulty;  ///< of the chain up to and with the block
  bool operator==(const NewBlock&) const = default;
};

struct GetBlockHeaders {
  std::variant<Hash32, std::uint64_t> origin;  ///< a block's hash or number
  std::uint64_t amount = 1;
  std::uint64_t skip = 0;  ///< blocks between two
  bool reverse = false;    ///< towards the genesis
  bool operator==(const GetBlockHeaders&) const = default;
};

struct BlockHeaders {
  std::vector<Header> headers;
  bool operator==(const BlockHeaders&) const = default;
};

struct GetBlockBodies {
  std::vector<Hash32> hashes;
  bool operator==(const GetBlockBodies&) const = default;
};

struct BlockBodies {
  std::vector<BlockBody> bodies;
  bool operator==(const BlockBodies&) const = default;
};

using EthMessage = std::variant<NewBlockHashes, NewBlock, GetBlockHeaders, BlockHeaders,
                                GetBlockBodies, BlockBodies>;

/// The code that goes with a message.
EthCode code_of(const EthMessage& message);
/// The payload.
Bytes encode_eth(const EthMessage& message);
/// Reads the payload of a code; an error for other codes and for what is not of that kind.
Result<EthMessage> decode_eth(std::uint64_t code, ByteSpan payload);

}  // namespace seatrial::wire
