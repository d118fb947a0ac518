// SPDX-License-Identifier: Apache-2.0
// The Kubernetes objects of one cluster as values: what a manifest says and what the API server
// adds (a ClusterIP, node ports). They carry the marks of the lines they were read from. Behaviour
// is in Cluster, kube_proxy and Dns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

using Labels = std::map<std::string, std::string>;

enum class ServiceType : std::uint8_t { cluster_ip, node_port };
enum class TrafficPolicy : std::uint8_t { cluster, local };

/// One port of a Service.
struct ServicePort {
  std::string name;
  net::Protocol protocol = net::Protocol::tcp;
  std::uint16_t port = 0;
  std::uint16_t target_port = 0;
  /// The number: pinned by the manifest, told by whoever saw the cluster, or drawn at create.
  std::optional<std::uint16_t> node_port;
  bool pinned = false;  ///< the manifest pins it, so that it survives a recreation
  /// What must hold for the number to be right; "" if it is certain. Set when a number is only
  /// what another party's files claim.
  std::string condition;
  Mark mark;
};

/// A Service.
struct Service {
  std::string ns = "default";
  std::string name;
  ServiceType type = ServiceType::cluster_ip;
  Labels selector;
  std::vector<ServicePort> ports;
  TrafficPolicy external_policy = TrafficPolicy::cluster;
  TrafficPolicy internal_policy = TrafficPolicy::cluster;
  net::Ipv4 cluster_ip;  ///< given at create
  Mark mark;
};

/// A pod that was scheduled and has an address.
struct Pod {
  std::string ns = "default";
  std::string name;
  Labels labels;
  net::MachineId machine = net::MachineId::none;
  net::StackId stack = net::StackId::none;  ///< none while there is no pod (being replaced)
};

}  // namespace seatrial::kube
