// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/chain/block_tree.hpp"

#include "sim/core/assert.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial::chain {

namespace {

void append_word(wire::Bytes& to, std::uint64_t word) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    to.push_back(static_cast<std::uint8_t>(word >> static_cast<unsigned>(shift)));
  }
}

void append_address(wire::Bytes& to, const AddressBook& book, AddressRef ref) {
  wire::append(to, ref == AddressRef::none ? wire::Address20{}.data : book.address(ref).data);
}

Twist other_of(Twist twist) {
  switch (twist) {
    case Twist::none:
      return Twist::twin;
    case Twist::twin:
      return Twist::none;
    case Twist::bad_state:
      return Twist::bad_twin;
    case Twist::bad_twin:
      break;
  }
  return Twist::bad_state;
}

}  // namespace

BlockId BlockTree::genesis(const wire::Hash32& hash, std::uint64_t time, std::uint64_t difficulty,
                           std::vector<AddressRef> validators) {
  const auto id = BlockId(static_cast<std::uint32_t>(blocks_.size()));
  const auto [known, added] = geneses_.emplace(hash, id);
  if (!added) return known->second;
  Block block;
  block.time = time;
  block.total_difficulty = difficulty;
  blocks_.push_back(block);
  roots_.push_back(id);
  hashes_.push_back(hash);
  validators_.emplace(id, std::move(validators));
  return id;
}

BlockId BlockTree::add(BlockId parent, std::uint64_t time, AddressRef author, Vote vote,
                       Twist twist, HeaderForm form) {
  const auto id = BlockId(static_cast<std::uint32_t>(blocks_.size()));
  const auto [known, added] =
      by_content_.emplace(Content{parent, time, author, vote, twist, form}, id);
  if (!added) return known->second;
  const Block& before = blocks_[index(parent)];
  // SPEC goquorum 6.3: every IBFT block has difficulty 1.
  const Block block{parent, before.number + 1,           time,  author,
                    vote,   before.total_difficulty + 1, twist, form};
  blocks_.push_back(block);
  roots_.push_back(root(parent));
  hashes_.emplace_back();
  return id;
}

BlockId BlockTree::twin(BlockId id) {
  const Block block = blocks_[index(id)];
  if (block.parent == BlockId::none) return id;
  return add(block.parent, block.time, block.author, block.vote, other_of(block.twist), block.form);
}

wire::Hash32 BlockTree::hash(BlockId id) const {
  // A loop and not a recursion: a day's chain is deeper than a stack.
  std::vector<BlockId> missing;
  BlockId at = id;
  while (hashes_[index(at)].is_zero() && blocks_[index(at)].parent != BlockId::none) {
    missing.push_back(at);
    at = blocks_[index(at)].parent;
  }
  for (auto next = missing.rbegin(); next != missing.rend(); ++next) {
    hashes_[index(*next)] = hasher_ ? hasher_(*next) : content_hash(*next);
  }
  return hashes_[index(id)];
}

wire::Hash32 BlockTree::content_hash(BlockId id) const {
  const Block& block = blocks_[index(id)];
  wire::Bytes content;
  wire::append(content, hashes_[index(block.parent)].data);
  append_word(content, block.number);
  append_word(content, block.time);
  append_address(content, *book_, block.author);
  append_address(content, *book_, block.vote.candidate);
  append_word(content, block.vote.authorize ? 1 : 0);
  if (block.twist != Twist::none) append_word(content, static_cast<std::uint64_t>(block.twist));
  if (block.form != HeaderForm::ibft) append_word(content, 0x100);  // none of the twists
  return wire::keccak256(content);
}

const std::vector<AddressRef>& BlockTree::genesis_validators(BlockId genesis) const {
  return validators_.at(genesis);
}

BlockId BlockTree::ancestor(BlockId id, std::uint64_t number) const {
  SEATRIAL_ASSERT(number <= blocks_[index(id)].number, "an ancestor is not above its block");
  while (blocks_[index(id)].number > number) id = blocks_[index(id)].parent;
  return id;
}

}  // namespace seatrial::chain
