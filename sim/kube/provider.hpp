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
};

/// Whether the API server accepts the Service at all. // SPEC kubernetes 3.3 MixedProtocolLBService
Provisioning provision(const Service& service, Provider provider, Version version,
                       const std::vector<Service>& others);

}  // namespace seatrial::kube
