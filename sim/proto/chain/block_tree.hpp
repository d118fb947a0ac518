// SPDX-License-Identifier: Apache-2.0
// BlockTree: every block that anybody made in a run, once, as values that never change. Peers refer
// to blocks by dense BlockIds and hold no copies; which blocks a peer has is its Blockchain's to
// know. As in the real thing the identity of a block does not depend on its committed seals. Blocks
// of different geneses live in one tree and never meet.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/proto/chain/address_book.hpp"

namespace seatrial::chain {

/// Dense index of a block of a run.
enum class BlockId : std::uint32_t { none = UINT32_MAX };

/// What the coinbase and the nonce of an IBFT header say. // SPEC goquorum 7.12
struct Vote {
  AddressRef candidate = AddressRef::none;  ///< none: no vote
  bool authorize = false;                   ///< add the candidate; else drop it
  auto operator<=>(const Vote&) const = default;
};

/// What is wrong with a block that only a dishonest validator makes.
enum class Twist : std::uint8_t {
  none,       ///< nothing
  twin,       ///< a second block of one author at one place; each of the two is good
  bad_state,  ///< its state root is wrong: seen by who executes it, not by who votes on it
  bad_twin,   ///< a second block of that kind
};

/// Whose form of extraData a header has: neither engine reads the other's. // SPEC goquorum 8.2
enum class HeaderForm : std::uint8_t { ibft, qbft };
/// Whether who executes the block refuses it.
constexpr bool is_bad(Twist twist) {
  return twist == Twist::bad_state || twist == Twist::bad_twin;
}

/// A block without its transactions and seals.
struct Block {
  BlockId parent = BlockId::none;  ///< none for a genesis
  std::uint64_t number = 0;
  std::uint64_t time = 0;                ///< seconds since 1970
  AddressRef author = AddressRef::none;  ///< whose proposer seal it carries; none for a genesis
  Vote vote;
  std::uint64_t total_difficulty = 1;  ///< blocks plus the genesis' own. // SPEC goquorum 6.3
  Twist twist = Twist::none;
  HeaderForm form = HeaderForm::ibft;
  bool operator==(const Block&) const = default;
};

/// The blocks of one run.
class BlockTree {
 public:
  explicit BlockTree(const AddressBook& book) : book_(&book) {}

  /// The block 0 with this hash; the same hash always gives the same block. The difficulty is its
  /// header's and the validators are those of its extraData.
  BlockId genesis(const wire::Hash32& hash, std::uint64_t time, std::uint64_t difficulty,
                  std::vector<AddressRef> validators);
  /// A child of a block; the same content always gives the same block.
  BlockId add(BlockId parent, std::uint64_t time, AddressRef author, Vote vote = {},
              Twist twist = Twist::none, HeaderForm form = HeaderForm::ibft);
  /// The other block that its author could have made in place of this one, as good or as bad; its
  /// twin is the block itself. A genesis has none.
  BlockId twin(BlockId id);

  const Block& operator[](BlockId id) const { return blocks_[index(id)]; }
  /// The block hash: a genesis' is real, the others' stand for it and are unique in the run, unless
  /// hash_by was told how to compute them.
  wire::Hash32 hash(BlockId id) const;
  /// What hashes a block whose parent's hash is known, before any block but geneses is there.
  using Hasher = std::function<wire::Hash32(BlockId)>;
  void hash_by(Hasher hasher) { hasher_ = std::move(hasher); }
  /// The block 0 below a block.
  BlockId root(BlockId id) const { return roots_[index(id)]; }
  /// The validators that a block 0 names.
  const std::vector<AddressRef>& genesis_validators(BlockId genesis) const;
  /// The ancestor with this number, which must not exceed the block's own. O(distance).
  BlockId ancestor(BlockId id, std::uint64_t number) const;
  std::size_t size() const { return blocks_.size(); }
  const AddressBook& book() const { return *book_; }

 private:
  using Content = std::tuple<BlockId, std::uint64_t, AddressRef, Vote, Twist, HeaderForm>;
  static std::size_t index(BlockId id) { return static_cast<std::size_t>(id); }
  /// The hash of a block whose parent's is known.
  wire::Hash32 content_hash(BlockId id) const;

  const AddressBook* book_;
  Hasher hasher_;             ///< none: content_hash
  std::deque<Block> blocks_;  ///< what operator[] gives stays where it is
  std::vector<BlockId> roots_;
  mutable std::vector<wire::Hash32> hashes_;  ///< zero: not asked for yet
  std::map<wire::Hash32, BlockId> geneses_;
  std::map<BlockId, std::vector<AddressRef>> validators_;
  std::map<Content, BlockId> by_content_;
};

}  // namespace seatrial::chain
