// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/known_messages.hpp"

#include <algorithm>

namespace seatrial::istanbul {

namespace {

KnownMessages::Holders bit(unsigned cache) {
  return KnownMessages::Holders{1} << cache;
}

}  // namespace

KnownMessages::Holders KnownMessages::holders(std::uint64_t hash) const {
  const auto found = holders_.find(hash);
  return found == holders_.end() ? 0 : found->second;
}

bool KnownMessages::add(unsigned cache, std::uint64_t hash) {
  Holders& holders = holders_[hash];
  if ((holders & bit(cache)) != 0) return false;
  holders |= bit(cache);
  remember(caches_[cache], cache, hash);
  return true;
}

void KnownMessages::remember(Cache& cache, unsigned index, std::uint64_t hash) {
  if (cache.hashes.size() < hashes_a_cache) {
    cache.hashes.push_back(hash);
    return;
  }
  forget(index, cache.hashes[cache.oldest]);
  cache.hashes[cache.oldest] = hash;
  cache.oldest = (cache.oldest + 1) % hashes_a_cache;
}

void KnownMessages::forget(unsigned cache, std::uint64_t hash) {
  const auto found = holders_.find(hash);
  found->second &= ~bit(cache);
  if (found->second == 0) holders_.erase(found);
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
    for (const std::uint64_t hash : least->hashes) forget(cache, hash);
    slot_of(least->peer) = no_cache;
    ++evictions_;
  }
  least->hashes.clear();
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
