// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/message_index.hpp"

#include <algorithm>

namespace seatrial::istanbul {

MessageIndex::Member MessageIndex::join() {
  if (!free_members_.empty()) {
    const Member member = free_members_.back();
    free_members_.pop_back();
    return member;
  }
  if (members_ == stride_) widen();
  return Member(members_++);
}

/// Makes the rows twice as long.
void MessageIndex::widen() {
  std::vector<Word> wider(2 * words_.size());
  for (std::size_t row = 0; row < entries_.size(); ++row) {
    const auto from = words_.begin() + static_cast<std::ptrdiff_t>(row * stride_);
    std::copy_n(from, stride_, wider.begin() + static_cast<std::ptrdiff_t>(2 * row * stride_));
  }
  words_ = std::move(wider);
  stride_ *= 2;
}

MessageIndex::Ref MessageIndex::find(std::uint64_t hash) {
  const bool reuse = !free_.empty();
  const Ref fresh = reuse ? free_.back() : Ref(static_cast<std::uint32_t>(entries_.size()));
  const auto [place, added] = by_hash_.try_emplace(hash, fresh);
  if (!added) return place->second;
  if (reuse) {
    free_.pop_back();
  } else {
    entries_.emplace_back();
    words_.resize(words_.size() + stride_);
  }
  entries_[static_cast<std::size_t>(fresh)].hash = hash;
  return fresh;
}

}  // namespace seatrial::istanbul
