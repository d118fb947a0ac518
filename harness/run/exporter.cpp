// SPDX-License-Identifier: Apache-2.0
#include "harness/run/exporter.hpp"

#include <fmt/format.h>

#include "harness/run/run.hpp"
#include "harness/scenario/resolver.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::run {

namespace {

std::string port_text(std::optional<std::uint16_t> port) {
  // A ClusterIP Service has none, and qctl then prints nothing. SPEC kubernetes 1.5, F-12
  return port ? std::to_string(*port) : std::string();
}

}  // namespace

std::vector<config::ExternalNode> external_nodes_of(const scenario::Scene& scene,
                                                    const scenario::SceneCluster& cluster,
                                                    const std::string& node_ip) {
  const World& world = *scene.world;
  std::vector<config::ExternalNode> nodes;
  for (const PeerId id : scene.peers(scenario::Selector{cluster.name, "*", {}})) {
    const PeerSpec& spec = world.peer(id).spec;
    config::ExternalNode node;
    node.ident.value = spec.name;
    // discport and raftport stay as the peer list has them: untranslated. SPEC kubernetes F-23
    node.enode_url.value =
        fmt::format("enode://{}@{}:{}?discport=0&raftport=50401", wire::to_hex(spec.key), node_ip,
                    port_text(node_port_of(world, id, spec.geth.port)));
    if (spec.tessera) {
      node.tm_url.value =
          fmt::format("{}:{}", node_ip, port_text(node_port_of(world, id, spec.tessera->port)));
    }
    node.node_address.value = wire::checksum_address(wire::address(spec.key));
    nodes.push_back(std::move(node));
  }
  return nodes;
}

Result<std::string> export_nodes(const scenario::Scenario& scenario, SourceFiles& files,
                                 const std::string& cluster, const std::string& node_ip) {
  Result<scenario::Scene> scene = scenario::resolve(scenario, files);
  if (!scene) return scene.error();
  const scenario::SceneCluster* found = scene->find(cluster);
  if (found == nullptr) {
    return Error{scenario.path, fmt::format("there is no cluster '{}'", cluster),
                 "name a cluster of the scenario"};
  }
  const auto nodes = external_nodes_of(*scene, *found, node_ip.empty() ? "<K8s_NODE_IP>" : node_ip);
  return Result<std::string>(boost::system::in_place_value, config::write_external_nodes(nodes));
}

}  // namespace seatrial::run
