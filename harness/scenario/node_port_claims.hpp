// SPDX-License-Identifier: Apache-2.0
// NodePortClaims: what the lists of other clusters say of the NodePorts of one cluster whose own
// files do not tell them. Each list is read once, however many Services ask: a thousand peers share
// one list, and it has a thousand entries.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/scenario/scene.hpp"

namespace seatrial::scenario {

class NodePortClaims {
 public:
  /// For a cluster whose nodes are there.
  NodePortClaims(const Scene& scene, const SceneCluster& cluster);

  /// Gives a port of a Service the number that others write down for it, on the condition that it
  /// is still so: the verdict then says what must hold instead of guessing. Nothing where nobody
  /// writes one.
  void assume(const std::string& service, kube::ServicePort& port);

 private:
  using P2pPorts = std::map<std::string, std::uint16_t>;  ///< by key

  const config::PeerConfig* owner(const std::string& service, std::size_t& place) const;
  std::uint16_t claimed(const config::PeerConfig& owner, std::size_t place,
                        const kube::ServicePort& port);
  std::uint16_t claimed_by(const config::PeerConfig& other, const config::PeerConfig& owner,
                           std::size_t place, bool p2p, bool tessera);
  const P2pPorts& p2p_ports(const config::PeerList& list);
  const std::vector<std::uint16_t>& tessera_ports(const config::PeerConfig& other);

  const Scene& scene_;
  const SceneCluster& cluster_;
  std::string node_;  ///< the address of the cluster's first node
  std::map<const config::PeerList*, P2pPorts> lists_;
  std::map<const config::PeerConfig*, std::vector<std::uint16_t>> tesseras_;
};

}  // namespace seatrial::scenario
