// SPDX-License-Identifier: Apache-2.0
// Cluster: what the API server gives and refuses, what survives, and who is an endpoint.
#include <set>

#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

void expect_refused(OneCluster& one, Service service, const std::string& what) {
  const Result<void> done = one.cluster.create_service(std::move(service));
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().what.find(what), 0U) << done.error().what;
}

TEST(ClusterNodePorts, TcpAndUdpOfOnePortShareANumber) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(30303), udp(30303), tcp(9001)})));
  EXPECT_EQ(one.node_port("s", 0), one.node_port("s", 1));
  EXPECT_NE(one.node_port("s", 0), one.node_port("s", 2));
}

TEST(ClusterNodePorts, PinnedHalfGivesTheOtherItsNumber) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(30303, 32041), udp(30303)})));
  EXPECT_EQ(one.node_port("s", 1), 32041);
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(30303), udp(30303, 32042)})));
  EXPECT_EQ(one.node_port("t", 0), 32042);  // the API server looks ahead
}

TEST(ClusterNodePorts, ExplicitNumbers) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1, 32041), udp(1, 32041)})));
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(1, 32042), udp(1, 32043)})));
  EXPECT_EQ(one.node_port("t", 1), 32043);
}

TEST(ClusterNodePorts, Duplicates) {
  OneCluster one;
  expect_refused(one, node_ports("s", {tcp(1, 32041), tcp(2, 32041)}), "Duplicate value: 32041");
  expect_refused(one, node_ports("s", {tcp(1, 32041), udp(2, 32041)}),
                 "provided port is already allocated");
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1, 32041)})));  // nothing leaked
  expect_refused(one, node_ports("t", {udp(1, 32041)}), "provided port is already allocated");
  expect_refused(one, node_ports("t", {tcp(1, 80)}), "provided port is not in the valid range");
  expect_refused(one, node_ports("s", {tcp(1)}), "services \"s\" already exists");
}

TEST(ClusterNodePorts, ForbiddenOnAClusterIp) {
  OneCluster one;
  Service service = node_ports("s", {tcp(1, 32041)});
  service.type = ServiceType::cluster_ip;
  expect_refused(one, service, "may not be used when `type` is 'ClusterIP'");
  service.ports[0].node_port.reset();
  ASSERT_TRUE(one.cluster.create_service(service));
  EXPECT_FALSE(one.service("s").ports[0].node_port);
}

TEST(ClusterNodePorts, FailedCreateTakesNothing) {
  OneCluster one({30000, 30001});
  expect_refused(one, node_ports("s", {tcp(1), tcp(2), tcp(3)}), "range is full");
  EXPECT_EQ(one.cluster.find_service("default", "s"), nullptr);
  EXPECT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1), tcp(2)})));
}

TEST(ClusterNodePorts, RecreationDrawsAnewAndKeepsThePinned) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1), udp(1), tcp(2, 32041), tcp(3)})));
  const std::uint16_t before = one.node_port("s");
  ASSERT_TRUE(one.cluster.recreate_service("default", "s"));
  EXPECT_NE(one.node_port("s"), before);
  EXPECT_EQ(one.node_port("s", 0), one.node_port("s", 1));
  EXPECT_EQ(one.node_port("s", 2), 32041);
  // The old number is free again.
  EXPECT_TRUE(one.cluster.create_service(node_ports("t", {tcp(1, before)})));
  EXPECT_TRUE(one.cluster.recreate_service("default", "absent").has_error());
}

TEST(ClusterNodePorts, RecreationInAFullRangeGetsWhatItHad) {
  OneCluster one({30000, 30001});
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1), tcp(2)})));
  ASSERT_TRUE(one.cluster.recreate_service("default", "s"));
  const std::set<std::uint16_t> numbers = {one.node_port("s", 0), one.node_port("s", 1)};
  EXPECT_EQ(numbers, (std::set<std::uint16_t>{30000, 30001}));
}

TEST(ClusterNodePorts, StableOverAPodRestart) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(30303)})));
  const std::uint16_t before = one.node_port("s");
  const PodId pod = one.cluster.add_pod("default", "s", {{"app", "s"}}, one.n1);
  const auto old = one.network.stack(one.cluster.pod(pod).stack).address;
  one.cluster.replace_pod(pod, one.n2);
  EXPECT_EQ(one.node_port("s"), before);
  EXPECT_NE(one.network.stack(one.cluster.pod(pod).stack).address, old);
  EXPECT_EQ(one.network.pod_at(one.cluster.site(), old), net::StackId::none);
}

TEST(ClusterPods, AddressesAreTheNodesAndNeverShared) {
  OneCluster one;
  std::set<net::Ipv4> addresses;
  for (int i = 0; i < 100; ++i) {
    const PodId pod =
        one.cluster.add_pod("default", "p" + std::to_string(i), {}, i % 2 == 0 ? one.n1 : one.n2);
    const net::Ipv4 address = one.network.stack(one.cluster.pod(pod).stack).address;
    EXPECT_TRUE(addresses.insert(address).second);
    EXPECT_EQ((address.bits >> 8) & 0xff, i % 2 == 0 ? 0U : 1U);
  }
  EXPECT_EQ(to_string(*addresses.begin()), "10.1.0.11");
}

TEST(ClusterPods, ManyRestartsStayInTheNodesSubnet) {
  OneCluster one;
  const PodId other = one.cluster.add_pod("default", "other", {}, one.n1);
  const PodId pod = one.cluster.add_pod("default", "p", {}, one.n1);
  for (int i = 0; i < 600; ++i) {
    one.cluster.replace_pod(pod, one.n1);
    const net::Ipv4 address = one.network.stack(one.cluster.pod(pod).stack).address;
    EXPECT_EQ(address.bits >> 8, net::parse_ipv4("10.1.0.0")->bits >> 8);
    EXPECT_NE(address, one.network.stack(one.cluster.pod(other).stack).address);
    EXPECT_EQ(one.network.pod_at(one.cluster.site(), address), one.cluster.pod(pod).stack);
  }
}

TEST(ClusterEndpoints, AreTheSelectedPodsOfTheNamespace) {
  OneCluster one;
  const Service service = node_ports("s", {tcp(1)});
  const PodId first = one.cluster.add_pod("default", "one", {{"app", "s"}, {"x", "y"}}, one.n1);
  one.cluster.add_pod("default", "no label", {}, one.n1);
  one.cluster.add_pod("default", "other", {{"app", "t"}}, one.n1);
  one.cluster.add_pod("elsewhere", "two", {{"app", "s"}}, one.n1);
  const PodId last = one.cluster.add_pod("default", "three", {{"app", "s"}}, one.n2);
  EXPECT_EQ(one.cluster.endpoints(service), (std::vector<PodId>{first, last}));
  Service nothing = service;
  nothing.selector.clear();
  EXPECT_TRUE(one.cluster.endpoints(nothing).empty());
}

}  // namespace
}  // namespace seatrial::kube
