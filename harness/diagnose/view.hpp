// SPDX-License-Identifier: Apache-2.0
// View: what the finders ask of a scene: who stands in front of a peer, what a peer's files are,
// how a fix is written. It looks things up and judges nothing. It lives as long as its scene.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scene.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/reach_check.hpp"

namespace seatrial::diagnosis {

/// A scene, read only. The world is not const because its readings intern the keys they meet.
class View {
 public:
  explicit View(scenario::Scene& scene);

  const scenario::Scene& scene() const { return scene_; }
  World& world() const { return *scene_.world; }
  const PeerSpec& spec(PeerId peer) const { return world().peer(peer).spec; }
  std::string name(PeerId peer) const { return world().name(peer); }
  std::string name(ClusterId cluster) const { return world().cluster(cluster).spec().name; }
  ClusterId cluster_of(PeerId peer) const { return spec(peer).cluster; }

  /// Every peer, in the order of the world.
  std::vector<PeerId> peers() const;
  /// The files behind a peer; null where it was not generated.
  const config::PeerConfig* config(PeerId peer) const {
    return configs_[static_cast<std::size_t>(peer)];
  }
  const scenario::SceneCluster* cluster(ClusterId id) const;

 private:
  scenario::Scene& scene_;
  std::vector<const config::PeerConfig*> configs_;  ///< by PeerId: lints ask for each reading
};

/// The workload of a generated peer; null where its files have none.
const config::WorkloadConfig* workload_of(const config::ClusterConfig& cluster,
                                          const config::PeerConfig& peer);
/// The Service in front of a peer; null where there is none.
const kube::Service* service_of(const World& world, PeerId peer);
/// Its name, or the peer's.
std::string service_name(const World& world, PeerId peer);
/// The NodePort of the peer's p2p port as a text, "its NodePort" where it has none.
std::string node_port_text(const World& world, PeerId peer);
/// The address of the node that a peer's pod runs on.
std::string node_ip(const World& world, PeerId peer);
/// How `of`'s lists should write a peer.
std::string entry_for(const World& world, PeerId of, PeerId peer);
/// The one-way latency of the line between two peers' clusters, or zero.
Duration latency_between(const View& view, PeerId a, PeerId b);
/// The peers of a cluster that stand behind one of its Services, in the order of the world.
std::vector<PeerId> peers_behind(const View& view, ClusterId cluster, const kube::Service& service);
/// The cluster of a machine; none where it has none.
ClusterId cluster_of(const World& world, net::MachineId machine);
/// The cluster that a node address belongs to, or none.
ClusterId cluster_at(const World& world, net::Ipv4 address);
/// The first NetworkPolicy that isolates a pod for egress, which takes the DNS from it, too.
Mark egress_policy_mark(const World& world, PodRef pod);
/// The first of two marks that is known.
inline Mark first_known(const Mark& a, const Mark& b) {
  return a.known() ? a : b;
}
/// The first eight bytes of a key, for people.
std::string short_key(const wire::PublicKey& key);
/// "a, b and c".
std::string enumerate(const std::vector<std::string>& words);
/// How many of so many things a text should name: all of a few, else the first three.
std::size_t some_of(std::size_t things);
/// The same; "a, b, c and 97 more" of very many.
std::string enumerate_some(std::vector<std::string> words);

}  // namespace seatrial::diagnosis
