// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/view.hpp"

#include <algorithm>

#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

std::vector<PeerId> View::peers() const {
  std::vector<PeerId> all;
  for (std::uint32_t i = 0; i < world().peer_count(); ++i) all.push_back(PeerId(i));
  return all;
}

const scenario::SceneCluster* View::cluster(ClusterId id) const {
  for (const scenario::SceneCluster& cluster : scene_.clusters) {
    if (cluster.id == id) return &cluster;
  }
  return nullptr;
}

const config::PeerConfig* View::config(PeerId peer) const {
  const scenario::SceneCluster* cluster = this->cluster(cluster_of(peer));
  if (cluster == nullptr || !cluster->config) return nullptr;
  return cluster->config->find_peer(spec(peer).name);
}

const config::WorkloadConfig* workload_of(const config::ClusterConfig& cluster,
                                          const config::PeerConfig& peer) {
  return peer.workload < cluster.workloads.size() ? &cluster.workloads[peer.workload] : nullptr;
}

const kube::Service* service_of(const World& world, PeerId peer) {
  const PeerSpec& spec = world.peer(peer).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  for (const kube::Service& service : cluster.services()) {
    const std::vector<kube::PodId> pods = cluster.endpoints(service);
    if (std::find(pods.begin(), pods.end(), spec.pod) != pods.end()) return &service;
  }
  return nullptr;
}

std::string service_name(const World& world, PeerId peer) {
  const kube::Service* service = service_of(world, peer);
  return service == nullptr ? world.peer(peer).spec.name : service->name;
}

std::string node_port_text(const World& world, PeerId peer) {
  const auto port = node_port_of(world, peer, world.peer(peer).spec.geth.port);
  return port ? std::to_string(*port) : "its NodePort";
}

std::string node_ip(const World& world, PeerId peer) {
  const PeerSpec& spec = world.peer(peer).spec;
  const net::MachineId machine = world.cluster(spec.cluster).pod(spec.pod).machine;
  return net::to_string(world.network().machine(machine).address);
}

std::string entry_for(const World& world, PeerId of, PeerId peer) {
  const bool same = world.peer(of).spec.cluster == world.peer(peer).spec.cluster;
  return same ? internal_enode(world, peer) : enode_for(world, peer, of);
}

ClusterId cluster_at(const World& world, net::Ipv4 address) {
  const net::MachineId machine = world.network().machine_at(address);
  if (machine == net::MachineId::none) return ClusterId::none;
  const net::SiteId site = world.network().machine(machine).site;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    if (world.cluster(ClusterId(i)).site() == site) return ClusterId(i);
  }
  return ClusterId::none;
}

std::string short_key(const wire::PublicKey& key) {
  return wire::to_hex(key).substr(0, 16) + "…";
}

std::string enumerate(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " and " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace seatrial::diagnosis
