// SPDX-License-Identifier: Apache-2.0
// Dns: which names mean a Service to a pod of a namespace, and which. SPEC kubernetes 8.
#include "sim/kube/dns.hpp"

#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

struct DnsTest : ::testing::Test {
  DnsTest() {
    for (const char* ns : {"default", "b"}) {
      Service service = node_ports("quorum-node1", {tcp(30303)});
      service.ns = ns;
      EXPECT_TRUE(one.cluster.create_service(service));
    }
    EXPECT_TRUE(one.cluster.create_service(node_ports("only-default", {tcp(30303)})));
  }
  /// The namespace of the Service found, or "".
  std::string found(const std::string& ns, const std::string& name) {
    const auto resolution = resolve(one.cluster, ns, name);
    if (!resolution) return "";
    EXPECT_EQ(resolution->address, resolution->service->cluster_ip);
    return resolution->service->ns;
  }
  OneCluster one;
};

TEST_F(DnsTest, EveryFormOfAName) {
  for (const char* name :
       {"quorum-node1.default", "quorum-node1.default.svc",
        "quorum-node1.default.svc.cluster.local", "quorum-node1.default.svc.cluster.local."}) {
    EXPECT_EQ(found("b", name), "default") << name;
  }
}

TEST_F(DnsTest, ShortNamesMeanTheOwnNamespace) {
  EXPECT_EQ(found("default", "quorum-node1"), "default");
  EXPECT_EQ(found("b", "quorum-node1"), "b");  // the namesake shadows
  EXPECT_EQ(found("default", "only-default"), "default");
  EXPECT_EQ(found("b", "only-default"), "");
  EXPECT_EQ(found("elsewhere", "quorum-node1"), "");
}

TEST_F(DnsTest, WhatMeansNothing) {
  for (const char* name :
       {"", ".", "..", "quorum-node9", "quorum-node1.", "quorum-node1.default.",
        "quorum-node1.default.svc.", "quorum-node1.nowhere", "quorum-node1.default.pod",
        "quorum-node1.default.svc.cluster", "quorum-node1.default.svc.other.domain",
        "quorum-node1.default.svc.clusterset.local", "x.quorum-node1.default.svc.cluster.local",
        "quorum-node1..svc", ".default", "example.com"}) {
    EXPECT_EQ(found("default", name), "") << name;
  }
}

TEST_F(DnsTest, DomainIsTheClusters) {
  net::Network network(1);
  ClusterSpec spec = spec_of();
  spec.domain = "b.example";
  Cluster cluster(spec, network);
  ASSERT_TRUE(cluster.create_service(node_ports("s", {tcp(30303)})));
  EXPECT_TRUE(resolve(cluster, "x", "s.default.svc.b.example"));
  EXPECT_TRUE(resolve(cluster, "x", "s.default.svc.b.example."));
  EXPECT_FALSE(resolve(cluster, "x", "s.default.svc.cluster.local"));
}

}  // namespace
}  // namespace seatrial::kube
