// SPDX-License-Identifier: Apache-2.0
// The table of discovery: the nodes that one knows, in buckets by their distance, with
// go-ethereum's limits on how many of one bucket and of one network it takes. It decides who stays
// and who goes when something was heard of a node; asking nodes, and believing their answers, is
// not its matter. Oneself is never in it.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/rng.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial::discv4 {

inline constexpr std::size_t bucket_count = 17;      ///< SPEC goquorum 5.6
inline constexpr std::size_t bucket_size = 16;       ///< SPEC goquorum 5.6
inline constexpr std::size_t max_replacements = 10;  ///< SPEC goquorum 5.6
inline constexpr std::size_t bucket_ip_limit = 2;    ///< of one /24 in a bucket. SPEC goquorum 5.6
inline constexpr std::size_t table_ip_limit = 10;    ///< of one /24 in the table. SPEC goquorum 5.6

/// A node as it is stored, at the endpoint that it was learnt with.
struct Node {
  wire::NodeId id;
  wire::PublicKey key;
  wire::Bytes ip;  ///< 4 or 16 bytes
  std::uint16_t udp = 0;
  std::uint16_t tcp = 0;
  std::uint64_t seq = 0;              ///< of its record; 0: learnt without one
  Instant added;                      ///< to the table
  std::uint32_t liveness_checks = 0;  ///< that it has answered
  bool operator==(const Node&) const = default;
};

/// The logarithmic distance of two ids: 0 for the same, up to 256.
unsigned log_distance(const wire::NodeId& a, const wire::NodeId& b);
/// Whether `a` is closer to the target than `b`.
bool closer(const wire::NodeId& target, const wire::NodeId& a, const wire::NodeId& b);

/// The buckets of one node.
class Table {
 public:
  explicit Table(const wire::NodeId& self) : self_(self) {}

  /// Heard of by others: goes to the end of its bucket if there is room, else among those that wait
  /// for a place. One that is there already stays as it is. // SPEC goquorum 5.6
  void add_seen(Node node, Instant now);
  /// Has just answered: goes to the front of its bucket, or there again with its new endpoint.
  void add_verified(Node node, Instant now);
  /// Takes a node out; a waiting one does not come in for it.
  void remove(const wire::NodeId& id);

  /// The nodes closest to a target, closest first; with `checked` only those that answered once.
  std::vector<Node> closest(const wire::NodeId& target, std::size_t count, bool checked) const;
  const Node* find(const wire::NodeId& id) const;
  std::size_t size() const;
  bool empty() const { return size() == 0; }

  /// The one to check next: the last of a random bucket that has any. // SPEC goquorum 5.6
  std::optional<Node> next_to_check(Rng& rng) const;
  /// It answered, perhaps with another endpoint: to the front.
  void checked_alive(Node node);
  /// It did not: a random waiting one takes its place, if it is still the last of its bucket.
  void checked_dead(const wire::NodeId& id, Rng& rng);

 private:
  struct Bucket {
    std::vector<Node> entries;       ///< last heard of first
    std::vector<Node> replacements;  ///< waiting, last heard of first
  };

  std::size_t index_of(const wire::NodeId& id) const;
  Bucket& bucket_of(const wire::NodeId& id) { return buckets_[index_of(id)]; }
  /// Whether the limits of the node's network have room for it.
  bool has_room(const Bucket& bucket, const wire::Bytes& ip) const;
  void add_replacement(Bucket& bucket, Node node);
  bool move_to_front(Bucket& bucket, const Node& node);

  wire::NodeId self_;
  std::array<Bucket, bucket_count> buckets_;
};

}  // namespace seatrial::discv4
