// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/node_port_claims.hpp"

#include <fmt/format.h>

#include "harness/scenario/resolver.hpp"
#include "sim/wire/enode.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::scenario {

NodePortClaims::NodePortClaims(const Scene& scene, const SceneCluster& cluster)
    : scene_(scene), cluster_(cluster) {
  const auto& machines = scene.world->cluster(cluster.id).machines();
  if (!machines.empty()) {
    node_ = net::to_string(scene.world->network().machine(machines.front()).address);
  }
}

void NodePortClaims::assume(const std::string& service, kube::ServicePort& port) {
  std::size_t place = 0;
  const config::PeerConfig* of = owner(service, place);
  if (of == nullptr) return;
  const std::uint16_t number = claimed(*of, place, port);
  if (number == 0) return;
  port.node_port = number;
  port.condition =
      fmt::format("{}:{} is still the NodePort of port {} of {}/{} (kubectl get services {})",
                  node_, number, port.port, cluster_.name, service, service);
}

const config::PeerConfig* NodePortClaims::owner(const std::string& service,
                                                std::size_t& place) const {
  const auto& peers = cluster_.config->peers;
  for (std::size_t i = peers.size(); i-- > 0;) {
    if (peers[i].service != service) continue;
    place = i;
    return &peers[i];
  }
  return nullptr;
}

/// The last that says so counts.
std::uint16_t NodePortClaims::claimed(const config::PeerConfig& owner, std::size_t place,
                                      const kube::ServicePort& port) {
  const bool p2p =
      port.port == owner.settings.port.value_or(config::Marked<std::uint64_t>{30303, {}}).value;
  const bool tessera =
      owner.tessera && port.target_port == port_of_url(owner.tessera->server_address.value);
  if (!p2p && !tessera) return 0;
  std::uint16_t number = 0;
  for (const SceneCluster& other : scene_.clusters) {
    if (!other.config || other.id == cluster_.id) continue;
    for (const config::PeerConfig& peer : other.config->peers) {
      const std::uint16_t told = claimed_by(peer, owner, place, p2p, tessera);
      if (told != 0) number = told;
    }
  }
  return number;
}

std::uint16_t NodePortClaims::claimed_by(const config::PeerConfig& other,
                                         const config::PeerConfig& owner, std::size_t place,
                                         bool p2p, bool tessera) {
  std::uint16_t number = 0;
  if (p2p) {
    const P2pPorts& ports = p2p_ports(*other.static_list);
    const auto found = ports.find(owner.enode_key.value);
    if (found != ports.end()) number = found->second;
  }
  if (!tessera || !other.tessera) return number;
  // Tessera URLs carry no key; qubernetes lists them in the order of the nodes.
  const std::vector<std::uint16_t>& urls = tessera_ports(other);
  return urls.size() == cluster_.config->peers.size() ? urls[place] : number;
}

const NodePortClaims::P2pPorts& NodePortClaims::p2p_ports(const config::PeerList& list) {
  const auto [found, fresh] = lists_.try_emplace(&list);
  if (!fresh) return found->second;
  for (const config::MarkedText& entry : list.entries) {
    const Result<wire::Enode> enode = wire::parse_enode(entry.value);
    if (enode && enode->host == node_) found->second[wire::to_hex(enode->key)] = enode->tcp;
  }
  return found->second;
}

const std::vector<std::uint16_t>& NodePortClaims::tessera_ports(const config::PeerConfig& other) {
  const auto [found, fresh] = tesseras_.try_emplace(&other);
  if (!fresh) return found->second;
  for (const config::MarkedText& url : other.tessera->peers) {
    if (host_of_url(url.value) == node_) found->second.push_back(port_of_url(url.value));
  }
  return found->second;
}

}  // namespace seatrial::scenario
