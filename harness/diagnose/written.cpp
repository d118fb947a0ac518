// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/written.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

namespace {

class Collector {
 public:
  explicit Collector(const View& view) : view_(view) {
    for (const PeerId peer : view.peers()) by_key_.emplace(view.spec(peer).key, peer);
  }

  void add(PeerId by) {
    const PeerSpec& spec = view_.spec(by);
    add_list(by, spec.static_nodes, WrittenKind::static_entry);
    add_list(by, spec.geth.bootnodes, WrittenKind::bootnode);
    if (!spec.tessera || !is_fresh(by, spec.tessera->peers.identity())) return;
    for (const TesseraSpec::PeerUrl& written : spec.tessera->peers) {
      const auto url = parse_tessera_url(written.url);
      if (!url) continue;
      all_.push_back({WrittenKind::tessera_url, by, PeerId::none, url->host, url->port, 0, false,
                      false, written.mark});
    }
  }

  std::vector<Written> take() { return std::move(all_); }

 private:
  bool is_fresh(PeerId by, const void* list) {
    return list == nullptr || seen_.insert({view_.cluster_of(by), list}).second;
  }

  void add_list(PeerId by, const PeerList& list, WrittenKind kind) {
    if (list.state != PeerListState::ok || !is_fresh(by, list.entries.identity())) return;
    for (const PeerListEntry& entry : list.entries) {
      if (!entry.enode || entry.enode->incomplete) continue;
      const auto to = by_key_.find(entry.enode->key);
      all_.push_back({kind, by, to == by_key_.end() ? PeerId::none : to->second, entry.enode->host,
                      entry.enode->tcp, entry.enode->udp, entry.enode->has_discport,
                      entry.enode->has_raftport, entry.mark});
    }
  }

  const View& view_;
  std::map<wire::PublicKey, PeerId> by_key_;
  std::set<std::pair<ClusterId, const void*>> seen_;
  std::vector<Written> all_;
};

}  // namespace

std::vector<Written> all_written(const View& view) {
  Collector collector(view);
  for (const PeerId peer : view.peers()) collector.add(peer);
  return collector.take();
}

net::MachineId machine_meant(const World& world, PeerId reader, net::Ipv4 address) {
  const net::Network& network = world.network();
  const PeerSpec& spec = world.peer(reader).spec;
  const net::MachineId own = world.cluster(spec.cluster).pod(spec.pod).machine;
  const net::VpcId vpc = own == net::MachineId::none ? net::VpcId::none : network.vpc_of(own);
  if (const auto flat = network.machine_at(address); flat != net::MachineId::none) return flat;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    for (const net::MachineId machine : world.cluster(ClusterId(i)).machines()) {
      const bool near = network.vpc_of(machine) == vpc || vpc == net::VpcId::none;
      if (near && network.machine(machine).address == address) return machine;
    }
  }
  // Of a joined network; two that overlap are told elsewhere.
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    for (const net::MachineId machine : world.cluster(ClusterId(i)).machines()) {
      if (network.machine(machine).address == address) return machine;
    }
  }
  return net::MachineId::none;
}

std::vector<ShownPort> shown_ports(const World& world, PeerId peer, std::uint16_t target,
                                   net::Protocol protocol) {
  const PeerSpec& spec = world.peer(peer).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  std::vector<ShownPort> shown;
  for (const kube::Service* service : cluster.services_of(spec.pod)) {
    const auto wanted = [&](const kube::ServicePort& port) {
      return port.target_port == target && port.protocol == protocol;
    };
    for (const kube::ServicePort& port : service->ports) {
      if (wanted(port)) shown.push_back({service, &port});
    }
  }
  return shown;
}

bool is_outside_type(const kube::Service& service) {
  return service.type == kube::ServiceType::node_port ||
         service.type == kube::ServiceType::load_balancer;
}

const config::ServiceConfig* written_service(const View& view, ClusterId cluster,
                                             const kube::Service& service) {
  const scenario::SceneCluster* scene = view.cluster(cluster);
  if (scene == nullptr || !scene->config) return nullptr;
  for (const config::ServiceConfig& one : scene->config->services) {
    if (one.name.value == service.name && one.mark == service.mark) return &one;
  }
  return nullptr;
}

}  // namespace seatrial::diagnosis
