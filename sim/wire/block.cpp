// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/block.hpp"

#include "sim/wire/keccak.hpp"
#include "sim/wire/trie_root.hpp"

namespace seatrial::wire {
namespace {

rlp::List transaction_list(const BlockBody& body) {
  rlp::List list;
  for (const Bytes& transaction : body.transactions) list.add_encoded(transaction);
  return list;
}

rlp::List uncle_list(const BlockBody& body) {
  rlp::List list;
  for (const Header& uncle : body.uncles) list.add_encoded(encode_header(uncle));
  return list;
}

Result<std::vector<Bytes>> read_transactions(const rlp::View& view) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<Bytes> transactions;
  for (const rlp::View& item : *items) {
    // A transaction is a list here; typed ones came after v2.7.0's go-ethereum 1.9.7.
    if (!item.is_list()) return Error{"", "expected input list, found a string", "a transaction"};
    transactions.emplace_back(item.encoded().begin(), item.encoded().end());
  }
  return transactions;
}

Result<std::vector<Header>> read_headers(const rlp::View& view) {
  const auto items = view.items();
  if (!items) return items.error();
  std::vector<Header> headers;
  for (const rlp::View& item : *items) {
    auto header = decode_header(item);
    if (!header) return header.error();
    headers.push_back(std::move(*header));
  }
  return headers;
}

Result<BlockBody> read_body(const rlp::View& transactions, const rlp::View& uncles) {
  auto read = read_transactions(transactions);
  if (!read) return read.error();
  auto headers = read_headers(uncles);
  if (!headers) return headers.error();
  return BlockBody{std::move(*read), std::move(*headers)};
}

}  // namespace

Bytes encode_body(const BlockBody& body) {
  return rlp::List().add_list(transaction_list(body)).add_list(uncle_list(body)).encode();
}

Result<BlockBody> decode_body(const rlp::View& view) {
  const auto parts = view.items(2);
  if (!parts) return parts.error();
  return read_body((*parts)[0], (*parts)[1]);
}

Bytes encode_block(const Block& block) {
  rlp::List list;
  list.add_encoded(encode_header(block.header));
  return list.add_list(transaction_list(block.body)).add_list(uncle_list(block.body)).encode();
}

Result<Block> decode_block(const rlp::View& view) {
  const auto parts = view.items(3);
  if (!parts) return parts.error();
  auto header = decode_header((*parts)[0]);
  if (!header) return header.error();
  auto body = read_body((*parts)[1], (*parts)[2]);
  if (!body) return body.error();
  return Block{std::move(*header), std::move(*body)};
}

Hash32 transactions_root(const BlockBody& body) {
  std::map<Bytes, Bytes> entries;
  for (const Bytes& transaction : body.transactions)
    entries.emplace(rlp::encode_number(entries.size()), transaction);
  return trie_root(entries);
}

Hash32 uncle_hash(const BlockBody& body) {
  return keccak256(uncle_list(body).encode());
}

}  // namespace seatrial::wire
