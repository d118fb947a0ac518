// SPDX-License-Identifier: Apache-2.0
// Pods and policies for the tests of NetworkPolicies and DNS.
#pragma once

#include "sim/kube/network_policy.hpp"
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {

/// A pod of a cluster, to tell the test more about it (ports, host name).
inline Pod& change(const Cluster& cluster, PodId id) {
  return const_cast<Pod&>(cluster.pod(id));
}

inline LabelSelector label(const std::string& key, const std::string& value) {
  LabelSelector made;
  made.match_labels[key] = value;
  return made;
}

inline PolicyPort port_of(std::uint16_t number, net::Protocol protocol = net::Protocol::tcp) {
  PolicyPort made;
  made.protocol = protocol;
  made.port = number;
  return made;
}

inline PolicyPort named(const std::string& name) {
  PolicyPort made;
  made.name = name;
  return made;
}

inline PolicyPeer block(const char* cidr, std::vector<const char*> except = {}) {
  PolicyPeer made;
  made.ip_block = net::parse_cidr(cidr);
  for (const char* part : except) made.except.push_back(net::parse_cidr(part).value());
  return made;
}

inline PolicyPeer pods(LabelSelector selector) {
  PolicyPeer made;
  made.pods = std::move(selector);
  return made;
}

inline PolicyPeer spaces(LabelSelector selector) {
  PolicyPeer made;
  made.namespaces = std::move(selector);
  return made;
}

/// A policy of one direction that selects every pod of its namespace.
inline NetworkPolicy policy_in(std::vector<PolicyRule> rules) {
  NetworkPolicy made;
  made.name = "in";
  made.ingress = std::move(rules);
  return made;
}

inline NetworkPolicy policy_out(std::vector<PolicyRule> rules) {
  NetworkPolicy made;
  made.name = "out";
  made.isolates_ingress = false;
  made.isolates_egress = true;
  made.egress = std::move(rules);
  return made;
}

/// A cluster whose CNI enforces policies.
inline ClusterSpec enforcing() {
  ClusterSpec spec = spec_of();
  spec.cni.enforces_policies = true;
  return spec;
}

/// A cluster whose CNI enforces policies, with two nodes.
struct PolicyCluster {
  explicit PolicyCluster(const ClusterSpec& spec = enforcing())
      : network(1), cluster(spec, network) {
    n1 = cluster.add_machine("n1", net::parse_ipv4("1.2.3.4").value());
    n2 = cluster.add_machine("n2", net::parse_ipv4("1.2.3.5").value());
  }

  PodId add(const std::string& name, Labels labels = {}, const std::string& ns = "default") {
    return cluster.add_pod(ns, name, std::move(labels), n1);
  }
  net::Ipv4 address(PodId id) const { return cluster.address(cluster.pod(id)); }

  bool judged(PodId id, PolicyDirection direction, net::Ipv4 remote, net::Protocol protocol,
              std::uint16_t port) const {
    const auto filter = compile_policies(cluster, network, cluster.pod(id), direction);
    return !filter || net::judge(*filter, protocol, remote, port).allowed;
  }
  bool lets_in(PodId id, net::Ipv4 remote, std::uint16_t port,
               net::Protocol protocol = net::Protocol::tcp) const {
    return judged(id, PolicyDirection::in, remote, protocol, port);
  }
  bool lets_out(PodId id, net::Ipv4 remote, std::uint16_t port,
                net::Protocol protocol = net::Protocol::tcp) const {
    return judged(id, PolicyDirection::out, remote, protocol, port);
  }

  net::Network network;
  Cluster cluster;
  net::MachineId n1{};
  net::MachineId n2{};
};

}  // namespace seatrial::kube
