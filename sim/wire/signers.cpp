// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/signers.hpp"

#include <algorithm>
#include <cstring>

namespace seatrial::wire {

std::size_t Signers::FirstBytes::operator()(const Hash32& hash) const {
  std::size_t first = 0;
  std::memcpy(&first, hash.data.data(), sizeof(first));
  return first;
}

Result<Address20> Signers::signer(ByteSpan signature, const Hash32& hash) {
  const auto found = known_.find(hash);
  if (found != known_.end() && std::ranges::equal(found->second.signature.data, signature))
    return found->second.address;
  ++recovered_;
  const auto key = recover(signature, hash);
  if (!key) return key.error();
  remember(signature, hash, address(*key));
  return address(*key);
}

/// Of two signatures of one message the last is remembered.
void Signers::remember(ByteSpan signature, const Hash32& hash, const Address20& address) {
  Known known{{}, address};
  std::ranges::copy(signature, known.signature.data.begin());
  if (!known_.insert_or_assign(hash, known).second) return;
  if (order_.size() < most_) {
    order_.push_back(hash);
    return;
  }
  known_.erase(order_[oldest_]);
  order_[oldest_] = hash;
  oldest_ = (oldest_ + 1) % most_;
}

}  // namespace seatrial::wire
