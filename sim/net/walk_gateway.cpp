// SPDX-License-Identifier: Apache-2.0
// The gateways of private networks: peerings, VPNs and hubs between them, and the one to one way to
// the internet; and which of them a packet takes where no file tells the route table.
#include <fmt/format.h>

#include <algorithm>

#include "sim/net/walker.hpp"

namespace seatrial::net {

namespace {

Cidr range_with(const Vpc& vpc, Ipv4 address) {
  for (const Cidr& range : vpc.ranges) {
    if (range.contains(address)) return range;
  }
  return {Ipv4{}, 0};
}

}  // namespace

/// No file tells the route table: a way that exists is taken, on condition.
bool Walker::by_unknown_route(VpcId vpc, const Subnet& subnet) {
  const GatewayId way = leading_to_destination(vpc);
  if (way == GatewayId::none) {
    return end(
        [&] { return "network " + network_.vpc(vpc).name; }, Disposition::route_missing,
        [&] { return fmt::format("no gateway of it leads to {}", to_string(packet_.dst.ip)); },
        network_.vpc(vpc).origin);
  }
  const Gateway& gateway = network_.gateway(way);
  if (gateway.active && trace_ != nullptr) {
    const VpcId there = beyond(gateway, vpc);
    const Cidr to =
        there == VpcId::none ? Cidr{Ipv4{}, 0} : range_with(network_.vpc(there), packet_.dst.ip);
    note_condition(fmt::format("the route table of subnet {} sends {} to {} {}", subnet.name,
                               to_string(to), to_string(gateway.kind), gateway.name));
  }
  return by_gateway(way, vpc);
}

/// The private network on the other side that has the destination in its ranges, or none.
VpcId Walker::beyond(const Gateway& gateway, VpcId vpc) const {
  if (gateway.kind == GatewayKind::internet || gateway.kind == GatewayKind::nat) return VpcId::none;
  if (gateway.kind == GatewayKind::transit && !gateway.routes.empty()) {
    const TransitRoute* route = transit_route(gateway);
    return route == nullptr ? VpcId::none : route->vpc;
  }
  for (const VpcId other : gateway.vpcs) {
    if (other != vpc && network_.vpc(other).contains(packet_.dst.ip)) return other;
  }
  return VpcId::none;
}

/// The gateway to a private network that has the destination; else, for a public one, the way to
/// the internet.
GatewayId Walker::leading_to_destination(VpcId vpc) const {
  GatewayId inactive = GatewayId::none;
  GatewayId out = GatewayId::none;
  const bool has_public = network_.machine(machine_).nic.public_address != Ipv4{};
  for (const GatewayId id : network_.gateways_of(vpc)) {
    const Gateway& gateway = network_.gateway(id);
    const bool private_way = beyond(gateway, vpc) != VpcId::none;
    if (private_way && gateway.active) return id;
    if (private_way && inactive == GatewayId::none) inactive = id;
    const bool internet = gateway.kind == GatewayKind::internet && has_public;
    const bool nat = gateway.kind == GatewayKind::nat && (!has_public || out == GatewayId::none);
    if (gateway.active && (internet || nat)) out = id;
  }
  if (inactive != GatewayId::none) return inactive;
  return is_private(packet_.dst.ip) ? GatewayId::none : out;
}

bool Walker::by_gateway(GatewayId id, VpcId vpc) {
  const Gateway& gateway = network_.gateway(id);
  if (!gateway.active) {
    const bool public_way =
        gateway.kind == GatewayKind::internet || gateway.kind == GatewayKind::nat;
    return end(
        at_gateway(gateway),
        public_way ? Disposition::route_missing : Disposition::peering_inactive,
        [&] { return "is not active: " + gateway.why_inactive; }, gateway.origin);
  }
  if (gateway.mtu != 0) path_.mtu = path_.mtu == 0 ? gateway.mtu : std::min(path_.mtu, gateway.mtu);
  switch (gateway.kind) {
    case GatewayKind::internet:
      return by_internet_gateway(gateway, vpc);
    case GatewayKind::nat:
      return by_nat_gateway(id, vpc);
    case GatewayKind::peering:
    case GatewayKind::vpn:
      return by_peering(gateway, vpc);
    case GatewayKind::transit:
      return by_transit(gateway, vpc);
  }
  return false;
}

// SPEC kubernetes 6 "transitive": it carries what goes from one of its two networks to the other.
bool Walker::by_peering(const Gateway& gateway, VpcId vpc) {
  const auto refuse = [&](Ipv4 stranger) {
    return end(
        at_gateway(gateway), Disposition::not_transitive,
        [&] {
          return fmt::format("{} is in neither of the two networks that it joins",
                             to_string(stranger));
        },
        gateway.origin);
  };
  const VpcId other = beyond(gateway, vpc);
  if (other == VpcId::none) return refuse(packet_.dst.ip);
  if (!network_.vpc(vpc).contains(packet_.src.ip)) return refuse(packet_.src.ip);
  hop(
      at_gateway(gateway),
      [&] {
        return fmt::format("carries it from {} to {}", network_.vpc(vpc).name,
                           network_.vpc(other).name);
      },
      packet_, gateway.origin);
  return inside(other);
}

const TransitRoute* Walker::transit_route(const Gateway& gateway) const {
  const TransitRoute* best = nullptr;
  for (const TransitRoute& route : gateway.routes) {
    if (!route.to.contains(packet_.dst.ip)) continue;
    if (best == nullptr || route.to.length > best->to.length) best = &route;
  }
  return best;
}

bool Walker::by_transit(const Gateway& gateway, VpcId vpc) {
  const VpcId other = beyond(gateway, vpc);
  const TransitRoute* route = transit_route(gateway);
  const Mark mark = route == nullptr ? gateway.origin : route->origin;
  if (other == VpcId::none) {
    return end(
        at_gateway(gateway), Disposition::route_missing,
        [&] {
          const char* why = route == nullptr ? "its route table has no route to"
                                             : "its route table has a blackhole for";
          return fmt::format("{} {}", why, to_string(packet_.dst.ip));
        },
        mark);
  }
  hop(
      at_gateway(gateway),
      [&] {
        return fmt::format("carries it from {} to {}", network_.vpc(vpc).name,
                           network_.vpc(other).name);
      },
      packet_, mark);
  return inside(other);
}

/// One to one and without state: the machine's private address becomes its public one.
bool Walker::by_internet_gateway(const Gateway& gateway, VpcId vpc) {
  const Machine& machine = network_.machine(machine_);
  const FiveTuple before = packet_;
  const Ipv4 from = packet_.src.ip;
  if (from == machine.address && machine.nic.public_address != Ipv4{}) {
    packet_.src.ip = machine.nic.public_address;
  } else if (network_.vpc(vpc).contains(from) || is_private(from)) {
    return end(
        at_gateway(gateway), Disposition::not_public,
        [&] { return fmt::format("{} has no public address", to_string(from)); }, gateway.origin);
  }
  hop(
      at_gateway(gateway), [] { return "gives it the machine's public address"; }, before,
      gateway.origin);
  return to_flat(true);
}

}  // namespace seatrial::net
