// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/known_messages.hpp"

#include <algorithm>

namespace seatrial::istanbul {

namespace {

std::uint64_t bit(unsigned cache) {
  return std::uint64_t{1} << cache;
}

}  // namespace

KnownMessages::Ref KnownMessages::find(std::uint64_t hash) {
  const Ref fresh = free_.empty() ? Ref(static_cast<std::uint32_t>(known_.size())) : free_.back();
  const auto [place, added] = by_hash_.try_emplace(hash, fresh);
  if (!added) return place->second;
  if (free_.empty()) {
    known_.push_back({hash, 0});
  } else {
    free_.pop_back();
    at(fresh) = {hash, 0};
  }
  return fresh;
}

bool KnownMessages::add(unsigned cache, Ref message) {
  Holders& holders = at(message).holders;
  if ((holders & bit(cache)) != 0) return false;
  holders |= bit(cache);
  remember(caches_[cache], cache, message);
  return true;
}

void KnownMessages::remember(Cache& cache, unsigned index, Ref message) {
  if (cache.messages.size() < hashes_a_cache) {
    cache.messages.push_back(message);
    return;
  }
  forget(index, cache.messages[cache.oldest]);
  cache.messages[cache.oldest] = message;
  cache.oldest = (cache.oldest + 1) % hashes_a_cache;
}

void KnownMessages::forget(unsigned cache, Ref message) {
  Known& old = at(message);
  old.holders &= ~bit(cache);
  if (old.holders != 0) return;
  by_hash_.erase(old.hash);
  free_.push_back(message);
}

unsigned KnownMessages::cache_of(chain::AddressRef peer) {
  const std::uint8_t slot = slot_of(peer);
  const unsigned cache = slot == no_cache ? take_cache(peer) : slot;
  caches_[cache].last_used = ++uses_;
  return cache;
}

unsigned KnownMessages::take_cache(chain::AddressRef peer) {
  const auto least =
      std::min_element(caches_.begin(), caches_.begin() + peers_at_once,
                       [](const Cache& a, const Cache& b) { return a.last_used < b.last_used; });
  const auto cache = static_cast<unsigned>(least - caches_.begin());
  if (least->peer != chain::AddressRef::none) {
    for (const Ref message : least->messages) forget(cache, message);
    slot_of(least->peer) = no_cache;
    ++evictions_;
  }
  least->messages.clear();
  least->oldest = 0;
  least->peer = peer;
  slot_of(peer) = static_cast<std::uint8_t>(cache);
  return cache;
}

std::uint8_t& KnownMessages::slot_of(chain::AddressRef peer) {
  const auto at = static_cast<std::size_t>(peer);
  if (at >= slots_.size()) slots_.resize(at + 1, no_cache);
  return slots_[at];
}

}  // namespace seatrial::istanbul
