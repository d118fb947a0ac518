// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "harness/scenario/resolver.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::scenario {

std::uint16_t port_of_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  const std::size_t colon = url.find(':');
  if (colon == std::string_view::npos) return 0;
  unsigned port = 0;
  for (const char c : url.substr(colon + 1)) {
    if (c < '0' || c > '9') break;
    port = std::min(port * 10 + static_cast<unsigned>(c - '0'), 70000U);
  }
  return port > 65535 ? std::uint16_t{0} : static_cast<std::uint16_t>(port);
}

std::string host_of_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  return std::string(url.substr(0, url.find_first_of(":/")));
}

Result<void> Resolver::add_external(SceneCluster& cluster) {
  for (const config::ExternalNode& node : cluster.nodes->nodes) {
    if (auto done = add_external_node(cluster, node); !done) return done;
  }
  scene_.ask.push_back(
      fmt::format("{}: which keys do your static-nodes.json and permissioned-nodes.json hold? our "
                  "exported nodes must all be in them",
                  cluster.name));
  scene_.ask.push_back(fmt::format("{}: what is your {}--networkid?", cluster.name,
                                   cluster.chain == nullptr ? "genesis.json, and your " : ""));
  scene_.ask.push_back(
      fmt::format("{}: do your NodePorts still hold? kubectl get services", cluster.name));
  return {};
}

// What an exported URL must have meant: the entry of somebody's list that has its id. A finding
// tells what is wrong with it; the node is there all the same.
Result<wire::Enode> Resolver::exported_enode(const config::ExternalNode& node) const {
  Result<wire::Enode> exported = wire::parse_enode(node.enode_url.value);
  if (exported) return exported;
  for (const SceneCluster& other : scene_.clusters) {
    if (!other.config) continue;
    for (const config::PeerConfig& peer : other.config->peers) {
      for (const config::MarkedText& entry : peer.static_list->entries) {
        Result<wire::Enode> listed = wire::parse_enode(entry.value);
        if (!listed) continue;
        const std::string key = wire::to_hex(listed->key);
        if (node.enode_url.value.find(key) != std::string::npos) return listed;
      }
    }
  }
  return exported;
}

Result<void> Resolver::add_external_node(SceneCluster& cluster, const config::ExternalNode& node) {
  const Result<wire::Enode> enode = exported_enode(node);
  if (!enode) return {};
  kube::Cluster& where = scene_.world->cluster(cluster.id);
  net::Network& network = scene_.world->network();
  // A host that is no address is nobody's: the links to it are then unresolved names.
  const net::Ipv4 address{
      enode->ipv4.value_or(1000 + static_cast<std::uint32_t>(where.machines().size()))};
  net::MachineId machine = network.machine_at(address);
  if (machine == net::MachineId::none) {
    machine = where.add_machine(enode->host, address);
  }
  PeerDeployment deployment;
  deployment.name = node.ident.value;
  deployment.mark = node.ident.mark;
  deployment.machine = machine;
  deployment.key = enode->key;
  deployment.p2p_node_port = enode->tcp;
  // The network id stands in no exported file; it is asked for, and assumed to be ours.
  for (const SceneCluster& own : scene_.clusters) {
    const std::vector<PeerId> peers = scene_.peers(Selector{own.name, "*", {}});
    if (own.external || peers.empty()) continue;
    deployment.geth.network_id = scene_.world->peer(peers.front()).spec.geth.network_id;
  }
  if (!node.tm_url.value.empty()) {
    deployment.tessera_node_port = port_of_url(node.tm_url.value);
    deployment.tessera = TesseraSpec{};
  }
  const Result<PeerId> id =
      deploy_external(*scene_.world, cluster.id, std::move(deployment), cluster.chain != nullptr);
  if (!id) return error_at(node.ident.mark, id.error().what, id.error().remedy);
  scene_.world->set_chain(*id, cluster.chain);
  return {};
}

}  // namespace seatrial::scenario
