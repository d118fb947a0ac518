// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/table.hpp"

#include <algorithm>
#include <bit>

#include "sim/proto/discv4/relay_check.hpp"

namespace seatrial::discv4 {

using wire::Bytes;
using wire::NodeId;

namespace {

constexpr unsigned kNearest = 240;  // SPEC goquorum 5.6: up to this distance all share bucket 0

bool same_network(const Bytes& a, const Bytes& b) {  // a /24
  return a.size() == b.size() && a.size() >= 3 && std::equal(a.begin(), a.begin() + 3, b.begin());
}

std::size_t count_network(const std::vector<Node>& nodes, const Bytes& ip) {
  const auto same = [&](const Node& node) { return same_network(node.ip, ip); };
  return static_cast<std::size_t>(std::ranges::count_if(nodes, same));
}

auto place_of(std::vector<Node>& nodes, const NodeId& id) {
  return std::ranges::find(nodes, id, &Node::id);
}

bool holds(const std::vector<Node>& nodes, const NodeId& id) {
  return std::ranges::find(nodes, id, &Node::id) != nodes.end();
}

void erase(std::vector<Node>& nodes, const NodeId& id) {
  std::erase_if(nodes, [&](const Node& node) { return node.id == id; });
}

}  // namespace

unsigned log_distance(const NodeId& a, const NodeId& b) {
  for (std::size_t i = 0; i < a.data.size(); ++i) {
    const auto differing = static_cast<std::uint8_t>(a.data[i] ^ b.data[i]);
    if (differing != 0)
      return static_cast<unsigned>(8 * (a.data.size() - i)) -
             static_cast<unsigned>(std::countl_zero(differing));
  }
  return 0;
}

bool closer(const NodeId& target, const NodeId& a, const NodeId& b) {
  for (std::size_t i = 0; i < target.data.size(); ++i) {
    const int to_a = a.data[i] ^ target.data[i];
    const int to_b = b.data[i] ^ target.data[i];
    if (to_a != to_b) return to_a < to_b;
  }
  return false;
}

std::size_t Table::index_of(const NodeId& id) const {
  const unsigned distance = log_distance(self_, id);
  return distance <= kNearest ? 0 : distance - kNearest;
}

bool Table::has_room(const Bucket& bucket, const Bytes& ip) const {
  if (is_lan(ip)) return true;
  const auto in = [&](const Bucket& one) {
    return count_network(one.entries, ip) + count_network(one.replacements, ip);
  };
  if (in(bucket) >= bucket_ip_limit) return false;
  std::size_t all = 0;
  for (const Bucket& one : buckets_) all += in(one);
  return all < table_ip_limit;
}

void Table::add_seen(Node node, Instant now) {
  if (node.id == self_) return;
  Bucket& bucket = bucket_of(node.id);
  if (holds(bucket.entries, node.id)) return;
  if (bucket.entries.size() >= bucket_size) return add_replacement(bucket, std::move(node));
  // One that waits gives its own place in the limits up.
  erase(bucket.replacements, node.id);
  if (!has_room(bucket, node.ip)) return;
  node.added = now;
  bucket.entries.push_back(std::move(node));
}

void Table::add_verified(Node node, Instant now) {
  if (node.id == self_) return;
  Bucket& bucket = bucket_of(node.id);
  if (move_to_front(bucket, node)) return;
  if (holds(bucket.entries, node.id)) return;  // its new network has no room
  if (bucket.entries.size() >= bucket_size) return add_replacement(bucket, std::move(node));
  erase(bucket.replacements, node.id);
  if (!has_room(bucket, node.ip)) return;
  node.added = now;
  bucket.entries.insert(bucket.entries.begin(), std::move(node));
}

void Table::add_replacement(Bucket& bucket, Node node) {
  if (holds(bucket.replacements, node.id) || !has_room(bucket, node.ip)) return;
  bucket.replacements.insert(bucket.replacements.begin(), std::move(node));
  if (bucket.replacements.size() > max_replacements) bucket.replacements.pop_back();
}

bool Table::move_to_front(Bucket& bucket, const Node& node) {
  const auto old = place_of(bucket.entries, node.id);
  if (old == bucket.entries.end()) return false;
  Node before = *old;
  const auto place = bucket.entries.erase(old);
  if (before.ip != node.ip && !has_room(bucket, node.ip)) {
    bucket.entries.insert(place, std::move(before));
    return false;
  }
  Node now = node;
  now.added = before.added;
  now.liveness_checks = std::max(before.liveness_checks, node.liveness_checks);
  bucket.entries.insert(bucket.entries.begin(), std::move(now));
  return true;
}

void Table::remove(const NodeId& id) {
  erase(bucket_of(id).entries, id);
}

std::vector<Node> Table::closest(const NodeId& target, std::size_t count, bool checked) const {
  std::vector<Node> all;
  for (const Bucket& bucket : buckets_)
    for (const Node& node : bucket.entries)
      if (!checked || node.liveness_checks > 0) all.push_back(node);
  std::ranges::sort(all, [&](const Node& a, const Node& b) { return closer(target, a.id, b.id); });
  if (all.size() > count) all.resize(count);
  return all;
}

const Node* Table::find(const NodeId& id) const {
  const auto& entries = buckets_[index_of(id)].entries;
  const auto found = std::ranges::find(entries, id, &Node::id);
  return found == entries.end() ? nullptr : &*found;
}

std::size_t Table::size() const {
  std::size_t all = 0;
  for (const Bucket& bucket : buckets_) all += bucket.entries.size();
  return all;
}

std::optional<Node> Table::next_to_check(Rng& rng) const {
  std::vector<const Bucket*> filled;
  for (const Bucket& bucket : buckets_)
    if (!bucket.entries.empty()) filled.push_back(&bucket);
  if (filled.empty()) return std::nullopt;
  return filled[rng.below(filled.size())]->entries.back();
}

void Table::checked_alive(Node node) {
  ++node.liveness_checks;
  move_to_front(bucket_of(node.id), node);
}

void Table::checked_dead(const NodeId& id, Rng& rng) {
  Bucket& bucket = bucket_of(id);
  // Whoever was heard of meanwhile is no longer the last, and stays.
  if (bucket.entries.empty() || bucket.entries.back().id != id) return;
  bucket.entries.pop_back();
  if (bucket.replacements.empty()) return;
  const auto chosen = bucket.replacements.begin() +
                      static_cast<std::ptrdiff_t>(rng.below(bucket.replacements.size()));
  bucket.entries.push_back(*chosen);
  bucket.replacements.erase(chosen);
}

}  // namespace seatrial::discv4
