// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/chain/snapshot.hpp"

#include <algorithm>

namespace seatrial::chain {

namespace {

/// A vote to add a member or to drop a stranger says nothing. // SPEC goquorum 7.12
bool meaningful(const Snapshot& snapshot, const Vote& vote) {
  return vote.candidate != AddressRef::none && snapshot.contains(vote.candidate) != vote.authorize;
}

void remove_votes(Snapshot& snapshot, AddressRef voter, AddressRef candidate) {
  std::erase_if(snapshot.votes, [&](const CastVote& cast) {
    return cast.voter == voter && cast.vote.candidate == candidate;
  });
}

/// Takes a member in, at the end, or out, and clears the votes by and about it.
/// // SPEC goquorum 7.12
void apply_passed(Snapshot& snapshot, const Vote& vote) {
  if (vote.authorize) {
    snapshot.validators.push_back(vote.candidate);
  } else {
    std::erase(snapshot.validators, vote.candidate);
    std::erase_if(snapshot.votes,
                  [&](const CastVote& cast) { return cast.voter == vote.candidate; });
  }
  std::erase_if(snapshot.votes,
                [&](const CastVote& cast) { return cast.vote.candidate == vote.candidate; });
}

}  // namespace

std::optional<std::size_t> Snapshot::index_of(AddressRef validator) const {
  const auto found = std::find(validators.begin(), validators.end(), validator);
  if (found == validators.end()) return std::nullopt;
  return static_cast<std::size_t>(found - validators.begin());
}

std::size_t Snapshot::tally(AddressRef candidate) const {
  return static_cast<std::size_t>(
      std::count_if(votes.begin(), votes.end(),
                    [&](const CastVote& cast) { return cast.vote.candidate == candidate; }));
}

const Snapshot& Snapshots::after(BlockId block) {
  std::vector<BlockId> missing;
  BlockId at = block;
  auto known = by_block_.find(static_cast<std::uint32_t>(at));
  while (known == by_block_.end() && (*tree_)[at].parent != BlockId::none) {
    missing.push_back(at);
    at = (*tree_)[at].parent;
    known = by_block_.find(static_cast<std::uint32_t>(at));
  }
  std::uint32_t slot = 0;
  if (known != by_block_.end()) {
    slot = known->second;
  } else {
    Snapshot first;
    first.validators = tree_->genesis_validators(at);
    sort(first.validators, 1);
    slot = keep(std::move(first));
    by_block_.emplace(static_cast<std::uint32_t>(at), slot);
  }
  for (auto next = missing.rbegin(); next != missing.rend(); ++next) slot = compute(*next, slot);
  return snapshots_[slot];
}

std::uint32_t Snapshots::compute(BlockId id, std::uint32_t parent) {
  const Block& block = (*tree_)[id];
  const Snapshot& before = snapshots_[parent];
  // SPEC goquorum 7.12: at each epoch all votes are cleared, before the block's own is counted.
  const bool clears = epoch_ != 0 && block.number % epoch_ == 0 && !before.votes.empty();
  const bool votes = block.vote.candidate != AddressRef::none && before.contains(block.author);
  const bool reorders = block.number + 1 == bytes_from_;
  std::uint32_t slot = parent;
  if (clears || votes || reorders) {
    Snapshot after = before;
    if (clears) after.votes.clear();
    if (votes) {
      remove_votes(after, block.author, block.vote.candidate);
      if (meaningful(after, block.vote)) after.votes.push_back({block.author, block.vote});
      if (after.tally(block.vote.candidate) > after.validators.size() / 2) {
        apply_passed(after, block.vote);
      }
    }
    sort(after.validators, block.number + 1);
    slot = keep(std::move(after));
  }
  by_block_.emplace(static_cast<std::uint32_t>(id), slot);
  return slot;
}

// SPEC goquorum 7.6, 8.3
void Snapshots::sort(std::vector<AddressRef>& validators, std::uint64_t next_block) const {
  const AddressBook& book = tree_->book();
  const bool by_bytes = next_block >= bytes_from_;
  std::sort(validators.begin(), validators.end(), [&](AddressRef a, AddressRef b) {
    return by_bytes ? book.before_by_bytes(a, b) : book.before(a, b);
  });
}

std::uint32_t Snapshots::keep(Snapshot snapshot) {
  snapshots_.push_back(std::move(snapshot));
  return static_cast<std::uint32_t>(snapshots_.size() - 1);
}

}  // namespace seatrial::chain
