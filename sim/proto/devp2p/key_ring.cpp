// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/key_ring.hpp"

namespace seatrial::devp2p {

void KeyRing::add(p2p::NodeRef node, const wire::KeyPair& pair) {
  pairs_.insert_or_assign(node, pair);
  add(node, pair.open);
}

void KeyRing::add(p2p::NodeRef node, const wire::PublicKey& key) {
  open_.insert_or_assign(node, key);
  nodes_.insert_or_assign(key, node);
}

p2p::NodeRef KeyRing::node(const wire::PublicKey& key) const {
  const auto found = nodes_.find(key);
  return found == nodes_.end() ? p2p::no_node : found->second;
}

}  // namespace seatrial::devp2p
