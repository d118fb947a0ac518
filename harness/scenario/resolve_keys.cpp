// SPDX-License-Identifier: Apache-2.0
// The node ids of peers that manifests describe. Where a key is in a vault and no file of its own
// cluster tells the id, what another list claims is taken, on the condition that it is true.
#include <fmt/format.h>

#include <algorithm>

#include "harness/scenario/resolver.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::scenario {

namespace {

/// The addresses and ports at which others may reach a pod from outside of its cluster.
std::vector<net::Endpoint> doors_of(const World& world, const kube::Cluster& where, kube::PodId pod,
                                    std::uint16_t port) {
  std::vector<net::Endpoint> doors;
  for (const kube::Service* service : where.services_of(pod)) {
    for (const kube::ServicePort& entry : service->ports) {
      if (entry.target_port != port || entry.protocol != net::Protocol::tcp) continue;
      doors.push_back({service->load_balancer.address, entry.port});
      for (const net::MachineId machine : where.machines()) {
        doors.push_back({world.network().machine(machine).address, entry.node_port.value_or(0)});
      }
    }
  }
  return doors;
}

bool leads_to(const wire::Enode& enode, const std::vector<net::Endpoint>& doors) {
  const auto address = net::parse_ipv4(enode.host);
  return address && std::any_of(doors.begin(), doors.end(), [&](const net::Endpoint& door) {
           return door.port != 0 && door.ip == *address && door.port == enode.tcp;
         });
}

/// The first entry of other clusters' lists that leads to one of the doors.
const config::MarkedText* find_claim(const std::vector<SceneCluster>& clusters, ClusterId own,
                                     const std::vector<net::Endpoint>& doors) {
  for (const SceneCluster& other : clusters) {
    if (!other.config || other.id == own) continue;
    const config::PeerList* before = nullptr;
    for (const config::PeerConfig& peer : other.config->peers) {
      for (const auto& list : {peer.static_list, peer.permissioned_list}) {
        if (list.get() == before) continue;
        before = list.get();
        for (const config::MarkedText& entry : list->entries) {
          const auto enode = wire::parse_enode(entry.value);
          if (enode && leads_to(*enode, doors)) return &entry;
        }
      }
    }
  }
  return nullptr;
}

constexpr std::string_view how_to_see = "geth attach --exec admin.nodeInfo.id";

}  // namespace

Result<Resolver::NodeKey> Resolver::own_key(const SceneCluster& cluster,
                                            const config::PeerConfig& peer) {
  for (const config::MarkedText* text : {&peer.enode_key, &peer.enode_env}) {
    if (text->value.empty()) continue;
    const Result<wire::PublicKey> key = wire::fixed_from_hex<wire::PublicKey>(text->value);
    if (key && wire::is_on_curve(*key)) return NodeKey{*key, ""};
    return Error{files_.to_string(text->mark), "the enode is no public key of 128 hex digits",
                 "generate the key files again"};
  }
  if (!cluster.written->exported) return NodeKey{{}, std::string(how_to_see)};
  SourceFiles scratch;
  const auto exported = config::read_external_nodes(cluster.written->exported->path, scratch);
  if (!exported) return NodeKey{{}, std::string(how_to_see)};
  for (const config::ExternalNode& node : exported->nodes) {
    const auto enode = wire::parse_enode(node.enode_url.value);
    if (enode && node.ident.value == peer.name.value) return NodeKey{enode->key, ""};
  }
  return NodeKey{{}, std::string(how_to_see)};
}

Resolver::NodeKey Resolver::node_key(const SceneCluster& cluster, const config::PeerConfig& peer,
                                     kube::PodId pod) {
  const World& world = *scene_.world;
  const std::string name = cluster.name + '/' + peer.name.value;
  Result<NodeKey> own = own_key(cluster, peer);
  if (own && own->condition.empty()) return *own;
  if (!own) scene_.errors.push_back(own.error());
  scene_.ask.push_back(fmt::format("{}: which node id does {} have? no file tells it ({})",
                                   cluster.name, peer.name.value, how_to_see));
  const std::uint16_t port = settings_of(peer.settings, peer.version, {}).port;
  const auto doors = doors_of(world, world.cluster(cluster.id), pod, port);
  if (const config::MarkedText* claim = find_claim(scene_.clusters, cluster.id, doors)) {
    const wire::PublicKey key = wire::parse_enode(claim->value)->key;
    return {key, fmt::format("{}, whose node key is in no file, has the id {}… that {} claims",
                             name, wire::to_hex(key).substr(0, 8), files_.to_string(claim->mark))};
  }
  return {key_from_name(name),
          fmt::format("{}, whose node key is in no file, has the id that is listed ({})", name,
                      how_to_see)};
}

}  // namespace seatrial::scenario
