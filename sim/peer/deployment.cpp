// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/deployment.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/validators.hpp"

namespace seatrial {

namespace {

constexpr std::uint16_t tessera_port = 9001;      // SPEC kubernetes 1.3
constexpr std::uint16_t rpc_port = 8545;          // SPEC kubernetes 1.3
constexpr std::uint16_t enode_raft_port = 50401;  // SPEC kubernetes 1.4

void add_port(kube::Service& service, const char* name, std::uint16_t port,
              std::optional<std::uint16_t> pinned, net::Protocol protocol = net::Protocol::tcp) {
  kube::ServicePort entry;
  entry.name = name;
  entry.protocol = protocol;
  entry.port = entry.target_port = port;
  entry.node_port = pinned;
  entry.mark = service.mark;
  service.ports.push_back(entry);
}

void add_ports(const PeerDeployment& deployment, kube::Service& service) {
  const auto pinned = [&](std::optional<std::uint16_t> number) {
    const bool takes_one = service.type != kube::ServiceType::cluster_ip;
    return takes_one ? number : std::nullopt;
  };
  // SPEC kubernetes 1.3 has the names.
  const auto p2p = pinned(deployment.p2p_node_port);
  add_port(service, "quorum-listener", deployment.geth.port, p2p);
  if (deployment.exposure.udp) {
    add_port(service, "quorum-discovery", deployment.geth.port, p2p, net::Protocol::udp);
  }
  if (deployment.tessera || deployment.tessera_node_port) {
    add_port(service, "tm-manager", tessera_port, pinned(deployment.tessera_node_port));
  }
  for (const std::uint16_t port : deployment.exposure.more_ports) {
    const auto number = deployment.more_node_ports.find(port);
    const std::string name = port == rpc_port ? "rpc-listener" : fmt::format("port-{}", port);
    add_port(service, name.c_str(), port,
             number == deployment.more_node_ports.end() ? std::nullopt : pinned(number->second));
  }
}

kube::Service service_of(const PeerDeployment& deployment) {
  const Exposure& exposure = deployment.exposure;
  kube::Service service;
  service.ns = deployment.ns;
  service.name = deployment.name;
  service.type = exposure.type;
  service.headless = exposure.headless;
  service.selector = {{"name", deployment.name + "-deployment"}};
  service.external_policy = deployment.policy;
  service.mark = deployment.mark;
  service.annotations = exposure.annotations;
  service.source_ranges = exposure.source_ranges;
  service.source_ranges_mark = exposure.source_ranges_mark;
  service.load_balancer_ip = exposure.load_balancer_ip;
  service.external_ips = exposure.external_ips;
  service.allocate_node_ports = exposure.allocate_node_ports;
  add_ports(deployment, service);
  return service;
}

std::string enode_of(const World& world, PeerId id, const std::string& host, std::uint16_t port,
                     std::uint16_t udp = 0) {
  return fmt::format("enode://{}@{}:{}?discport={}&raftport={}",
                     wire::to_hex(world.peer(id).spec.key), host, port, udp, enode_raft_port);
}

PeerId add_deployed_peer(World& world, ClusterId cluster_id, PeerDeployment deployment,
                         PeerSpec spec) {
  kube::Cluster& cluster = world.cluster(cluster_id);
  if (deployment.machine == net::MachineId::none) deployment.machine = cluster.machines().front();
  spec.name = deployment.name;
  spec.cluster = cluster_id;
  spec.pod = cluster.add_pod(deployment.ns, deployment.name,
                             {{"name", deployment.name + "-deployment"}}, deployment.machine);
  const std::string full_name = cluster.spec().name + '/' + deployment.name;
  if (!deployment.key) deployment.private_key = pair_from_name(full_name).secret;
  spec.key = deployment.key ? *deployment.key : key_from_name(full_name);
  spec.private_key = deployment.private_key;
  spec.key_condition = std::move(deployment.key_condition);
  spec.disallowed_nodes = std::move(deployment.disallowed);
  spec.geth = deployment.geth;
  spec.chain = std::move(deployment.chain);
  spec.tessera = std::move(deployment.tessera);
  spec.mark = deployment.mark;
  return world.add_peer(std::move(spec));
}

const kube::Service* service_of(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const kube::Cluster& cluster = world.cluster(spec.cluster);
  const std::vector<const kube::Service*> services = cluster.services_of(spec.pod);
  if (!services.empty()) return services.front();
  // A Pending pod is no endpoint, and yet its Service will show it.
  const kube::Pod& pod = cluster.pod(spec.pod);
  return pod.stack == net::StackId::none ? cluster.find_service(pod.ns, spec.name) : nullptr;
}

bool has_udp(const kube::Service& service, std::uint16_t port) {
  return std::any_of(service.ports.begin(), service.ports.end(), [&](const auto& entry) {
    return entry.protocol == net::Protocol::udp && entry.port == port;
  });
}

/// The UDP port of an enode: 0 where nothing answers discovery.
std::uint16_t discovery_port(const World& world, PeerId id, const kube::Service* service,
                             std::uint16_t shown) {
  const GethSettings& geth = world.peer(id).spec.geth;
  const bool answers = service == nullptr || has_udp(*service, geth.port);
  return geth.discovery && answers ? shown : std::uint16_t{0};
}

std::optional<std::uint16_t> node_port_in(const kube::Service& service, std::uint16_t port,
                                          net::Protocol protocol) {
  for (const kube::ServicePort& entry : service.ports) {
    if (entry.target_port == port && entry.protocol == protocol) return entry.node_port;
  }
  return std::nullopt;
}

net::VpcId vpc_of(const net::Network& network, net::MachineId machine) {
  const net::SubnetId subnet = network.machine(machine).nic.subnet;
  return subnet == net::SubnetId::none ? net::VpcId::none : network.subnet(subnet).vpc;
}

/// Whether somebody joined the two private networks, whether or not it works.
bool joined(const net::Network& network, net::VpcId a, net::VpcId b) {
  if (a == b) return true;
  for (std::size_t i = 0; i < network.gateway_count(); ++i) {
    const auto& vpcs = network.gateway(net::GatewayId(static_cast<std::uint32_t>(i))).vpcs;
    if (std::count(vpcs.begin(), vpcs.end(), a) != 0 && std::count(vpcs.begin(), vpcs.end(), b)) {
      return true;
    }
  }
  return false;
}

net::MachineId machine_of(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  return world.cluster(spec.cluster).pod(spec.pod).machine;
}

/// The address of a peer's machine by which another peer would reach it.
std::string machine_address(const World& world, PeerId id, PeerId reader) {
  const net::Network& network = world.network();
  const net::Machine& machine = network.machine(machine_of(world, id));
  const bool near = joined(network, vpc_of(network, machine_of(world, id)),
                           vpc_of(network, machine_of(world, reader)));
  const bool is_public = machine.nic.public_address != net::Ipv4();
  return net::to_string(is_public && !near ? machine.nic.public_address : machine.address);
}

std::string pod_address(const World& world, PeerId id) {
  const net::StackId stack = world.stack(id);
  return stack == net::StackId::none ? world.peer(id).spec.name
                                     : net::to_string(world.network().stack(stack).address);
}

}  // namespace

Result<PeerId> deploy(World& world, ClusterId cluster_id, PeerDeployment deployment) {
  kube::Cluster& cluster = world.cluster(cluster_id);
  if (deployment.exposure.service) {
    if (auto created = cluster.create_service(service_of(deployment)); created.has_error()) {
      return created.error();
    }
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

wire::KeyPair pair_from_name(const std::string& full_name) {
  const wire::Hash32 scalar = wire::keccak256(wire::as_bytes("seatrial key of " + full_name));
  return wire::key_pair(wire::PrivateKey(scalar.data)).value();
}

wire::PublicKey key_from_name(const std::string& full_name) {
  return pair_from_name(full_name).open;
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
  const std::uint16_t port = world.peer(id).spec.geth.port;
  const std::uint16_t udp = service ? discovery_port(world, id, service, port) : std::uint16_t{0};
  return enode_of(world, id, host, port, udp);
}

std::string external_enode(const World& world, PeerId id) {
  const PeerSpec& spec = world.peer(id).spec;
  const net::MachineId machine = world.cluster(spec.cluster).pod(spec.pod).machine;
  return enode_of(world, id, net::to_string(world.network().machine(machine).address),
                  node_port_of(world, id, spec.geth.port).value_or(0));
}

std::string enode_for(const World& world, PeerId id, PeerId reader) {
  const PeerSpec& spec = world.peer(id).spec;
  const std::uint16_t port = spec.geth.port;
  const kube::Service* service = service_of(world, id);
  const auto shown = [&](const std::string& host, std::uint16_t tcp, std::uint16_t udp) {
    return enode_of(world, id, host, tcp, discovery_port(world, id, service, udp));
  };
  if (world.cluster(spec.cluster).spec().outside) {
    return shown(machine_address(world, id, reader), port, port);
  }
  if (service != nullptr && service->load_balancer.address != net::Ipv4()) {
    return shown(net::to_string(service->load_balancer.address), port, port);
  }
  if (service != nullptr && service->type != kube::ServiceType::cluster_ip) {
    return shown(machine_address(world, id, reader),
                 node_port_in(*service, port, net::Protocol::tcp).value_or(0),
                 node_port_in(*service, port, net::Protocol::udp).value_or(0));
  }
  return shown(pod_address(world, id), port, port);
}

std::shared_ptr<const ChainSpec> make_chain(const std::vector<wire::Address20>& validators,
                                            const wire::Genesis& base) {
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis = base;
  wire::IstanbulExtra extra;
  extra.validators = validators;
  const auto& istanbul = base.config.istanbul;
  const bool qbft = istanbul ? istanbul->test_qbft_block == 0U : base.config.has_qbft;
  chain->genesis.extra_data =
      qbft ? wire::qbft_genesis_extra(validators) : wire::encode_istanbul_extra(extra);
  chain->genesis_hash = wire::genesis_hash(chain->genesis);
  return chain;
}

}  // namespace seatrial
