// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/lookup.hpp"

#include <algorithm>

namespace seatrial::discv4 {

Lookup::Lookup(const wire::PublicKey& target, const wire::NodeId& self)
    : target_(target), target_id_(wire::node_id(target)), asked_{self} {}

std::vector<Node> Lookup::learn(const std::vector<Node>& nodes) {
  std::vector<Node> fresh;
  for (const Node& node : nodes) {
    if (!seen_.insert(node.id).second) continue;
    fresh.push_back(node);
    const auto place = std::ranges::find_if(
        closest_, [&](const Node& other) { return closer(target_id_, node.id, other.id); });
    closest_.insert(place, node);
    if (closest_.size() > bucket_size) closest_.pop_back();
  }
  return fresh;
}

const Node* Lookup::unasked() const {
  const auto found =
      std::ranges::find_if(closest_, [&](const Node& node) { return !asked_.contains(node.id); });
  return found == closest_.end() ? nullptr : &*found;
}

std::optional<Node> Lookup::next() {
  const Node* node = out_ < lookup_concurrency ? unasked() : nullptr;
  if (node == nullptr) return std::nullopt;
  asked_.insert(node->id);
  ++out_;
  return *node;
}

bool Lookup::is_over() const {
  return out_ == 0 && unasked() == nullptr;
}

}  // namespace seatrial::discv4
