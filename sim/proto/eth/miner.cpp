// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/eth/miner.hpp"

#include <algorithm>

namespace seatrial::eth {

bool Miner::new_work(Instant now, const chain::Vote& vote) {
  pending_.reset();
  if (!chain_->snapshot().contains(self_)) return false;
  const chain::ChainRules& rules = chain_->rules();
  const std::uint64_t number = chain_->height() + 1;
  const std::uint64_t earliest = chain_->head_block().time + rules.period_at(number);
  const std::uint64_t time = std::max(earliest, chain_->clock(now)) + rules.empty_wait_at(number);
  const Instant reached = chain::instant_of(time) - rules.clock_skew;
  const chain::BlockId block =
      tree_->add(chain_->head(), time, self_, vote, twist_, rules.form_at(number));
  pending_ = Pending{block, std::max(now, reached)};
  return true;
}

std::optional<Instant> Miner::deadline() const {
  if (!pending_) return std::nullopt;
  return pending_->at;
}

std::optional<chain::BlockId> Miner::take_due(Instant now) {
  if (!pending_ || pending_->at > now) return std::nullopt;
  const chain::BlockId block = pending_->block;
  pending_.reset();
  return block;
}

}  // namespace seatrial::eth
