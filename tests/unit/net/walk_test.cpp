// SPDX-License-Identifier: Apache-2.0
// walk, row by row of SPEC kubernetes 3.4 and 4: what the pod sees, which endpoints serve, and how
// a packet that cannot pass ends.
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

constexpr const char* service = "10.96.0.10";
constexpr const char* node_1 = "1.2.3.4";
constexpr const char* node_2 = "1.2.3.5";

void expect_way_back(TwoSites& net, const Trace& there, StackId opener) {
  ASSERT_EQ(there.disposition, Disposition::delivered);
  const Trace back = net.answer(there);
  EXPECT_EQ(back.disposition, Disposition::delivered);
  EXPECT_EQ(back.at, opener);
  // What the opener dialled answers, whatever was translated on the way.
  EXPECT_EQ(back.seen, there.hops.front().before.reversed());
}

// --- pod to ClusterIP
// -----------------------------------------------------------------------------

TEST(WalkClusterIp, PodSeesThePod) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a2});
  const Trace trace = net.open(net.pod_a1, service, 30303);
  expect_way_back(net, trace, net.pod_a1);
  EXPECT_EQ(trace.at, net.pod_a2);
  EXPECT_EQ(to_string(trace.seen.src), "10.1.0.11:40000");
  EXPECT_EQ(to_string(trace.seen.dst), "10.1.1.11:30303");
}

TEST(WalkClusterIp, InternalPolicyLocalServesTheSameNodeOnly) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a2}, true);
  EXPECT_EQ(net.open(net.pod_a2, service, 30303).disposition, Disposition::delivered);
  EXPECT_EQ(net.open(net.pod_a1, service, 30303).disposition, Disposition::no_local_endpoint);
}

TEST(WalkClusterIp, WithoutEndpointIsRejected) {
  TwoSites net;
  net.cluster_ip(net.a, service, {});
  EXPECT_EQ(net.open(net.pod_a1, service, 30303).disposition, Disposition::no_endpoint);
}

TEST(WalkClusterIp, MeansNothingOutsideOfItsCluster) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a1});
  EXPECT_EQ(net.open(net.pod_b1, service, 30303).disposition, Disposition::no_route);
}

TEST(WalkClusterIp, HairpinIsMasqueraded) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a1});
  const Trace trace = net.open(net.pod_a1, service, 30303);
  expect_way_back(net, trace, net.pod_a1);
  EXPECT_EQ(trace.at, net.pod_a1);
  EXPECT_EQ(to_string(trace.seen.src.ip), "10.1.0.1");
}

TEST(WalkClusterIp, OtherPortIsNotTheService) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a2});
  EXPECT_EQ(net.open(net.pod_a1, service, 30304).disposition, Disposition::no_route);
}

// --- from outside to a NodePort
// -------------------------------------------------------------------

TEST(WalkNodePort, PolicyClusterShowsTheBridgeToALocalPod) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  expect_way_back(net, trace, net.pod_b1);
  EXPECT_EQ(trace.at, net.pod_a1);
  EXPECT_EQ(to_string(trace.seen.src.ip), "10.1.0.1");
}

TEST(WalkNodePort, PolicyClusterShowsTheNodeToAPodElsewhere) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_b1, node_2, 32041);
  expect_way_back(net, trace, net.pod_b1);
  EXPECT_EQ(trace.at, net.pod_a1);
  EXPECT_EQ(to_string(trace.seen.src.ip), node_2);
}

TEST(WalkNodePort, PolicyLocalKeepsTheClient) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1}, true);
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  expect_way_back(net, trace, net.pod_b1);
  // The client as the wan shows it: b masquerades what leaves it.
  EXPECT_EQ(to_string(trace.seen.src), "2.2.3.4:40000");
}

TEST(WalkNodePort, PolicyLocalDropsOnANodeWithoutEndpoint) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1}, true);
  const Trace trace = net.open(net.pod_b1, node_2, 32041);
  EXPECT_EQ(trace.disposition, Disposition::no_local_endpoint);
  EXPECT_EQ(answer_to(trace.disposition), Answer::none);
}

TEST(WalkNodePort, WithoutAnyEndpointRejectsUnderEitherPolicy) {
  for (const bool local_only : {false, true}) {
    TwoSites net;
    net.node_port(net.a, 32041, {}, local_only);
    const Trace trace = net.open(net.pod_b1, node_1, 32041);
    EXPECT_EQ(trace.disposition, Disposition::no_endpoint);
    EXPECT_EQ(answer_to(trace.disposition), Answer::refused);
  }
}

TEST(WalkNodePort, OtherProtocolReachesTheHost) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const FiveTuple udp{Protocol::udp, {ip("10.2.0.11"), 30303}, {ip(node_1), 32041}};
  EXPECT_EQ(net.send({net.pod_b1, udp, true}).disposition, Disposition::port_closed);
}

TEST(WalkNodePort, StaleNumberReachesTheHost) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  EXPECT_EQ(net.open(net.pod_b1, node_1, 32042).disposition, Disposition::port_closed);
}

TEST(WalkNodePort, EndpointThatDoesNotListen) {
  TwoSites net;
  net.network.close_listener(net.pod_a1, 30303);
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  EXPECT_EQ(trace.disposition, Disposition::port_closed);
  EXPECT_EQ(trace.at, net.pod_a1);
}

TEST(WalkNodePort, ConditionIsPartOfTheTrace) {
  TwoSites net;
  NatRule rule = net.rule({net.pod_a1});
  rule.condition = "1.2.3.4:32041 is still one's NodePort";
  net.network.change_nat(net.a).add_node_port(Protocol::tcp, 32041, rule);
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  ASSERT_EQ(trace.conditions.size(), 1U);
  EXPECT_EQ(trace.conditions[0], rule.condition);
  EXPECT_EQ(net.answer(trace).conditions.size(), 0U);
}

// --- a pod to its own cluster's NodePort
// ----------------------------------------------------------

TEST(WalkOwnNodePort, PolicyLocalIsIgnored) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1}, true);
  const Trace trace = net.open(net.pod_a2, node_2, 32041);
  expect_way_back(net, trace, net.pod_a2);
  EXPECT_EQ(trace.at, net.pod_a1);
  EXPECT_EQ(to_string(trace.seen.src.ip), "10.1.1.11");  // no mark: the pod itself
}

TEST(WalkOwnNodePort, PolicyClusterMasquerades) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_a2, node_2, 32041);
  expect_way_back(net, trace, net.pod_a2);
  EXPECT_EQ(to_string(trace.seen.src.ip), node_2);
}

TEST(WalkOwnNodePort, HairpinIsMasqueradedUnderEitherPolicy) {
  for (const bool local_only : {false, true}) {
    TwoSites net;
    net.node_port(net.a, 32041, {net.pod_a1}, local_only);
    const Trace trace = net.open(net.pod_a1, node_1, 32041);
    expect_way_back(net, trace, net.pod_a1);
    EXPECT_EQ(trace.at, net.pod_a1);
    EXPECT_EQ(to_string(trace.seen.src.ip), "10.1.0.1");
  }
}

TEST(WalkOwnNodePort, ByTheOtherNodesAddress) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_a1, node_2, 32041);
  expect_way_back(net, trace, net.pod_a1);
  EXPECT_EQ(trace.at, net.pod_a1);
}

// --- endpoints, ports, conntrack
// ------------------------------------------------------------------

TEST(Walk, EndpointsAreDrawnAlike) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1, net.pod_a2});
  Rng choice(7);
  int first = 0;
  for (std::uint16_t i = 0; i < 2000; ++i) {
    const Endpoint here{ip("10.2.0.11"), static_cast<std::uint16_t>(10000 + i)};
    Trace trace;
    walk(net.network, {net.pod_b1, {Protocol::tcp, here, {ip(node_1), 32041}}, true},
         {Instant(), &choice, nullptr, true}, &trace);
    first += trace.at == net.pod_a1 ? 1 : 0;
  }
  EXPECT_NEAR(first, 1000, 112);  // five standard deviations
}

TEST(Walk, KnownFlowKeepsItsEndpoint) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace before = net.open(net.pod_b1, node_1, 32041);
  net.network.change_nat(net.a).clear();
  net.node_port(net.a, 32041, {net.pod_a2});
  const Trace after = net.open(net.pod_b1, node_1, 32041);
  EXPECT_EQ(after.at, before.at);
  EXPECT_EQ(net.open(net.pod_b1, node_1, 32041, 40001).at, net.pod_a2);
}

TEST(Walk, MasqueradedFlowsNeverShareAPort) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const StackId other = net.network.add_pod(net.b1, "b/two", ip("10.2.0.12"));
  const Trace one = net.open(net.pod_b1, node_1, 32041, 65535);
  const Trace two = net.open(other, node_1, 32041, 65535);
  EXPECT_NE(one.seen.src, two.seen.src);
  expect_way_back(net, one, net.pod_b1);
  expect_way_back(net, two, other);
}

TEST(Walk, FlowsThatMeetAtOneEndpointStayApart) {
  TwoSites net;
  net.cluster_ip(net.a, service, {net.pod_a2});
  const Trace direct = net.open(net.pod_a1, "10.1.1.11", 30303);
  const Trace by_service = net.open(net.pod_a1, service, 30303);
  EXPECT_NE(direct.seen.src, by_service.seen.src);
  expect_way_back(net, direct, net.pod_a1);
  expect_way_back(net, by_service, net.pod_a1);
}

TEST(Walk, PacketUnderWayMeetsNoEntry) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace there = net.open(net.pod_b1, node_1, 32041);
  net.network.change_conntrack(net.a1).clear();
  Departure next{net.pod_b1, there.hops.front().before, false};
  EXPECT_EQ(net.send(next).disposition, Disposition::nat_missing);
  EXPECT_EQ(net.answer(there).disposition, Disposition::nat_missing);
  EXPECT_EQ(answer_to(Disposition::nat_missing), Answer::refused);
}

TEST(Walk, FlowExpiresInItsSilence) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace there = net.open(net.pod_b1, node_1, 32041);
  net.now = at(seconds(121));  // no answer yet, so it was only opening
  EXPECT_EQ(net.answer(there).disposition, Disposition::nat_missing);
}

TEST(Walk, ScratchTablesLeaveNoTrace) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  Conntracks scratch;
  const FiveTuple tuple{Protocol::tcp, {ip("10.2.0.11"), 1}, {ip(node_1), 32041}};
  walk(net.network, {net.pod_b1, tuple, true}, {Instant(), nullptr, &scratch, true});
  for (const MachineId machine : {net.a1, net.a2, net.b1}) {
    EXPECT_EQ(net.network.conntrack(machine).size(), 0U);
  }
  EXPECT_GT(scratch[static_cast<std::size_t>(net.a1)].size(), 0U);
}

// --- addresses and wans
// ---------------------------------------------------------------------------

TEST(Walk, PodAddressOfAnotherClusterHasNoRoute) {
  TwoSites net;
  const Trace trace = net.open(net.pod_b1, "10.1.0.11", 30303);
  EXPECT_EQ(trace.disposition, Disposition::no_route);
  EXPECT_EQ(answer_to(trace.disposition), Answer::unreachable);
}

TEST(Walk, EqualPodAddressesStayApart) {
  TwoSites net;
  const StackId twin = net.network.add_pod(net.b1, "b/twin", ip("10.1.0.11"));
  net.network.listen(twin, 30303);
  EXPECT_EQ(net.open(net.pod_b1, "10.1.0.11", 30303).at, twin);
  EXPECT_EQ(net.open(net.pod_a2, "10.1.0.11", 30303).at, net.pod_a1);
}

TEST(Walk, RemovedPodHasNoRoute) {
  TwoSites net;
  net.network.remove_stack(net.pod_a2);
  EXPECT_EQ(net.open(net.pod_a1, "10.1.1.11", 30303).disposition, Disposition::no_route);
}

TEST(Walk, SitesWithoutWan) {
  TwoSites net;
  const SiteId c = net.network.add_site("c");
  net.network.add_machine(c, "c/n1", ip("3.2.3.4"), ip("10.3.0.1"));
  const Trace trace = net.open(net.pod_a1, "3.2.3.4", 32061);
  EXPECT_EQ(trace.disposition, Disposition::no_route);
  EXPECT_EQ(trace.hops.back().what, "no wan joins a and c");
}

TEST(Walk, OneWayCutLetsThePacketThroughAndNotItsAnswer) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  net.gate(net.a, WanGate::drop);
  const Trace there = net.open(net.pod_b1, node_1, 32041);
  EXPECT_EQ(there.disposition, Disposition::delivered);
  EXPECT_EQ(net.answer(there).disposition, Disposition::link_cut);
  EXPECT_EQ(net.open(net.pod_a1, "2.2.3.4", 32051).disposition, Disposition::link_cut);
}

TEST(Walk, StatefulFirewallPassesAnswers) {
  TwoSites net;
  net.node_port(net.a, 32041, {net.pod_a1});
  net.gate(net.a, WanGate::drop_new);
  expect_way_back(net, net.open(net.pod_b1, node_1, 32041), net.pod_b1);
  EXPECT_EQ(net.open(net.pod_a1, "2.2.3.4", 32051).disposition, Disposition::firewall_denied);
}

TEST(Walk, RejectIsAnswered) {
  TwoSites net;
  net.gate(net.b, WanGate::reject);
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  EXPECT_EQ(trace.disposition, Disposition::link_rejected);
  EXPECT_EQ(answer_to(trace.disposition), Answer::refused);
}

// Two Services whose endpoint is the other's NodePort send a packet round; it must end.
TEST(Walk, PacketThatGoesRoundEnds) {
  TwoSites net;
  NatRule to_b = net.rule({});
  to_b.backends = {{{ip("2.2.3.4"), 32051}, MachineId::none}};
  NatRule to_a = net.rule({});
  to_a.backends = {{{ip(node_1), 32041}, MachineId::none}};
  net.network.change_nat(net.a).add_node_port(Protocol::tcp, 32041, to_b);
  net.network.change_nat(net.b).add_node_port(Protocol::tcp, 32051, to_a);
  EXPECT_EQ(net.open(net.pod_b1, node_1, 32041).disposition, Disposition::looped);
}

TEST(Walk, TraceReadsAsAWay) {
  TwoSites net({.latency = milliseconds(15)});
  net.node_port(net.a, 32041, {net.pod_a1});
  const Trace trace = net.open(net.pod_b1, node_1, 32041);
  std::vector<std::string> hops;
  for (const Hop& hop : trace.hops) hops.push_back(hop.where + ": " + hop.what);
  const std::vector<std::string> wanted = {"pod b/one: sends",
                                           "node b/n1: CNI masquerades what leaves the cluster",
                                           "wan a-b: carries it, one way 15 ms",
                                           "node a/n1: kube-proxy: Service default/s port p2p",
                                           "node a/n1: masquerades",
                                           "pod a/one: receives it"};
  EXPECT_EQ(hops, wanted);
}

}  // namespace
}  // namespace seatrial::net
