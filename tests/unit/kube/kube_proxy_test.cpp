// SPDX-License-Identifier: Apache-2.0
// kube-proxy: the rules that a Service becomes, and that they follow every change.
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

struct KubeProxy : ::testing::Test {
  KubeProxy() {
    Service service = node_ports("s", {tcp(30303, 32041), udp(30303, 32041)});
    service.ports[0].name = "p2p";
    service.ports[0].target_port = 21000;
    service.ports[0].condition = "32041 is still s's NodePort";
    service.mark = {FileId(1), 7, 1};
    service.ports[1].mark = {FileId(1), 12, 3};
    EXPECT_TRUE(one.cluster.create_service(service));
  }
  const net::NatTable& nat() const { return one.network.site(one.cluster.site()).nat; }
  const net::NatRule* node_port(net::Protocol protocol = net::Protocol::tcp) const {
    return nat().node_port(protocol, 32041);
  }
  const net::NatRule* cluster_ip() const {
    return nat().virtual_address(net::Protocol::tcp, {one.service("s").cluster_ip, 30303});
  }
  OneCluster one;
};

TEST_F(KubeProxy, RuleOfEachPort) {
  const PodId pod = one.cluster.add_pod("default", "s", {{"app", "s"}}, one.n2);
  ASSERT_NE(node_port(), nullptr);
  ASSERT_NE(cluster_ip(), nullptr);
  const net::Ipv4 address = one.network.stack(one.cluster.pod(pod).stack).address;
  const std::vector<net::Backend> backends = {{{address, 21000}, one.n2}};
  EXPECT_EQ(node_port()->backends, backends);
  EXPECT_EQ(cluster_ip()->backends, backends);
  EXPECT_EQ(node_port()->name, "Service default/s port p2p");
  EXPECT_EQ(node_port(net::Protocol::udp)->name, "Service default/s port 30303");
}

TEST_F(KubeProxy, OriginIsThePortOrElseTheService) {
  EXPECT_EQ(node_port()->origin.line, 7U);
  EXPECT_EQ(node_port(net::Protocol::udp)->origin.line, 12U);
}

TEST_F(KubeProxy, ConditionIsTheNodePortsOnly) {
  EXPECT_EQ(node_port()->condition, "32041 is still s's NodePort");
  EXPECT_EQ(cluster_ip()->condition, "");
}

TEST_F(KubeProxy, PolicyIsTheNodePortsOnly) {
  EXPECT_FALSE(node_port()->local_only);
  const std::uint32_t epoch = one.network.epoch();
  ASSERT_TRUE(one.cluster.set_external_policy("default", "s", TrafficPolicy::local));
  EXPECT_GT(one.network.epoch(), epoch);
  EXPECT_TRUE(node_port()->local_only);
  EXPECT_FALSE(cluster_ip()->local_only);
  EXPECT_TRUE(one.cluster.set_external_policy("default", "t", TrafficPolicy::local).has_error());
}

TEST_F(KubeProxy, InternalPolicyIsTheClusterIpsOnly) {
  Service service = node_ports("t", {tcp(30303, 32042)});
  service.internal_policy = TrafficPolicy::local;
  ASSERT_TRUE(one.cluster.create_service(service));
  EXPECT_FALSE(nat().node_port(net::Protocol::tcp, 32042)->local_only);
  const net::Ipv4 address = one.service("t").cluster_ip;
  EXPECT_TRUE(nat().virtual_address(net::Protocol::tcp, {address, 30303})->local_only);
}

TEST_F(KubeProxy, FollowsPods) {
  EXPECT_TRUE(node_port()->backends.empty());
  const PodId pod = one.cluster.add_pod("default", "s", {{"app", "s"}}, one.n1);
  ASSERT_EQ(node_port()->backends.size(), 1U);
  const net::Backend before = node_port()->backends[0];
  one.cluster.replace_pod(pod, one.n2);
  ASSERT_EQ(node_port()->backends.size(), 1U);
  EXPECT_NE(node_port()->backends[0].endpoint, before.endpoint);
  EXPECT_EQ(node_port()->backends[0].machine, one.n2);
}

TEST_F(KubeProxy, FollowsRecreation) {
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(1)})));
  const std::uint16_t old = one.node_port("t");
  ASSERT_TRUE(one.cluster.recreate_service("default", "t"));
  EXPECT_EQ(nat().node_port(net::Protocol::tcp, old), nullptr);
  EXPECT_NE(nat().node_port(net::Protocol::tcp, one.node_port("t")), nullptr);
}

TEST_F(KubeProxy, ServicesHaveDifferentClusterIps) {
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(30303)})));
  EXPECT_NE(one.service("s").cluster_ip, one.service("t").cluster_ip);
}

}  // namespace
}  // namespace seatrial::kube
