// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/importer.hpp"

#include <algorithm>
#include <utility>

namespace seatrial::eth {

namespace {

constexpr Duration retry = seconds(5);         // SPEC goquorum 6.5
constexpr std::uint64_t max_time_future = 30;  ///< seconds. // SPEC goquorum 6.5

}  // namespace

Inserted Importer::insert(Instant now, std::span<const chain::BlockId> blocks) {
  Inserted done;
  for (const chain::BlockId block : blocks) {
    if (chain_->has(block)) continue;
    done.error = insert_one(now, block, done);
    if (done.error != chain::HeaderError::none) break;
  }
  return done;
}

chain::HeaderError Importer::insert_one(Instant now, chain::BlockId block, Inserted& done) {
  using chain::HeaderError;
  const HeaderError error = chain_->verify(now, block);
  const chain::Block& header = chain_->tree()[block];
  const bool orphan = error == HeaderError::unknown_ancestor && waits(header.parent);
  if (error == HeaderError::future_block || orphan) {
    if (header.time > chain_->clock(now) + max_time_future) return HeaderError::future_block;
    keep(now, block);
    return HeaderError::none;
  }
  if (error != HeaderError::none) return error;
  if (const HeaderError bad = chain_->execute(block); bad != HeaderError::none) return bad;
  const Inserted one = write(block);
  done.head_moved |= one.head_moved;
  done.reorganised |= one.reorganised;
  return HeaderError::none;
}

Inserted Importer::write(chain::BlockId block) {
  const chain::Imported how = chain_->import(block);
  Inserted done;
  done.reorganised = how == chain::Imported::reorganised;
  done.head_moved = done.reorganised || how == chain::Imported::new_head;
  return done;
}

bool Importer::waits(chain::BlockId block) const {
  return std::ranges::find(future_, block) != future_.end();
}

void Importer::keep(Instant now, chain::BlockId block) {
  if (waits(block)) return;
  if (future_.empty()) {
    const Duration alive = now - started_;
    next_try_ = started_ + retry * (alive.ns() / retry.ns() + 1);
  }
  future_.push_back(block);
}

std::optional<Instant> Importer::deadline() const {
  if (future_.empty()) return std::nullopt;
  return next_try_;
}

std::vector<chain::BlockId> Importer::take_future() {
  std::vector<chain::BlockId> blocks = std::exchange(future_, {});
  std::ranges::stable_sort(blocks, {}, [&](chain::BlockId b) { return chain_->tree()[b].number; });
  return blocks;
}

}  // namespace seatrial::eth
