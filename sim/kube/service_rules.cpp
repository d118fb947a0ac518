// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/service_rules.hpp"

#include <fmt/format.h>

#include <array>

#include "sim/kube/provider.hpp"

namespace seatrial::kube {

namespace {

Error refusal(std::string what, std::string remedy) {
  return Error{"", std::move(what), std::move(remedy)};
}

struct SpecialRange {
  net::Cidr range;
  std::string_view text;
};

constexpr std::array<SpecialRange, 4> special_ranges = {{
    {{net::Ipv4{0x7f000000}, 8}, "may not be in the loopback range (127.0.0.0/8, ::1/128)"},
    {{net::Ipv4{0xa9fe0000}, 16}, "may not be in the link-local range (169.254.0.0/16, fe80::/10)"},
    {{net::Ipv4{0xe0000000}, 24},
     "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"},
    {{net::Ipv4{0}, 32}, "may not be unspecified (0.0.0.0 or ::)"},
}};

/// Of an endpoint and of an externalIP alike.
Result<void> check_address(net::Ipv4 address) {
  for (const SpecialRange& special : special_ranges) {
    if (!special.range.contains(address)) continue;
    return refusal(fmt::format("{}: {}", net::to_string(address), special.text),
                   "give an address that other machines can reach");
  }
  return {};
}

Result<void> check_endpoints(const Service& service, const net::Cidr& services) {
  for (const net::Ipv4 address : service.external_ips) {
    if (auto valid = check_address(address); valid.has_error()) return valid;
  }
  for (const ManualEndpoint& endpoint : service.endpoints) {
    if (auto valid = check_address(endpoint.address); valid.has_error()) return valid;
    if (services.contains(endpoint.address)) {
      return refusal(fmt::format("{}: may not be the ClusterIP of a Service",
                                 net::to_string(endpoint.address)),
                     "kube-proxy does not take a virtual address as an endpoint: name the pods");
    }
  }
  return {};
}

bool outside_type(const Service& service) {
  return service.type == ServiceType::node_port || service.type == ServiceType::load_balancer;
}

Result<void> check_port(const Service& service, std::size_t place) {
  const ServicePort& port = service.ports[place];
  if (port.port == 0) return refusal("must be between 1 and 65535, inclusive", "give the port");
  if (port.node_port && !outside_type(service)) {
    return refusal("may not be used when `type` is 'ClusterIP'",
                   "drop nodePort, or set type: NodePort");
  }
  for (std::size_t i = 0; i < place; ++i) {
    const ServicePort& earlier = service.ports[i];
    if (earlier.protocol != port.protocol) continue;
    if (port.node_port && earlier.node_port == port.node_port) {
      return refusal(fmt::format("Duplicate value: {}", *port.node_port),
                     "give each port of one protocol a nodePort of its own");
    }
    if (earlier.port == port.port) {
      return refusal(
          fmt::format("Duplicate value: port {}/{}", port.port, net::to_string(port.protocol)),
          "name each port of one protocol once");
    }
  }
  return {};
}

Result<void> check_type(const Service& service) {
  if (service.headless && outside_type(service)) {
    return refusal(
        fmt::format("may not be set to 'None' for {} services",
                    service.type == ServiceType::node_port ? "NodePort" : "LoadBalancer"),
        "drop clusterIP: None, or set type: ClusterIP");
  }
  const bool external_name = service.type == ServiceType::external_name;
  if (external_name && service.external_name.empty()) {
    return refusal("spec.externalName: Required value", "give the name that it stands for");
  }
  if (service.ports.empty() && !external_name && !service.headless) {
    return refusal("spec.ports: Required value", "give a port");
  }
  const bool long_enough = service.affinity_timeout > Duration{};
  if (service.client_ip_affinity && (!long_enough || service.affinity_timeout > seconds(86400))) {
    return refusal("must be greater than 0 and less than 86400", "give timeoutSeconds in seconds");
  }
  return {};
}

Result<void> check_load_balancer(const Service& service, Version version) {
  const bool balanced = service.type == ServiceType::load_balancer;
  if (!balanced && (!service.source_ranges.empty() || !service.allocate_node_ports)) {
    return refusal("may only be used when `type` is 'LoadBalancer'", "set type: LoadBalancer");
  }
  if (!balanced && !service.load_balancer_class.empty()) {
    return refusal("may only be used when `type` is 'LoadBalancer'", "set type: LoadBalancer");
  }
  if (service.health_check_node_port && !wants_health_check(service)) {
    return refusal(
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
        "drop healthCheckNodePort");
  }
  const std::string_view mixed = mixed_protocol_error(service, version);
  if (mixed.empty()) return {};
  return refusal(std::string(mixed),
                 "make a Service for each protocol, or use Kubernetes 1.24 or newer");
}

}  // namespace

bool wants_node_ports(const Service& service, Version version) {
  if (service.type == ServiceType::node_port) return true;
  if (service.type != ServiceType::load_balancer) return false;
  return service.allocate_node_ports || version < Version{24};
}

bool wants_health_check(const Service& service) {
  return service.type == ServiceType::load_balancer &&
         service.external_policy == TrafficPolicy::local;
}

Result<void> check_service(const Service& service, Version version, const net::Cidr& services) {
  if (auto valid = check_type(service); valid.has_error()) return valid;
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    if (auto valid = check_port(service, i); valid.has_error()) return valid;
  }
  if (auto valid = check_load_balancer(service, version); valid.has_error()) return valid;
  return check_endpoints(service, services);
}

Result<void> check_update(const Service& before, const Service& after) {
  const bool has_address =
      before.type != ServiceType::external_name && after.type != ServiceType::external_name;
  const bool moved = after.cluster_ip != net::Ipv4{} && after.cluster_ip != before.cluster_ip;
  if (has_address && (before.headless != after.headless || moved)) {
    return refusal("spec.clusterIPs[0]: may not change once set",
                   "delete the Service and create it again");
  }
  const bool stays = before.type == ServiceType::load_balancer && before.type == after.type;
  if (stays && before.load_balancer_class != after.load_balancer_class) {
    return refusal("spec.loadBalancerClass: may not change once set",
                   "delete the Service and create it again");
  }
  return {};
}

}  // namespace seatrial::kube
