// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

View::View(scenario::Scene& scene) : scene_(scene), configs_(scene.world->peer_count(), nullptr) {
  std::map<std::pair<ClusterId, std::string_view>, const config::PeerConfig*> by_name;
  for (const scenario::SceneCluster& cluster : scene.clusters) {
    if (!cluster.config) continue;
    for (const config::PeerConfig& peer : cluster.config->peers) {
      by_name.try_emplace({cluster.id, peer.name.value}, &peer);
    }
  }
  for (const PeerId peer : peers()) {
    const auto found = by_name.find({cluster_of(peer), spec(peer).name});
    if (found != by_name.end()) configs_[static_cast<std::size_t>(peer)] = found->second;
  }
}

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

const config::WorkloadConfig* workload_of(const config::ClusterConfig& cluster,
                                          const config::PeerConfig& peer) {
  return peer.workload < cluster.workloads.size() ? &cluster.workloads[peer.workload] : nullptr;
}

const kube::Service* service_of(const World& world, PeerId peer) {
  const PeerSpec& spec = world.peer(peer).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  const std::vector<const kube::Service*> services = cluster.services_of(spec.pod);
  return services.empty() ? nullptr : services.front();
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

Mark egress_policy_mark(const World& world, PodRef ref) {
  const kube::Cluster& cluster = world.cluster(ref.cluster);
  const kube::Pod& pod = cluster.pod(ref.pod);
  for (const kube::NetworkPolicy& policy : cluster.policies()) {
    const bool selects = policy.ns == pod.ns && policy.pod_selector.matches(pod.labels);
    if (selects && policy.isolates_egress) return policy.mark;
  }
  return {};
}

namespace {

bool has_machine(const World& world, ClusterId cluster, net::Ipv4 address) {
  const auto& machines = world.cluster(cluster).machines();
  return std::any_of(machines.begin(), machines.end(), [&](net::MachineId machine) {
    return world.network().machine(machine).address == address;
  });
}

}  // namespace

Duration latency_between(const View& view, PeerId a, PeerId b) {
  const net::Network& network = view.world().network();
  const net::WanId wan = network.wan_between(view.world().cluster(view.cluster_of(a)).site(),
                                             view.world().cluster(view.cluster_of(b)).site());
  return wan == net::WanId::none ? Duration() : network.wan(wan).spec().latency;
}

std::vector<PeerId> peers_behind(const View& view, ClusterId cluster,
                                 const kube::Service& service) {
  const std::vector<kube::PodId> pods = view.world().cluster(cluster).endpoints(service);
  std::vector<PeerId> peers = view.peers();
  std::erase_if(peers, [&](PeerId peer) {
    return view.cluster_of(peer) != cluster ||
           std::find(pods.begin(), pods.end(), view.spec(peer).pod) == pods.end();
  });
  return peers;
}

ClusterId cluster_of(const World& world, net::MachineId machine) {
  if (machine == net::MachineId::none) return ClusterId::none;
  const net::SiteId site = world.network().machine(machine).site;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    if (world.cluster(ClusterId(i)).site() == site) return ClusterId(i);
  }
  return ClusterId::none;
}

ClusterId cluster_at(const World& world, net::Ipv4 address) {
  const net::MachineId machine = world.network().machine_at(address);
  if (machine != net::MachineId::none) return cluster_of(world, machine);
  ClusterId found = ClusterId::none;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    const ClusterId cluster{i};
    if (!has_machine(world, cluster, address)) continue;
    // Private addresses may be several clusters'; then nobody can tell whose is meant.
    if (found != ClusterId::none) return ClusterId::none;
    found = cluster;
  }
  return found;
}

std::string short_key(const wire::PublicKey& key) {
  return wire::to_hex(key).substr(0, 16) + "…";
}

std::size_t some_of(std::size_t things) {
  constexpr std::size_t few = 20;
  return things > few ? 3 : things;
}

std::string enumerate_some(std::vector<std::string> words) {
  const std::size_t all = words.size();
  const std::size_t shown = some_of(all);
  words.resize(shown);
  if (shown < all) words.push_back(fmt::format("{} more", all - shown));
  return enumerate(words);
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
