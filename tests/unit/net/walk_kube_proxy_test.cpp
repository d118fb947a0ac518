// SPDX-License-Identifier: Apache-2.0
// Rows 3, 4, FW and EXT of kube-proxy's table (external virtual addresses), session affinity, and
// datagrams with the entries that outlive their pod. SPEC kubernetes 3.4, 4
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

constexpr const char* vip = "9.9.9.9";

/// An external address of cluster a whose packets reach a's nodes: pods of a dial it.
void external(TwoSites& net, const std::vector<StackId>& pods, bool local_only) {
  NatRule rule = net.rule(pods, local_only);
  rule.external = true;
  net.network.change_nat(net.a).add_virtual_address(Protocol::tcp, {ip(vip), 30303}, rule);
}

TEST(WalkExternalAddress, OwnPodIgnoresPolicyLocal) {
  TwoSites net;
  external(net, {net.pod_a2}, true);
  const Trace trace = net.open(net.pod_a1, vip, 30303);
  EXPECT_EQ(trace.at, net.pod_a2);
  EXPECT_EQ(to_string(trace.seen.src.ip), "10.1.0.11");  // no mark
}

TEST(WalkExternalAddress, PolicyClusterMasquerades) {
  TwoSites net;
  external(net, {net.pod_a2}, false);
  EXPECT_EQ(to_string(net.open(net.pod_a1, vip, 30303).seen.src.ip), "1.2.3.4");
}

// A host's packets are marked, and may go to every endpoint.
TEST(WalkExternalAddress, OwnNodeIgnoresPolicyLocalAndIsMasked) {
  TwoSites net;
  external(net, {net.pod_a2}, true);
  const StackId host = net.network.add_pod(net.a1, "a/agent", ip("1.2.3.4"));
  const Trace trace = net.open(host, vip, 30303);
  EXPECT_EQ(trace.at, net.pod_a2);
  EXPECT_EQ(trace.hops[0].where, "host a/agent");
  EXPECT_EQ(trace.hops[1].what, "kube-proxy: Service default/s port p2p");
}

TEST(WalkExternalAddress, SourceRanges) {
  TwoSites net;
  NatRule rule = net.rule({net.pod_a1});
  rule.external = true;
  rule.sources = {{ip("10.1.1.0"), 24}};
  net.network.change_nat(net.a).add_virtual_address(Protocol::tcp, {ip(vip), 30303}, rule);
  EXPECT_TRUE(net.open(net.pod_a2, vip, 30303).delivered());
  const Trace denied = net.open(net.pod_a1, vip, 30303);
  EXPECT_EQ(denied.disposition, Disposition::lb_source_denied);
  EXPECT_EQ(denied.hops.back().what,
            "kube-proxy: loadBalancerSourceRanges of Service default/s port p2p do not contain "
            "10.1.0.11");
}

TEST(WalkAffinity, ClientKeepsItsEndpoint) {
  TwoSites net;
  NatRule rule = net.rule({net.pod_a1, net.pod_a2});
  rule.affinity = seconds(10800);
  net.network.change_nat(net.a).add_node_port(Protocol::tcp, 32041, rule);
  Rng choice(5);
  std::vector<StackId> reached;
  const auto dial = [&](std::uint16_t source, Duration when) {
    const FiveTuple tuple{Protocol::tcp, {ip("10.2.0.11"), source}, {ip("1.2.3.4"), 32041}};
    reached.push_back(
        walk(net.network, {net.pod_b1, tuple, true}, {at(when), &choice, nullptr, true}).at);
  };
  for (std::uint16_t i = 0; i < 30; ++i) dial(static_cast<std::uint16_t>(10000 + i), seconds(i));
  EXPECT_EQ(reached, std::vector<StackId>(30, reached[0]));
  // The endpoint is gone: another one; and the other one stays when the first comes back.
  const StackId other = reached[0] == net.pod_a1 ? net.pod_a2 : net.pod_a1;
  net.network.change_nat(net.a).clear();
  net.node_port(net.a, 32041, {other});
  reached.clear();
  dial(20000, seconds(60));
  EXPECT_EQ(reached[0], other);
  // After the time it is a new draw each time the time is over.
  net.network.change_nat(net.a).clear();
  net.network.change_nat(net.a).add_node_port(Protocol::tcp, 32041, rule);
  reached.clear();
  for (std::uint16_t i = 0; i < 60; ++i) {
    dial(static_cast<std::uint16_t>(30000 + i), seconds(20000) * (i + 1));
  }
  EXPECT_GT(std::count(reached.begin(), reached.end(), net.pod_a1), 10);
  EXPECT_GT(std::count(reached.begin(), reached.end(), net.pod_a2), 10);
}

// --- datagrams ----------------------------------------------------------------------------------

struct UdpWorld : TwoSites {
  UdpWorld() {
    program({pod_a1});
    network.listen(pod_a1, 30303, Protocol::udp);
  }
  void program(const std::vector<StackId>& pods) {
    network.change_nat(a).clear();
    network.change_nat(a).add_node_port(Protocol::udp, 32041, rule(pods));
  }
  Trace datagram(Duration when) {
    now = at(when);
    return send({pod_b1, {Protocol::udp, {ip("10.2.0.11"), 30303}, {ip("1.2.3.4"), 32041}}, true});
  }
  /// The pod is replaced, as kube does it.
  StackId restart() {
    network.remove_stack(pod_a1);
    const StackId next = network.add_pod(a1, "a/one", ip("10.1.0.12"));
    network.listen(next, 30303, Protocol::udp);
    program({next});
    return next;
  }
};

TEST(WalkUdp, OpensAFlowAndComesBack) {
  UdpWorld net;
  const Trace there = net.datagram({});
  ASSERT_TRUE(there.delivered());
  const Trace back = net.answer(there);
  EXPECT_EQ(back.at, net.pod_b1);
  EXPECT_EQ(back.seen, there.hops.front().before.reversed());
}

TEST(WalkUdp, NobodyListens) {
  UdpWorld net;
  net.network.close_listener(net.pod_a1, 30303, Protocol::udp);
  const Trace trace = net.datagram({});
  EXPECT_EQ(trace.disposition, Disposition::port_closed);
  EXPECT_EQ(trace.hops.back().what, "nothing listens on UDP port 30303");
}

TEST(WalkUdp, ExpiresAfter30Or120Seconds) {
  UdpWorld net;
  const Trace first = net.datagram({});
  net.program({net.pod_a2});
  net.network.listen(net.pod_a2, 30303, Protocol::udp);
  EXPECT_EQ(net.datagram(seconds(29)).at, net.pod_a1);
  EXPECT_EQ(net.datagram(seconds(59)).at, net.pod_a2);  // unreplied for 30 s
  net.answer(net.datagram(seconds(60)));
  net.program({net.pod_a1});
  EXPECT_EQ(net.datagram(seconds(179)).at, net.pod_a2);
  EXPECT_EQ(net.datagram(seconds(299)).at, net.pod_a1);  // a stream for 120 s
}

// SPEC kubernetes 4 "Stale UDP": who sends often enough keeps the entry to a dead pod alive.
TEST(WalkUdp, StaleEntryToADeadPod) {
  UdpWorld net;
  net.answer(net.datagram({}));
  net.restart();
  for (int i = 1; i <= 10; ++i) {
    EXPECT_EQ(net.datagram(seconds(100) * i).disposition, Disposition::no_route) << i;
  }
  EXPECT_TRUE(net.datagram(seconds(1120)).delivered());  // at last it was silent
}

TEST(WalkUdp, KubeProxyFlushesTheDeadEndpoint) {
  UdpWorld net;
  net.answer(net.datagram({}));
  const StackId next = net.restart();
  // By the ClusterIP's flows only, as before Kubernetes 1.21: the node port's stays.
  net.network.change_conntrack(net.a1).forget(
      FlowPattern{Protocol::udp, {ip("10.96.0.10"), 0}, ip("10.1.0.11")});
  EXPECT_EQ(net.datagram(seconds(1)).disposition, Disposition::no_route);
  net.network.change_conntrack(net.a1).forget(
      FlowPattern{Protocol::udp, {Ipv4{}, 32041}, ip("10.1.0.11")});
  EXPECT_EQ(net.datagram(seconds(2)).at, next);
}

TEST(WalkUdp, EntryMadeInTheGapIsNotTranslated) {
  UdpWorld net;
  net.network.change_nat(net.a).clear();
  EXPECT_EQ(net.datagram({}).disposition, Disposition::port_closed);
  net.program({net.pod_a1});
  EXPECT_EQ(net.datagram(seconds(10)).disposition, Disposition::port_closed);
  net.network.change_conntrack(net.a1).forget(ip("1.2.3.4"), Protocol::udp);
  EXPECT_TRUE(net.datagram(seconds(11)).delivered());
}

TEST(WalkUdp, StatefulFirewallLetsAnswersThroughOnly) {
  UdpWorld net;
  net.gate(net.b, WanGate::drop_new);
  for (const Duration when : {Duration(), seconds(1)}) {
    EXPECT_EQ(net.datagram(when).disposition, Disposition::firewall_denied);
  }
  // a opens the flow, so that b may answer.
  net.network.change_nat(net.b).add_node_port(Protocol::udp, 32051, net.rule({net.pod_b1}));
  net.network.listen(net.pod_b1, 30303, Protocol::udp);
  const Trace there = net.send(
      {net.pod_a1, {Protocol::udp, {ip("10.1.0.11"), 30303}, {ip("2.2.3.4"), 32051}}, true});
  ASSERT_TRUE(there.delivered());
  EXPECT_TRUE(net.answer(there).delivered());
}

}  // namespace
}  // namespace seatrial::net
