// SPDX-License-Identifier: Apache-2.0
// Which keys stand behind the NodeRefs of the p2p servers once they speak in bytes. A process has a
// whole pair, whoever is only dialled a public key. It is the owner that decides which keys these
// are; two nodes never have the same one.
#pragma once

#include <map>

#include "sim/proto/p2p/types.hpp"
#include "sim/wire/entropy.hpp"

namespace seatrial::devp2p {

/// Keys by node, and nodes by key.
class KeyRing {
 public:
  /// The keys of a node that takes part.
  void add(p2p::NodeRef node, const wire::KeyPair& pair);
  /// The key of a node that others only name.
  void add(p2p::NodeRef node, const wire::PublicKey& key);

  bool knows(p2p::NodeRef node) const { return open_.contains(node); }
  /// The key that others encrypt to; the node must be known.
  const wire::PublicKey& open(p2p::NodeRef node) const { return open_.at(node); }
  /// The pair of a node that takes part.
  const wire::KeyPair& pair(p2p::NodeRef node) const { return pairs_.at(node); }
  /// Whose key it is; no_node if it is nobody's.
  p2p::NodeRef node(const wire::PublicKey& key) const;

 private:
  std::map<p2p::NodeRef, wire::PublicKey> open_;
  std::map<p2p::NodeRef, wire::KeyPair> pairs_;
  std::map<wire::PublicKey, p2p::NodeRef> nodes_;
};

}  // namespace seatrial::devp2p
