// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/genesis.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"
#include "sim/wire/trie_root.hpp"

namespace seatrial::wire {
namespace {

constexpr std::uint64_t kDefaultGasLimit = 4'712'388;  // SPEC goquorum 11.2

Bytes hashed_key(ByteSpan key) {
  const Hash32 hash = keccak256(key);
  return {hash.data.begin(), hash.data.end()};
}

Hash32 storage_root(const std::map<Hash32, Hash32>& storage) {
  std::map<Bytes, Bytes> entries;
  for (const auto& [slot, value] : storage) {
    if (value.is_zero()) continue;  // a zero is the same as nothing stored
    entries.emplace(hashed_key(slot.span()), rlp::encode_scalar(value.span()));
  }
  return trie_root(entries);
}

Bytes encode_account(const GenesisAccount& account) {
  const Hash32 root = storage_root(account.storage);
  const Hash32 code_hash = keccak256(account.code);
  rlp::List list;
  list.add_number(account.nonce).add_scalar(account.balance.span());
  return list.add(root.span()).add(code_hash.span()).encode();
}

}  // namespace

Hash32 state_root(const Genesis& genesis) {
  std::map<Bytes, Bytes> entries;
  for (const auto& [address, account] : genesis.alloc) {
    entries.emplace(hashed_key(address.span()), encode_account(account));
  }
  return trie_root(entries);
}

Header genesis_header(const Genesis& genesis) {  // SPEC goquorum 11.2
  Header header;
  header.parent_hash = genesis.parent_hash;
  header.coinbase = genesis.coinbase;
  header.state_root = state_root(genesis);
  header.transactions_root = empty_trie_root();
  header.receipts_root = empty_trie_root();
  header.difficulty = genesis.difficulty;
  header.gas_limit = genesis.gas_limit == 0 ? kDefaultGasLimit : genesis.gas_limit;
  header.gas_used = genesis.gas_used;
  header.timestamp = genesis.timestamp;
  header.extra_data = genesis.extra_data;
  header.mix_hash = genesis.mix_hash;
  header.nonce = genesis.nonce;
  return header;
}

Hash32 genesis_hash(const Genesis& genesis) {
  return block_hash(genesis_header(genesis));
}

}  // namespace seatrial::wire
