// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/trie_root.hpp"

#include <span>

#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::wire {
namespace {

/// An entry with its key spelt in nibbles.
struct Entry {
  Bytes nibbles;
  ByteSpan value;
};

/// Sorted entries with different keys that agree in all nibbles before some depth.
using Entries = std::span<const Entry>;

Bytes nibbles_of(const Bytes& key) {
  Bytes nibbles;
  for (const std::uint8_t byte : key) {
    nibbles.push_back(static_cast<std::uint8_t>(byte >> 4));
    nibbles.push_back(byte & 15);
  }
  return nibbles;
}

/// Packs a path of nibbles: a first nibble of flags (2 leaf, 1 odd), then two nibbles a byte.
Bytes hex_prefix(ByteSpan path, bool leaf) {
  const bool odd = path.size() % 2 != 0;
  const unsigned flags = (leaf ? 2U : 0U) + (odd ? 1U : 0U);
  Bytes out{static_cast<std::uint8_t>(flags << 4 | (odd ? path[0] : 0U))};
  for (std::size_t i = odd ? 1 : 0; i < path.size(); i += 2) {
    out.push_back(static_cast<std::uint8_t>(path[i] << 4 | path[i + 1]));
  }
  return out;
}

/// How a node stands inside its parent: itself if shorter than a hash, else its hash.
Bytes reference(const Bytes& node) {
  if (node.size() < Hash32::size()) return node;
  const Hash32 hash = keccak256(node);
  return rlp::encode(hash.span());
}

Bytes encode_node(Entries entries, std::size_t depth);

Bytes encode_leaf(const Entry& entry, std::size_t depth) {
  const ByteSpan path = ByteSpan(entry.nibbles).subspan(depth);
  return rlp::List().add(hex_prefix(path, true)).add(entry.value).encode();
}

Bytes encode_branch(Entries entries, std::size_t depth) {
  rlp::List node;
  ByteSpan own_value;
  if (entries.front().nibbles.size() == depth) {  // the shortest key sorts first
    own_value = entries.front().value;
    entries = entries.subspan(1);
  }
  for (std::uint8_t nibble = 0; nibble < 16; ++nibble) {
    std::size_t count = 0;
    while (count < entries.size() && entries[count].nibbles[depth] == nibble) ++count;
    if (count == 0) {
      node.add({});
      continue;
    }
    node.add_encoded(reference(encode_node(entries.first(count), depth + 1)));
    entries = entries.subspan(count);
  }
  return node.add(own_value).encode();
}

/// The depth down to which all the entries agree. They are sorted: the ends decide.
std::size_t common_depth(Entries entries, std::size_t depth) {
  const Bytes& first = entries.front().nibbles;
  const Bytes& last = entries.back().nibbles;
  while (depth < first.size() && depth < last.size() && first[depth] == last[depth]) ++depth;
  return depth;
}

Bytes encode_node(Entries entries, std::size_t depth) {
  if (entries.size() == 1) return encode_leaf(entries.front(), depth);
  const std::size_t common = common_depth(entries, depth);
  Bytes branch = encode_branch(entries, common);
  if (common == depth) return branch;
  const ByteSpan path = ByteSpan(entries.front().nibbles).subspan(depth, common - depth);
  return rlp::List().add(hex_prefix(path, false)).add_encoded(reference(branch)).encode();
}

}  // namespace

Hash32 empty_trie_root() {
  return keccak256(rlp::encode({}));
}

Hash32 trie_root(const std::map<Bytes, Bytes>& entries) {
  if (entries.empty()) return empty_trie_root();
  std::vector<Entry> sorted;  // byte order is nibble order
  sorted.reserve(entries.size());
  for (const auto& [key, value] : entries) sorted.push_back({nibbles_of(key), value});
  return keccak256(encode_node(sorted, 0));
}

}  // namespace seatrial::wire
