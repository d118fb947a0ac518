// SPDX-License-Identifier: Apache-2.0
// Snapshot: who may make the block after a given one, and which votes about that are open. It is a
// function of the chain up to that block, the epoch length and the order, so that Snapshots
// computes each one once for all peers of a run. Blocks without a vote share their parent's.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <vector>

#include "sim/proto/chain/block_tree.hpp"

namespace seatrial::chain {

/// An open vote.
struct CastVote {
  AddressRef voter = AddressRef::none;
  Vote vote;
  bool operator==(const CastVote&) const = default;
};

/// The validator set after a block, in the order of its consensus, and the open votes. // SPEC
/// goquorum 7.12
struct Snapshot {
  std::vector<AddressRef> validators;
  std::vector<CastVote> votes;  ///< in the order of being cast; one per voter and candidate

  /// Where a validator stands in the order.
  std::optional<std::size_t> index_of(AddressRef validator) const;
  bool contains(AddressRef validator) const { return index_of(validator).has_value(); }
  /// How many open votes a candidate has.
  std::size_t tally(AddressRef candidate) const;
  bool operator==(const Snapshot&) const = default;
};

/// F = ceil(N/3) - 1. // SPEC goquorum 7.2
constexpr std::size_t max_faulty(std::size_t validators) {
  return validators == 0 ? 0 : (validators + 2) / 3 - 1;
}
/// ceil(2N/3) if `ceil`, else 2F+1. // SPEC goquorum 7.2
constexpr std::size_t quorum_of(std::size_t validators, bool ceil) {
  return ceil ? (2 * validators + 2) / 3 : 2 * max_faulty(validators) + 1;
}
/// Whether quorum is ceil(2N/3) for a block, by ceil2Nby3Block; absent means 2F+1 for ever.
/// // SPEC goquorum 7.2
constexpr bool counts_by_ceil(const std::optional<std::uint64_t>& ceil_2n_by_3_block,
                              std::uint64_t sequence) {
  return ceil_2n_by_3_block && sequence >= *ceil_2n_by_3_block;
}

/// The snapshots of one run under one epoch length and one order.
class Snapshots {
 public:
  /// `bytes_from` is the first block whose validators are sorted by their bytes, as QBFT does.
  Snapshots(const BlockTree& tree, std::uint64_t epoch, std::uint64_t bytes_from = UINT64_MAX)
      : tree_(&tree), epoch_(epoch), bytes_from_(bytes_from) {}

  /// After a block; valid as long as this object.
  const Snapshot& after(BlockId block);
  const BlockTree& tree() const { return *tree_; }
  std::uint64_t epoch() const { return epoch_; }

 private:
  std::uint32_t compute(BlockId block, std::uint32_t parent);
  std::uint32_t keep(Snapshot snapshot);
  void sort(std::vector<AddressRef>& validators, std::uint64_t next_block) const;

  const BlockTree* tree_;
  std::uint64_t epoch_;
  std::uint64_t bytes_from_;
  std::deque<Snapshot> snapshots_;
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> by_block_;
};

}  // namespace seatrial::chain
