// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/deployment.hpp"

#include <fmt/format.h>

#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial {

namespace {

constexpr std::uint16_t tessera_port = 9001;      // SPEC kubernetes 1.3
constexpr std::uint16_t enode_raft_port = 50401;  // SPEC kubernetes 1.4

kube::Service service_of(const PeerDeployment& deployment) {
  kube::Service service;
  service.ns = deployment.ns;
  service.name = deployment.name;
  service.type = kube::ServiceType::node_port;
  service.selector = {{"name", deployment.name + "-deployment"}};
  service.external_policy = deployment.policy;
  service.mark = deployment.mark;
  const auto add = [&](const char* name, std::uint16_t port, std::optional<std::uint16_t> pinned) {
    kube::ServicePort entry;
    entry.name = name;
    entry.port = entry.target_port = port;
    entry.node_port = pinned;
    entry.mark = deployment.mark;
    service.ports.push_back(entry);
  };
  // SPEC kubernetes 1.3 has the names.
  add("quorum-listener", deployment.geth.port, deployment.p2p_node_port);
  if (deployment.tessera || deployment.tessera_node_port) {
    add("tm-manager", tessera_port, deployment.tessera_node_port);
  }
  return service;
}

std::string enode_of(const World& world, PeerId id, const std::string& host, std::uint16_t port) {
  return fmt::format("enode://{}@{}:{}?discport=0&raftport={}",
                     wire::to_hex(world.peer(id).spec.key), host, port, enode_raft_port);
}

PeerId add_deployed_peer(World& world, ClusterId cluster_id, PeerDeployment deployment,
                         PeerSpec spec) {
  kube::Cluster& cluster = world.cluster(cluster_id);
  if (deployment.machine == net::MachineId::none) deployment.machine = cluster.machines().front();
  spec.name = deployment.name;
  spec.cluster = cluster_id;
  spec.pod = cluster.add_pod(deployment.ns, deployment.name,
                             {{"name", deployment.name + "-deployment"}}, deployment.machine);
  spec.key =
      deployment.key ? *deployment.key : key_from_name(cluster.spec().name + '/' + deployment.name);
  spec.geth = deployment.geth;
  spec.chain = std::move(deployment.chain);
  spec.tessera = std::move(deployment.tessera);
  spec.mark = deployment.mark;
  return world.add_peer(std::move(spec));
}

const kube::Service* service_of(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  for (const kube::Service& service : cluster.services()) {
    for (const kube::PodId pod : cluster.endpoints(service)) {
      if (pod == spec.pod) return &service;
    }
  }
  return nullptr;
}

}  // namespace

Result<PeerId> deploy(World& world, ClusterId cluster_id, PeerDeployment deployment) {
  kube::Cluster& cluster = world.cluster(cluster_id);
  if (auto created = cluster.create_service(service_of(deployment)); created.has_error()) {
    return created.error();
  }
  return add_deployed_peer(world, cluster_id, std::move(deployment), {});
}

Result<PeerId> deploy_external(World& world, ClusterId cluster_id, PeerDeployment deployment,
                               bool chain_known) {
  kube::Cluster& cluster = world.cluster(cluster_id);
  const std::string node = net::to_string(world.network().machine(deployment.machine).address);
  kube::Service service = service_of(deployment);
  for (kube::ServicePort& port : service.ports) {
    port.condition =
        fmt::format("{}:{} is still the NodePort of port {} of {}/{}", node,
                    port.node_port.value_or(0), port.port, cluster.spec().name, deployment.name);
  }
  if (auto created = cluster.create_service(std::move(service)); created.has_error()) {
    return created.error();
  }
  PeerSpec spec;
  spec.opaque = true;
  spec.chain_known = chain_known;
  return add_deployed_peer(world, cluster_id, std::move(deployment), std::move(spec));
}

wire::PublicKey key_from_name(const std::string& full_name) {
  const wire::Hash32 scalar = wire::keccak256(wire::as_bytes("seatrial key of " + full_name));
  return wire::public_key(wire::PrivateKey(scalar.data)).value();
}

std::optional<std::uint16_t> node_port_of(const World& world, PeerId id, std::uint16_t port) {
  const kube::Service* service = service_of(world, id);
  if (service == nullptr) return std::nullopt;
  for (const kube::ServicePort& entry : service->ports) {
    if (entry.target_port == port) return entry.node_port;
  }
  return std::nullopt;
}

std::string internal_enode(const World& world, PeerId id) {
  const kube::Service* service = service_of(world, id);
  const std::string host = service == nullptr ? world.peer(id).spec.name : service->name;
  return enode_of(world, id, host, world.peer(id).spec.geth.port);
}

std::string external_enode(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const net::MachineId machine = world.cluster(spec.cluster).pod(spec.pod).machine;
  return enode_of(world, id, net::to_string(world.network().machine(machine).address),
                  node_port_of(world, id, spec.geth.port).value_or(0));
}

std::shared_ptr<const ChainSpec> make_chain(const std::vector<wire::Address20>& validators,
                                            const wire::Genesis& base) {
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis = base;
  wire::IstanbulExtra extra;
  extra.validators = validators;
  chain->genesis.extra_data = wire::encode_istanbul_extra(extra);
  chain->genesis_hash = wire::genesis_hash(chain->genesis);
  return chain;
}

}  // namespace seatrial
