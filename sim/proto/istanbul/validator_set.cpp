// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/validator_set.hpp"

#include <algorithm>

namespace seatrial::istanbul {

void ValidatorSet::load(const chain::Snapshot& snapshot) {
  // Blocks without a vote share their parent's snapshot, so this is the common case.
  if (snapshot_ == &snapshot) return;
  snapshot_ = &snapshot;
  std::fill(index_by_address_.begin(), index_by_address_.end(), absent);
  for (std::size_t i = 0; i < list().size(); ++i) {
    const auto address = static_cast<std::size_t>(list()[i]);
    if (address >= index_by_address_.size()) index_by_address_.resize(address + 1, absent);
    index_by_address_[address] = static_cast<std::uint32_t>(i);
  }
}

std::optional<std::size_t> ValidatorSet::index_of(chain::AddressRef address) const {
  const auto at = static_cast<std::size_t>(address);
  if (at >= index_by_address_.size() || index_by_address_[at] == absent) return std::nullopt;
  return index_by_address_[at];
}

}  // namespace seatrial::istanbul
