// SPDX-License-Identifier: Apache-2.0
// Provider: what becomes of a Service of type LoadBalancer, by provider and Kubernetes version, as
// data: who refuses TCP beside UDP, who drops one of them silently, which scheme and address is the
// default, how flows are handed on, when silence ends them, and the texts that an operator would
// see. The table is facts/kubernetes.md section 3.3. Cluster makes the load balancer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kube/object.hpp"
#include "sim/kube/version.hpp"
#include "sim/net/load_balancer.hpp"

namespace seatrial::kube {

enum class Provider : std::uint8_t {
  none,     ///< nobody provides load balancers: pending for ever
  aws_clb,  ///< the in-tree classic load balancer
  aws_nlb,  ///< the AWS Load Balancer Controller's NLB
  azure,    ///< Standard
  gcp,      ///< external or internal passthrough
  metallb,
};

/// "none", "aws-clb", "aws-nlb", "azure", "gcp", "metallb".
std::optional<Provider> parse_provider(std::string_view word);
std::string_view to_string(Provider provider);
std::vector<std::string_view> provider_words();

/// What the API server and the provider make of a Service.
struct Provisioning {
  bool rejected = false;                      ///< by the API server: the Service does not exist
  bool pending = false;                       ///< no address: EXTERNAL-IP is <pending>
  std::vector<const ServicePort*> listeners;  ///< of the ports, those that are answered
  bool internal = false;
  bool by_hostname = false;  ///< the address is a DNS name whose addresses may change
  net::HandOver hand_over = net::HandOver::virtual_ip;
  bool keeps_client = true;
  Duration tcp_idle{};
  Duration udp_idle{};
  std::vector<std::string> events;  ///< texts that an operator would see, in order
  std::string uncertain;            ///< what the fact sheet is not sure of; "" if nothing
  std::vector<std::string> notes;   ///< what no operator would see: who was left out, and why
  /// One listener answers the TCP and the UDP port of a number; it goes where the first one goes.
  bool merges_protocols = false;
  bool both_protocols =
      false;  ///< each listener answers the other protocol, too (Azure, before 1.24)
  bool checks_sources = false;  ///< the provider itself enforces loadBalancerSourceRanges
  bool shares_address = false;  ///< the address asked for is another Service's, and may be
};

/// What the API server says to a Service of type LoadBalancer that mixes protocols: its text, or
/// "" where it accepts. // SPEC kubernetes 3.3 MixedProtocolLBService
std::string_view mixed_protocol_error(const Service& service, Version version);

/// What becomes of a Service of type LoadBalancer. `others` are the Services of its cluster; those
/// that have a load balancer already may share its address. `pods_in_vpc`: pods have addresses of
/// the nodes' private network, so that a load balancer can send to them.
Provisioning provision(const Service& service, Provider provider, Version version,
                       const std::vector<Service>& others, bool pods_in_vpc = true);

/// The value of an annotation, or "".
std::string_view annotation(const Service& service, std::string_view key);
/// The address that a Service asks for, by loadBalancerIP or by an annotation of MetalLB.
std::optional<net::Ipv4> wanted_address(const Service& service);
/// Whether both have a port of one number and protocol.
bool ports_overlap(const Service& a, const Service& b);

}  // namespace seatrial::kube
