// SPDX-License-Identifier: Apache-2.0
// What a scenario says of private networks: their subnets, route tables, filters and gateways, and
// the connections between them, as plain data in the order of the file. It holds what was written
// and nothing else; what a cloud adds by itself is sim/kube/cloud's to know.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/scenario/values.hpp"
#include "sim/kube/cloud.hpp"

namespace seatrial::scenario {

enum class RuleAction : std::uint8_t { allow, deny };
enum class RuleProtocol : std::uint8_t { any, tcp, udp };

/// A rule of a security group or an ACL.
struct TrafficRule {
  Mark mark;
  Marked<RuleAction> action;             ///< allow
  Marked<RuleProtocol> protocol;         ///< any
  std::vector<Marked<PortRange>> ports;  ///< of the destination; none: every port
  std::vector<Text> remotes;             ///< keys 'from' and 'to'; none: every address
  bool operator==(const TrafficRule&) const = default;
};

/// A security group (it keeps state, and what no rule allows is denied) or an ACL (it keeps none,
/// and the first rule that matches decides).
struct TrafficFilter {
  Text name;
  std::optional<std::vector<TrafficRule>> in;   ///< not written: nothing; of an ACL: everything
  std::optional<std::vector<TrafficRule>> out;  ///< not written: everything
  bool operator==(const TrafficFilter&) const = default;
};

/// A line of a route table.
struct Route {
  Mark mark;
  Text to;
  Text via;                      ///< a connection, "internet", "nat" or "blackhole"; "" with a node
  std::optional<Selector> node;  ///< {node: a/n1}
  bool operator==(const Route&) const = default;
};

/// A route table; the one of all subnets has no name.
struct RouteTable {
  Text name;
  std::vector<Route> routes;
  bool operator==(const RouteTable&) const = default;
};

/// A subnet of a private network.
struct Subnet {
  Text name;
  Text range;
  std::optional<Text> routes;  ///< its route table
  std::optional<Text> acl;
  bool operator==(const Subnet&) const = default;
};

/// A private network: a VPC, a VNet, or one on premise.
struct PrivateNetwork {
  Text name;
  Marked<kube::Cloud> cloud{kube::Cloud::on_premise, {}};
  std::vector<Text> ranges;
  std::vector<Subnet> subnets;  ///< none: one for each range
  /// Not written: nobody told, so that each way that exists is taken on condition.
  std::optional<std::vector<RouteTable>> routes;
  Maybe<bool> internet;     ///< has an internet gateway
  std::optional<Text> nat;  ///< public address of its NAT gateway
  std::vector<TrafficFilter> security_groups;
  std::vector<TrafficFilter> acls;

  const Subnet* find_subnet(std::string_view subnet_name) const;
  const RouteTable* find_table(std::string_view table_name) const;
  const TrafficFilter* find_group(std::string_view group_name) const;
  const TrafficFilter* find_acl(std::string_view acl_name) const;
  bool has_internet() const { return internet && internet->value; }
  bool operator==(const PrivateNetwork&) const = default;
};

enum class ConnectionKind : std::uint8_t { peering, vpn, transit };

/// A line of a transit gateway's route table.
struct TransitLine {
  Mark mark;
  Text to;
  Text network;  ///< or "blackhole"
  bool operator==(const TransitLine&) const = default;
};

/// What joins private networks.
struct Connection {
  Text name;
  Marked<ConnectionKind> kind;
  std::vector<Text> networks;  ///< two; of a transit two or more
  Maybe<bool> accepted;        ///< of a peering: whether its second half exists; true
  Maybe<std::uint64_t> mtu;
  std::vector<TransitLine> routes;  ///< of a transit; none: the ranges of all that are attached
  bool operator==(const Connection&) const = default;
};

/// The word of a kind in a file, for example "peering".
std::string_view to_string(ConnectionKind kind);

}  // namespace seatrial::scenario
