// SPDX-License-Identifier: Apache-2.0
// walk through private networks: route tables, peerings, hubs, NAT and internet gateways, routable
// pods, captured ranges. SPEC kubernetes 5, 6
#include "tests/unit/net/underlay_testing.hpp"

namespace seatrial::net {
namespace {

TEST(WalkUnderlay, SubnetsOfOneNetworkReachEachOther) {
  PrivateWorld world;
  world.expect_there_and_back(world.open(world.pod_a2, "10.1.0.4", 32041), world.pod_a2,
                              world.pod_a1);
}

TEST(WalkUnderlay, NobodyThere) {
  PrivateWorld world;
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.1.0.99", 32041), Disposition::route_missing,
                           "network vpc-a: nobody here has the address 10.1.0.99");
}

TEST(WalkUnderlay, NoRouteAndBlackhole) {
  PrivateWorld world;
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::route_missing,
                           "subnet a-one: its route table has no route to 10.2.0.4");
  world.route(world.sub_a1, "10.2.0.0/16", GatewayId::none);
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.2.0.4", 32041, 40001),
                           Disposition::route_missing,
                           "subnet a-one: route 10.2.0.0/16 is a blackhole");
}

TEST(WalkUnderlay, PeeringWithBothRoutes) {
  PrivateWorld world;
  world.peer_a_b();
  const Trace there = world.open(world.pod_b, "10.1.0.4", 32041);
  world.expect_there_and_back(there, world.pod_b, world.pod_a1);
  EXPECT_EQ(to_string(there.seen.src.ip), "10.244.0.1");  // policy Cluster: the bridge
  EXPECT_EQ(there.hops[2].where, "subnet b-nodes");
  EXPECT_EQ(there.hops[2].what, "route 10.1.0.0/16 leads to peering a-b");
  EXPECT_EQ(there.hops[3].where, "peering a-b");
  EXPECT_EQ(there.hops[3].what, "carries it from vpc-b to vpc-a");
}

TEST(WalkUnderlay, RouteBackIsMissing) {
  PrivateWorld world;
  const GatewayId peering = world.gateway(GatewayKind::peering, "a-b", {world.vpc_a, world.vpc_b});
  world.route(world.sub_b, "10.1.0.0/16", peering);
  const Trace there = world.open(world.pod_b, "10.1.0.4", 32041);
  EXPECT_TRUE(there.delivered());
  PrivateWorld::expect_end(world.answer(there), Disposition::route_missing,
                           "subnet a-one: its route table has no route to 10.2.0.4");
}

TEST(WalkUnderlay, LongestPrefixWins) {
  PrivateWorld world;
  const GatewayId peering = world.peer_a_b();
  world.route(world.sub_a1, "10.2.0.4/32", GatewayId::none);
  world.route(world.sub_a1, "0.0.0.0/0", peering);
  EXPECT_EQ(world.open(world.pod_a1, "10.2.0.4", 32041).disposition, Disposition::route_missing);
}

TEST(WalkUnderlay, HalfAPeering) {
  PrivateWorld world;
  Gateway& peering = world.network.change_gateway(world.peer_a_b());
  peering.active = false;
  peering.why_inactive = "vpc-b has not accepted it";
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.2.0.4", 32041),
                           Disposition::peering_inactive,
                           "peering a-b: is not active: vpc-b has not accepted it");
}

TEST(WalkUnderlay, PeeringIsNotTransitive) {
  PrivateWorld world;
  const GatewayId a_b = world.peer_a_b();
  world.gateway(GatewayKind::peering, "b-c", {world.vpc_b, world.vpc_c});
  world.route(world.sub_a1, "10.3.0.0/16", a_b);
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.3.0.5", 30303), Disposition::not_transitive,
                           "peering a-b: 10.3.0.5 is in neither of the two networks that it joins");
}

TEST(WalkUnderlay, PeeringDoesNotCarryAStrangersSource) {
  PrivateWorld world;
  world.peer_a_b();
  world.network.change_site(world.a).unmasqueraded = {cidr("10.2.0.0/16")};
  PrivateWorld::expect_end(
      world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::not_transitive,
      "peering a-b: 10.244.0.11 is in neither of the two networks that it joins");
}

TEST(WalkUnderlay, TransitGatewayJoinsAll) {
  PrivateWorld world;
  const GatewayId hub =
      world.gateway(GatewayKind::transit, "hub", {world.vpc_a, world.vpc_b, world.vpc_c});
  for (const SubnetId subnet : {world.sub_a1, world.sub_b, world.sub_c}) {
    world.route(subnet, "10.0.0.0/8", hub);
  }
  world.expect_there_and_back(world.open(world.vm, "10.1.0.4", 32041), world.vm, world.pod_a1);
  world.expect_there_and_back(world.open(world.pod_b, "10.3.0.5", 30303), world.pod_b, world.vm);
}

TEST(WalkUnderlay, TransitGatewayHasRoutesOfItsOwn) {
  PrivateWorld world;
  const GatewayId hub = world.gateway(GatewayKind::transit, "hub", {world.vpc_a, world.vpc_b});
  world.route(world.sub_a1, "10.0.0.0/8", hub);
  Gateway& gateway = world.network.change_gateway(hub);
  gateway.routes = {{cidr("10.2.0.0/16"), world.vpc_b, {}}, {cidr("10.2.0.4/32"), VpcId::none, {}}};
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::route_missing,
                           "transit gateway hub: its route table has a blackhole for 10.2.0.4");
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.3.0.5", 32041), Disposition::route_missing,
                           "transit gateway hub: its route table has no route to 10.3.0.5");
}

TEST(WalkUnderlay, NatGatewayLetsOutAndNotIn) {
  PrivateWorld world;
  const GatewayId nat = world.gateway(GatewayKind::nat, "nat", {world.vpc_a});
  world.network.change_gateway(nat).address = ip("52.1.2.3");
  for (const SubnetId subnet : {world.sub_a1, world.sub_a2}) world.route(subnet, "0.0.0.0/0", nat);
  const Trace there = world.open(world.pod_a1, "5.5.5.5", 30303);
  world.expect_there_and_back(there, world.pod_a1, world.office);
  EXPECT_EQ(to_string(there.seen.src.ip), "52.1.2.3");
  // A second flow with the same source port: the gateway keeps them apart.
  const Trace other = world.open(world.pod_a2, "5.5.5.5", 30303);
  EXPECT_NE(other.seen.src, there.seen.src);
  world.expect_there_and_back(other, world.pod_a2, world.office);
  world.expect_there_and_back(there, world.pod_a1, world.office);
  PrivateWorld::expect_end(world.open(world.office, "52.1.2.3", 32041),
                           Disposition::firewall_denied,
                           "NAT gateway nat: lets in only what answers a flow from inside");
}

TEST(WalkUnderlay, InternetGatewayIsOneToOne) {
  PrivateWorld world;
  world.nic(world.a1, {.subnet = world.sub_a1, .public_address = ip("52.9.9.9")});
  const GatewayId internet = world.gateway(GatewayKind::internet, "internet", {world.vpc_a});
  for (const SubnetId subnet : {world.sub_a1, world.sub_a2}) {
    world.route(subnet, "0.0.0.0/0", internet);
  }
  const Trace out = world.open(world.pod_a1, "5.5.5.5", 30303);
  world.expect_there_and_back(out, world.pod_a1, world.office);
  EXPECT_EQ(to_string(out.seen.src), "52.9.9.9:40000");
  world.expect_there_and_back(world.open(world.office, "52.9.9.9", 32041), world.office,
                              world.pod_a1);
  PrivateWorld::expect_end(world.open(world.pod_a2, "5.5.5.5", 30303), Disposition::not_public,
                           "internet gateway internet: 10.1.1.4 has no public address");
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.2.0.4", 30303), Disposition::not_public,
                           "internet: 10.2.0.4 is a private address, which it does not carry");
}

TEST(WalkUnderlay, PrivateAddressesAreNotOnTheFlatWorld) {
  PrivateWorld world;
  const Trace trace = world.open(world.office, "10.1.0.4", 32041);
  EXPECT_EQ(trace.disposition, Disposition::no_route);
  EXPECT_EQ(world.network.machine_at(ip("10.1.0.4")), MachineId::none);
  EXPECT_EQ(world.network.machine_in(world.vpc_a, ip("10.1.0.4")), world.a1);
  EXPECT_EQ(world.network.machine_in(world.vpc_b, ip("10.1.0.4")), MachineId::none);
}

TEST(WalkUnderlay, EqualPrivateAddressesStayApart) {
  PrivateWorld world;
  const VpcId twin = world.add_vpc("twin", "10.1.0.0/16");
  const SubnetId subnet = world.add_subnet(twin, "twin", "10.1.0.0/24");
  const SiteId site = world.network.add_site("t");
  const StackId x = world.network.add_host(site, "t/x", ip("10.1.0.4"));
  const StackId y = world.network.add_host(site, "t/y", ip("10.1.0.5"));
  for (const StackId host : {x, y}) {
    world.network.listen(host, 30303);
    world.network.attach(world.network.stack(host).machine, {.subnet = subnet});
  }
  world.expect_there_and_back(world.open(y, "10.1.0.4", 30303), y, x);
  world.expect_there_and_back(world.open(world.pod_a2, "10.1.0.4", 32041), world.pod_a2,
                              world.pod_a1);
}

// Two machines want one flat address; once the first has moved away, the second has it.
TEST(WalkUnderlay, AShadowedFlatAddressIsNotForgotten) {
  Network network(1);
  const SiteId site = network.add_site("s");
  const StackId x = network.add_host(site, "x", ip("10.0.0.1"));
  const StackId y = network.add_host(site, "y", ip("10.0.0.1"));
  const VpcId vpc = network.add_vpc({"v", {cidr("10.0.0.0/8")}, {}});
  Subnet subnet;
  subnet.vpc = vpc;
  subnet.range = cidr("10.0.0.0/24");
  network.attach(network.stack(x).machine, {.subnet = network.add_subnet(subnet)});
  EXPECT_EQ(network.machine_at(ip("10.0.0.1")), network.stack(y).machine);
  EXPECT_EQ(network.machine_in(vpc, ip("10.0.0.1")), network.stack(x).machine);
}

// SPEC kubernetes 5: AKS kubenet's routes lead to the pods' nodes, inside the VNet only.
TEST(WalkUnderlay, KubenetRouteLeadsToTheNode) {
  PrivateWorld world;
  const StackId app = world.network.add_host(world.c, "c/app", ip("10.1.1.9"));
  world.network.attach(world.network.stack(app).machine, {.subnet = world.sub_a2});
  EXPECT_EQ(world.open(app, "10.244.0.11", 30303).disposition, Disposition::route_missing);
  Route route;
  route.to = cidr("10.244.0.0/24");
  route.machine = world.a1;
  world.network.change_subnet(world.sub_a2).routes.push_back(route);
  const Trace there = world.open(app, "10.244.0.11", 30303, 40001);
  world.expect_there_and_back(there, app, world.pod_a1);
  EXPECT_EQ(to_string(there.seen.src.ip), "10.1.1.9");
  EXPECT_EQ(there.hops[1].what, "route 10.244.0.0/24 leads to node a/n1");
}

// SPEC kubernetes 5: pods with addresses of the private network are reached, overlay pods are not.
TEST(WalkUnderlay, RoutablePodsAreReached) {
  PrivateWorld world;
  world.peer_a_b();
  const StackId pod = world.network.add_pod(world.a1, "a/flat", ip("10.1.0.77"));
  world.network.listen(pod, 30303);
  EXPECT_EQ(world.open(world.pod_b, "10.1.0.77", 30303).disposition, Disposition::route_missing);
  world.network.change_site(world.a).pods_routable = true;
  world.expect_there_and_back(world.open(world.pod_b, "10.1.0.77", 30303, 40001), world.pod_b, pod);
  EXPECT_EQ(world.open(world.pod_b, "10.244.1.11", 30303).disposition, Disposition::route_missing);
  // The other way round: where the site does not masquerade, the pod itself is seen.
  world.network.change_site(world.a).unmasqueraded = {cidr("10.2.0.0/16")};
  EXPECT_EQ(to_string(world.open(pod, "10.2.0.4", 32041).hops[3].after.src.ip), "10.1.0.77");
}

TEST(WalkUnderlay, UnknownRouteTableIsACondition) {
  PrivateWorld world;
  world.gateway(GatewayKind::peering, "a-b", {world.vpc_a, world.vpc_b});
  for (const SubnetId subnet : {world.sub_a1, world.sub_b}) {
    world.network.change_subnet(subnet).routes_known = false;
  }
  const Trace there = world.open(world.pod_a1, "10.2.0.4", 32041);
  world.expect_there_and_back(there, world.pod_a1, world.pod_b);
  ASSERT_EQ(there.conditions.size(), 1U);
  EXPECT_EQ(there.conditions[0],
            "the route table of subnet a-one sends 10.2.0.0/16 to peering a-b");
  PrivateWorld::expect_end(world.open(world.pod_a1, "10.3.0.5", 30303), Disposition::route_missing,
                           "network vpc-a: no gateway of it leads to 10.3.0.5");
}

TEST(WalkUnderlay, UnknownRouteTableAndAHalfPeeringIsCertain) {
  PrivateWorld world;
  const GatewayId half = world.gateway(GatewayKind::peering, "a-b", {world.vpc_a, world.vpc_b});
  world.network.change_gateway(half).active = false;
  world.network.change_subnet(world.sub_a1).routes_known = false;
  const Trace trace = world.open(world.pod_a1, "10.2.0.4", 32041);
  EXPECT_EQ(trace.disposition, Disposition::peering_inactive);
  EXPECT_TRUE(trace.conditions.empty());
}

// SPEC kubernetes 6 "CIDR conflict rules"
TEST(WalkUnderlay, OwnRangeCaptures) {
  PrivateWorld world;
  world.peer_a_b();
  world.network.change_site(world.a).own_ranges = {{cidr("10.2.0.0/24"), "Services of a", {}},
                                                   {cidr("10.244.0.0/16"), "pods of a", {}}};
  PrivateWorld::expect_end(
      world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::captured,
      "node a/n1: 10.2.0.4 is in 10.2.0.0/24, the range of Services of a: the packet stays in the "
      "cluster");
  // An address of one's own that nobody has is no conflict; another pod is not captured.
  EXPECT_EQ(world.open(world.pod_a1, "10.2.0.5", 32041).disposition, Disposition::no_route);
  world.expect_there_and_back(world.open(world.pod_a1, "10.244.1.11", 30303), world.pod_a1,
                              world.pod_a2);
  // The other way round it is the answer that stays.
  const Trace there = world.open(world.pod_b, "10.1.0.4", 32041);
  ASSERT_TRUE(there.delivered());
  EXPECT_EQ(world.answer(there).disposition, Disposition::captured);
}

TEST(WalkUnderlay, GatewaysMtuCountsOnThePath) {
  PrivateWorld world;
  const GatewayId vpn = world.gateway(GatewayKind::vpn, "tunnel", {world.vpc_a, world.vpc_b});
  world.route(world.sub_a1, "10.2.0.0/16", vpn);
  world.network.change_gateway(vpn).mtu = 1400;
  const FiveTuple tuple{Protocol::tcp, {ip("10.244.0.11"), 40000}, {ip("10.2.0.4"), 32041}};
  const Path path = walk(world.network, {world.pod_a1, tuple, true}, {});
  const auto fate = [&](std::uint32_t bytes) {
    return traverse(world.network, path, bytes, Instant()).disposition;
  };
  EXPECT_EQ(path.mtu, 1400U);
  EXPECT_EQ(fate(1400), Disposition::delivered);
  EXPECT_EQ(fate(1401), Disposition::mtu_exceeded);
}

}  // namespace
}  // namespace seatrial::net
