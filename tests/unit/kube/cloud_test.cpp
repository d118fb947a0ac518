// SPDX-License-Identifier: Apache-2.0
// Cloud: peerings and hubs by provider, the pair rules of ranges row by row, and what AKS forbids.
#include "sim/kube/cloud.hpp"

#include <gtest/gtest.h>

#include "sim/kube/cni.hpp"

namespace seatrial::kube {
namespace {

net::Cidr range(std::string_view text) {
  return net::parse_cidr(text).value();
}

/// Two private networks with two subnets and one.
struct TwoNetworks {
  explicit TwoNetworks(std::string_view range_a = "10.1.0.0/16",
                       std::string_view range_b = "10.2.0.0/16") {
    a = network.add_vpc({"vpc-a", {range(range_a)}, {}});
    b = network.add_vpc({"vpc-b", {range(range_b)}, {}});
    a1 = add("a1", a, "10.1.0.0/20");
    a2 = add("a2", a, "10.1.16.0/20");
    b1 = add("b1", b, "10.2.0.0/20");
  }
  net::SubnetId add(const char* name, net::VpcId vpc, std::string_view subnet) {
    net::Subnet made;
    made.name = name;
    made.vpc = vpc;
    made.range = range(subnet);
    return network.add_subnet(made);
  }
  PeeringSpec spec() const {
    PeeringSpec made;
    made.name = "a-b";
    made.first = a;
    made.second = b;
    return made;
  }
  std::vector<std::string> routes(net::SubnetId subnet) const {
    std::vector<std::string> found;
    for (const net::Route& route : network.subnet(subnet).routes) {
      found.push_back(net::to_string(route.to));
    }
    return found;
  }

  net::Network network{1};
  net::VpcId a{}, b{};
  net::SubnetId a1{}, a2{}, b1{};
};

using Routes = std::vector<std::string>;

TEST(CloudWords, ThereAndBack) {
  for (const std::string_view word : {"aws", "azure", "gcp", "on-premise"}) {
    EXPECT_EQ(to_string(parse_cloud(word).value()), word);
  }
  EXPECT_FALSE(parse_cloud("alibaba"));
}

struct RouteRow {
  Cloud cloud;
  Routes of_a, of_b;
};

// SPEC kubernetes 6 "routes": Azure adds those of the whole VNet, GCP those of subnets, AWS none.
TEST(Peering, RoutesByCloud) {
  const RouteRow table[] = {
      {Cloud::aws, {}, {}},
      {Cloud::azure, {"10.2.0.0/16"}, {"10.1.0.0/16"}},
      {Cloud::gcp, {"10.2.0.0/20"}, {"10.1.0.0/20", "10.1.16.0/20"}},
      {Cloud::on_premise, {}, {}},
  };
  for (const RouteRow& row : table) {
    TwoNetworks two;
    const net::GatewayId id = add_peering(two.network, two.spec(), row.cloud);
    EXPECT_TRUE(two.network.gateway(id).active) << two.network.gateway(id).why_inactive;
    EXPECT_EQ(two.network.gateway(id).vpcs, (std::vector{two.a, two.b}));
    EXPECT_EQ(two.routes(two.a1), row.of_a) << to_string(row.cloud);
    EXPECT_EQ(two.routes(two.a2), row.of_a) << to_string(row.cloud);
    EXPECT_EQ(two.routes(two.b1), row.of_b) << to_string(row.cloud);
  }
}

TEST(Peering, AWrittenRouteWinsAndUnknownTablesStayUnknown) {
  TwoNetworks two;
  two.network.change_subnet(two.a1).routes.push_back(
      {range("10.2.0.0/16"), net::GatewayId::none, net::MachineId::none, {}, ""});
  two.network.change_subnet(two.a2).routes_known = false;
  const net::GatewayId id = add_peering(two.network, two.spec(), Cloud::azure);
  ASSERT_EQ(two.routes(two.a1).size(), 1U);
  EXPECT_NE(two.network.subnet(two.a1).routes[0].via, id);
  EXPECT_FALSE(two.network.subnet(two.a2).routes_known);
  EXPECT_TRUE(two.network.subnet(two.b1).routes_known);
}

struct HalfRow {
  Cloud cloud;
  net::GatewayKind kind;
  bool first, second;
  std::string_view why;
};

// SPEC kubernetes 6 "both sides must act"
TEST(Peering, NeedsBothHalves) {
  constexpr auto peering = net::GatewayKind::peering;
  constexpr auto vpn = net::GatewayKind::vpn;
  const HalfRow table[] = {
      {Cloud::aws, peering, true, false, "vpc-b has not accepted it"},
      {Cloud::azure, peering, true, false, "vpc-b has no peering to vpc-a"},
      {Cloud::azure, peering, false, true, "vpc-a has no peering to vpc-b"},
      {Cloud::gcp, peering, true, false, "vpc-b has no peering to vpc-a"},
      {Cloud::aws, vpn, true, false, "vpc-b has no tunnel to vpc-a"},
      {Cloud::on_premise, vpn, true, true, ""},
  };
  for (const HalfRow& row : table) {
    TwoNetworks two;
    PeeringSpec spec = two.spec();
    spec.kind = row.kind;
    spec.first_half = row.first;
    spec.second_half = row.second;
    const net::Gateway& made = two.network.gateway(add_peering(two.network, spec, row.cloud));
    EXPECT_EQ(made.why_inactive, row.why);
    EXPECT_EQ(made.active, row.why.empty());
    EXPECT_EQ(made.kind, row.kind);
  }
}

TEST(Peering, IsRefusedWhereRangesOverlap) {
  TwoNetworks stock("10.0.0.0/16", "10.0.0.0/16");  // both templates // SPEC kubernetes 2.3
  const net::Gateway& made =
      stock.network.gateway(add_peering(stock.network, stock.spec(), Cloud::aws));
  EXPECT_FALSE(made.active);
  EXPECT_EQ(made.why_inactive, "10.0.0.0/16 of vpc-a overlaps 10.0.0.0/16 of vpc-b");
  TwoNetworks part("10.0.0.0/8", "10.2.0.0/16");
  EXPECT_EQ(overlap(part.network.vpc(part.a), part.network.vpc(part.b)),
            "10.0.0.0/8 of vpc-a overlaps 10.2.0.0/16 of vpc-b");
}

TEST(Peering, AVpnAddsNoRoutesAndHasItsMtu) {
  TwoNetworks two;
  PeeringSpec spec = two.spec();
  spec.kind = net::GatewayKind::vpn;
  spec.mtu = 1400;
  const net::GatewayId id = add_peering(two.network, spec, Cloud::azure);
  EXPECT_EQ(two.network.gateway(id).mtu, 1400U);
  EXPECT_TRUE(two.routes(two.a1).empty());
}

TEST(Hub, JoinsAllAndLeavesOutWhatOverlaps) {
  TwoNetworks two;
  const net::VpcId c = two.network.add_vpc({"vpc-c", {range("10.1.128.0/17")}, {}});
  const net::SubnetId c1 = two.add("c1", c, "10.1.128.0/20");
  const HubSpec spec{"hub", {two.a, two.b, c}, {}, 0, {}};
  const net::Gateway hub = two.network.gateway(add_hub(two.network, spec, Cloud::azure));
  EXPECT_TRUE(hub.active);
  EXPECT_EQ(hub.vpcs, (std::vector{two.a, two.b}));
  EXPECT_EQ(hub.why_inactive,
            "vpc-c is not attached: 10.1.0.0/16 of vpc-a overlaps 10.1.128.0/17 of vpc-c");
  EXPECT_EQ(two.routes(two.a1), Routes{"10.2.0.0/16"});
  EXPECT_TRUE(two.routes(c1).empty());
}

TEST(Hub, AwsAddsNoRoutes) {
  TwoNetworks two;
  const net::GatewayId id = add_hub(two.network, {"tgw", {two.a, two.b}, {}, 0, {}}, Cloud::aws);
  EXPECT_EQ(two.network.gateway(id).kind, net::GatewayKind::transit);
  EXPECT_TRUE(two.routes(two.a1).empty());
}

TEST(CloudLimits, OfRouteTables) {
  EXPECT_EQ(route_limit(Cloud::aws), 50U);
  EXPECT_EQ(route_limit(Cloud::azure), 400U);
  EXPECT_FALSE(route_limit(Cloud::gcp));
  EXPECT_EQ(traits(CniMode::kubenet).most_nodes, route_limit(Cloud::azure));
}

// --- pair rules ---------------------------------------------------------------------------------

/// A range as the table writes it: "pods 10.244.0.0/16"; "routed" are pods that others may address.
ClusterRange parse_range(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  ClusterRange made;
  made.range = range(text.substr(space + 1));
  made.routable = word != "pods";
  if (word == "network") made.use = RangeUse::network;
  if (word == "pods" || word == "routed") made.use = RangeUse::pods;
  if (word == "services") made.use = RangeUse::services;
  if (word == "bridge") made.use = RangeUse::bridge;
  return made;
}

std::vector<ClusterRange> parse_ranges(std::initializer_list<std::string_view> texts) {
  std::vector<ClusterRange> list;
  for (const std::string_view text : texts) list.push_back(parse_range(text));
  return list;
}

std::string told(const std::vector<RangeConflict>& conflicts) {
  constexpr const char* kinds[] = {"refused", "pods", "services", "bridge"};
  std::string text;
  for (const RangeConflict& conflict : conflicts) {
    if (!text.empty()) text += ", ";
    text += std::string(kinds[static_cast<int>(conflict.kind)]) + ' ' +
            net::to_string(conflict.mine.range) + '|' + net::to_string(conflict.theirs.range);
  }
  return text;
}

struct PairRow {
  std::initializer_list<std::string_view> a, b;
  bool peered;
  std::string_view conflicts;
};

// SPEC kubernetes 6 "CIDR conflict rules", 10.3 F-56 to F-60
const PairRow pair_rows[] = {
    // F-56: the networks themselves; both stock templates have 10.0.0.0/16
    {{"network 10.0.0.0/16"}, {"network 10.0.0.0/16"}, true, "refused 10.0.0.0/16|10.0.0.0/16"},
    {{"network 10.0.0.0/16"}, {"network 10.0.0.0/16"}, false, ""},
    {{"network 10.0.0.0/8"}, {"network 10.7.0.0/16"}, true, "refused 10.0.0.0/8|10.7.0.0/16"},
    {{"network 10.0.0.0/16"}, {"network 10.1.0.0/16"}, true, ""},
    {{"network 10.0.0.0/16", "network 100.64.0.0/16"},
     {"network 10.1.0.0/16", "network 100.64.128.0/17"},
     true,
     "refused 100.64.0.0/16|100.64.128.0/17"},
    {{"network 10.0.0.0/16", "nodes 10.0.0.0/24"},
     {"network 10.0.0.0/16", "nodes 10.0.0.0/24"},
     true,
     "refused 10.0.0.0/16|10.0.0.0/16"},
    {{"nodes 10.0.0.0/24"}, {"nodes 10.0.0.0/24"}, true, "refused 10.0.0.0/24|10.0.0.0/24"},
    {{"nodes 10.0.0.0/24"}, {"nodes 10.0.0.0/24"}, false, ""},
    // GCP: secondary ranges must be disjoint too
    {{"network 10.0.0.0/20", "routed 10.4.0.0/14"},
     {"network 10.5.0.0/20"},
     true,
     "refused 10.4.0.0/14|10.5.0.0/20"},
    {{"routed 10.4.0.0/14"}, {"routed 10.4.0.0/14"}, true, "refused 10.4.0.0/14|10.4.0.0/14"},
    {{"routed 10.4.0.0/14"}, {"routed 10.4.0.0/14"}, false, ""},
    // F-57: pods of an overlay or kubenet capture
    {{"pods 10.244.0.0/16"}, {"nodes 10.244.3.0/24"}, false, "pods 10.244.0.0/16|10.244.3.0/24"},
    {{"nodes 10.244.3.0/24"}, {"pods 10.244.0.0/16"}, false, "pods 10.244.0.0/16|10.244.3.0/24"},
    {{"pods 10.244.0.0/16"},
     {"network 10.0.0.0/8", "nodes 10.9.0.0/24"},
     true,
     "pods 10.244.0.0/16|10.0.0.0/8"},
    {{"pods 10.244.0.0/16"}, {"network 10.0.0.0/8", "nodes 10.9.0.0/24"}, false, ""},
    {{"pods 10.244.0.0/16"}, {"routed 10.244.0.0/16"}, false, "pods 10.244.0.0/16|10.244.0.0/16"},
    {{"pods 10.244.0.0/16"}, {"pods 10.244.0.0/16"}, true, ""},
    {{"pods 10.244.0.0/16"}, {"services 10.244.0.0/24"}, true, ""},
    {{"routed 10.4.0.0/14"}, {"nodes 10.4.0.0/24"}, false, ""},
    // F-58: Services capture; nobody routes to Services
    {{"services 10.2.0.0/24", "network 10.0.0.0/16"},
     {"network 10.2.0.0/16"},
     true,
     "services 10.2.0.0/24|10.2.0.0/16"},
    {{"services 10.2.0.0/24"}, {"network 10.2.0.0/16"}, false, ""},
    {{"services 10.2.0.0/24"}, {"nodes 10.2.0.4/32"}, false, "services 10.2.0.0/24|10.2.0.4/32"},
    {{"services 10.2.0.0/24"}, {"services 10.2.0.0/24"}, true, ""},
    {{"services 10.96.0.0/12"},
     {"routed 10.100.0.0/16"},
     true,
     "services 10.96.0.0/12|10.100.0.0/16"},
    {{"services 10.96.0.0/12"}, {"pods 10.100.0.0/16"}, true, ""},
    {{"services 172.20.0.0/16"},
     {"network 172.16.0.0/12"},
     true,
     "services 172.20.0.0/16|172.16.0.0/12"},
    {{"services 10.0.0.0/16"}, {"network 10.0.0.0/16"}, true, "services 10.0.0.0/16|10.0.0.0/16"},
    {{"services 10.0.0.0/16", "network 10.1.0.0/16"},
     {"services 10.1.0.0/16", "network 10.0.0.0/16"},
     true,
     "services 10.0.0.0/16|10.0.0.0/16, services 10.1.0.0/16|10.1.0.0/16"},
    // F-59: Docker's bridge
    {{"bridge 172.17.0.0/16"},
     {"network 172.17.0.0/16"},
     true,
     "bridge 172.17.0.0/16|172.17.0.0/16"},
    {{"bridge 172.17.0.0/16"}, {"bridge 172.17.0.0/16"}, true, ""},
    {{"bridge 172.17.0.0/16"},
     {"nodes 172.17.5.0/24"},
     false,
     "bridge 172.17.0.0/16|172.17.5.0/24"},
    {{"bridge 172.17.0.0/16"}, {"services 172.17.0.0/16"}, true, ""},
    {{}, {"network 10.0.0.0/8"}, true, ""},
};

TEST(RangeConflicts, PairByPair) {
  EXPECT_GE(std::size(pair_rows), 25U);
  for (const PairRow& row : pair_rows) {
    const auto number = &row - pair_rows;
    const auto found = range_conflicts(parse_ranges(row.a), parse_ranges(row.b), row.peered);
    EXPECT_EQ(told(found), row.conflicts) << "row " << number;
    // The other way round the same conflicts are found; only a refusal has no side of its own.
    const auto mirrored = range_conflicts(parse_ranges(row.b), parse_ranges(row.a), row.peered);
    EXPECT_EQ(mirrored.size(), found.size()) << "row " << number;
  }
}

TEST(RangeConflicts, MineIsTheSideWhosePacketsDoNotArrive) {
  const auto services = parse_ranges({"services 10.2.0.0/24"});
  const auto nodes = parse_ranges({"nodes 10.2.0.0/24"});
  for (const auto& found :
       {range_conflicts(services, nodes, true), range_conflicts(nodes, services, true)}) {
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].mine.use, RangeUse::services);
    EXPECT_EQ(found[0].theirs.use, RangeUse::nodes);
  }
}

TEST(AksForbids, FourBlocks) {
  for (const std::string_view text : {"169.254.1.0/24", "172.30.0.0/16", "172.31.0.0/20",
                                      "192.0.2.0/25", "172.16.0.0/12", "192.0.0.0/16"}) {
    EXPECT_TRUE(forbidden_by_aks(range(text))) << text;
  }
  for (const std::string_view text :
       {"10.0.0.0/8", "172.29.0.0/16", "172.32.0.0/16", "192.0.3.0/24", "169.253.0.0/16"}) {
    EXPECT_FALSE(forbidden_by_aks(range(text))) << text;
  }
}

}  // namespace
}  // namespace seatrial::kube
