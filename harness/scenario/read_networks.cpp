// SPDX-License-Identifier: Apache-2.0
// Readers of private networks and of what joins them.
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/read.hpp"
#include "harness/scenario/units.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr Word<kube::Cloud> clouds[] = {{"aws", kube::Cloud::aws},
                                        {"azure", kube::Cloud::azure},
                                        {"gcp", kube::Cloud::gcp},
                                        {"on-premise", kube::Cloud::on_premise}};
constexpr Word<RuleAction> actions[] = {{"allow", RuleAction::allow}, {"deny", RuleAction::deny}};
constexpr Word<RuleProtocol> rule_protocols[] = {
    {"any", RuleProtocol::any}, {"tcp", RuleProtocol::tcp}, {"udp", RuleProtocol::udp}};
constexpr std::string_view connection_kinds[] = {"peering", "vpn", "transit"};

enum class Way : std::uint8_t { in, out };

// "30303", or "30000-32767".
Marked<PortRange> read_ports(Reader& reader, const Value& value) {
  const Text written = reader.text(value, "ports");
  const std::string_view text = written.value;
  const std::size_t dash = std::min(text.find('-'), text.size());
  const auto first = parse_port(text.substr(0, dash));
  const auto last = dash == text.size() ? first : parse_port(text.substr(dash + 1));
  if (first && last && *first <= *last) return {{*first, *last}, value.mark()};
  reader.bad(value, fmt::format("ports '{}' is no port and no range of ports", text),
             "write a number from 1 to 65535, or the first and the last, as in 30000-32767");
  return {{}, value.mark()};
}

// A filter on the way in knows where packets come from, and one on the way out where they go to.
void check_way(Reader& reader, const Fields& fields, Way way) {
  const std::string_view wrong = way == Way::in ? "to" : "from";
  if (!fields.has(wrong)) return;
  reader.fail(fields.key_mark(wrong),
              fmt::format("'{}' in a rule of '{}'", wrong, way == Way::in ? "in" : "out"),
              fmt::format("write '{}': the far end is meant", way == Way::in ? "from" : "to"));
}

TrafficRule read_rule(Reader& reader, const Value& value, Way way) {
  Fields fields(reader, value, keys::rule);
  TrafficRule rule;
  rule.mark = value.mark();
  rule.action = fields.maybe("action", actions).value_or(Marked<RuleAction>());
  rule.protocol = fields.maybe("protocol", rule_protocols).value_or(Marked<RuleProtocol>());
  if (const Value* ports = fields.find("ports")) {
    for (const Value& one : one_or_more(*ports)) rule.ports.push_back(read_ports(reader, one));
  }
  const Value* remotes = fields.find(way == Way::in ? "from" : "to");
  if (remotes != nullptr) rule.remotes = reader.cidrs(*remotes, way == Way::in ? "from" : "to");
  check_way(reader, fields, way);
  return rule;
}

std::optional<std::vector<TrafficRule>> read_rules(Reader& reader, const Fields& fields, Way way) {
  const std::string_view key = way == Way::in ? "in" : "out";
  const Value* list = fields.find(key);
  if (list == nullptr) return std::nullopt;
  std::vector<TrafficRule> rules;
  for (const Value& item : reader.items(*list, key)) rules.push_back(read_rule(reader, item, way));
  return rules;
}

std::vector<TrafficFilter> read_filters(Reader& reader, const Value& value, std::string_view what) {
  std::vector<TrafficFilter> all;
  for (const config::Entry& entry : reader.entries_of(value, what)) {
    check_name(reader, entry, what == "acls" ? "acl" : "security group");
    Fields fields(reader, entry.value, keys::filter);
    all.push_back({{entry.key, entry.key_mark},
                   read_rules(reader, fields, Way::in),
                   read_rules(reader, fields, Way::out)});
  }
  return all;
}

Route read_route(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::route);
  Route route;
  route.mark = value.mark();
  route.to = fields.required("to", &Reader::cidr);
  const Value& via = fields.require("via");
  if (!reader.ok()) return route;
  if (!via.is_map()) {
    route.via = reader.name(via, "via");
    return route;
  }
  Fields node(reader, via, keys::via_node);
  route.node = node.required("node", &Reader::one_peer);
  route.via.mark = via.mark();
  return route;
}

std::vector<Route> read_routes(Reader& reader, const Value& value) {
  std::vector<Route> routes;
  for (const Value& item : reader.items(value, "routes")) {
    routes.push_back(read_route(reader, item));
  }
  return routes;
}

// A list is the table of all subnets.
std::vector<RouteTable> read_tables(Reader& reader, const Value& value) {
  if (!value.is_map()) return {{{"", value.mark()}, read_routes(reader, value)}};
  std::vector<RouteTable> tables;
  for (const config::Entry& entry : value.entries()) {
    check_name(reader, entry, "route table");
    tables.push_back({{entry.key, entry.key_mark}, read_routes(reader, entry.value)});
  }
  return tables;
}

Subnet read_subnet(Reader& reader, const config::Entry& entry) {
  Subnet subnet;
  subnet.name = {entry.key, entry.key_mark};
  if (entry.value.is_scalar()) {
    subnet.range = reader.cidr(entry.value, "subnet");
    return subnet;
  }
  Fields fields(reader, entry.value, keys::subnet);
  subnet.range = fields.required("range", &Reader::cidr);
  subnet.routes = fields.maybe("routes", &Reader::name);
  subnet.acl = fields.maybe("acl", &Reader::name);
  return subnet;
}

std::vector<Subnet> read_subnets(Reader& reader, const Value& value) {
  std::vector<Subnet> subnets;
  for (const config::Entry& entry : reader.entries_of(value, "subnets")) {
    check_name(reader, entry, "subnet");
    subnets.push_back(read_subnet(reader, entry));
  }
  return subnets;
}

std::vector<Text> read_ranges(Reader& reader, Fields& fields) {
  fields.exclusive("range", "ranges");
  if (const Value* one = fields.find("range")) return {reader.cidr(*one, "range")};
  const Value& all = fields.require("ranges");
  return reader.ok() ? reader.cidrs(all, "ranges") : std::vector<Text>();
}

PrivateNetwork read_network(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::network);
  PrivateNetwork network;
  network.name = {entry.key, entry.key_mark};
  if (const auto cloud = fields.maybe("cloud", clouds)) network.cloud = *cloud;
  network.ranges = read_ranges(reader, fields);
  if (const Value* all = fields.find("subnets")) network.subnets = read_subnets(reader, *all);
  network.routes = fields.maybe("routes", &read_tables);
  network.internet = fields.maybe("internet", &Reader::truth);
  network.nat = fields.maybe("nat", &Reader::address);
  if (const Value* groups = fields.find("security_groups")) {
    network.security_groups = read_filters(reader, *groups, "security_groups");
  }
  if (const Value* acls = fields.find("acls")) network.acls = read_filters(reader, *acls, "acls");
  return network;
}

TransitLine read_transit_line(Reader& reader, const Value& value) {
  Fields fields(reader, value, keys::transit_route);
  return {value.mark(), fields.required("to", &Reader::cidr),
          fields.required("network", &Reader::name)};
}

std::vector<Text> read_joined(Reader& reader, const Value& value, ConnectionKind kind) {
  std::vector<Text> networks;
  const std::string_view word = to_string(kind);
  for (const Value& item : reader.items(value, word)) networks.push_back(reader.name(item, word));
  const bool right = kind == ConnectionKind::transit ? networks.size() >= 2 : networks.size() == 2;
  if (!right) {
    reader.fail(value.mark(), fmt::format("{} names {} networks", word, networks.size()),
                fmt::format("write two{}, as in [vpc-a, vpc-b]",
                            kind == ConnectionKind::transit ? " or more" : ""));
  }
  return networks;
}

void check_connection(Reader& reader, Fields& fields, ConnectionKind kind) {
  if (kind != ConnectionKind::transit && fields.has("routes")) {
    reader.fail(fields.key_mark("routes"), fmt::format("a {} has no routes", to_string(kind)),
                "write them in the 'routes' of the networks");
  }
  if (kind != ConnectionKind::peering && fields.has("accepted")) {
    reader.fail(fields.key_mark("accepted"),
                fmt::format("a {} is not accepted by anybody", to_string(kind)),
                "leave it out; only a peering has a second half");
  }
}

Connection read_connection(Reader& reader, const config::Entry& entry) {
  Fields fields(reader, entry.value, keys::connection);
  Connection connection;
  connection.name = {entry.key, entry.key_mark};
  const auto written = fields.written(connection_kinds);
  if (written.size() != 1) {
    reader.fail(entry.key_mark,
                fmt::format("connection '{}' is of {} kinds", entry.key, written.size()),
                "write exactly one of 'peering', 'vpn' and 'transit'");
    return connection;
  }
  const auto* at = std::find(std::begin(connection_kinds), std::end(connection_kinds), written[0]);
  const auto kind = static_cast<ConnectionKind>(at - std::begin(connection_kinds));
  connection.kind = {kind, fields.key_mark(written[0])};
  connection.networks = read_joined(reader, *fields.find(written[0]), kind);
  connection.accepted = fields.maybe("accepted", &Reader::truth);
  connection.mtu = fields.maybe("mtu", &Reader::mtu);
  if (const Value* routes = fields.find("routes")) {
    for (const Value& item : reader.items(*routes, "routes")) {
      connection.routes.push_back(read_transit_line(reader, item));
    }
  }
  check_connection(reader, fields, kind);
  return connection;
}

}  // namespace

std::vector<PrivateNetwork> read_networks(Reader& reader, const Value& value) {
  std::vector<PrivateNetwork> networks;
  for (const config::Entry& entry : reader.entries_of(value, "networks")) {
    check_name(reader, entry, "network");
    networks.push_back(read_network(reader, entry));
  }
  return networks;
}

std::vector<Connection> read_connections(Reader& reader, const Value& value) {
  std::vector<Connection> connections;
  for (const config::Entry& entry : reader.entries_of(value, "connections")) {
    check_name(reader, entry, "connection");
    connections.push_back(read_connection(reader, entry));
  }
  return connections;
}

}  // namespace seatrial::scenario
