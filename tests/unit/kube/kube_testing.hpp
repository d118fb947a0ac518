// SPDX-License-Identifier: Apache-2.0
// A cluster with two nodes, and Services as qubernetes writes them.
#pragma once

#include <gtest/gtest.h>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

inline ClusterSpec spec_of(NodePortRange range = {}, Version version = {}) {
  ClusterSpec spec;
  spec.name = "a";
  spec.version = version;
  spec.node_ports = range;
  spec.pods = net::parse_cidr("10.1.0.0/16").value();
  spec.services = net::parse_cidr("10.96.0.0/16").value();
  return spec;
}

struct OneCluster {
  explicit OneCluster(NodePortRange range = {}, std::uint64_t seed = 1)
      : OneCluster(spec_of(range), seed) {}
  explicit OneCluster(const ClusterSpec& spec, std::uint64_t seed = 1)
      : network(seed), cluster(spec, network) {
    n1 = cluster.add_machine("n1", net::parse_ipv4("1.2.3.4").value());
    n2 = cluster.add_machine("n2", net::parse_ipv4("1.2.3.5").value());
  }
  const Service& service(const std::string& name, const std::string& ns = "default") const {
    return *cluster.find_service(ns, name);
  }
  std::uint16_t node_port(const std::string& name, std::size_t port = 0) const {
    return service(name).ports.at(port).node_port.value();
  }

  net::Network network;
  Cluster cluster;
  net::MachineId n1{};
  net::MachineId n2{};
};

inline ServicePort tcp(std::uint16_t port, std::optional<std::uint16_t> node_port = {}) {
  ServicePort made;
  made.port = made.target_port = port;
  made.node_port = node_port;
  made.pinned = node_port.has_value();
  return made;
}

inline ServicePort udp(std::uint16_t port, std::optional<std::uint16_t> node_port = {}) {
  ServicePort made = tcp(port, node_port);
  made.protocol = net::Protocol::udp;
  return made;
}

inline net::Ipv4 ip(const char* text) {
  return net::parse_ipv4(text).value();
}

inline net::Cidr cidr(const char* text) {
  return net::parse_cidr(text).value();
}

inline Service node_ports(const std::string& name, std::vector<ServicePort> ports) {
  Service made;
  made.name = name;
  made.type = ServiceType::node_port;
  made.selector = {{"app", name}};
  made.ports = std::move(ports);
  return made;
}

inline Service balanced(const std::string& name, std::vector<ServicePort> ports) {
  Service made = node_ports(name, std::move(ports));
  made.type = ServiceType::load_balancer;
  return made;
}

/// A cluster whose load balancers are this provider's.
inline ClusterSpec spec_with(Provider provider, Version version = {}) {
  ClusterSpec spec = spec_of({}, version);
  spec.provider = provider;
  return spec;
}

}  // namespace seatrial::kube
