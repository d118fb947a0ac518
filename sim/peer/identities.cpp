// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/identities.hpp"

#include <cstring>

namespace seatrial {

p2p::NodeRef Identities::intern(const wire::PublicKey& key) {
  std::uint64_t prefix = 0;
  std::memcpy(&prefix, key.data.data(), sizeof prefix);
  std::vector<p2p::NodeRef>& bucket = by_prefix_[prefix];
  for (const p2p::NodeRef known : bucket) {
    if (keys_[index(known)] == key) return known;
  }
  const auto ref = p2p::NodeRef(static_cast<std::uint32_t>(keys_.size()));
  keys_.push_back(key);
  ids_.push_back(wire::node_id(key));
  peers_.push_back(PeerId::none);
  bucket.push_back(ref);
  return ref;
}

void Identities::claim(p2p::NodeRef ref, PeerId peer) {
  if (peers_[index(ref)] == PeerId::none) peers_[index(ref)] = peer;
}

PeerId Identities::peer(p2p::NodeRef ref) const {
  return index(ref) < peers_.size() ? peers_[index(ref)] : PeerId::none;
}

}  // namespace seatrial
