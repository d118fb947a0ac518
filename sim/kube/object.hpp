// SPDX-License-Identifier: Apache-2.0
// The Kubernetes objects of one cluster as values: what a manifest says and what the API server
// adds (a ClusterIP, node ports). They carry the marks of the lines they were read from. Behaviour
// is in Cluster, kube_proxy and Dns.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

using Labels = std::map<std::string, std::string>;

enum class ServiceType : std::uint8_t { cluster_ip, node_port, load_balancer, external_name };
enum class TrafficPolicy : std::uint8_t { cluster, local };

/// Why the API server refuses a number that a manifest pins. // SPEC kubernetes 3.2 "Errors"
struct RefusedPin {
  enum class Why : std::uint8_t { out_of_range, taken };
  Why why = Why::out_of_range;
  std::uint16_t number = 0;
  std::string what;  ///< one line: whose number it is, and who has it already
  Mark where;        ///< of the number that is refused
  Mark first;        ///< taken: where the number stands first
};

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
  /// targetPort by name: the number is that of each pod's port of this name, and `target_port` does
  /// not count. A pod without such a port is no endpoint of this Service port.
  std::string target_port_name;
  /// Set where the pinned number is refused, or where another Service's pin of the same number is:
  /// the one that is refused has another number here, as if none had been written.
  std::optional<RefusedPin> refused = std::nullopt;
};

/// An address behind a Service without a selector (Endpoints, EndpointSlice).
struct ManualEndpoint {
  net::Ipv4 address;
  std::string port_name;  ///< of the Service port that it is for; "" for the only one
  std::uint16_t port = 0;
  Mark mark;
};

/// What became of a Service of type LoadBalancer.
struct LoadBalancerStatus {
  net::LoadBalancerId id = net::LoadBalancerId::none;  ///< none: pending
  net::Ipv4 address;                                   ///< status.loadBalancer.ingress
  std::string hostname;                                ///< instead of an address (AWS)
  std::vector<std::string> events;                     ///< what an operator would see, in order
  std::vector<std::string> notes;  ///< what an operator would not see: what was assumed, and why
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
  net::Ipv4 cluster_ip;   ///< given at create; none if headless
  bool headless = false;  ///< clusterIP: None
  std::string external_name;
  std::vector<net::Ipv4> external_ips;
  std::vector<ManualEndpoint> endpoints;  ///< where there is no selector
  bool client_ip_affinity = false;        ///< sessionAffinity: ClientIP
  Duration affinity_timeout = seconds(10800);
  std::map<std::string, std::string> annotations;
  // of type LoadBalancer
  std::vector<net::Cidr> source_ranges;  ///< loadBalancerSourceRanges
  Mark source_ranges_mark;
  bool allocate_node_ports = true;  ///< allocateLoadBalancerNodePorts
  std::string load_balancer_class;
  std::optional<net::Ipv4> load_balancer_ip;  ///< what is asked for, or what it is known to have
  std::optional<std::uint16_t> health_check_node_port;  ///< given at create with policy Local
  LoadBalancerStatus load_balancer;
  /// Why no load balancer is made for it, where that is known: the API server refuses its ports, or
  /// a dump shows it without an address. It then has the type of what is left of it.
  std::string no_balancer;
  Mark mark;
  bool health_check_pinned = false;  ///< the manifest names healthCheckNodePort
};

/// A path of an Ingress. Only HTTP goes that way. // SPEC kubernetes F-27
struct IngressRoute {
  std::string host;  ///< "" for any
  std::string path;
  std::string service;
  std::uint16_t port = 0;
  Mark mark;
  std::string port_name;  ///< instead of a number: the name of the Service's port
};

/// An Ingress and the controller that serves it.
struct Ingress {
  std::string ns = "default";
  std::string name;
  std::string api_version;  ///< "networking.k8s.io/v1"; extensions/v1beta1 is gone since 1.22
  std::vector<IngressRoute> routes;
  Mark mark;
};

/// A pod that was scheduled; it has an address, or is Pending.
struct Pod {
  std::string ns = "default";
  std::string name;
  Labels labels;
  net::MachineId machine = net::MachineId::none;
  net::StackId stack = net::StackId::none;     ///< none while it is Pending: it got no address
  std::map<std::string, std::uint16_t> ports;  ///< containerPorts by name, for named target ports
  std::string hostname;   ///< of a StatefulSet's pod: its DNS name below `subdomain`
  std::string subdomain;  ///< the headless Service that governs it
  bool host_network = false;
  std::string pending;  ///< why it got no address; "" if it has one
};

}  // namespace seatrial::kube
