// SPDX-License-Identifier: Apache-2.0
// KnownMessages: which message hashes this process has seen, and which of them it knows that other
// validators have. Caches of 1024 hashes: one for itself and one for each of the last 40 peers; a
// hash is stored once, with a bit for each cache that holds it. GoQuorum's caches are ARC, these
// forget the oldest; it shows only when more than 40 peers, or 1024 messages, are in use at once.
// // SPEC goquorum 7.9
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
  /// One bit for each cache.
  using Holders = std::uint64_t;
  static constexpr unsigned peers_at_once = 40;
  static constexpr std::size_t hashes_a_cache = 1024;

  /// Marks a message as seen by this process; false if it was.
  bool add_own(std::uint64_t hash) { return add(own, hash); }
  /// The cache of a peer, which becomes the last used; of a new peer it is empty.
  unsigned cache_of(chain::AddressRef peer);
  /// Marks a message in a cache; false if it was.
  bool add(unsigned cache, std::uint64_t hash);
  /// Which caches hold a message.
  Holders holders(std::uint64_t hash) const;
  /// How often a cache went to another peer.
  std::uint64_t evictions() const { return evictions_; }

 private:
  static constexpr unsigned own = peers_at_once;
  static constexpr std::uint8_t no_cache = UINT8_MAX;
  static_assert(own < 64, "one bit for each cache");

  struct Cache {
    chain::AddressRef peer = chain::AddressRef::none;
    std::uint64_t last_used = 0;
    std::vector<std::uint64_t> hashes;  ///< a ring once it is full
    std::size_t oldest = 0;
  };

  unsigned take_cache(chain::AddressRef peer);
  void remember(Cache& cache, unsigned index, std::uint64_t hash);
  void forget(unsigned cache, std::uint64_t hash);
  std::uint8_t& slot_of(chain::AddressRef peer);

  boost::unordered_flat_map<std::uint64_t, Holders> holders_;
  std::array<Cache, peers_at_once + 1> caches_;
  std::vector<std::uint8_t> slots_;  ///< by AddressRef
  std::uint64_t uses_ = 0;
  std::uint64_t evictions_ = 0;
};

}  // namespace seatrial::istanbul
