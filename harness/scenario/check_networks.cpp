// SPDX-License-Identifier: Apache-2.0
// Private networks and connections that nobody could create. What can be created and does not work
// (two peered networks that overlap, a route that is missing) is not looked for here.
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/check.hpp"
#include "harness/scenario/nearest.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {

namespace {

bool overlap(const Text& a, const Text& b) {
  const auto first = net::parse_cidr(a.value);
  const auto second = net::parse_cidr(b.value);
  return first && second && first->overlaps(*second);
}

bool inside(const Text& inner, const std::vector<Text>& ranges) {
  const auto range = net::parse_cidr(inner.value);
  return !range || std::any_of(ranges.begin(), ranges.end(), [&](const Text& text) {
    const auto outer = net::parse_cidr(text.value);
    return outer && outer->length <= range->length && outer->contains(range->base);
  });
}

std::string joined(const std::vector<Text>& texts) {
  std::string all;
  for (const Text& text : texts) all += (all.empty() ? "" : ", ") + text.value;
  return all;
}

class NetworkCheck {
 public:
  NetworkCheck(Reader& reader, const Scenario& scenario) : reader_(reader), scenario_(scenario) {}

  void network(const PrivateNetwork& network);
  void connection(std::size_t index);

 private:
  void ranges(const PrivateNetwork& network);
  void subnets(const PrivateNetwork& network);
  void subnet(const PrivateNetwork& network, const Subnet& subnet);
  void groups(const PrivateNetwork& network);
  void table(const PrivateNetwork& network, const RouteTable& table);
  void via(const PrivateNetwork& network, const Route& route);
  void via_node(const PrivateNetwork& network, const Selector& node);
  void via_connection(const PrivateNetwork& network, const Text& name);
  void joined_networks(const Connection& connection);
  void transit_routes(const Connection& connection);
  void nowhere(const Text& name, std::string_view noun, std::vector<std::string_view> known);

  Reader& reader_;
  const Scenario& scenario_;
};

void NetworkCheck::nowhere(const Text& name, std::string_view noun,
                           std::vector<std::string_view> known) {
  reader_.fail(
      name.mark, fmt::format("there is no {} '{}'", noun, name.value),
      known.empty() ? fmt::format("no {} is written at all", noun) : suggestion(name.value, known));
}

void NetworkCheck::ranges(const PrivateNetwork& network) {
  for (std::size_t i = 0; i < network.ranges.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (!overlap(network.ranges[i], network.ranges[j])) continue;
      reader_.fail(network.ranges[i].mark,
                   fmt::format("range {} of network '{}' overlaps {}", network.ranges[i].value,
                               network.name.value, network.ranges[j].value),
                   "ranges of one network must be disjoint");
    }
  }
}

void NetworkCheck::subnet(const PrivateNetwork& network, const Subnet& subnet) {
  if (!inside(subnet.range, network.ranges)) {
    reader_.fail(subnet.range.mark,
                 fmt::format("subnet '{}' {} is outside of network '{}'", subnet.name.value,
                             subnet.range.value, network.name.value),
                 fmt::format("its addresses are {}", joined(network.ranges)));
  }
  const auto tables = network.routes ? names_of(*network.routes) : std::vector<std::string_view>();
  if (subnet.routes && network.find_table(subnet.routes->value) == nullptr) {
    const bool unnamed = tables.size() == 1 && tables.front().empty();
    nowhere(*subnet.routes, "route table", unnamed ? std::vector<std::string_view>() : tables);
  }
  if (subnet.acl && network.find_acl(subnet.acl->value) == nullptr) {
    nowhere(*subnet.acl, "acl", names_of(network.acls));
  }
}

void NetworkCheck::subnets(const PrivateNetwork& network) {
  for (auto one = network.subnets.begin(); one != network.subnets.end(); ++one) {
    subnet(network, *one);
    const auto other = std::find_if(network.subnets.begin(), one, [&](const Subnet& earlier) {
      return overlap(earlier.range, one->range);
    });
    if (other == one) continue;
    reader_.fail(one->range.mark,
                 fmt::format("subnet '{}' {} overlaps subnet '{}' {}", one->name.value,
                             one->range.value, other->name.value, other->range.value),
                 "subnets of one network must be disjoint");
  }
}

void NetworkCheck::groups(const PrivateNetwork& network) {
  if (network.cloud.value != kube::Cloud::aws) return;
  for (const TrafficFilter& group : network.security_groups) {
    for (const auto* rules : {&group.in, &group.out}) {
      if (!*rules) continue;
      for (const TrafficRule& rule : **rules) {
        if (rule.action.value == RuleAction::allow) continue;
        reader_.fail(rule.action.mark, "a security group of AWS has no rules that deny",
                     "leave it out: what no rule allows is denied; or write an acl");
      }
    }
  }
}

void NetworkCheck::via_node(const PrivateNetwork& network, const Selector& node) {
  const Cluster* cluster = scenario_.find_cluster(node.cluster);
  if (cluster == nullptr) {
    return nowhere({node.cluster, node.mark}, "cluster", names_of(scenario_.clusters));
  }
  const Node* machine = cluster->find_node(node.peer);
  if (machine == nullptr) return nowhere({node.peer, node.mark}, "node", names_of(cluster->nodes));
  const auto& where = machine->network ? machine->network : cluster->network;
  if (where && where->value == network.name.value) return;
  reader_.fail(node.mark,
               fmt::format("node {} is not in network '{}'", node.text(), network.name.value),
               "a route leads to a machine of the same network");
}

void NetworkCheck::via_connection(const PrivateNetwork& network, const Text& name) {
  const auto& all = scenario_.connections;
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const Connection& c) { return c.name.value == name.value; });
  if (found == all.end()) {
    auto known = names_of(all);
    for (const std::string_view word : {"internet", "nat", "blackhole"}) known.push_back(word);
    return nowhere(name, "connection", known);
  }
  const bool joins = std::any_of(found->networks.begin(), found->networks.end(),
                                 [&](const Text& one) { return one.value == network.name.value; });
  if (joins) return;
  reader_.fail(
      name.mark,
      fmt::format("connection '{}' does not join network '{}'", name.value, network.name.value),
      fmt::format("it joins {}", joined(found->networks)));
}

void NetworkCheck::via(const PrivateNetwork& network, const Route& route) {
  if (route.node) return via_node(network, *route.node);
  if (route.via.value == "blackhole") return;
  if (route.via.value == "internet") {
    if (network.has_internet()) return;
    return reader_.fail(route.via.mark,
                        fmt::format("network '{}' has no internet gateway", network.name.value),
                        "add internet: true");
  }
  if (route.via.value != "nat") return via_connection(network, route.via);
  if (network.nat) return;
  reader_.fail(route.via.mark, fmt::format("network '{}' has no NAT gateway", network.name.value),
               "add nat with its public address");
}

void NetworkCheck::table(const PrivateNetwork& network, const RouteTable& table) {
  for (auto route = table.routes.begin(); route != table.routes.end(); ++route) {
    via(network, *route);
    const auto same = std::find_if(table.routes.begin(), route, [&](const Route& earlier) {
      return earlier.to.value == route->to.value;
    });
    if (same == route) continue;
    reader_.fail(route->to.mark, fmt::format("two routes to {}", route->to.value),
                 fmt::format("see {}: a route table has one line for a range",
                             reader_.line_of(same->to.mark)));
  }
}

void NetworkCheck::network(const PrivateNetwork& network) {
  ranges(network);
  subnets(network);
  groups(network);
  if (network.nat && !network.has_internet()) {
    reader_.fail(network.nat->mark,
                 fmt::format("network '{}' has a NAT gateway and no internet", network.name.value),
                 "add internet: true");
  }
  if (!network.routes) return;
  for (const RouteTable& one : *network.routes) table(network, one);
}

void NetworkCheck::joined_networks(const Connection& connection) {
  for (auto one = connection.networks.begin(); one != connection.networks.end(); ++one) {
    if (scenario_.find_network(one->value) == nullptr) {
      nowhere(*one, "network", names_of(scenario_.networks));
    }
    const auto same = std::find_if(connection.networks.begin(), one, [&](const Text& earlier) {
      return earlier.value == one->value;
    });
    if (same == one) continue;
    reader_.fail(one->mark,
                 fmt::format("{} '{}' joins network '{}' with itself",
                             to_string(connection.kind.value), connection.name.value, one->value),
                 "name two networks");
  }
}

void NetworkCheck::transit_routes(const Connection& connection) {
  for (auto line = connection.routes.begin(); line != connection.routes.end(); ++line) {
    const bool attached =
        line->network.value == "blackhole" ||
        std::any_of(connection.networks.begin(), connection.networks.end(),
                    [&](const Text& one) { return one.value == line->network.value; });
    if (!attached) {
      reader_.fail(line->network.mark,
                   fmt::format("network '{}' is not attached to transit '{}'", line->network.value,
                               connection.name.value),
                   fmt::format("attached are {}", joined(connection.networks)));
    }
    const auto same = std::find_if(
        connection.routes.begin(), line,
        [&](const TransitLine& earlier) { return earlier.to.value == line->to.value; });
    if (same == line) continue;
    reader_.fail(line->to.mark, fmt::format("two routes to {}", line->to.value),
                 fmt::format("see {}: a route table has one line for a range",
                             reader_.line_of(same->to.mark)));
  }
}

void NetworkCheck::connection(std::size_t index) {
  const Connection& one = scenario_.connections[index];
  for (const std::string_view taken : {"internet", "nat", "blackhole"}) {
    if (one.name.value != taken) continue;
    reader_.fail(one.name.mark, fmt::format("connection name '{}' means something else", taken),
                 "rename it");
  }
  joined_networks(one);
  transit_routes(one);
  if (one.kind.value == ConnectionKind::transit || !reader_.ok()) return;
  const SitePair pair{one.networks[0], one.networks[1]};
  for (std::size_t i = 0; i < index; ++i) {
    const Connection& other = scenario_.connections[i];
    if (other.kind.value != one.kind.value) continue;
    if (!pair.same_two({other.networks[0], other.networks[1]})) continue;
    reader_.fail(one.name.mark,
                 fmt::format("there is a {} of '{}' and '{}' already", to_string(one.kind.value),
                             pair.first.value, pair.second.value),
                 fmt::format("see {}", reader_.line_of(other.name.mark)));
  }
}

}  // namespace

void check_networks(Reader& reader, const Scenario& scenario) {
  NetworkCheck check(reader, scenario);
  for (const PrivateNetwork& network : scenario.networks) check.network(network);
  for (std::size_t i = 0; reader.ok() && i < scenario.connections.size(); ++i) check.connection(i);
}

}  // namespace seatrial::scenario
