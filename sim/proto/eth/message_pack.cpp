// SPDX-License-Identifier: Apache-2.0
// Messages as the four words that a p2p payload carries, and back.
#include "sim/core/assert.hpp"
#include "sim/proto/eth/message.hpp"

namespace seatrial::eth {

namespace {

using Body = std::array<std::uint64_t, 4>;

/// The numbers of the wire. // SPEC goquorum 6.2
enum Code : std::uint8_t {
  new_block_hashes = 0x01,
  get_block_headers = 0x03,
  block_headers = 0x04,
  get_block_bodies = 0x05,
  block_bodies = 0x06,
  new_block = 0x07,
  istanbul_msg = 0x11,
  qbft_pre_prepare = 0x12,  // SPEC goquorum 8.1; PREPARE, COMMIT and ROUND-CHANGE follow
  qbft_round_change = 0x15,
};

constexpr std::uint64_t pair(std::uint64_t high, std::uint64_t low) {
  return high << 32U | low;
}
constexpr std::uint32_t high(std::uint64_t word) {
  return static_cast<std::uint32_t>(word >> 32U);
}
constexpr std::uint32_t low(std::uint64_t word) {
  return static_cast<std::uint32_t>(word);
}
constexpr std::uint64_t word(chain::BlockId block) {
  return static_cast<std::uint32_t>(block);
}

/// What a message of QBFT carries of others: the proof, and the counts that make its size.
constexpr std::uint64_t proof_word(const istanbul::Message& m) {
  return pair(static_cast<std::uint32_t>(m.proof),
              static_cast<std::uint32_t>(m.round_changes) << 16U | std::uint32_t{m.prepares});
}

struct Packed {
  Code code;
  Body body;
};

struct Pack {
  Packed operator()(const istanbul::Message& m) const {
    const std::uint64_t who = pair(word(m.digest), static_cast<std::uint32_t>(m.from));
    const auto kind = static_cast<std::uint8_t>(m.code);
    if (m.protocol == istanbul::Protocol::qbft) {
      return {static_cast<Code>(qbft_pre_prepare + kind),
              {proof_word(m), m.view.sequence, m.view.round, who}};
    }
    return {istanbul_msg, {kind, m.view.sequence, m.view.round, who}};
  }
  Packed operator()(const NewBlockHash& m) const {
    return {new_block_hashes, {word(m.block), 0, 0, 0}};
  }
  Packed operator()(const NewBlock& m) const {
    return {new_block, {word(m.block), m.validators, 0, 0}};
  }
  Packed operator()(const GetBlockHeaders& m) const {
    return {get_block_headers,
            {word(m.by_hash), m.number, pair(m.amount, m.skip), m.reverse ? 1U : 0U}};
  }
  Packed operator()(const BlockHeaders& m) const {
    return {block_headers,
            {word(m.last), pair(m.count, m.skip), m.reverse ? 1U : 0U, m.validators}};
  }
  Packed operator()(const GetBlockBodies& m) const {
    return {get_block_bodies, {word(m.last), m.count, 0, 0}};
  }
  Packed operator()(const BlockBodies& m) const {
    return {block_bodies, {word(m.last), m.count, 0, 0}};
  }
};

istanbul::Message unpack_istanbul(const Body& body) {
  istanbul::Message message;
  message.code = static_cast<istanbul::Code>(body[0]);
  message.view = {body[1], body[2]};
  message.digest = chain::BlockId(high(body[3]));
  message.from = chain::AddressRef(low(body[3]));
  return message;
}

istanbul::Message unpack_qbft(std::uint8_t code, const Body& body) {
  istanbul::Message message = unpack_istanbul(body);
  message.code = static_cast<istanbul::Code>(code - qbft_pre_prepare);
  message.protocol = istanbul::Protocol::qbft;
  message.proof = istanbul::ProofId(high(body[0]));
  message.round_changes = (low(body[0]) >> 16U) & 0xfffU;
  message.prepares = low(body[0]) & 0xfffU;
  return message;
}

}  // namespace

p2p::Payload pack(const Message& message, p2p::Protocol protocol) {
  const Packed packed = std::visit(Pack{}, message);
  return {protocol, packed.code, payload_size(message), packed.body};
}

Message unpack(const p2p::Payload& payload) {
  const Body& body = payload.body;
  if (payload.code >= qbft_pre_prepare && payload.code <= qbft_round_change) {
    return unpack_qbft(payload.code, body);
  }
  const auto block = chain::BlockId(low(body[0]));
  switch (payload.code) {
    case istanbul_msg:
      return unpack_istanbul(body);
    case new_block_hashes:
      return NewBlockHash{block};
    case new_block:
      return NewBlock{block, low(body[1])};
    case get_block_headers:
      return GetBlockHeaders{block, body[1], high(body[2]), low(body[2]), body[3] != 0};
    case block_headers:
      return BlockHeaders{block, high(body[1]), low(body[1]), body[2] != 0, low(body[3])};
    case get_block_bodies:
      return GetBlockBodies{block, low(body[1])};
    case block_bodies:
      return BlockBodies{block, low(body[1])};
    default:
      SEATRIAL_ASSERT(false, "a payload that eth did not pack");
      return NewBlockHash{};
  }
}

}  // namespace seatrial::eth
