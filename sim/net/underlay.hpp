// SPDX-License-Identifier: Apache-2.0
// The underlay as values: private networks (a VPC, a VNet, an on-premise network), their subnets
// with route tables, and the gateways between them. Network holds them, walk asks them. Machines
// that are in no private network are on the flat world, where every address is public. Which
// routes a provider adds by itself, and when it refuses a peering, is sim/kube/cloud's to know.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/filter.hpp"
#include "sim/net/nat.hpp"

namespace seatrial::net {

enum class VpcId : std::uint32_t { none = UINT32_MAX };
enum class SubnetId : std::uint32_t { none = UINT32_MAX };
enum class GatewayId : std::uint32_t { none = UINT32_MAX };

/// A private network: a VPC, a VNet, or one on premise.
struct Vpc {
  std::string name;
  std::vector<Cidr> ranges;
  Mark origin;

  bool contains(Ipv4 address) const {
    return std::any_of(ranges.begin(), ranges.end(),
                       [&](const Cidr& range) { return range.contains(address); });
  }
};

/// A line of a route table. The longest prefix wins; the private network's own ranges are always
/// local and need none.
struct Route {
  Cidr to;
  GatewayId via = GatewayId::none;
  MachineId machine = MachineId::none;  ///< instead: a node, as kubenet's pod routes have
  Mark origin;                          ///< neither: a blackhole
  std::string condition;                ///< what must hold for it to exist; "" if it is certain
};

/// A subnet and the route table that counts in it.
struct Subnet {
  std::string name;
  VpcId vpc = VpcId::none;
  Cidr range;
  std::vector<Route> routes;
  /// False where no file tells the route table: a way that exists is then taken on the condition
  /// that a route leads to it.
  bool routes_known = true;
  FilterId acl_in = FilterId::none;  ///< asked for what crosses the subnet's border
  FilterId acl_out = FilterId::none;
  Mark origin;
};

enum class GatewayKind : std::uint8_t {
  internet,  ///< translates a machine's private address to its public one, and back
  nat,       ///< lets out under an address of its own; lets in only what answers
  peering,   ///< joins two private networks, and no others beyond them
  vpn,       ///< likewise, by a tunnel
  transit,   ///< a hub: joins all that are attached, by a route table of its own
};

/// A line of a transit gateway's route table.
struct TransitRoute {
  Cidr to;
  VpcId vpc = VpcId::none;  ///< none: a blackhole
  Mark origin;
};

/// What joins private networks with one another or with the internet.
struct Gateway {
  std::string name;
  GatewayKind kind = GatewayKind::internet;
  std::vector<VpcId> vpcs;  ///< two of a peering or vpn, one of internet and nat, all of a transit
  bool active = true;
  std::string why_inactive;          ///< "vpc-b has not accepted it", "10.0.0.0/16 overlaps"
  Ipv4 address;                      ///< of nat: the public address
  std::vector<TransitRoute> routes;  ///< of transit; empty: the ranges of all that are attached
  std::uint32_t mtu = 0;             ///< bytes of a packet that fit; 0: as on any line
  Mark origin;
};

/// How a machine is attached to a private network.
struct Nic {
  SubnetId subnet = SubnetId::none;  ///< none: the flat world
  Ipv4 public_address{};             ///< none if zero
  FilterId security_in = FilterId::none;
  FilterId security_out = FilterId::none;
};

const char* to_string(GatewayKind kind);

}  // namespace seatrial::net
