// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/gossip.hpp"

namespace seatrial::istanbul {

void Gossip::peer_joined(p2p::NodeRef node, chain::AddressRef address) {
  const auto at = static_cast<std::size_t>(node);
  if (at >= addresses_.size()) addresses_.resize(at + 1, chain::AddressRef::none);
  addresses_[at] = address;
  node_at(address) = node;
}

void Gossip::peer_left(p2p::NodeRef node) {
  const chain::AddressRef address = address_of(node);
  if (address == chain::AddressRef::none) return;
  node_at(address) = p2p::no_node;
  addresses_[static_cast<std::size_t>(node)] = chain::AddressRef::none;
}

chain::AddressRef Gossip::address_of(p2p::NodeRef node) const {
  const auto at = static_cast<std::size_t>(node);
  return at < addresses_.size() ? addresses_[at] : chain::AddressRef::none;
}

bool Gossip::received(p2p::NodeRef from, const Message& message) {
  const KnownMessages::Seen seen = known_.see(hash_of(message));
  const chain::AddressRef sender = address_of(from);
  if (sender != chain::AddressRef::none) known_.add(known_.cache_of(sender), seen);
  return seen.fresh;
}

void Gossip::spread(const std::vector<chain::AddressRef>& validators, const Message& message,
                    Outbox& out) {
  if (!relay_ && message.from != self_) return;
  const KnownMessages::Seen seen = known_.see(hash_of(message));
  for (const chain::AddressRef validator : validators) {
    if (validator == self_ || static_cast<std::size_t>(validator) >= nodes_.size()) continue;
    const p2p::NodeRef node = nodes_[static_cast<std::size_t>(validator)];
    if (node == p2p::no_node) continue;
    if (known_.add(known_.cache_of(validator), seen)) out.send(node, message);
  }
}

p2p::NodeRef& Gossip::node_at(chain::AddressRef address) {
  const auto at = static_cast<std::size_t>(address);
  if (at >= nodes_.size()) nodes_.resize(at + 1, p2p::no_node);
  return nodes_[at];
}

}  // namespace seatrial::istanbul
