// SPDX-License-Identifier: Apache-2.0
// walk and the filters on the way: NetworkPolicies at pods, security groups at machines, network
// ACLs at subnets; which address and port each is asked for, and what state does. SPEC kubernetes
// 6, 7
#include "tests/unit/net/underlay_testing.hpp"

namespace seatrial::net {
namespace {

TEST(WalkPolicy, EgressIsAskedAfterDnat) {
  PrivateWorld world;
  world.peer_a_b();
  world.network.change_nat(world.a).add_virtual_address(Protocol::tcp, {ip("10.96.0.10"), 80},
                                                        world.rule({world.pod_a2}));
  const FilterId out = world.filter("policies (out)", {PrivateWorld::allow(30303, 30303)});
  world.network.set_policies(world.pod_a1, FilterId::none, out);
  world.expect_there_and_back(world.open(world.pod_a1, "10.96.0.10", 80), world.pod_a1,
                              world.pod_a2);
  PrivateWorld::expect_end(
      world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::policy_denied_out,
      "pod a/one: policies (out) denies tcp port 32041 to 10.2.0.4: no rule matches");
}

TEST(WalkPolicy, IngressSeesTheNodeUnderPolicyCluster) {
  PrivateWorld world;
  world.peer_a_b();
  const FilterId in =
      world.filter("policies (in)", {PrivateWorld::allow(30303, 30303, "10.2.0.0/16")});
  world.network.set_policies(world.pod_a1, in, FilterId::none);
  // By the other node: its address is the source, which the block does not contain.
  PrivateWorld::expect_end(
      world.open(world.pod_b, "10.1.1.4", 32041), Disposition::policy_denied_in,
      "pod a/one: policies (in) denies tcp port 30303 from 10.1.1.4: no rule matches");
  // By its own node: always allowed.
  world.expect_there_and_back(world.open(world.pod_b, "10.1.0.4", 32041), world.pod_b,
                              world.pod_a1);
  world.network.change_nat(world.a).clear();
  world.node_port(world.a, 32041, {world.pod_a1}, true);
  const Trace local = world.open(world.pod_b, "10.1.0.4", 32041, 40001);
  EXPECT_EQ(to_string(local.seen.src.ip), "10.2.0.4");
  world.expect_there_and_back(local, world.pod_b, world.pod_a1);
}

TEST(WalkPolicy, AnswersPassAndDeniedFlowsAreNotRemembered) {
  PrivateWorld world;
  world.peer_a_b();
  const FilterId none = world.filter("policies (in)", {});
  world.network.set_policies(world.pod_b, none, none);
  const Trace there = world.open(world.pod_a1, "10.2.0.4", 32041);
  EXPECT_EQ(there.disposition, Disposition::delivered);  // masked: from the pod's own node
  world.network.set_policies(world.pod_a1, none, none);
  EXPECT_TRUE(world.answer(there).delivered());
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_EQ(world.open(world.pod_b, "10.1.0.4", 32041, 50000).disposition,
              Disposition::policy_denied_out);
    EXPECT_EQ(world.open(world.pod_a2, "10.244.0.11", 30303, 50000).disposition,
              Disposition::policy_denied_in);
  }
}

TEST(WalkSecurity, AskedForTheNodePort) {
  PrivateWorld world;
  world.peer_a_b();
  const FilterId in =
      world.filter("security group nodes", {PrivateWorld::allow(30303, 30303, "10.2.0.0/16")});
  world.nic(world.a1, {.subnet = world.sub_a1, .security_in = in});
  for (int attempt = 0; attempt < 2; ++attempt) {  // the second is no known flow either
    PrivateWorld::expect_end(
        world.open(world.pod_b, "10.1.0.4", 32041), Disposition::security_denied,
        "node a/n1: security group nodes denies tcp port 32041 from 10.2.0.4: no rule matches");
  }
  world.network.change_filter(in).rules = {PrivateWorld::allow(30000, 32767, "10.2.0.0/16")};
  world.expect_there_and_back(world.open(world.pod_b, "10.1.0.4", 32041), world.pod_b,
                              world.pod_a1);
}

TEST(WalkSecurity, OutwardsToo) {
  PrivateWorld world;
  world.peer_a_b();
  FilterRule deny = PrivateWorld::allow(32041, 32041);
  deny.allow = false;
  const FilterId out = world.filter("security group nodes", {deny, PrivateWorld::allow(0, 65535)});
  world.nic(world.a1, {.subnet = world.sub_a1, .security_out = out});
  PrivateWorld::expect_end(
      world.open(world.pod_a1, "10.2.0.4", 32041), Disposition::security_denied,
      "node a/n1: security group nodes denies tcp port 32041 to 10.2.0.4: rule 32041");
}

TEST(WalkSecurity, OfAMachineOnTheFlatWorld) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  Filter filter;
  filter.name = "firewall";
  const FilterId in = net.network.add_filter(filter);
  net.network.attach(net.a1, {.security_in = in});
  EXPECT_EQ(net.open(net.pod_b1, "1.2.3.4", 32041).disposition, Disposition::security_denied);
  net.network.change_filter(in).allows_rest = true;
  net.network.change_filter(in).condition = "the firewall lets it in";
  const Trace trace = net.open(net.pod_b1, "1.2.3.4", 32041);
  EXPECT_EQ(trace.conditions, std::vector<std::string>{"the firewall lets it in"});
}

// SPEC kubernetes 6: an ACL keeps no state; who forgets the ephemeral ports gets no answer.
TEST(WalkAcl, ForgetsTheEphemeralPorts) {
  PrivateWorld world;
  world.peer_a_b();
  const FilterId in = world.filter("acl", {PrivateWorld::allow(32041, 32041)}, false);
  const FilterId out = world.filter("acl", {PrivateWorld::allow(32041, 32041)}, false);
  world.network.change_subnet(world.sub_a1).acl_in = in;
  world.network.change_subnet(world.sub_a1).acl_out = out;
  const Trace there = world.open(world.pod_b, "10.1.0.4", 32041);
  ASSERT_TRUE(there.delivered());
  PrivateWorld::expect_end(world.answer(there), Disposition::acl_denied,
                           "subnet a-one: acl denies tcp port 40000 to 10.2.0.4: no rule matches");
  world.network.change_filter(out).rules.push_back(PrivateWorld::allow(1024, 65535));
  world.expect_there_and_back(world.open(world.pod_b, "10.1.0.4", 32041, 40001), world.pod_b,
                              world.pod_a1);
  PrivateWorld::expect_end(
      world.open(world.pod_b, "10.1.0.4", 32040), Disposition::acl_denied,
      "subnet a-one: acl denies tcp port 32040 from 10.2.0.4: no rule matches");
}

TEST(WalkAcl, NotAskedInsideOfTheSubnet) {
  PrivateWorld world;
  const FilterId none = world.filter("acl", {}, false);
  world.network.change_subnet(world.sub_a1).acl_in = none;
  world.network.change_subnet(world.sub_a1).acl_out = none;
  const StackId app = world.network.add_host(world.a, "a/app", ip("10.1.0.9"));
  world.network.attach(world.network.stack(app).machine, {.subnet = world.sub_a1});
  world.expect_there_and_back(world.open(app, "10.1.0.4", 32041), app, world.pod_a1);
  EXPECT_EQ(world.open(app, "10.1.1.4", 32041).disposition, Disposition::acl_denied);
}

}  // namespace
}  // namespace seatrial::net
