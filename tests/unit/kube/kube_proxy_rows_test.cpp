// SPDX-License-Identifier: Apache-2.0
// kube-proxy's table row by row, each as the walk of a packet through what Cluster programmed, with
// the 5-tuple before and after. SPEC kubernetes 4 and 3.4
#include "sim/net/walk.hpp"
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

/// Cluster a (two nodes, MetalLB) with pods of Service s, and a host outside.
struct Rows : ::testing::Test {
  Rows() : Rows(Version{29}) {}
  explicit Rows(Version version) : one(spec_with(Provider::metallb, version)) {
    const net::SiteId site = one.network.add_site("office");
    outside = one.network.add_host(site, "office/vm1", ip("9.9.9.9"));
    one.network.add_wan(one.cluster.site(), site, {}, "a-office");
    client = pod("client", one.n1);
  }
  PodId add(const char* name, net::MachineId machine) {
    const PodId id = one.cluster.add_pod("default", name, {{"app", name}}, machine);
    const net::StackId stack = one.cluster.pod(id).stack;
    one.network.listen(stack, 21000);
    one.network.listen(stack, 21000, net::Protocol::udp);
    return id;
  }
  net::StackId pod(const char* name, net::MachineId machine) {
    return one.cluster.pod(add(name, machine)).stack;
  }
  net::Ipv4 address(net::StackId stack) const { return one.network.stack(stack).address; }
  /// s: LoadBalancer, externalIP, pinned NodePort 32041; port 30303 leads to 21000.
  Service service() const {
    Service made = balanced("s", {tcp(30303, 32041), udp(30303, 32041)});
    for (ServicePort& port : made.ports) port.target_port = 21000;
    made.external_ips = {ip("1.2.3.5")};  // n2 has it, so that it is routed there
    made.load_balancer_ip = ip("5.6.7.8");
    return made;
  }
  void create(const Service& made) { ASSERT_TRUE(one.cluster.create_service(made)); }
  void create_local() {
    Service made = service();
    made.external_policy = TrafficPolicy::local;
    create(made);
  }
  net::Trace send(net::StackId from, net::Endpoint to, std::uint16_t source = 40000,
                  net::Protocol protocol = net::Protocol::tcp) {
    net::Trace trace;
    const net::FiveTuple tuple{protocol, {address(from), source}, to};
    walk(one.network, {from, tuple, true, {}}, {now, nullptr, nullptr, true}, &trace);
    return trace;
  }
  net::Trace answer(const net::Trace& arrived) {
    net::Trace trace;
    const net::Departure departure{arrived.at, arrived.seen.reversed(), false, {}};
    walk(one.network, departure, {now, nullptr, nullptr, true}, &trace);
    return trace;
  }
  net::Endpoint cluster_ip(std::uint16_t port = 30303) const {
    return {one.service("s").cluster_ip, port};
  }
  static net::Endpoint node1() { return {ip("1.2.3.4"), 32041}; }
  static net::Endpoint node2() { return {ip("1.2.3.5"), 32041}; }
  static net::Endpoint balancer() { return {ip("5.6.7.8"), 30303}; }

  OneCluster one;
  Instant now;
  net::StackId outside{};
  net::StackId client{};
};

void expect_seen(const net::Trace& trace, net::Endpoint source, net::Endpoint destination) {
  ASSERT_EQ(trace.disposition, net::Disposition::delivered)
      << (trace.hops.empty() ? "" : trace.hops.back().what);
  EXPECT_EQ(trace.seen.src, source) << to_string(trace.seen);
  EXPECT_EQ(trace.seen.dst, destination) << to_string(trace.seen);
}

TEST_F(Rows, Row0KnownFlowsKeepTheirTranslation) {
  create(service());
  const net::StackId server = pod("s", one.n2);
  const net::Trace first = send(client, cluster_ip());
  expect_seen(first, {address(client), 40000}, {address(server), 21000});
  pod("s", one.n1);  // a new endpoint is for new flows
  expect_seen(send(client, cluster_ip()), {address(client), 40000}, {address(server), 21000});
  const net::Trace reply = answer(first);
  expect_seen(reply, cluster_ip(), {address(client), 40000});
}

TEST_F(Rows, Row1ClusterIpKeepsThePodsAddress) {
  create(service());
  const net::StackId server = pod("s", one.n2);
  expect_seen(send(client, cluster_ip()), {address(client), 40000}, {address(server), 21000});
}

TEST_F(Rows, Row1HairpinIsMasked) {
  create(service());
  const net::StackId server = pod("s", one.n1);
  const net::Trace trace = send(server, cluster_ip());
  ASSERT_TRUE(trace.delivered());
  EXPECT_EQ(trace.at, server);
  EXPECT_EQ(trace.seen.src.ip, ip("10.1.0.1"));  // the bridge of its node
}

TEST_F(Rows, Row2NoneUsable) {
  Service made = service();
  made.internal_policy = TrafficPolicy::local;
  create(made);
  EXPECT_EQ(send(client, cluster_ip()).disposition, net::Disposition::no_endpoint);
  pod("s", one.n2);
  EXPECT_EQ(send(client, cluster_ip()).disposition, net::Disposition::no_local_endpoint);
  const net::StackId near = pod("s", one.n1);
  expect_seen(send(client, cluster_ip()), {address(client), 40000}, {address(near), 21000});
}

TEST_F(Rows, Row3ExternalIpIsLikeANodePort) {
  create(service());
  const net::StackId server = pod("s", one.n1);
  const net::Trace trace = send(outside, {ip("1.2.3.5"), 30303});
  expect_seen(trace, {ip("1.2.3.5"), 40000}, {address(server), 21000});
  expect_seen(answer(trace), {ip("1.2.3.5"), 30303}, {ip("9.9.9.9"), 40000});
}

TEST_F(Rows, Row4LoadBalancerAddressReachesKubeProxy) {
  create(service());
  const net::StackId server = pod("s", one.n2);
  const net::Trace trace = send(outside, balancer());
  ASSERT_TRUE(trace.delivered()) << trace.hops.back().what;
  EXPECT_EQ(trace.seen.dst, (net::Endpoint{address(server), 21000}));
  EXPECT_EQ(trace.seen.src.ip, ip("1.2.3.4"));  // the first node masks: policy Cluster
  expect_seen(answer(trace), balancer(), {ip("9.9.9.9"), 40000});
}

TEST_F(Rows, Row4SourceRanges) {
  Service made = service();
  made.source_ranges = {cidr("8.8.0.0/16")};
  made.source_ranges_mark = {FileId(1), 9, 5};
  create(made);
  pod("s", one.n2);
  const net::Trace trace = send(outside, balancer());
  EXPECT_EQ(trace.disposition, net::Disposition::lb_source_denied);
  EXPECT_EQ(trace.hops.back().rule.line, 9U);
  EXPECT_TRUE(send(outside, node1()).delivered());  // node ports are not covered
  made.source_ranges = {cidr("9.9.9.0/24")};
  ASSERT_TRUE(one.cluster.update_service(made));
  EXPECT_TRUE(send(outside, balancer(), 40001).delivered());
}

TEST_F(Rows, Row4OwnPodsAreShortCircuited) {
  create_local();
  const net::StackId server = pod("s", one.n2);
  expect_seen(send(client, balancer()), {address(client), 40000}, {address(server), 21000});
}

TEST_F(Rows, Row5NodePortOfPolicyClusterMasks) {
  create(service());
  const net::StackId server = pod("s", one.n2);
  expect_seen(send(outside, node1()), {ip("1.2.3.4"), 40000}, {address(server), 21000});
}

TEST_F(Rows, Row5NodePortOfPolicyLocalKeepsTheClient) {
  create_local();
  const net::StackId server = pod("s", one.n2);
  expect_seen(send(outside, node2()), {ip("9.9.9.9"), 40000}, {address(server), 21000});
  EXPECT_EQ(send(outside, node1()).disposition, net::Disposition::no_local_endpoint);
}

TEST_F(Rows, Row5OwnPodsIgnorePolicyLocal) {
  create_local();
  const net::StackId server = pod("s", one.n2);
  expect_seen(send(client, node1()), {address(client), 40000}, {address(server), 21000});
}

TEST_F(Rows, Row5IsTheLastAndByProtocol) {
  Service made = service();
  made.ports.pop_back();  // TCP only
  create(made);
  pod("s", one.n2);
  const auto udp_to = [&](net::Endpoint to) {
    return send(outside, to, 40000, net::Protocol::udp).disposition;
  };
  EXPECT_EQ(udp_to(node1()), net::Disposition::port_closed);
  EXPECT_EQ(send(outside, {ip("1.2.3.4"), 30303}).disposition, net::Disposition::port_closed);
}

TEST_F(Rows, NoEndpointAtAllIsRejectedWhateverThePolicy) {
  create_local();
  EXPECT_EQ(send(outside, node1()).disposition, net::Disposition::no_endpoint);
}

TEST_F(Rows, LoadBalancerOfPolicyLocalSendsToTheNodeOfThePod) {
  create_local();
  EXPECT_EQ(send(outside, balancer()).disposition, net::Disposition::lb_no_target);
  const PodId server = add("s", one.n2);
  expect_seen(send(outside, balancer(), 40001), {ip("9.9.9.9"), 40001},
              {address(one.cluster.pod(server).stack), 21000});
  one.cluster.replace_pod(server, one.n1);
  one.network.listen(one.cluster.pod(server).stack, 21000);
  const net::Trace moved = send(outside, balancer(), 40002);
  expect_seen(moved, {ip("9.9.9.9"), 40002}, {address(one.cluster.pod(server).stack), 21000});
}

TEST_F(Rows, AffinityIsTheServices) {
  Service made = service();
  made.client_ip_affinity = true;
  made.affinity_timeout = seconds(60);
  create(made);
  const net::NatTable& nat = one.network.site(one.cluster.site()).nat;
  EXPECT_EQ(nat.node_port(net::Protocol::tcp, 32041)->affinity, seconds(60));
  EXPECT_EQ(nat.virtual_address(net::Protocol::tcp, cluster_ip())->affinity, seconds(60));
}

TEST_F(Rows, EndpointsThatAreWrittenDown) {
  Service made = service();
  made.selector.clear();
  made.ports.resize(1);
  made.endpoints = {{ip("9.9.9.9"), "", 8545, {}}};
  create(made);
  one.network.listen(outside, 8545);
  const net::Trace trace = send(client, cluster_ip());
  expect_seen(trace, {ip("1.2.3.4"), 40000}, {ip("9.9.9.9"), 8545});
}

TEST_F(Rows, TargetPortsByNameAreThePods) {
  Service made = service();
  made.ports[0].target_port_name = "p2p";
  create(made);
  pod("s", one.n2);  // without the name it is no endpoint
  EXPECT_EQ(send(client, cluster_ip()).disposition, net::Disposition::no_endpoint);
}

TEST_F(Rows, HeadlessHasNoRule) {
  Service made;
  made.name = "h";
  made.headless = true;
  made.selector = {{"app", "s"}};
  made.ports = {tcp(30303)};
  create(made);
  const net::NatTable& nat = one.network.site(one.cluster.site()).nat;
  EXPECT_EQ(nat.virtual_address(net::Protocol::tcp, {net::Ipv4{}, 30303}), nullptr);
  EXPECT_EQ(nat.node_port(net::Protocol::tcp, 30303), nullptr);
}

/// A datagram to a pod that is then replaced, and another one from the same port.
net::Ipv4 after_restart(Version version, bool by_node_port) {
  struct Fixed : Rows {
    explicit Fixed(Version of) : Rows(of) {}
    void TestBody() override {}
  } rows(version);
  // TCP and UDP at a load balancer are refused before 1.24.
  Service made = rows.service();
  made.type = ServiceType::node_port;
  made.load_balancer_ip.reset();
  rows.create(made);
  const PodId server = rows.add("s", rows.one.n2);
  const net::Endpoint to = by_node_port ? Rows::node1() : rows.cluster_ip();
  const net::StackId from = by_node_port ? rows.outside : rows.client;
  EXPECT_TRUE(rows.send(from, to, 40000, net::Protocol::udp).delivered());
  rows.one.cluster.replace_pod(server, rows.one.n2);
  const net::StackId stack = rows.one.cluster.pod(server).stack;
  rows.one.network.listen(stack, 21000, net::Protocol::udp);
  const net::Trace again = rows.send(from, to, 40000, net::Protocol::udp);
  return again.delivered() ? rows.address(stack) : net::Ipv4{};
}

TEST(StaleUdp, NodePortsAreForgottenSince121) {
  EXPECT_NE(after_restart(Version{21}, true), net::Ipv4{});
  EXPECT_EQ(after_restart(Version{20}, true), net::Ipv4{});  // one-way until the client is silent
}

TEST(StaleUdp, ClusterIpsAlwaysWere) {
  EXPECT_NE(after_restart(Version{21}, false), net::Ipv4{});
  EXPECT_NE(after_restart(Version{20}, false), net::Ipv4{});
}

}  // namespace
}  // namespace seatrial::kube
