// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/kube_proxy.hpp"

#include <fmt/format.h>

namespace seatrial::kube {

namespace {

std::vector<net::Backend> backends(const Cluster& cluster, const std::vector<PodId>& pods,
                                   const ServicePort& port, const net::Network& network) {
  std::vector<net::Backend> list;
  for (const PodId id : pods) {
    const Pod& pod = cluster.pod(id);
    list.push_back({{network.stack(pod.stack).address, port.target_port}, pod.machine});
  }
  return list;
}

void program_port(const Service& service, const ServicePort& port, net::NatRule rule,
                  net::NatTable& nat) {
  rule.local_only = service.internal_policy == TrafficPolicy::local;
  nat.add_virtual_address(port.protocol, {service.cluster_ip, port.port}, rule);
  if (!port.node_port) return;
  rule.local_only = service.external_policy == TrafficPolicy::local;
  rule.condition = port.condition;
  nat.add_node_port(port.protocol, *port.node_port, std::move(rule));
}

}  // namespace

void program_kube_proxy(const Cluster& cluster, net::Network& network) {
  net::NatTable& nat = network.change_nat(cluster.site());
  nat.clear();
  for (const Service& service : cluster.services()) {
    const std::vector<PodId> pods = cluster.endpoints(service);
    for (const ServicePort& port : service.ports) {
      net::NatRule rule;
      rule.name = fmt::format("Service {}/{} port {}", service.ns, service.name,
                              port.name.empty() ? std::to_string(port.port) : port.name);
      rule.origin = port.mark.known() ? port.mark : service.mark;
      rule.backends = backends(cluster, pods, port, network);
      program_port(service, port, std::move(rule), nat);
    }
  }
}

}  // namespace seatrial::kube
