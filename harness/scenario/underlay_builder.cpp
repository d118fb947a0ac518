// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/underlay_builder.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/ranges.hpp"
#include "sim/kube/cloud.hpp"

namespace seatrial::scenario {

namespace {

std::optional<net::Protocol> protocol_of(RuleProtocol protocol) {
  if (protocol == RuleProtocol::any) return std::nullopt;
  return protocol == RuleProtocol::udp ? net::Protocol::udp : net::Protocol::tcp;
}

// A rule for several ports is one line for each.
void add_rules(const std::vector<TrafficRule>& rules, const std::string& owner,
               net::Filter& filter) {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const TrafficRule& rule = rules[i];
    net::FilterRule made;
    made.name = fmt::format("rule {} of {}", i + 1, owner);
    made.origin = rule.mark;
    made.allow = rule.action.value == RuleAction::allow;
    made.protocol = protocol_of(rule.protocol.value);
    made.remotes = ranges_of(rule.remotes);
    if (rule.ports.empty()) filter.rules.push_back(made);
    for (const Marked<PortRange>& ports : rule.ports) {
      made.first_port = ports.value.first;
      made.last_port = ports.value.last;
      filter.rules.push_back(made);
    }
  }
}

net::GatewayKind kind_of(ConnectionKind kind) {
  if (kind == ConnectionKind::peering) return net::GatewayKind::peering;
  return kind == ConnectionKind::vpn ? net::GatewayKind::vpn : net::GatewayKind::transit;
}

bool has_system_routes(const PrivateNetwork& network) {
  return network.cloud.value == kube::Cloud::azure || network.cloud.value == kube::Cloud::gcp;
}

}  // namespace

std::vector<Subnet> UnderlayBuilder::subnets_of(const PrivateNetwork& network) {
  if (!network.subnets.empty()) return network.subnets;
  std::vector<Subnet> subnets;
  for (const Text& range : network.ranges) {
    const bool only = network.ranges.size() == 1;
    subnets.push_back({only ? network.name : range, range, std::nullopt, std::nullopt});
  }
  return subnets;
}

const RouteTable* UnderlayBuilder::table_of(const PrivateNetwork& network, const Subnet& subnet) {
  if (subnet.routes) return network.find_table(subnet.routes->value);
  return network.find_table("");
}

void UnderlayBuilder::add_gateways(const PrivateNetwork& network, Built& built) {
  net::Gateway gateway;
  gateway.vpcs = {built.vpc};
  if (network.has_internet()) {
    gateway.name = "the internet gateway of " + network.name.value;
    gateway.kind = net::GatewayKind::internet;
    gateway.origin = network.internet->mark;
    built.internet = network_.add_gateway(gateway);
  }
  if (!network.nat) return;
  gateway.name = "the NAT gateway of " + network.name.value;
  gateway.kind = net::GatewayKind::nat;
  gateway.origin = network.nat->mark;
  gateway.address = net::parse_ipv4(network.nat->value).value_or(net::Ipv4());
  built.nat = network_.add_gateway(gateway);
}

net::FilterId UnderlayBuilder::remembered(const PrivateNetwork& network, const std::string& key,
                                          net::Filter filter) {
  const auto [found, fresh] =
      built_.at(network.name.value).filters.try_emplace(key, net::FilterId::none);
  if (fresh) found->second = network_.add_filter(std::move(filter));
  return found->second;
}

net::FilterId UnderlayBuilder::acl(const PrivateNetwork& network, const Text& name, bool in) {
  const TrafficFilter& written = *network.find_acl(name.value);
  const auto& rules = in ? written.in : written.out;
  if (!rules) return net::FilterId::none;
  net::Filter filter;
  filter.name = fmt::format("acl {} ({})", name.value, in ? "in" : "out");
  filter.origin = written.name.mark;
  filter.stateful = false;
  add_rules(*rules, "acl " + name.value, filter);
  return remembered(network, filter.name, filter);
}

// What one of several groups allows is allowed.
net::FilterId UnderlayBuilder::groups(const PrivateNetwork& network, const std::vector<Text>& names,
                                      bool in) {
  if (names.empty()) return net::FilterId::none;
  net::Filter filter;
  std::string all;
  for (const Text& name : names) {
    const TrafficFilter& written = *network.find_group(name.value);
    const auto& rules = in ? written.in : written.out;
    if (!rules && !in) return net::FilterId::none;
    if (rules) add_rules(*rules, "security group " + name.value, filter);
    all += (all.empty() ? "" : ", ") + name.value;
    if (!filter.origin.known()) filter.origin = written.name.mark;
  }
  filter.name =
      fmt::format("security group{} {} ({})", names.size() == 1 ? "" : "s", all, in ? "in" : "out");
  return remembered(network, filter.name, filter);
}

void UnderlayBuilder::add_subnet(const PrivateNetwork& network, const Subnet& subnet,
                                 Built& built) {
  net::Subnet made;
  made.name = subnet.name.value;
  made.vpc = built.vpc;
  made.range = net::parse_cidr(subnet.range.value).value_or(net::Cidr());
  made.origin = subnet.name.mark;
  made.routes_known = table_of(network, subnet) != nullptr || has_system_routes(network);
  if (subnet.acl) {
    made.acl_in = acl(network, *subnet.acl, true);
    made.acl_out = acl(network, *subnet.acl, false);
  }
  if (!made.routes_known) {
    assumptions_.push_back(
        fmt::format("unknown: the route table of subnet {} of {}; verdicts that need one say so",
                    subnet.name.value, network.name.value));
  }
  built.subnets[subnet.name.value] = network_.add_subnet(std::move(made));
}

// Azure and GCP send what no line names to the internet, through a NAT gateway if there is one.
void UnderlayBuilder::add_system_routes(const PrivateNetwork& network, const Built& built) {
  if (!has_system_routes(network)) return;
  const net::GatewayId out = network.nat ? built.nat : built.internet;
  if (out == net::GatewayId::none) return;
  for (const auto& [name, id] : built.subnets) {
    network_.change_subnet(id).routes.push_back(
        {{}, out, net::MachineId::none, network.name.mark, ""});
    network_.change_subnet(id).routes.back().to.length = 0;
  }
}

void UnderlayBuilder::add_network(const PrivateNetwork& network) {
  Built& built = built_[network.name.value];
  net::Vpc vpc;
  vpc.name = network.name.value;
  vpc.ranges = ranges_of(network.ranges);
  vpc.origin = network.name.mark;
  built.vpc = network_.add_vpc(std::move(vpc));
  add_gateways(network, built);
  for (const Subnet& subnet : subnets_of(network)) add_subnet(network, subnet, built);
  add_system_routes(network, built);
}

void UnderlayBuilder::add_connection(const Connection& connection) {
  const PrivateNetwork& first = *scenario_.find_network(connection.networks.front().value);
  const auto mtu = static_cast<std::uint32_t>(connection.mtu ? connection.mtu->value : 0);
  if (connection.kind.value == ConnectionKind::transit) {
    kube::HubSpec hub;
    hub.name = connection.name.value;
    hub.mark = connection.name.mark;
    hub.mtu = mtu;
    for (const Text& name : connection.networks) hub.attached.push_back(built_.at(name.value).vpc);
    for (const TransitLine& line : connection.routes) {
      const auto to = built_.find(line.network.value);
      hub.routes.push_back({net::parse_cidr(line.to.value).value_or(net::Cidr()),
                            to == built_.end() ? net::VpcId::none : to->second.vpc, line.mark});
    }
    connections_[hub.name] = kube::add_hub(network_, hub, first.cloud.value);
    return;
  }
  kube::PeeringSpec spec;
  spec.name = connection.name.value;
  spec.mark = connection.name.mark;
  spec.kind = kind_of(connection.kind.value);
  spec.mtu = mtu;
  spec.first = built_.at(connection.networks[0].value).vpc;
  spec.second = built_.at(connection.networks[1].value).vpc;
  spec.second_half = !connection.accepted || connection.accepted->value;
  connections_[spec.name] = kube::add_peering(network_, spec, first.cloud.value);
}

void UnderlayBuilder::add_networks() {
  for (const PrivateNetwork& network : scenario_.networks) add_network(network);
  for (const Connection& connection : scenario_.connections) add_connection(connection);
}

void UnderlayBuilder::add_route(const PrivateNetwork& network, const Subnet& subnet,
                                const Route& route, net::MachineId machine) {
  const Built& built = built_.at(network.name.value);
  net::Route made;
  made.to = net::parse_cidr(route.to.value).value_or(net::Cidr());
  made.machine = machine;
  made.origin = route.mark;
  if (route.via.value == "internet") made.via = built.internet;
  if (route.via.value == "nat") made.via = built.nat;
  const auto connection = connections_.find(route.via.value);
  if (connection != connections_.end()) made.via = connection->second;
  std::vector<net::Route>& table =
      network_.change_subnet(built.subnets.at(subnet.name.value)).routes;
  // One's own line wins over the cloud's.
  std::erase_if(table, [&](const net::Route& other) { return other.to == made.to; });
  table.push_back(std::move(made));
}

std::optional<net::Nic> UnderlayBuilder::nic_of(const Cluster& cluster, const Node& node) {
  const std::optional<Text>& name = node.network ? node.network : cluster.network;
  if (!name) return std::nullopt;
  const PrivateNetwork& network = *scenario_.find_network(name->value);
  const bool elsewhere =
      node.network && (!cluster.network || cluster.network->value != node.network->value);
  const auto address = net::parse_ipv4(node.address.value);
  net::Nic nic;
  for (const auto& [subnet, id] : built_.at(name->value).subnets) {
    const Text* named = node.subnet ? &*node.subnet : nullptr;
    if (named == nullptr && cluster.subnet && !elsewhere) named = &*cluster.subnet;
    const bool here =
        named ? named->value == subnet : address && network_.subnet(id).range.contains(*address);
    if (here) nic.subnet = id;
  }
  if (node.public_address) {
    nic.public_address = net::parse_ipv4(node.public_address->value).value_or(net::Ipv4());
  }
  static const std::vector<Text> no_groups;
  const std::vector<Text>& names = node.security_groups ? *node.security_groups
                                   : elsewhere          ? no_groups
                                                        : cluster.security_groups;
  nic.security_in = groups(network, names, true);
  nic.security_out = groups(network, names, false);
  return nic;
}

}  // namespace seatrial::scenario
