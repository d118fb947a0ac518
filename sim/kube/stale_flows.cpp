// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/stale_flows.hpp"

#include <algorithm>

#include "sim/kube/kube_proxy.hpp"

namespace seatrial::kube {

namespace {

void forget(const Cluster& cluster, net::Network& network, const net::FlowPattern& pattern) {
  for (const net::MachineId machine : cluster.machines()) {
    network.change_conntrack(machine).forget(pattern);
  }
}

void add(UdpEndpoints& all, net::Endpoint dialled, const std::vector<net::Ipv4>& ends) {
  if (dialled.port != 0) all[dialled] = ends;
}

void add_port(UdpEndpoints& all, const Cluster& cluster, const Service& service,
              const ServicePort& port) {
  std::vector<net::Ipv4> ends;
  for (const net::Backend& backend : backends_of(cluster, service, port)) {
    ends.push_back(backend.endpoint.ip);
  }
  if (service.cluster_ip != net::Ipv4{}) add(all, {service.cluster_ip, port.port}, ends);
  for (const net::Ipv4 address : service.external_ips) add(all, {address, port.port}, ends);
  if (service.load_balancer.address != net::Ipv4{}) {
    add(all, {service.load_balancer.address, port.port}, ends);
  }
  // Before 1.21 what came by a node port stayed (kubernetes#98305).
  const bool node_ports = cluster.spec().version >= Version{21};
  if (node_ports && port.node_port) add(all, {net::Ipv4{}, *port.node_port}, ends);
}

}  // namespace

UdpEndpoints udp_endpoints(const Cluster& cluster) {
  UdpEndpoints all;
  for (const Service& service : cluster.services()) {
    if (service.type == ServiceType::external_name) continue;
    for (const ServicePort& port : service.ports) {
      if (port.protocol == net::Protocol::udp) add_port(all, cluster, service, port);
    }
  }
  return all;
}

void forget_stale_flows(const Cluster& cluster, net::Network& network, const UdpEndpoints& before,
                        const UdpEndpoints& now) {
  const std::vector<net::Ipv4> none;
  for (const auto& [dialled, ends] : before) {
    const auto found = now.find(dialled);
    const std::vector<net::Ipv4>& left = found == now.end() ? none : found->second;
    for (const net::Ipv4 end : ends) {
      if (std::find(left.begin(), left.end(), end) != left.end()) continue;
      forget(cluster, network, {net::Protocol::udp, dialled, end});
    }
  }
  // What came while there was no endpoint is remembered as it was, untranslated.
  for (const auto& [dialled, ends] : now) {
    const auto found = before.find(dialled);
    const bool had_none = found == before.end() || found->second.empty();
    if (had_none && !ends.empty()) forget(cluster, network, {net::Protocol::udp, dialled, {}});
  }
}

}  // namespace seatrial::kube
