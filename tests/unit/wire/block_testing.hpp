// SPDX-License-Identifier: Apache-2.0
// What the tests of blocks, seals and consensus messages share: keys by number, a small sealed
// chain of four validators, and the reader of a block as geth's JSON-RPC prints it.
#pragma once

#include "sim/wire/ibft_message.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/seal.hpp"
#include "sim/wire/trie_root.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {

/// A key of a test: keccak256 of its name.
inline PrivateKey named_key(std::string_view name) {
  return PrivateKey(keccak256(as_bytes(name)).data);
}

inline Address20 address_of(const PrivateKey& key) {
  return address(public_key(key).value());
}

inline std::vector<PrivateKey> four_keys() {
  return {named_key("a1"), named_key("a2"), named_key("a3"), named_key("a4")};
}

inline std::vector<Address20> addresses_of(const std::vector<PrivateKey>& keys) {
  std::vector<Address20> addresses;
  for (const PrivateKey& key : keys) addresses.push_back(address_of(key));
  return addresses;
}

/// Block 1 of the four, to be proposed.
inline Header proposed_header() {
  Header header;
  header.transactions_root = empty_trie_root();
  header.receipts_root = empty_trie_root();
  header.state_root = keccak256(as_bytes("state"));
  header.difficulty = uint256(1);
  header.number = 1;
  header.gas_limit = 0xe0000000;
  header.timestamp = 1767225601;
  header.mix_hash = istanbul_digest();
  header.extra_data = unsealed_extra(as_bytes("seatrial"), addresses_of(four_keys()));
  return header;
}

/// A block of geth's eth_getBlock, whose `miner` is the coinbase.
inline Header header_from(const json& j) {
  const auto number = [&](const char* key) { return parse_uint64(text(j.at(key))).value(); };
  const auto hash = [&](const char* key) { return fixed<Hash32>(text(j.at(key))); };
  Header header;
  header.parent_hash = hash("parentHash");
  header.uncle_hash = hash("sha3Uncles");
  header.coinbase = fixed<Address20>(text(j.at("miner")));
  header.state_root = hash("stateRoot");
  header.transactions_root = hash("transactionsRoot");
  header.receipts_root = hash("receiptsRoot");
  header.bloom = fixed<FixedBytes<256, struct TestBloomTag>>(text(j.at("logsBloom"))).data;
  header.difficulty = uint256(number("difficulty"));
  header.number = number("number");
  header.gas_limit = number("gasLimit");
  header.gas_used = number("gasUsed");
  header.timestamp = number("timestamp");
  header.extra_data = hex(text(j.at("extraData")));
  header.mix_hash = hash("mixHash");
  header.nonce = number("nonce");
  return header;
}

}  // namespace seatrial::wire
