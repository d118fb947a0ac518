// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/cloud.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace seatrial::kube {

namespace {

constexpr std::array<std::string_view, 4> cloud_words = {"aws", "azure", "gcp", "on-premise"};

/// What a network must be reached by: GCP knows subnets only, the others ranges of the whole.
std::vector<net::Cidr> announced(const net::Network& network, net::VpcId vpc, Cloud cloud) {
  std::vector<net::Cidr> ranges;
  for (std::size_t i = 0; cloud == Cloud::gcp && i < network.subnet_count(); ++i) {
    const net::Subnet& subnet = network.subnet(net::SubnetId(static_cast<std::uint32_t>(i)));
    if (subnet.vpc == vpc) ranges.push_back(subnet.range);
  }
  return ranges.empty() ? network.vpc(vpc).ranges : ranges;
}

void add_route(net::Network& network, net::SubnetId id, const net::Route& route) {
  const std::vector<net::Route>& table = network.subnet(id).routes;
  const bool written = std::any_of(table.begin(), table.end(),
                                   [&](const net::Route& other) { return other.to == route.to; });
  if (!written) network.change_subnet(id).routes.push_back(route);  // one's own route wins
}

/// What the provider writes into the route tables of `from` by itself. // SPEC kubernetes 6
/// "routes"
void add_system_routes(net::Network& network, net::VpcId from, net::VpcId to, net::GatewayId via,
                       Cloud cloud) {
  if (cloud != Cloud::azure && cloud != Cloud::gcp) return;
  const Mark origin = network.gateway(via).origin;
  const std::vector<net::Cidr> ranges = announced(network, to, cloud);
  for (std::size_t i = 0; i < network.subnet_count(); ++i) {
    const auto id = net::SubnetId(static_cast<std::uint32_t>(i));
    if (network.subnet(id).vpc != from) continue;
    for (const net::Cidr& range : ranges) {
      add_route(network, id, {range, via, net::MachineId::none, origin, ""});
    }
  }
}

/// Why a half is missing, in the words of the provider. // SPEC kubernetes 6 "both sides must act"
std::string missing_half(const net::Vpc& absent, const net::Vpc& other, const PeeringSpec& spec,
                         Cloud cloud) {
  if (spec.kind == net::GatewayKind::vpn) {
    return fmt::format("{} has no tunnel to {}", absent.name, other.name);
  }
  if (cloud == Cloud::azure || cloud == Cloud::gcp) {
    return fmt::format("{} has no peering to {}", absent.name, other.name);
  }
  return fmt::format("{} has not accepted it", absent.name);
}

// SPEC kubernetes 6: overlapping ranges are rejected, and both sides must act.
std::string why_inactive(const net::Network& network, const PeeringSpec& spec, Cloud cloud) {
  const net::Vpc& first = network.vpc(spec.first);
  const net::Vpc& second = network.vpc(spec.second);
  if (std::string both = overlap(first, second); !both.empty()) return both;
  if (!spec.second_half) return missing_half(second, first, spec, cloud);
  if (!spec.first_half) return missing_half(first, second, spec, cloud);
  return "";
}

/// Leaves out what overlaps something attached before it.
void attach_to_hub(const net::Network& network, net::Gateway& hub, net::VpcId vpc) {
  for (const net::VpcId earlier : hub.vpcs) {
    const std::string both = overlap(network.vpc(earlier), network.vpc(vpc));
    if (both.empty()) continue;
    if (!hub.why_inactive.empty()) hub.why_inactive += "; ";
    hub.why_inactive += fmt::format("{} is not attached: {}", network.vpc(vpc).name, both);
    return;
  }
  hub.vpcs.push_back(vpc);
}

/// What a range of one's own does to packets for an address in it that is the other's.
std::optional<ConflictKind> captures(const ClusterRange& mine) {
  switch (mine.use) {
    case RangeUse::pods:
      if (mine.routable) return std::nullopt;  // a part of the network: the peering is refused
      return ConflictKind::pods_capture;
    case RangeUse::services:
      return ConflictKind::services_capture;
    case RangeUse::bridge:
      return ConflictKind::bridge_captures;
    case RangeUse::network:
    case RangeUse::nodes:
      return std::nullopt;
  }
  return std::nullopt;
}

/// What packets are sent to, whether or not networks are joined.
bool addressed(const ClusterRange& range) {
  return range.use == RangeUse::nodes || (range.use == RangeUse::pods && range.routable);
}

bool within(const net::Cidr& inner, const net::Cidr& outer) {
  return inner.length >= outer.length && outer.contains(inner.base);
}

/// The ranges that routers know: the network's; and nodes and routable pods that are not in it, as
/// GCP's secondary ranges are.
std::vector<ClusterRange> routed(const std::vector<ClusterRange>& ranges) {
  std::vector<ClusterRange> found;
  std::copy_if(ranges.begin(), ranges.end(), std::back_inserter(found),
               [](const ClusterRange& range) { return range.use == RangeUse::network; });
  const std::size_t networks = found.size();
  for (const ClusterRange& range : ranges) {
    const bool in_network = std::any_of(
        found.begin(), found.begin() + static_cast<std::ptrdiff_t>(networks),
        [&](const ClusterRange& network) { return within(range.range, network.range); });
    if (addressed(range) && !in_network) found.push_back(range);
  }
  return found;
}

void add_refusals(const std::vector<ClusterRange>& a, const std::vector<ClusterRange>& b,
                  std::vector<RangeConflict>& found) {
  const std::vector<ClusterRange> theirs = routed(b);
  for (const ClusterRange& mine : routed(a)) {
    for (const ClusterRange& other : theirs) {
      if (!mine.range.overlaps(other.range)) continue;
      found.push_back({ConflictKind::peering_refused, mine, other});
    }
  }
}

/// What packets for a cluster are addressed to; its Services are never routed.
std::vector<ClusterRange> reached(const std::vector<ClusterRange>& ranges, bool peered) {
  if (peered) return routed(ranges);
  std::vector<ClusterRange> found;
  std::copy_if(ranges.begin(), ranges.end(), std::back_inserter(found), addressed);
  return found;
}

void add_captures(const std::vector<ClusterRange>& a, const std::vector<ClusterRange>& b,
                  bool peered, std::vector<RangeConflict>& found) {
  const std::vector<ClusterRange> theirs = reached(b, peered);
  for (const ClusterRange& mine : a) {
    const auto kind = captures(mine);
    for (const ClusterRange& other : theirs) {
      if (kind && mine.range.overlaps(other.range)) found.push_back({*kind, mine, other});
    }
  }
}

}  // namespace

std::optional<Cloud> parse_cloud(std::string_view word) {
  const auto found = std::find(cloud_words.begin(), cloud_words.end(), word);
  if (found == cloud_words.end()) return std::nullopt;
  return Cloud(static_cast<std::uint8_t>(found - cloud_words.begin()));
}

std::string_view to_string(Cloud cloud) {
  return cloud_words[static_cast<std::size_t>(cloud)];
}

std::string overlap(const net::Vpc& a, const net::Vpc& b) {
  for (const net::Cidr& mine : a.ranges) {
    for (const net::Cidr& other : b.ranges) {
      if (!mine.overlaps(other)) continue;
      return fmt::format("{} of {} overlaps {} of {}", net::to_string(mine), a.name,
                         net::to_string(other), b.name);
    }
  }
  return "";
}

net::GatewayId add_peering(net::Network& network, const PeeringSpec& spec, Cloud cloud) {
  net::Gateway gateway;
  gateway.name = spec.name;
  gateway.kind = spec.kind;
  gateway.vpcs = {spec.first, spec.second};
  gateway.why_inactive = why_inactive(network, spec, cloud);
  gateway.active = gateway.why_inactive.empty();
  gateway.mtu = spec.mtu;
  gateway.origin = spec.mark;
  const net::GatewayId id = network.add_gateway(std::move(gateway));
  if (spec.kind != net::GatewayKind::peering) return id;
  add_system_routes(network, spec.first, spec.second, id, cloud);
  add_system_routes(network, spec.second, spec.first, id, cloud);
  return id;
}

net::GatewayId add_hub(net::Network& network, const HubSpec& spec, Cloud cloud) {
  net::Gateway hub;
  hub.name = spec.name;
  hub.kind = net::GatewayKind::transit;
  hub.routes = spec.routes;
  hub.mtu = spec.mtu;
  hub.origin = spec.mark;
  for (const net::VpcId vpc : spec.attached) attach_to_hub(network, hub, vpc);
  const std::vector<net::VpcId> attached = hub.vpcs;
  const net::GatewayId id = network.add_gateway(std::move(hub));
  for (const net::VpcId from : attached) {
    for (const net::VpcId to : attached) {
      if (from != to) add_system_routes(network, from, to, id, cloud);
    }
  }
  return id;
}

std::optional<std::uint32_t> route_limit(Cloud cloud) {
  if (cloud == Cloud::aws) return 50;     // SPEC kubernetes 6: the default, soft [U]
  if (cloud == Cloud::azure) return 400;  // SPEC kubernetes 6: of a UDR
  return std::nullopt;
}

std::vector<RangeConflict> range_conflicts(const std::vector<ClusterRange>& a,
                                           const std::vector<ClusterRange>& b, bool peered) {
  std::vector<RangeConflict> found;
  if (peered) add_refusals(a, b, found);
  add_captures(a, b, peered, found);
  add_captures(b, a, peered, found);
  return found;
}

// SPEC kubernetes 5: for Services, pods and VNets.
bool forbidden_by_aks(const net::Cidr& range) {
  constexpr std::array<net::Cidr, 4> forbidden = {{
      {net::Ipv4{0xa9fe0000}, 16},  // 169.254.0.0/16
      {net::Ipv4{0xac1e0000}, 16},  // 172.30.0.0/16
      {net::Ipv4{0xac1f0000}, 16},  // 172.31.0.0/16
      {net::Ipv4{0xc0000200}, 24},  // 192.0.2.0/24
  }};
  return std::any_of(forbidden.begin(), forbidden.end(),
                     [&](const net::Cidr& block) { return block.overlaps(range); });
}

}  // namespace seatrial::kube
