// SPDX-License-Identifier: Apache-2.0
// IpPlan: how many addresses a cluster needs and has: subnet arithmetic, the formulas of AKS and
// EKS, and what is missing. Pure functions; Cluster asks them when it schedules pods, findings when
// they say what would have fitted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kube/cni.hpp"

namespace seatrial::kube {

/// An EC2 instance type. // SPEC kubernetes 5 "EKS max pods"
struct InstanceType {
  std::string_view name;
  std::uint32_t interfaces = 0;  ///< ENIs
  std::uint32_t addresses = 0;   ///< IPv4 addresses of each
};

/// The row of a type, or null for one that is not in the table.
const InstanceType* find_instance_type(std::string_view name);
/// ENIs x (addresses of each - 1) + 2.
std::uint32_t eks_max_pods(const InstanceType& type);
/// The types that the table knows, by which a wrong word is answered.
std::vector<std::string_view> instance_type_names();
/// Addresses that AKS sets aside in the node subnet: (nodes + surge) x (1 + maxPods).
std::uint64_t aks_node_subnet_addresses(std::uint32_t nodes, std::uint32_t surge,
                                        std::uint32_t max_pods);
/// Nodes, surge included, whose addresses AKS can set aside in the subnet: 8 in a /24 of 30 pods.
std::uint32_t aks_nodes_that_fit(const net::Cidr& subnet, std::uint32_t max_pods);
/// Nodes whose /24 fits into a range of pods (overlays, kubenet, GKE).
std::uint64_t nodes_in_pod_range(const net::Cidr& pods);
/// The first address of a subnet that a provider gives out.
net::Ipv4 first_usable(const net::Cidr& subnet, std::string_view provider);
/// Addresses of a subnet that are given out: all but 5 on AWS and Azure, all but 4 on GCP, all but
/// network and broadcast elsewhere.
std::uint64_t usable_addresses(const net::Cidr& subnet, std::string_view provider);
/// The longest prefix whose subnet has so many usable addresses: the plan that would have fitted.
std::optional<std::uint8_t> prefix_for(std::uint64_t addresses, std::string_view provider);

/// What a cluster asks of a subnet, and what is left.
struct IpPlan {
  std::uint64_t needed = 0;
  std::uint64_t usable = 0;
  std::string formula;  ///< "(6+1) + (6+1) x 100"

  std::uint64_t missing() const { return needed > usable ? needed - usable : 0; }
};

/// The addresses that a cluster needs in a subnet: that of its nodes; that of its pods with Azure
/// CNI pod subnet; the range of its pods (GKE: the secondary range) with GKE. The VPC CNI's spare
/// interfaces are those of the instance type that has so many max_pods.
IpPlan plan_addresses(const CniSpec& cni, std::uint32_t nodes, std::uint32_t max_pods,
                      std::uint32_t pods, const net::Cidr& subnet, std::string_view provider);

}  // namespace seatrial::kube
