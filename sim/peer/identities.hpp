// SPDX-License-Identifier: Apache-2.0
// Identities: the node identities that a world has heard of, interned to dense NodeRefs, so that
// the protocol machines compare four bytes instead of 32. An identity may belong to no peer at all:
// a mistyped key in a list is one, too.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <vector>

#include "sim/proto/p2p/types.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial {

/// Dense index of a peer (a GoQuorum process) of a world.
enum class PeerId : std::uint32_t { none = UINT32_MAX };

/// The identities of one world.
class Identities {
 public:
  /// The reference of a public key's node id; the same key always gets the same one.
  p2p::NodeRef intern(const wire::PublicKey& key);
  const wire::PublicKey& key(p2p::NodeRef ref) const { return keys_[index(ref)]; }
  const wire::NodeId& id(p2p::NodeRef ref) const { return ids_[index(ref)]; }

  /// Says that an identity is this peer's.
  void claim(p2p::NodeRef ref, PeerId peer);
  /// The peer with this identity, or none. Of two peers with one key the first counts.
  PeerId peer(p2p::NodeRef ref) const;
  std::size_t size() const { return keys_.size(); }

 private:
  static std::size_t index(p2p::NodeRef ref) { return static_cast<std::size_t>(ref); }

  std::vector<wire::PublicKey> keys_;
  std::vector<wire::NodeId> ids_;
  std::vector<PeerId> peers_;
  boost::unordered_flat_map<std::uint64_t, std::vector<p2p::NodeRef>> by_prefix_;
};

}  // namespace seatrial
