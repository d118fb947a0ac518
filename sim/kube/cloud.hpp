// SPDX-License-Identifier: Apache-2.0
// Cloud: what a provider does with private networks: which routes it adds by itself, when it
// refuses a peering, and which ranges of two clusters must be disjoint. It compiles peerings, hubs
// and VPNs into gateways and routes of net::Network, and knows no Services.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

enum class Cloud : std::uint8_t { aws, azure, gcp, on_premise };

/// "aws", "azure", "gcp", "on-premise".
std::optional<Cloud> parse_cloud(std::string_view word);
std::string_view to_string(Cloud cloud);

/// A peering or VPN as its two owners wrote it.
struct PeeringSpec {
  std::string name;
  net::GatewayKind kind = net::GatewayKind::peering;  ///< or vpn
  net::VpcId first = net::VpcId::none;
  net::VpcId second = net::VpcId::none;
  bool first_half = true;  ///< the requester's, or the first VNet's peering object
  bool second_half = true;
  std::uint32_t mtu = 0;
  Mark mark;
};

/// Adds the gateway, inactive where a half is missing or ranges overlap, and the routes that the
/// provider adds by itself (Azure: all; GCP: of subnets; AWS: none; of a VPN: none). The routes
/// stand also while it is inactive, so that a walk ends at the peering and says why. Subnets whose
/// route table no file tells stay so. // SPEC kubernetes 6
net::GatewayId add_peering(net::Network& network, const PeeringSpec& spec, Cloud cloud);

/// A transit gateway, a hub VNet or a virtual WAN, and what is attached to it.
struct HubSpec {
  std::string name;
  std::vector<net::VpcId> attached;
  std::vector<net::TransitRoute> routes;  ///< empty: the ranges of all that are attached
  std::uint32_t mtu = 0;
  Mark mark;
};

/// Adds the hub and the provider's own routes to it. A network that overlaps one attached before it
/// is left out; why_inactive then says so, and the hub serves the others. // SPEC kubernetes 6
net::GatewayId add_hub(net::Network& network, const HubSpec& spec, Cloud cloud);

/// The first two ranges of two private networks that overlap: "10.0.0.0/16 of vpc-a overlaps
/// 10.0.0.0/16 of vpc-b", or "".
std::string overlap(const net::Vpc& a, const net::Vpc& b);

/// Routes that one route table takes, where the provider limits them. // SPEC kubernetes 6
std::optional<std::uint32_t> route_limit(Cloud cloud);

/// What two ranges of two clusters are to each other. // SPEC kubernetes 6, F-56 to F-60
enum class RangeUse : std::uint8_t { network, nodes, pods, services, bridge };

/// A range of one cluster and what it is for.
struct ClusterRange {
  net::Cidr range;
  RangeUse use = RangeUse::nodes;
  bool routable = true;  ///< pods: whether others may address them
  Mark mark;
};

enum class ConflictKind : std::uint8_t {
  peering_refused,   ///< F-56: the networks themselves overlap
  pods_capture,      ///< F-57: pods of one, addresses of the other
  services_capture,  ///< F-58
  bridge_captures,   ///< F-59
};

/// Two ranges that must be disjoint and are not. `mine` is the side whose packets do not arrive.
struct RangeConflict {
  ConflictKind kind = ConflictKind::peering_refused;
  ClusterRange mine;
  ClusterRange theirs;
};

/// The conflicts of two clusters by the pair rules; `peered` says that their networks are joined or
/// about to be, so that their own ranges must be disjoint too. What a cluster must reach of another
/// are its nodes, its routable pods, and, if peered, all of its network. Each conflict is told
/// once, those of `a` before those of `b`.
std::vector<RangeConflict> range_conflicts(const std::vector<ClusterRange>& a,
                                           const std::vector<ClusterRange>& b, bool peered);

/// Whether AKS forbids the range for pods, Services and VNets. // SPEC kubernetes 5
bool forbidden_by_aks(const net::Cidr& range);

}  // namespace seatrial::kube
