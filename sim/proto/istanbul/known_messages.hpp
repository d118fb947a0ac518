// SPDX-License-Identifier: Apache-2.0
// KnownMessages: which message hashes this process has seen, and which of them it knows that other
// validators have. Caches of 1024 hashes: one for itself and one for each of the last 40 peers; a
// hash is stored once, with a bit for each cache that holds it, so that it is looked up once for
// all of them. GoQuorum's caches are ARC, these forget the oldest; it shows only when more than 40
// peers, or 1024 messages, are in use at once. // SPEC goquorum 7.9
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

#include "sim/proto/chain/address_book.hpp"

namespace seatrial::istanbul {

/// The message caches of one process.
class KnownMessages {
 public:
  static constexpr unsigned peers_at_once = 40;
  static constexpr std::size_t hashes_a_cache = 1024;
  /// Names a hash for as long as a cache holds it.
  enum class Ref : std::uint32_t {};

  /// Finds a hash or makes room for it: then it must be added to a cache before any other is.
  Ref find(std::uint64_t hash);
  /// Marks a message as seen by this process; false if it was.
  bool add_own(Ref message) { return add(own, message); }
  bool add_own(std::uint64_t hash) { return add_own(find(hash)); }
  /// The cache of a peer, which becomes the last used; of a new peer it is empty.
  unsigned cache_of(chain::AddressRef peer);
  /// Marks a message in a cache; false if it was.
  bool add(unsigned cache, Ref message);
  bool add(unsigned cache, std::uint64_t hash) { return add(cache, find(hash)); }
  /// How often a cache went to another peer.
  std::uint64_t evictions() const { return evictions_; }

 private:
  using Holders = std::uint64_t;  ///< one bit for each cache
  static constexpr unsigned own = peers_at_once;
  static constexpr std::uint8_t no_cache = UINT8_MAX;
  static_assert(own < 64, "one bit for each cache");

  struct Known {
    std::uint64_t hash = 0;
    Holders holders = 0;
  };
  struct Cache {
    chain::AddressRef peer = chain::AddressRef::none;
    std::uint64_t last_used = 0;
    std::vector<Ref> messages;  ///< a ring once it is full
    std::size_t oldest = 0;
  };

  Known& at(Ref message) { return known_[static_cast<std::size_t>(message)]; }
  unsigned take_cache(chain::AddressRef peer);
  void remember(Cache& cache, unsigned index, Ref message);
  void forget(unsigned cache, Ref message);
  std::uint8_t& slot_of(chain::AddressRef peer);

  boost::unordered_flat_map<std::uint64_t, Ref> by_hash_;
  std::vector<Known> known_;
  std::vector<Ref> free_;  ///< places of known_ that no cache holds
  std::array<Cache, peers_at_once + 1> caches_;
  std::vector<std::uint8_t> slots_;  ///< by AddressRef
  std::uint64_t uses_ = 0;
  std::uint64_t evictions_ = 0;
};

}  // namespace seatrial::istanbul
