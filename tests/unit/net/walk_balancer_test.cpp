// SPDX-License-Identifier: Apache-2.0
// walk and load balancers: the three ways to hand a flow on, with their answers; what they refuse;
// source ranges; idle flows. SPEC kubernetes 3.3, 3.4, 4
#include "tests/unit/net/underlay_testing.hpp"

namespace seatrial::net {
namespace {

constexpr const char* address = "52.7.7.7";

/// A load balancer of cluster a on the internet, for TCP port 30303.
LoadBalancer balancer(const PrivateWorld& world, HandOver hand_over) {
  LoadBalancer made;
  made.name = "load balancer of a default/one";
  made.address = ip(address);
  made.site = world.a;
  made.vpc = world.vpc_a;
  made.hand_over = hand_over;
  Listener listener;
  listener.port = 30303;
  const bool pod = hand_over == HandOver::pod;
  const std::uint16_t port = hand_over == HandOver::node_port ? 32041 : 30303;
  listener.backends = {{{ip(pod ? "10.244.0.11" : "10.1.0.4"), port}, world.a1}};
  made.listeners = {listener};
  return made;
}

TEST(WalkBalancer, NodePort) {
  PrivateWorld world;
  world.network.add_load_balancer(balancer(world, HandOver::node_port));
  const Trace there = world.open(world.office, address, 30303);
  world.expect_there_and_back(there, world.office, world.pod_a1);
  EXPECT_EQ(to_string(there.hops[2].after.dst), "10.1.0.4:32041");
}

TEST(WalkBalancer, PodKeepsTheClient) {
  PrivateWorld world;
  world.network.add_load_balancer(balancer(world, HandOver::pod));
  const Trace there = world.open(world.office, address, 30303);
  world.expect_there_and_back(there, world.office, world.pod_a1);
  EXPECT_EQ(to_string(there.seen.src), "5.5.5.5:40000");
}

TEST(WalkBalancer, VirtualAddressIsKubeProxysRow4) {
  for (const bool local_only : {false, true}) {
    PrivateWorld world;
    world.network.add_load_balancer(balancer(world, HandOver::virtual_ip));
    NatRule rule = world.rule({world.pod_a1}, local_only);
    rule.external = true;
    world.network.change_nat(world.a).add_virtual_address(Protocol::tcp, {ip(address), 30303},
                                                          rule);
    const Trace there = world.open(world.office, address, 30303);
    world.expect_there_and_back(there, world.office, world.pod_a1);
    EXPECT_EQ(to_string(there.seen.src.ip), local_only ? "5.5.5.5" : "10.244.0.1");
    // Later packets go to the same node, and a second client is a flow of its own.
    EXPECT_TRUE(world.send({world.office, there.hops.front().before, false}).delivered());
    world.expect_there_and_back(world.open(world.office, address, 30303, 40001), world.office,
                                world.pod_a1);
  }
}

TEST(WalkBalancer, OnTheFlatWorld) {
  TwoSites net;
  LoadBalancer made;
  made.name = "load balancer of a default/one";
  made.address = ip("9.9.9.9");
  made.site = net.a;
  Listener listener;
  listener.port = 30303;
  listener.backends = {{{ip("1.2.3.5"), 30303}, net.a2}};
  made.listeners = {listener};
  net.network.add_load_balancer(made);
  NatRule rule = net.rule({net.pod_a1});
  rule.external = true;
  net.network.change_nat(net.a).add_virtual_address(Protocol::tcp, {ip("9.9.9.9"), 30303}, rule);
  const Trace there = net.open(net.pod_b1, "9.9.9.9", 30303);
  ASSERT_TRUE(there.delivered());
  EXPECT_EQ(there.at, net.pod_a1);
  EXPECT_EQ(to_string(there.seen.src.ip), "1.2.3.5");
  const Trace back = net.answer(there);
  EXPECT_EQ(back.at, net.pod_b1);
  EXPECT_EQ(back.seen, there.hops.front().before.reversed());
}

TEST(WalkBalancer, InternalIsReachedByPeeringOnly) {
  PrivateWorld world;
  world.peer_a_b();
  LoadBalancer made = balancer(world, HandOver::node_port);
  made.internal = true;
  made.address = ip("10.1.1.200");
  world.network.add_load_balancer(made);
  world.expect_there_and_back(world.open(world.pod_b, "10.1.1.200", 30303), world.pod_b,
                              world.pod_a1);
  EXPECT_EQ(world.open(world.office, "10.1.1.200", 30303).disposition, Disposition::no_route);
}

TEST(WalkBalancer, HidesTheClient) {
  PrivateWorld world;
  LoadBalancer made = balancer(world, HandOver::pod);
  made.keeps_client = false;
  made.inside = ip("10.1.0.250");
  world.network.add_load_balancer(made);
  const Trace there = world.open(world.office, address, 30303);
  world.expect_there_and_back(there, world.office, world.pod_a1);
  EXPECT_EQ(to_string(there.seen.src.ip), "10.1.0.250");
}

TEST(WalkBalancer, Refusals) {
  PrivateWorld world;
  LoadBalancer made = balancer(world, HandOver::node_port);
  made.sources =
      world.filter("loadBalancerSourceRanges", {PrivateWorld::allow(0, 65535, "5.5.5.0/24")});
  const LoadBalancerId id = world.network.add_load_balancer(made);
  PrivateWorld::expect_end(world.open(world.office, address, 30304), Disposition::lb_no_listener,
                           "load balancer of a default/one: has no listener for tcp port 30304");
  EXPECT_EQ(world.open(world.office, address, 30303, 1, Protocol::udp).disposition,
            Disposition::lb_source_denied);  // the ranges are of TCP only here
  world.network.change_filter(made.sources).rules[0].remotes = {cidr("6.0.0.0/8")};
  PrivateWorld::expect_end(world.open(world.office, address, 30303), Disposition::lb_source_denied,
                           "load balancer of a default/one: loadBalancerSourceRanges denies tcp "
                           "port 30303 from 5.5.5.5: no rule matches");
  world.network.change_load_balancer(id).sources = FilterId::none;
  world.network.change_load_balancer(id).listeners[0].backends.clear();
  PrivateWorld::expect_end(
      world.open(world.office, address, 30303), Disposition::lb_no_target,
      "load balancer of a default/one: no target of tcp port 30303 is healthy");
}

TEST(WalkBalancer, AddressMayChange) {
  PrivateWorld world;
  LoadBalancer made = balancer(world, HandOver::node_port);
  made.condition = "52.7.7.7 is still its address";
  const LoadBalancerId id = world.network.add_load_balancer(made);
  EXPECT_EQ(world.open(world.office, address, 30303).conditions.size(), 1U);
  world.network.change_load_balancer(id).address = ip("52.8.8.8");
  EXPECT_EQ(world.open(world.office, address, 30303).disposition, Disposition::no_route);
  EXPECT_TRUE(world.open(world.office, "52.8.8.8", 30303).delivered());
}

TEST(WalkBalancer, ForgetsIdleFlows) {
  PrivateWorld world;
  LoadBalancer made = balancer(world, HandOver::node_port);
  made.tcp_idle = seconds(350);
  world.network.add_load_balancer(made);
  const FiveTuple tuple{Protocol::tcp, {ip("5.5.5.5"), 40000}, {ip(address), 30303}};
  const Path path = walk(world.network, {world.office, tuple, true, {}}, {});
  EXPECT_EQ(path.idle, seconds(350));
  walk(world.network, {path.at, path.seen.reversed(), false, {}}, {});  // established
  const auto later = [&](Duration when, Duration active) {
    return walk(world.network, {world.office, tuple, false, at(active)}, {.now = at(when)});
  };
  EXPECT_EQ(later(seconds(349), {}).disposition, Disposition::delivered);
  // It had packets that nobody walked: alive; silent: forgotten.
  EXPECT_EQ(later(seconds(1000), seconds(900)).disposition, Disposition::delivered);
  EXPECT_EQ(later(seconds(1350), seconds(900)).disposition, Disposition::nat_missing);
}

TEST(WalkBalancer, TargetsAreDrawnAlike) {
  PrivateWorld world;
  LoadBalancer made = balancer(world, HandOver::node_port);
  made.listeners[0].backends.push_back({{ip("10.1.1.4"), 32041}, world.a2});
  world.network.add_load_balancer(made);
  Rng choice(3);
  world.choice = &choice;
  int first = 0;
  for (std::uint16_t i = 0; i < 400; ++i) {
    const Trace trace =
        world.open(world.office, address, 30303, static_cast<std::uint16_t>(10000 + i));
    first += trace.hops[2].after.dst.ip == ip("10.1.0.4") ? 1 : 0;
  }
  EXPECT_NEAR(first, 200, 50);  // five standard deviations
}

}  // namespace
}  // namespace seatrial::net
