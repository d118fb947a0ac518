// SPDX-License-Identifier: Apache-2.0
// UnderlayBuilder: makes the private networks of a scenario in a net::Network: subnets, gateways,
// filters, and the route tables that the scenario writes. What a cloud adds by itself is
// sim/kube/cloud's. Names become ids here; the scenario was checked before.
#pragma once

#include <map>
#include <string>

#include "harness/scenario/scenario.hpp"
#include "sim/net/network.hpp"

namespace seatrial::scenario {

/// Builds the underlay of one scenario.
class UnderlayBuilder {
 public:
  UnderlayBuilder(const Scenario& scenario, net::Network& network)
      : scenario_(scenario), network_(network) {}

  /// Networks and connections, but no routes to nodes: no machine exists yet.
  void add_networks();
  /// The route tables that are written; `machine_of` finds the machine of a node.
  template <class MachineOf>
  void add_routes(MachineOf&& machine_of) {
    for (const PrivateNetwork& network : scenario_.networks) {
      for (const Subnet& subnet : subnets_of(network)) {
        const RouteTable* table = table_of(network, subnet);
        if (table == nullptr) continue;
        for (const Route& route : table->routes) {
          add_route(network, subnet, route,
                    route.node ? machine_of(*route.node) : net::MachineId::none);
        }
      }
    }
  }
  /// Where a node stands; nothing for one on the internet.
  std::optional<net::Nic> nic_of(const Cluster& cluster, const Node& node);
  /// "no route table of subnet nodes of vpc-a is written", one line for each.
  const std::vector<std::string>& assumptions() const { return assumptions_; }

 private:
  struct Built {
    net::VpcId vpc = net::VpcId::none;
    net::GatewayId internet = net::GatewayId::none;
    net::GatewayId nat = net::GatewayId::none;
    std::map<std::string, net::SubnetId> subnets;
    std::map<std::string, net::FilterId> filters;  ///< by "acl NAME in" and the like
  };

  /// The subnets that are written, or those of the ranges.
  static std::vector<Subnet> subnets_of(const PrivateNetwork& network);
  static const RouteTable* table_of(const PrivateNetwork& network, const Subnet& subnet);
  void add_network(const PrivateNetwork& network);
  void add_gateways(const PrivateNetwork& network, Built& built);
  void add_subnet(const PrivateNetwork& network, const Subnet& subnet, Built& built);
  void add_system_routes(const PrivateNetwork& network, const Built& built);
  void add_connection(const Connection& connection);
  void add_route(const PrivateNetwork& network, const Subnet& subnet, const Route& route,
                 net::MachineId machine);
  net::FilterId acl(const PrivateNetwork& network, const Text& name, bool in);
  net::FilterId groups(const PrivateNetwork& network, const std::vector<Text>& names, bool in);
  net::FilterId remembered(const PrivateNetwork& network, const std::string& key,
                           net::Filter filter);

  const Scenario& scenario_;
  net::Network& network_;
  std::map<std::string, Built> built_;
  std::map<std::string, net::GatewayId> connections_;
  std::vector<std::string> assumptions_;
};

}  // namespace seatrial::scenario
