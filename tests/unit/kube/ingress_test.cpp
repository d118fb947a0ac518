// SPDX-License-Identifier: Apache-2.0
// Ingress: API versions that are gone, the longest path, and a controller that passes only its
// tcp-services on at layer 4. SPEC kubernetes 2.3, F-27, F-28
#include "sim/kube/ingress.hpp"

#include "sim/net/walk.hpp"
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

std::string answer(const char* api_version, int minor) {
  Ingress ingress;
  ingress.api_version = api_version;
  const Result<void> done = check_ingress(ingress, Version{minor});
  return done.has_error() ? done.error().what : "";
}

TEST(Ingress, ApiVersionsThatAreGone) {
  EXPECT_EQ(answer("extensions/v1beta1", 21), "");
  EXPECT_EQ(answer("extensions/v1beta1", 22),
            "no matches for kind \"Ingress\" in version \"extensions/v1beta1\"");
  EXPECT_EQ(answer("networking.k8s.io/v1beta1", 21), "");
  EXPECT_EQ(answer("networking.k8s.io/v1beta1", 22),
            "no matches for kind \"Ingress\" in version \"networking.k8s.io/v1beta1\"");
  EXPECT_EQ(answer("networking.k8s.io/v1", 22), "");
  EXPECT_EQ(answer("networking.k8s.io/v1", 18),
            "no matches for kind \"Ingress\" in version \"networking.k8s.io/v1\"");
  EXPECT_NE(answer("v1", 29), "");
}

struct Routes : ::testing::Test {
  Routes() {
    Ingress ingress;
    ingress.api_version = "networking.k8s.io/v1";
    ingress.routes = {{"", "/", "front", 80, {}, ""},
                      {"", "/rpc", "node1", 8545, {}, ""},
                      {"", "/rpc/two", "node2", 8545, {}, ""},
                      {"rpc.example.com", "/", "node3", 8545, {}, ""},
                      {"*.quorum.example.com", "/", "node4", 8545, {}, ""}};
    EXPECT_TRUE(one.cluster.add_ingress(ingress));
  }
  std::string to(const char* host, const char* path) const {
    const IngressRoute* route = one.cluster.route(host, path);
    return route == nullptr ? "" : route->service;
  }
  OneCluster one;
};

TEST_F(Routes, LongestPathOfTheHost) {
  EXPECT_EQ(to("x", "/"), "front");
  EXPECT_EQ(to("x", "/rpc"), "node1");
  EXPECT_EQ(to("x", "/rpc/"), "node1");
  EXPECT_EQ(to("x", "/rpc/twofold"), "node1");  // element by element
  EXPECT_EQ(to("x", "/rpc/two/more"), "node2");
  EXPECT_EQ(to("rpc.example.com", "/rpc"), "node3");  // a host of its own comes first
  EXPECT_EQ(to("a.quorum.example.com", "/"), "node4");
  EXPECT_EQ(to("a.b.quorum.example.com", "/"), "front");
}

TEST_F(Routes, NoneThatMatches) {
  OneCluster empty;
  EXPECT_EQ(empty.cluster.route("x", "/"), nullptr);
  Ingress old;
  old.api_version = "extensions/v1beta1";
  EXPECT_TRUE(empty.cluster.add_ingress(old).has_error());
  EXPECT_TRUE(empty.cluster.ingresses().empty());
}

struct Controller : ::testing::Test {
  Controller() {
    EXPECT_TRUE(
        one.cluster.create_service(node_ports("nginx", {tcp(80, 32080), tcp(30303, 32041)})));
    EXPECT_TRUE(one.cluster.create_service(node_ports("quorum-node1", {tcp(30303)})));
    nginx = one.cluster.add_pod("default", "nginx", {{"app", "nginx"}}, one.n1);
    node = one.cluster.add_pod("default", "node1", {{"app", "quorum-node1"}}, one.n2);
    client = one.cluster.pod(one.cluster.add_pod("default", "client", {}, one.n1)).stack;
  }
  net::Ipv4 end_of(std::uint16_t node_port) {
    net::Trace trace;
    const net::FiveTuple tuple{
        net::Protocol::tcp, {one.network.stack(client).address, 40000}, {ip("1.2.3.5"), node_port}};
    walk(one.network, {client, tuple, true, {}}, {{}, nullptr, nullptr, false}, &trace);
    return trace.seen.dst.ip;
  }
  net::Ipv4 address(PodId pod) const {
    return one.network.stack(one.cluster.pod(pod).stack).address;
  }
  OneCluster one;
  PodId nginx{};
  PodId node{};
  net::StackId client{};
};

TEST_F(Controller, PassesItsTcpServicesOn) {
  EXPECT_EQ(end_of(32041), address(nginx));
  ASSERT_TRUE(one.cluster.set_ingress_controller("default", "nginx",
                                                 {{30303, "default/quorum-node1:30303"}}));
  one.network.change_conntrack(one.n1).clear();
  one.network.change_conntrack(one.n2).clear();
  EXPECT_EQ(end_of(32041), address(node));
  EXPECT_EQ(end_of(32080), address(nginx));
  one.cluster.replace_pod(node, one.n1);
  const net::NatTable& nat = one.network.site(one.cluster.site()).nat;
  const net::NatRule* rule = nat.node_port(net::Protocol::tcp, 32041);
  ASSERT_EQ(rule->backends.size(), 1U);
  EXPECT_EQ(rule->backends[0].endpoint.ip, address(node));
  EXPECT_NE(rule->name.find("tcp-services: default/quorum-node1:30303"), std::string::npos);
}

TEST_F(Controller, SpeaksHttpOnly) {
  EXPECT_FALSE(one.cluster.speaks_http(nginx));
  ASSERT_TRUE(one.cluster.set_ingress_controller("default", "nginx", {}));
  EXPECT_TRUE(one.cluster.speaks_http(nginx));
  EXPECT_TRUE(one.cluster.speaks_http(one.cluster.pod(nginx).stack));
  EXPECT_FALSE(one.cluster.speaks_http(node));
  EXPECT_FALSE(one.cluster.speaks_http(client));
}

TEST_F(Controller, BadInput) {
  EXPECT_TRUE(one.cluster.set_ingress_controller("default", "absent", {}).has_error());
  for (const char* to : {"", "node1:30303", "default/node1", "default/node1:0", "default/node1:x",
                         "/node1:1", "default/:1", "default/node1:70000"}) {
    EXPECT_TRUE(one.cluster.set_ingress_controller("default", "nginx", {{1, to}}).has_error())
        << to;
  }
  // To a Service that is not there: no endpoint.
  ASSERT_TRUE(one.cluster.set_ingress_controller("default", "nginx", {{30303, "default/no:1"}}));
  const net::NatTable& nat = one.network.site(one.cluster.site()).nat;
  EXPECT_TRUE(nat.node_port(net::Protocol::tcp, 32041)->backends.empty());
}

}  // namespace
}  // namespace seatrial::kube
