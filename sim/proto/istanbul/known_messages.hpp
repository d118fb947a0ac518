// SPDX-License-Identifier: Apache-2.0
// KnownMessages: which message hashes this process has seen, and which of them it knows that other
// validators have. Caches of 1024 hashes: one for itself and one for each of the last 40 peers. A
// hash has one word in the run's MessageIndex, with a bit for each cache that holds it, so that it
// is looked up once for all of them; a cache of a few hashes does without. GoQuorum's caches are
// ARC, these forget the oldest; it shows only when more than 40 peers, or 1024 messages, are in use
// at once. // SPEC goquorum 7.9
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "sim/proto/chain/address_book.hpp"
#include "sim/proto/istanbul/message_index.hpp"

namespace seatrial::istanbul {

/// The message caches of one process.
class KnownMessages {
 public:
  static constexpr unsigned peers_at_once = 40;
  static constexpr std::size_t hashes_a_cache = 1024;

  /// The index of the run; none: one of its own.
  explicit KnownMessages(std::shared_ptr<MessageIndex> index = nullptr);
  /// A second process that knows the same.
  KnownMessages(const KnownMessages& other);
  KnownMessages(KnownMessages&& other) noexcept;
  KnownMessages& operator=(KnownMessages other) noexcept;
  ~KnownMessages();

  /// A message that this process has seen.
  struct Seen {
    std::uint64_t hash = 0;
    MessageIndex::Ref ref{};
    bool fresh = false;  ///< it had not been before
  };
  /// Marks a message as seen by this process.
  Seen see(std::uint64_t hash);
  /// The cache of a peer, which becomes the last used; of a new peer it is empty.
  unsigned cache_of(chain::AddressRef peer);
  /// Marks a message in a cache; false if it was. One that was just seen takes the shorter way.
  bool add(unsigned cache, const Seen& message);
  bool add(unsigned cache, std::uint64_t hash);
  /// How often a cache went to another peer.
  std::uint64_t evictions() const { return evictions_; }

 private:
  using Ref = MessageIndex::Ref;
  static constexpr unsigned own = peers_at_once;
  static constexpr std::uint8_t no_cache = UINT8_MAX;
  static constexpr std::uint8_t a_few = 7;  ///< hashes: as many as a line of the processor has room
  static constexpr std::uint8_t many = UINT8_MAX;
  static_assert(own < 64, "one bit for each cache");

  /// A peer's cache while it holds a few hashes. With more than 40 peers it is taken away before
  /// there are more; else they go to the ring of the cache, and have a bit in the index.
  struct alignas(64) Cache {
    chain::AddressRef peer = chain::AddressRef::none;
    std::uint8_t count = 0;  ///< of hashes; or many: they are in the ring
    std::array<std::uint64_t, a_few> hashes{};
  };
  struct Ring {
    std::vector<Ref> messages;
    std::size_t oldest = 0;  ///< once it is full
  };
  /// Two neighbours in the list of caches by their last use.
  struct Neighbours {
    std::uint8_t before = no_cache;  ///< used just before this one
    std::uint8_t after = no_cache;
  };

  static MessageIndex::Word bit(unsigned cache) { return MessageIndex::Word{1} << cache; }
  MessageIndex::Member member();
  void use(unsigned cache);
  unsigned take_cache(chain::AddressRef peer);
  bool add_to_ring(unsigned cache, Ref message);
  void forget_all(unsigned cache);
  std::uint8_t& slot_of(chain::AddressRef peer);

  std::shared_ptr<MessageIndex> index_;
  std::optional<MessageIndex::Member> member_;  ///< of the index, once there is a message
  std::vector<std::uint8_t> slots_;             ///< by AddressRef
  std::uint8_t least_used_ = 0;                 ///< the ends of the list by last use
  std::uint8_t last_used_ = peers_at_once - 1;
  std::uint64_t evictions_ = 0;
  std::array<Neighbours, peers_at_once> list_;
  std::array<Cache, peers_at_once> caches_;
  std::array<Ring, peers_at_once + 1> rings_;
};

}  // namespace seatrial::istanbul
