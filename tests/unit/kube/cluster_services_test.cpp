// SPDX-License-Identifier: Apache-2.0
// Services of all types: what the API server refuses and in which words, what an update keeps, and
// which numbers and addresses it gives. SPEC kubernetes 3.1 to 3.3
#include <set>

#include "sim/kube/service_rules.hpp"
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

std::string refusal(OneCluster& one, Service service) {
  const Result<void> done = one.cluster.create_service(std::move(service));
  return done.has_error() ? done.error().what : "accepted";
}

Service inside(const std::string& name) {
  Service service = node_ports(name, {tcp(30303)});
  service.type = ServiceType::cluster_ip;
  return service;
}

TEST(ClusterServices, WordsOfTheApiServer) {
  OneCluster one;
  Service service = inside("s");
  service.ports[0].port = 0;
  EXPECT_EQ(refusal(one, service), "must be between 1 and 65535, inclusive");
  EXPECT_EQ(refusal(one, node_ports("s", {})), "spec.ports: Required value");
  EXPECT_EQ(refusal(one, node_ports("s", {tcp(1), tcp(1)})), "Duplicate value: port 1/tcp");
  service = node_ports("s", {tcp(1)});
  service.headless = true;
  EXPECT_EQ(refusal(one, service), "may not be set to 'None' for NodePort services");
  service = inside("s");
  service.type = ServiceType::external_name;
  EXPECT_EQ(refusal(one, service), "spec.externalName: Required value");
  service = inside("s");
  service.client_ip_affinity = true;
  service.affinity_timeout = seconds(86401);
  EXPECT_EQ(refusal(one, service), "must be greater than 0 and less than 86400");
  service = inside("s");
  service.source_ranges = {cidr("10.0.0.0/8")};
  EXPECT_EQ(refusal(one, service), "may only be used when `type` is 'LoadBalancer'");
  service = node_ports("s", {tcp(1)});
  service.health_check_node_port = 31000;
  EXPECT_EQ(refusal(one, service),
            "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
  EXPECT_TRUE(one.cluster.services().empty());
}

TEST(ClusterServices, MixedProtocolsByVersion) {
  const auto answer = [](int minor) {
    OneCluster one(spec_with(Provider::azure, Version{minor}));
    return refusal(one, balanced("s", {tcp(1), udp(1)}));
  };
  EXPECT_EQ(answer(19), "cannot create an external load balancer with mix protocols");
  EXPECT_EQ(answer(20), "may not contain more than 1 protocol when type is 'LoadBalancer'");
  EXPECT_EQ(answer(23), "may not contain more than 1 protocol when type is 'LoadBalancer'");
  EXPECT_EQ(answer(24), "accepted");
  OneCluster old(spec_with(Provider::azure, Version{19}));
  EXPECT_EQ(refusal(old, node_ports("s", {tcp(1), udp(1)})), "accepted");  // NodePorts may
}

TEST(ClusterServices, EndpointsThatNoOneMayName) {
  OneCluster one;
  const auto answer = [&](const char* address) {
    Service service = inside("s");
    service.selector.clear();
    service.endpoints = {{ip(address), "", 30303, {}}};
    return refusal(one, service);
  };
  EXPECT_EQ(answer("127.0.0.1"),
            "127.0.0.1: may not be in the loopback range (127.0.0.0/8, ::1/128)");
  EXPECT_EQ(answer("169.254.3.4"),
            "169.254.3.4: may not be in the link-local range (169.254.0.0/16, fe80::/10)");
  EXPECT_EQ(answer("10.96.0.10"), "10.96.0.10: may not be the ClusterIP of a Service");
  EXPECT_EQ(answer("192.168.7.5"), "accepted");
  Service service = inside("t");
  service.external_ips = {ip("127.0.0.1")};
  EXPECT_NE(refusal(one, service).find("loopback"), std::string::npos);
}

TEST(ClusterServices, HeadlessAndExternalNamesHaveNoAddress) {
  OneCluster one;
  Service service = inside("headless");
  service.headless = true;
  ASSERT_TRUE(one.cluster.create_service(service));
  service = inside("name");
  service.type = ServiceType::external_name;
  service.external_name = "10.1.2.3";  // a name, whatever it looks like
  ASSERT_TRUE(one.cluster.create_service(service));
  EXPECT_EQ(one.service("headless").cluster_ip, net::Ipv4{});
  EXPECT_EQ(one.service("name").cluster_ip, net::Ipv4{});
  ASSERT_TRUE(one.cluster.create_service(inside("s")));
  EXPECT_EQ(to_string(one.service("s").cluster_ip), "10.96.0.10");
}

TEST(ClusterServices, AddressesEndWithTheRange) {
  ClusterSpec spec = spec_of();
  spec.services = cidr("10.96.0.0/28");
  OneCluster one(spec);
  std::set<net::Ipv4> given;
  for (int i = 0; i < 13; ++i) {  // all but .0, the API server's .1 and .15
    ASSERT_EQ(refusal(one, inside("s" + std::to_string(i))), "accepted");
    EXPECT_TRUE(given.insert(one.service("s" + std::to_string(i)).cluster_ip).second);
  }
  EXPECT_EQ(given.count(ip("10.96.0.1")), 0U);
  EXPECT_EQ(refusal(one, inside("last")), "failed to allocate a serviceIP: range is full");
}

TEST(ClusterServices, AnAddressMayBeAskedFor) {
  OneCluster one;
  Service service = inside("s");
  service.cluster_ip = ip("10.96.0.50");
  EXPECT_EQ(refusal(one, service), "accepted");
  service.name = "t";
  EXPECT_EQ(refusal(one, service), "provided IP is already allocated: 10.96.0.50");
  service.cluster_ip = ip("10.97.0.50");
  EXPECT_EQ(refusal(one, service).find("provided IP is not in the valid range"), 0U);
}

TEST(ClusterUpdate, TcpAndUdpDriftApart) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(30303), tcp(9001)})));
  const std::uint16_t p2p = one.node_port("s", 0);
  const std::uint16_t tessera = one.node_port("s", 1);
  ASSERT_TRUE(one.cluster.update_service(node_ports("s", {tcp(30303), udp(30303), tcp(9001)})));
  EXPECT_EQ(one.node_port("s", 0), p2p);
  EXPECT_NE(one.node_port("s", 1), p2p);
  EXPECT_EQ(one.node_port("s", 2), tessera);
}

TEST(ClusterUpdate, WhatIsSharedStaysShared) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(30303), udp(30303)})));
  const std::uint16_t number = one.node_port("s");
  const net::Ipv4 address = one.service("s").cluster_ip;
  ASSERT_TRUE(one.cluster.update_service(node_ports("s", {udp(30303), tcp(30303)})));
  EXPECT_EQ(one.node_port("s", 0), number);
  EXPECT_EQ(one.node_port("s", 1), number);
  EXPECT_EQ(one.service("s").cluster_ip, address);
}

TEST(ClusterUpdate, NumbersThatAreLeftGoBack) {
  OneCluster one({30000, 30001});
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1), tcp(2)})));
  const std::uint16_t second = one.node_port("s", 1);
  ASSERT_TRUE(one.cluster.update_service(node_ports("s", {tcp(1)})));
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(7)})));
  EXPECT_EQ(one.node_port("t"), second);
  const Result<void> full = one.cluster.update_service(node_ports("s", {tcp(1), tcp(3)}));
  ASSERT_TRUE(full.has_error());
  EXPECT_EQ(full.error().what, "range is full");
  EXPECT_EQ(one.service("s").ports.size(), 1U);  // nothing changed
}

TEST(ClusterUpdate, RepinningMovesAndTypeInsideReleases) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(node_ports("s", {tcp(1, 32041)})));
  ASSERT_TRUE(one.cluster.update_service(node_ports("s", {tcp(1, 32042)})));
  EXPECT_EQ(one.node_port("s"), 32042);
  ASSERT_TRUE(one.cluster.create_service(node_ports("t", {tcp(1, 32041)})));
  const Result<void> taken = one.cluster.update_service(node_ports("s", {tcp(1, 32041)}));
  ASSERT_TRUE(taken.has_error());
  EXPECT_EQ(taken.error().what, "provided port is already allocated: 32041");
  Service service = inside("s");
  service.ports = {tcp(1)};
  ASSERT_TRUE(one.cluster.update_service(service));
  EXPECT_FALSE(one.service("s").ports[0].node_port);
  EXPECT_TRUE(one.cluster.create_service(node_ports("u", {tcp(1, 32042)})));
}

TEST(ClusterUpdate, WhatMayNotChange) {
  OneCluster one;
  ASSERT_TRUE(one.cluster.create_service(inside("s")));
  Service service = inside("s");
  service.headless = true;
  const Result<void> done = one.cluster.update_service(service);
  ASSERT_TRUE(done.has_error());
  EXPECT_EQ(done.error().what, "spec.clusterIPs[0]: may not change once set");
  EXPECT_TRUE(one.cluster.update_service(inside("new")));  // apply creates what is not there
  EXPECT_NE(one.cluster.find_service("default", "new"), nullptr);
}

TEST(ClusterHealthCheck, PortComesFromThePoolWithPolicyLocal) {
  OneCluster one(spec_with(Provider::azure));
  ASSERT_TRUE(one.cluster.create_service(balanced("s", {tcp(30303)})));
  EXPECT_FALSE(one.service("s").health_check_node_port);
  ASSERT_TRUE(one.cluster.set_external_policy("default", "s", TrafficPolicy::local));
  const std::uint16_t number = one.service("s").health_check_node_port.value();
  EXPECT_NE(number, one.node_port("s"));
  EXPECT_EQ(refusal(one, node_ports("t", {tcp(1, number)})),
            "provided port is already allocated: " + std::to_string(number));
  ASSERT_TRUE(one.cluster.set_external_policy("default", "s", TrafficPolicy::cluster));
  EXPECT_FALSE(one.service("s").health_check_node_port);
  EXPECT_EQ(refusal(one, node_ports("t", {tcp(1, number)})), "accepted");
}

TEST(ClusterHealthCheck, MayBePinnedAndFillsTheRange) {
  OneCluster one(spec_with(Provider::azure));
  Service service = balanced("s", {tcp(30303)});
  service.external_policy = TrafficPolicy::local;
  service.health_check_node_port = 31000;
  ASSERT_TRUE(one.cluster.create_service(service));
  ASSERT_TRUE(one.cluster.recreate_service("default", "s"));
  EXPECT_EQ(one.service("s").health_check_node_port, 31000);
  ClusterSpec narrow = spec_with(Provider::azure);
  narrow.node_ports = {30000, 30000};
  OneCluster small(narrow);
  service.health_check_node_port.reset();
  EXPECT_EQ(refusal(small, service), "range is full");
  EXPECT_EQ(refusal(small, node_ports("t", {tcp(1)})), "accepted");  // nothing leaked
}

TEST(ClusterServices, LoadBalancerWithoutNodePorts) {
  Service service = balanced("s", {tcp(30303), tcp(9001, 32041)});
  service.allocate_node_ports = false;
  OneCluster one(spec_with(Provider::azure));
  ASSERT_TRUE(one.cluster.create_service(service));
  EXPECT_FALSE(one.service("s").ports[0].node_port);
  EXPECT_EQ(one.node_port("s", 1), 32041);
  OneCluster old(spec_with(Provider::azure, Version{23}));
  ASSERT_TRUE(old.cluster.create_service(service));
  EXPECT_TRUE(old.service("s").ports[0].node_port);
}

}  // namespace
}  // namespace seatrial::kube
