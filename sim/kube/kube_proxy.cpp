// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/kube_proxy.hpp"

#include <fmt/format.h>

#include "sim/kube/ingress.hpp"

namespace seatrial::kube {

namespace {

std::optional<std::uint16_t> target_port(const Pod& pod, const ServicePort& port) {
  if (port.target_port_name.empty()) return port.target_port == 0 ? port.port : port.target_port;
  const auto named = pod.ports.find(port.target_port_name);
  if (named == pod.ports.end()) return std::nullopt;
  return named->second;
}

/// A node of the cluster that has this address or whose pod has; none for what is elsewhere.
net::MachineId machine_of(const Cluster& cluster, net::Ipv4 address) {
  const net::Network& network = cluster.network();
  const net::StackId pod = network.pod_at(cluster.site(), address);
  if (pod != net::StackId::none) return network.stack(pod).machine;
  for (const net::MachineId machine : cluster.machines()) {
    if (network.machine(machine).address == address) return machine;
  }
  return net::MachineId::none;
}

std::vector<net::Backend> written_backends(const Cluster& cluster, const Service& service,
                                           const ServicePort& port) {
  std::vector<net::Backend> list;
  for (const ManualEndpoint& endpoint : service.endpoints) {
    if (endpoint.port_name != port.name) continue;
    const std::uint16_t number = endpoint.port == 0 ? port.port : endpoint.port;
    list.push_back({{endpoint.address, number}, machine_of(cluster, endpoint.address)});
  }
  return list;
}

net::NatRule rule_of(const Cluster& cluster, const Service& service, const ServicePort& port) {
  net::NatRule rule;
  rule.name = title_of(service, port);
  rule.origin = port.mark.known() ? port.mark : service.mark;
  rule.backends = backends_of(cluster, service, port);
  if (service.client_ip_affinity) rule.affinity = service.affinity_timeout;
  // An Ingress controller passes some of its ports on at layer 4. // SPEC kubernetes F-27
  const auto passed = passed_on(cluster, service, port);
  if (!passed) return rule;
  rule.backends = passed->backends;
  rule.name += " (tcp-services: " + passed->to + ")";
  return rule;
}

bool is_virtual_ip(const Cluster& cluster, const Service& service) {
  const net::LoadBalancerId id = service.load_balancer.id;
  return id != net::LoadBalancerId::none &&
         cluster.network().load_balancer(id).hand_over == net::HandOver::virtual_ip;
}

// SPEC kubernetes 4 rows 3 and 4: what EXT and FW do is in the walk.
void program_external(const Cluster& cluster, const Service& service, const ServicePort& port,
                      net::NatRule rule, net::NatTable& nat) {
  rule.external = true;
  rule.local_only = service.external_policy == TrafficPolicy::local;
  for (const net::Ipv4 address : service.external_ips) {
    nat.add_virtual_address(port.protocol, {address, port.port}, rule);
  }
  if (!is_virtual_ip(cluster, service)) return;
  rule.sources = service.source_ranges;
  rule.sources_mark = service.source_ranges_mark;
  nat.add_virtual_address(port.protocol, {service.load_balancer.address, port.port}, rule);
}

void program_port(const Cluster& cluster, const Service& service, const ServicePort& port,
                  net::NatTable& nat) {
  net::NatRule rule = rule_of(cluster, service, port);
  rule.local_only = service.internal_policy == TrafficPolicy::local;
  if (service.cluster_ip != net::Ipv4{}) {
    nat.add_virtual_address(port.protocol, {service.cluster_ip, port.port}, rule);
  }
  program_external(cluster, service, port, rule, nat);
  if (!port.node_port) return;
  rule.local_only = service.external_policy == TrafficPolicy::local;
  rule.condition = port.condition;
  nat.add_node_port(port.protocol, *port.node_port, std::move(rule));
}

}  // namespace

std::string title_of(const Service& service, const ServicePort& port) {
  return fmt::format("Service {}/{} port {}", service.ns, service.name,
                     port.name.empty() ? std::to_string(port.port) : port.name);
}

std::vector<net::Backend> backends_of(const Cluster& cluster, const Service& service,
                                      const ServicePort& port) {
  if (service.selector.empty()) return written_backends(cluster, service, port);
  std::vector<net::Backend> list;
  for (const PodId id : cluster.endpoints(service)) {
    const Pod& pod = cluster.pod(id);
    const std::optional<std::uint16_t> target = target_port(pod, port);
    if (!target) continue;
    list.push_back({{cluster.network().stack(pod.stack).address, *target}, pod.machine});
  }
  return list;
}

void program_kube_proxy(const Cluster& cluster, net::Network& network) {
  net::NatTable& nat = network.change_nat(cluster.site());
  nat.clear();
  nat.limit_node_ports(cluster.spec().node_port_addresses);
  for (const Service& service : cluster.services()) {
    // An ExternalName is a name only; a headless Service has no address. // SPEC kubernetes 3.1
    if (service.type == ServiceType::external_name) continue;
    for (const ServicePort& port : service.ports) program_port(cluster, service, port, nat);
  }
}

}  // namespace seatrial::kube
