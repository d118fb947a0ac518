// SPDX-License-Identifier: Apache-2.0
// Message: what nodes tell one another about blocks, as values instead of bytes. A run of headers
// or bodies is named by its last block and its length, since parents follow from the tree. Status
// is the p2p server's, consensus messages are istanbul's; transactions do not exist here.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "sim/proto/istanbul/message.hpp"
#include "sim/proto/p2p/message.hpp"

namespace seatrial::eth {

/// NewBlockHashes with one block: "I have it". // SPEC goquorum 6.2
struct NewBlockHash {
  chain::BlockId block = chain::BlockId::none;
  bool operator==(const NewBlockHash&) const = default;
};

/// NewBlock: the whole block and the total difficulty with it.
struct NewBlock {
  chain::BlockId block = chain::BlockId::none;
  std::uint32_t validators = 0;  ///< in its extraData; they make its size
  bool operator==(const NewBlock&) const = default;
};

/// GetBlockHeaders, by number or by hash.
struct GetBlockHeaders {
  chain::BlockId by_hash = chain::BlockId::none;  ///< none: by `number`
  std::uint64_t number = 0;
  std::uint32_t amount = 1;
  std::uint32_t skip = 0;
  bool reverse = false;
  bool operator==(const GetBlockHeaders&) const = default;
};

/// BlockHeaders: `count` headers that end with `last`, each `skip` + 1 blocks apart; maybe none.
struct BlockHeaders {
  chain::BlockId last = chain::BlockId::none;
  std::uint32_t count = 0;
  std::uint32_t skip = 0;
  bool reverse = false;
  std::uint32_t validators = 0;  ///< in the extraData of each; they make its size
  bool operator==(const BlockHeaders&) const = default;
};

/// GetBlockBodies of `count` consecutive blocks that end with `last`.
struct GetBlockBodies {
  chain::BlockId last = chain::BlockId::none;
  std::uint32_t count = 0;
  bool operator==(const GetBlockBodies&) const = default;
};

/// BlockBodies: the answer.
struct BlockBodies {
  chain::BlockId last = chain::BlockId::none;
  std::uint32_t count = 0;
  bool operator==(const BlockBodies&) const = default;
};

/// Anything that travels on an established link.
using Message = std::variant<istanbul::Message, NewBlockHash, NewBlock, GetBlockHeaders,
                             BlockHeaders, GetBlockBodies, BlockBodies>;

/// Packs a message for the p2p server. The protocol is the one that the link speaks.
p2p::Payload pack(const Message& message, p2p::Protocol protocol);
/// What was packed. The payload must be one of pack()'s.
Message unpack(const p2p::Payload& payload);
/// Bytes of the message's RLP as compressed, without its code. // SPEC goquorum 4.5
std::uint32_t payload_size(const Message& message);
/// For failed tests: "NewBlock{7}".
std::string to_string(const Message& message);

}  // namespace seatrial::eth
