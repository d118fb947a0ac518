// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/known_messages.hpp"

#include <algorithm>
#include <utility>

namespace seatrial::istanbul {

KnownMessages::KnownMessages(std::shared_ptr<MessageIndex> index)
    : index_(index != nullptr ? std::move(index) : std::make_shared<MessageIndex>()) {
  for (std::uint8_t cache = 0; cache < peers_at_once; ++cache) {
    if (cache > 0) list_[cache].before = static_cast<std::uint8_t>(cache - 1);
    if (cache + 1U < peers_at_once) list_[cache].after = static_cast<std::uint8_t>(cache + 1);
  }
}

KnownMessages::KnownMessages(const KnownMessages& other)
    : index_(other.index_),
      slots_(other.slots_),
      least_used_(other.least_used_),
      last_used_(other.last_used_),
      evictions_(other.evictions_),
      list_(other.list_),
      caches_(other.caches_),
      rings_(other.rings_) {
  for (unsigned cache = 0; cache < rings_.size(); ++cache) {
    for (const Ref message : rings_[cache].messages) index_->set(message, member(), bit(cache));
  }
}

KnownMessages::KnownMessages(KnownMessages&& other) noexcept
    : index_(other.index_),
      member_(std::exchange(other.member_, std::nullopt)),
      slots_(std::exchange(other.slots_, {})),
      least_used_(other.least_used_),
      last_used_(other.last_used_),
      evictions_(other.evictions_),
      list_(other.list_),
      caches_(std::exchange(other.caches_, {})),
      rings_(std::exchange(other.rings_, {})) {}

KnownMessages& KnownMessages::operator=(KnownMessages other) noexcept {
  std::swap(index_, other.index_);
  std::swap(member_, other.member_);
  std::swap(slots_, other.slots_);
  std::swap(least_used_, other.least_used_);
  std::swap(last_used_, other.last_used_);
  std::swap(evictions_, other.evictions_);
  std::swap(list_, other.list_);
  std::swap(caches_, other.caches_);
  std::swap(rings_, other.rings_);
  return *this;
}

KnownMessages::~KnownMessages() {
  if (!member_) return;
  for (unsigned cache = 0; cache < rings_.size(); ++cache) forget_all(cache);
  index_->leave(*member_);
}

MessageIndex::Member KnownMessages::member() {
  if (!member_) member_ = index_->join();
  return *member_;
}

KnownMessages::Seen KnownMessages::see(std::uint64_t hash) {
  const Ref ref = index_->find(hash);
  return {hash, ref, add_to_ring(own, ref)};
}

bool KnownMessages::add(unsigned cache, const Seen& message) {
  if (caches_[cache].count == many) return add_to_ring(cache, message.ref);
  return add(cache, message.hash);
}

bool KnownMessages::add(unsigned index, std::uint64_t hash) {
  Cache& cache = caches_[index];
  if (cache.count == many) return add_to_ring(index, index_->find(hash));
  const auto end = cache.hashes.begin() + cache.count;
  if (std::find(cache.hashes.begin(), end, hash) != end) return false;
  if (cache.count < a_few) {
    cache.hashes[cache.count++] = hash;
    return true;
  }
  for (const std::uint64_t each : cache.hashes) add_to_ring(index, index_->find(each));
  cache.count = many;
  return add_to_ring(index, index_->find(hash));
}

bool KnownMessages::add_to_ring(unsigned index, Ref message) {
  if ((index_->word(message, member()) & bit(index)) != 0) return false;
  index_->set(message, *member_, bit(index));
  Ring& ring = rings_[index];
  if (ring.messages.size() < hashes_a_cache) {
    ring.messages.push_back(message);
    return true;
  }
  index_->clear(ring.messages[ring.oldest], *member_, bit(index));
  ring.messages[ring.oldest] = message;
  ring.oldest = (ring.oldest + 1) % hashes_a_cache;
  return true;
}

void KnownMessages::forget_all(unsigned cache) {
  Ring& ring = rings_[cache];
  for (const Ref message : ring.messages) index_->clear(message, *member_, bit(cache));
  ring.messages.clear();
  ring.oldest = 0;
}

unsigned KnownMessages::cache_of(chain::AddressRef peer) {
  const std::uint8_t slot = slot_of(peer);
  const unsigned cache = slot == no_cache ? take_cache(peer) : slot;
  use(cache);
  return cache;
}

/// Moves a cache to the end of the list.
void KnownMessages::use(unsigned cache) {
  if (cache == last_used_) return;
  Neighbours& used = list_[cache];
  list_[used.after].before = used.before;
  if (used.before == no_cache) {
    least_used_ = used.after;
  } else {
    list_[used.before].after = used.after;
  }
  list_[last_used_].after = static_cast<std::uint8_t>(cache);
  used.before = last_used_;
  used.after = no_cache;
  last_used_ = static_cast<std::uint8_t>(cache);
}

unsigned KnownMessages::take_cache(chain::AddressRef peer) {
  const unsigned index = least_used_;
  Cache& least = caches_[index];
  if (least.peer != chain::AddressRef::none) {
    if (least.count == many) forget_all(index);
    slots_[static_cast<std::size_t>(least.peer)] = no_cache;
    ++evictions_;
  }
  least.count = 0;
  least.peer = peer;
  slots_[static_cast<std::size_t>(peer)] = static_cast<std::uint8_t>(index);
  return index;
}

std::uint8_t& KnownMessages::slot_of(chain::AddressRef peer) {
  const auto at = static_cast<std::size_t>(peer);
  if (at >= slots_.size()) slots_.resize(at + 1, no_cache);
  return slots_[at];
}

}  // namespace seatrial::istanbul
