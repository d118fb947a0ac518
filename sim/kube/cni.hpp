// SPDX-License-Identifier: Apache-2.0
// Cni: the networking modes of a cluster as data: whether pods can be routed to from outside, under
// which address they leave, who enforces NetworkPolicies, and how many pods a node may have. The
// table is facts/kubernetes.md section 5; Cluster obeys it and ip_plan counts with it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"

namespace seatrial::kube {

enum class CniMode : std::uint8_t {
  overlay,            ///< flannel, calico and cilium tunnels; kind, minikube, k3s
  kubenet,            ///< AKS, legacy
  azure_node_subnet,  ///< Azure CNI
  azure_pod_subnet,   ///< Azure CNI, dynamic allocation
  azure_overlay,      ///< Azure CNI overlay
  aws_vpc,            ///< Amazon VPC CNI
  gke_vpc_native,     ///< alias addresses
  gke_routes,         ///< a route per node
};

/// How a cluster's pods are networked.
struct CniSpec {
  CniMode mode = CniMode::overlay;
  /// Whether NetworkPolicies have an effect; none: the mode's default. // SPEC kubernetes 7
  std::optional<bool> enforces_policies;
  bool external_snat = false;           ///< aws_vpc: AWS_VPC_K8S_CNI_EXTERNALSNAT
  std::vector<net::Cidr> exclude_snat;  ///< AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS, nonMasqueradeCIDRs
  std::optional<std::uint32_t> max_pods;  ///< of a node, instead of the mode's or the instance's
  std::uint32_t surge = 1;                ///< nodes that an upgrade adds, for the address plan
  Mark mark;
};

/// What a mode does, whatever the cluster.
struct CniTraits {
  CniMode mode = CniMode::overlay;
  std::string_view word;        ///< of scenarios: "azure-overlay"
  std::string_view title;       ///< "Azure CNI overlay"
  bool routable = false;        ///< pods can be reached from a peered network
  bool in_node_subnet = false;  ///< pods take addresses of the node's subnet
  bool enforces_policies = false;
  std::uint32_t default_max_pods = 110;
  std::uint32_t most_max_pods = 250;
  std::uint32_t most_nodes = 5000;
};

const CniTraits& traits(CniMode mode);
/// The mode of a scenario's word ("kubenet", "flannel", "calico", …), or nothing.
std::optional<CniMode> parse_cni(std::string_view word);
/// The same with what the word says of policies: "calico" enforces them, "flannel" does not.
std::optional<CniSpec> parse_cni_spec(std::string_view word);
/// All words that parse_cni knows.
std::vector<std::string_view> cni_words();

/// Whether the cluster's NetworkPolicies have an effect.
bool enforces_policies(const CniSpec& cni);
/// Destinations towards which pods keep their own address. `vpc` are the ranges of the nodes'
/// private network. // SPEC kubernetes 5 "source of pod egress"
std::vector<net::Cidr> unmasqueraded(const CniSpec& cni, const std::vector<net::Cidr>& vpc);

}  // namespace seatrial::kube
