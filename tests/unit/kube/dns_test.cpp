// SPDX-License-Identifier: Apache-2.0
// Dns: which names mean a Service to a pod of a namespace, and which. SPEC kubernetes 8.
#include "sim/kube/dns.hpp"

#include "tests/unit/kube/policy_testing.hpp"

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

struct DnsRecords : ::testing::Test {
  DnsRecords() { add("geth-0", "geth"), add("geth-1", "geth"); }
  void add(const std::string& name, const std::string& service) {
    const PodId id = a.add(name, {{"app", service}});
    change(a.cluster, id).hostname = name;
    change(a.cluster, id).subdomain = service;
    pods.push_back(id);
  }
  void create(Service service) { ASSERT_TRUE(a.cluster.create_service(std::move(service))); }
  Service service(const std::string& name, bool headless = false) {
    Service made;
    made.name = name;
    made.headless = headless;
    made.selector = {{"app", name}};
    if (!headless) made.ports = {tcp(30303)};
    return made;
  }
  Service alias(const std::string& name, const std::string& target) {
    Service made;
    made.name = name;
    made.type = ServiceType::external_name;
    made.external_name = target;
    return made;
  }
  std::vector<net::Ipv4> found(const std::string& name, const std::string& ns = "default") {
    const auto resolution = resolve(a.cluster, ns, name);
    if (!resolution) return {};
    EXPECT_EQ(resolution->address, resolution->addresses.at(0));
    return resolution->addresses;
  }
  using Found = std::vector<net::Ipv4>;
  PolicyCluster a;
  std::vector<PodId> pods;
};

TEST_F(DnsRecords, HeadlessServicesMeanTheirPods) {
  create(service("geth", true));
  EXPECT_EQ(found("geth"), (Found{a.address(pods[0]), a.address(pods[1])}));
  create(service("nobody", true));
  EXPECT_EQ(found("nobody"), Found{});
}

TEST_F(DnsRecords, PodsOfAStatefulSet) {
  create(service("geth", true));
  EXPECT_EQ(found("geth-1.geth"), Found{a.address(pods[1])});
  EXPECT_EQ(found("geth-1.geth.default.svc.cluster.local."), Found{a.address(pods[1])});
  EXPECT_EQ(found("geth-2.geth"), Found{});
  EXPECT_EQ(found("geth-1.geth", "b"), Found{});
  EXPECT_EQ(resolve(a.cluster, "default", "geth-1.geth")->condition, "");
}

TEST_F(DnsRecords, PodNamesUnderAClusterIpAreAnsweredAsCoreDnsDoes) {  // F-108
  create(service("geth"));
  const auto resolution = resolve(a.cluster, "default", "geth-0.geth");
  ASSERT_TRUE(resolution);
  EXPECT_EQ(resolution->address, a.address(pods[0]));
  EXPECT_EQ(resolution->condition, "");
}

TEST_F(DnsRecords, ServicesWithoutASelector) {
  Service made = service("b-node1", true);
  made.selector.clear();
  made.endpoints = {{ip("2.2.3.4"), "p2p", 32041, {}}, {ip("2.2.3.4"), "rpc", 32042, {}}};
  create(made);
  EXPECT_EQ(found("b-node1"), Found{ip("2.2.3.4")});
}

TEST_F(DnsRecords, AliasesAreFollowed) {
  a.cluster.add_dns_record({"b.example.com", ip("5.6.7.8"), {}});
  create(service("geth"));
  create(alias("out", "B.example.com"));
  create(alias("in", "geth.default.svc.cluster.local"));
  create(alias("short", "geth"));      // no search list: it is a whole name
  create(alias("number", "5.6.7.8"));  // a name that looks like an address
  create(alias("round", "trip.default.svc.cluster.local"));
  create(alias("trip", "round.default.svc.cluster.local"));
  EXPECT_EQ(found("out"), Found{ip("5.6.7.8")});
  EXPECT_EQ(found("in"), found("geth"));
  for (const char* name : {"short", "number", "round", "trip"}) EXPECT_EQ(found(name), Found{});
}

TEST_F(DnsRecords, RecordsBesideServices) {
  a.cluster.add_dns_record({"node.b.example", ip("1.1.1.1"), {}});
  a.cluster.add_dns_record({"*.b.example", ip("2.2.2.2"), {}});
  a.cluster.add_dns_record({"*.example", ip("3.3.3.3"), {}});
  EXPECT_EQ(found("node.b.example"), Found{ip("1.1.1.1")});
  EXPECT_EQ(found("NODE.b.Example."), Found{ip("1.1.1.1")});
  EXPECT_EQ(found("other.b.example"), Found{ip("2.2.2.2")});
  EXPECT_EQ(found("x.y.example"), Found{ip("3.3.3.3")});
  EXPECT_EQ(found("example"), Found{});
}

TEST_F(DnsRecords, CaseDoesNotMatter) {
  create(service("geth"));
  EXPECT_EQ(found("GETH.Default.SVC.Cluster.Local"), found("geth"));
  EXPECT_FALSE(found("geth").empty());
}

TEST_F(DnsRecords, TheSameNameIsAnotherObjectElsewhere) {
  create(service("geth"));
  create(service("only-a"));
  ClusterSpec spec = spec_of();
  spec.services = net::parse_cidr("10.97.0.0/16").value();
  PolicyCluster b(spec);
  ASSERT_TRUE(b.cluster.create_service(service("geth")));
  const auto there = resolve(b.cluster, "default", "geth.default.svc.cluster.local");
  ASSERT_TRUE(there);
  EXPECT_NE(there->addresses, found("geth.default.svc.cluster.local"));
  EXPECT_FALSE(resolve(b.cluster, "default", "only-a.default.svc.cluster.local"));
}

TEST_F(DnsRecords, AnIsolatedPodNeedsPort53OfTheDns) {  // F-98
  const auto may = [&] { return may_ask_dns(a.cluster, a.network, a.cluster.pod(pods[0])); };
  const LabelSelector system = label("kubernetes.io/metadata.name", "kube-system");
  PolicyPeer dns = kube::pods(label("k8s-app", "kube-dns"));
  dns.namespaces = system;
  EXPECT_TRUE(may());
  a.cluster.add_policy(policy_out({}));
  EXPECT_FALSE(may());
  a.cluster.add_policy(policy_out({{{dns}, {port_of(53)}, {}}}));
  EXPECT_FALSE(may());  // questions go out by UDP
  a.cluster.add_policy(policy_out({{{dns}, {port_of(53, net::Protocol::udp)}, {}}}));
  EXPECT_TRUE(may());  // of the DNS that nobody told of
  a.cluster.add_policy(policy_out({{{block("0.0.0.0/0")}, {}, {}}}));
  EXPECT_TRUE(may());
  a.cluster.add_policy(policy_out({{{block("2.2.3.4/32")}, {}, {}}}));
  EXPECT_FALSE(may());
  const PodId server = a.add("coredns", {{"k8s-app", "kube-dns"}}, "kube-system");
  a.cluster.add_policy(policy_out({{{dns}, {port_of(53, net::Protocol::udp)}, {}}}));
  EXPECT_TRUE(may());
  NetworkPolicy closed = policy_in({});
  closed.ns = "kube-system";
  a.cluster.add_policy(closed);
  EXPECT_FALSE(may());  // the DNS lets nobody in
  EXPECT_TRUE(a.cluster.pod(server).stack != net::StackId::none);
}

TEST_F(DnsRecords, WhereNobodyEnforcesPoliciesNamesResolve) {
  ClusterSpec spec = spec_of();
  spec.cni.enforces_policies = false;
  PolicyCluster flannel(spec);
  const PodId pod = flannel.add("pod");
  flannel.cluster.add_policy(policy_out({}));
  EXPECT_TRUE(may_ask_dns(flannel.cluster, flannel.network, flannel.cluster.pod(pod)));
}

}  // namespace
}  // namespace seatrial::kube
