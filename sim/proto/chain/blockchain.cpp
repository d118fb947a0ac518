// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/chain/blockchain.hpp"

#include "sim/core/assert.hpp"

namespace seatrial::chain {

std::uint64_t unix_time(Instant at) {
  // An Instant may lie before the run's start by a clock's skew: floor, as for later ones.
  const std::int64_t ns = at.ns();
  const std::int64_t whole = ns >= 0 ? ns / 1'000'000'000 : -((-ns + 999'999'999) / 1'000'000'000);
  return run_begins + static_cast<std::uint64_t>(whole);
}

Instant instant_of(std::uint64_t unix_seconds) {
  if (unix_seconds <= run_begins) return Instant();
  return Instant() + seconds(static_cast<std::int64_t>(unix_seconds - run_begins));
}

std::string_view text(HeaderError error) {
  switch (error) {
    case HeaderError::none:
      return "";
    case HeaderError::future_block:
      return "block in the future";
    case HeaderError::invalid_extra:
      return "invalid extra data format";
    case HeaderError::unknown_ancestor:
      return "unknown ancestor";
    case HeaderError::invalid_timestamp:
      return "invalid timestamp";
    case HeaderError::unauthorized:
      return "unauthorized";
    case HeaderError::invalid_state:
      return "invalid merkle root";
  }
  return "";
}

namespace {

const PeriodChange* change_at(const std::vector<PeriodChange>& changes, std::uint64_t block) {
  const PeriodChange* found = nullptr;
  for (const PeriodChange& change : changes) {
    if (change.block > block) break;
    found = &change;
  }
  return found;
}

}  // namespace

std::uint64_t ChainRules::period_at(std::uint64_t block) const {
  const PeriodChange* change = change_at(changes, block);
  return change == nullptr ? block_period : change->block_period;
}

std::uint64_t ChainRules::empty_wait_at(std::uint64_t block) const {
  const PeriodChange* change = change_at(changes, block);
  if (change == nullptr || change->empty_block_period <= change->block_period) return 0;
  return change->empty_block_period - change->block_period;
}

Blockchain::Blockchain(Snapshots& snapshots, BlockId genesis, ChainRules rules)
    : snapshots_(&snapshots), rules_(rules), canonical_{genesis} {}

bool Blockchain::has(BlockId block) const {
  if (block == BlockId::none) return false;
  if (at(tree()[block].number) == block) return true;
  return side_.contains(static_cast<std::uint32_t>(block));
}

std::optional<BlockId> Blockchain::at(std::uint64_t number) const {
  if (number >= canonical_.size()) return std::nullopt;
  return canonical_[number];
}

HeaderError Blockchain::verify(Instant now, BlockId id) const {
  const Block& block = tree()[id];
  // SPEC goquorum 7.10, in this order.
  if (block.time > clock(now) + rules_.allowed_future_time) return HeaderError::future_block;
  if (block.form != rules_.form_at(block.number)) return HeaderError::invalid_extra;
  if (!has(block.parent)) return HeaderError::unknown_ancestor;
  if (block.time < tree()[block.parent].time + rules_.period_at(block.number)) {
    return HeaderError::invalid_timestamp;
  }
  if (!snapshot(block.parent).contains(block.author)) return HeaderError::unauthorized;
  return HeaderError::none;
}

HeaderError Blockchain::execute(BlockId id) {
  if (!chain::is_bad(tree()[id].twist)) return HeaderError::none;
  bad_.insert(static_cast<std::uint32_t>(id));
  return HeaderError::invalid_state;
}

Imported Blockchain::import(BlockId id) {
  const Block& block = tree()[id];
  SEATRIAL_ASSERT(has(block.parent), "a block is imported after its parent");
  if (has(id)) return Imported::known;
  if (block.parent == head()) {
    canonical_.push_back(id);
    return Imported::new_head;
  }
  side_.insert(static_cast<std::uint32_t>(id));
  if (block.total_difficulty <= head_block().total_difficulty) return Imported::side_branch;
  // SPEC goquorum 6.5: the heavier branch wins, under IBFT too.
  std::vector<BlockId> branch;
  for (BlockId at_block = id; at(tree()[at_block].number) != at_block;
       at_block = tree()[at_block].parent) {
    branch.push_back(at_block);
  }
  const std::uint64_t fork = tree()[branch.back()].number;
  for (std::size_t i = fork; i < canonical_.size(); ++i) {
    side_.insert(static_cast<std::uint32_t>(canonical_[i]));
  }
  canonical_.resize(fork, BlockId::none);
  for (auto next = branch.rbegin(); next != branch.rend(); ++next) {
    side_.erase(static_cast<std::uint32_t>(*next));
    canonical_.push_back(*next);
  }
  return Imported::reorganised;
}

}  // namespace seatrial::chain
