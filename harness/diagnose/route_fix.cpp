// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/route_fix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace seatrial::diagnosis {

namespace {

/// A network and its range that holds an address.
struct Home {
  net::VpcId vpc = net::VpcId::none;
  net::Cidr range;
};

std::optional<net::Cidr> range_of(const net::Vpc& vpc, net::Ipv4 address) {
  for (const net::Cidr& range : vpc.ranges) {
    if (range.contains(address)) return range;
  }
  return std::nullopt;
}

/// The subnet whose route table the last hop asked. Names are unique in one network only, so that
/// the place counts, or else the sender's address.
net::SubnetId subnet_asked(const net::Network& network, const net::Hop& hop) {
  for (std::uint32_t i = 0; i < network.subnet_count(); ++i) {
    const net::Subnet& subnet = network.subnet(net::SubnetId(i));
    if (hop.where != "subnet " + subnet.name) continue;
    const bool at_place = subnet.origin.known() && subnet.origin == hop.rule;
    if (at_place || network.vpc(subnet.vpc).contains(hop.before.src.ip)) return net::SubnetId(i);
  }
  return net::SubnetId::none;
}

net::VpcId network_asked(const net::Network& network, const net::Hop& hop) {
  const net::SubnetId subnet = subnet_asked(network, hop);
  if (subnet != net::SubnetId::none) return network.subnet(subnet).vpc;
  for (std::uint32_t i = 0; i < network.vpc_count(); ++i) {
    if (hop.where == "network " + network.vpc(net::VpcId(i)).name) return net::VpcId(i);
  }
  return net::VpcId::none;
}

/// Where the address stands, other than in `here`; the first network of a connection wins.
Home home_of(const net::Network& network, net::VpcId here, net::Ipv4 address) {
  for (std::uint32_t i = 0; i < network.vpc_count(); ++i) {
    if (net::VpcId(i) == here) continue;
    const auto range = range_of(network.vpc(net::VpcId(i)), address);
    if (range) return {net::VpcId(i), *range};
  }
  return {};
}

bool joins(const net::Gateway& gateway, net::VpcId vpc) {
  return std::find(gateway.vpcs.begin(), gateway.vpcs.end(), vpc) != gateway.vpcs.end();
}

bool is_public_way(const net::Gateway& gateway) {
  return gateway.kind == net::GatewayKind::internet || gateway.kind == net::GatewayKind::nat;
}

/// The connection of two networks, or none.
const net::Gateway* connection(const net::Network& network, net::VpcId a, net::VpcId b) {
  for (const net::GatewayId id : network.gateways_of(a)) {
    const net::Gateway& gateway = network.gateway(id);
    if (!is_public_way(gateway) && joins(gateway, b)) return &gateway;
  }
  return nullptr;
}

std::string line_by(const net::Network& network, const net::Hop& hop, net::VpcId here,
                    const net::Cidr& to, std::string_view via) {
  const net::SubnetId subnet = subnet_asked(network, hop);
  const std::string& name = network.vpc(here).name;
  std::string text =
      fmt::format("add {{to: {}, via: {}}} to the routes of {}", net::to_string(to), via, name);
  if (subnet == net::SubnetId::none || network.subnet(subnet).name == name) return text;
  return text + fmt::format(" (subnet {})", network.subnet(subnet).name);
}

std::string public_line(const net::Network& network, const net::Hop& hop, net::VpcId here) {
  for (const net::GatewayId id : network.gateways_of(here)) {
    const net::Gateway& gateway = network.gateway(id);
    if (!is_public_way(gateway)) continue;
    const bool nat = gateway.kind == net::GatewayKind::nat;
    return line_by(network, hop, here, {net::Ipv4{}, 0}, nat ? "nat" : "internet");
  }
  return "";
}

/// A transit gateway's own table lacks the line.
std::string transit_line(const net::Network& network, const net::Hop& hop) {
  for (std::uint32_t i = 0; i < network.gateway_count(); ++i) {
    const net::Gateway& gateway = network.gateway(net::GatewayId(i));
    const bool here =
        gateway.kind == net::GatewayKind::transit && hop.where.ends_with(gateway.name);
    if (!here) continue;
    const Home home = home_of(network, net::VpcId::none, hop.before.dst.ip);
    if (home.vpc == net::VpcId::none) return "";
    const std::string& other = network.vpc(home.vpc).name;
    if (!joins(gateway, home.vpc)) return fmt::format("attach {} to {}", other, gateway.name);
    return fmt::format("add {{to: {}, network: {}}} to the routes of {}",
                       net::to_string(home.range), other, gateway.name);
  }
  return "";
}

}  // namespace

std::string route_fix(const net::Network& network, const net::Trace& trace) {
  if (trace.disposition != net::Disposition::route_missing || trace.hops.empty()) return "";
  const net::Hop& hop = trace.hops.back();
  const net::Ipv4 to = hop.before.dst.ip;
  const net::VpcId here = network_asked(network, hop);
  if (here == net::VpcId::none) return transit_line(network, hop);
  if (network.vpc(here).contains(to)) return "";
  const Home home = home_of(network, here, to);
  if (home.vpc == net::VpcId::none) return public_line(network, hop, here);
  const net::Gateway* way = connection(network, here, home.vpc);
  if (way != nullptr) return line_by(network, hop, here, home.range, way->name);
  const std::string& ours = network.vpc(here).name;
  const std::string& theirs = network.vpc(home.vpc).name;
  return fmt::format("join {} and {} by a peering, {{peering: [{}, {}]}}, and {}", ours, theirs,
                     ours, theirs, line_by(network, hop, here, home.range, "its name"));
}

}  // namespace seatrial::diagnosis
