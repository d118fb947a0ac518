// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/gossip.hpp"

namespace seatrial::istanbul {

void Gossip::peer_joined(p2p::NodeRef node, chain::AddressRef address) {
  addresses_[static_cast<std::uint32_t>(node)] = address;
  node_at(address) = node;
}

void Gossip::peer_left(p2p::NodeRef node) {
  const auto found = addresses_.find(static_cast<std::uint32_t>(node));
  if (found == addresses_.end()) return;
  node_at(found->second) = p2p::no_node;
  addresses_.erase(found);
}

bool Gossip::received(p2p::NodeRef from, const Message& message) {
  const KnownMessages::Ref known = known_.find(hash_of(message));
  const auto sender = addresses_.find(static_cast<std::uint32_t>(from));
  if (sender != addresses_.end()) known_.add(known_.cache_of(sender->second), known);
  return known_.add_own(known);
}

void Gossip::spread(const std::vector<chain::AddressRef>& validators, const Message& message,
                    Outbox& out) {
  const KnownMessages::Ref known = known_.find(hash_of(message));
  known_.add_own(known);
  for (const chain::AddressRef validator : validators) {
    if (validator == self_ || static_cast<std::size_t>(validator) >= nodes_.size()) continue;
    const p2p::NodeRef node = nodes_[static_cast<std::size_t>(validator)];
    if (node == p2p::no_node) continue;
    if (known_.add(known_.cache_of(validator), known)) out.send(node, message);
  }
}

p2p::NodeRef& Gossip::node_at(chain::AddressRef address) {
  const auto at = static_cast<std::size_t>(address);
  if (at >= nodes_.size()) nodes_.resize(at + 1, p2p::no_node);
  return nodes_[at];
}

}  // namespace seatrial::istanbul
