// SPDX-License-Identifier: Apache-2.0
// Load balancers that a cluster makes: address, place, listeners, healthy targets, what changes
// with Services and pods, and what an operator sees. SPEC kubernetes 3.3
#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

const char* const scheme = "service.beta.kubernetes.io/aws-load-balancer-scheme";

struct Balancers {
  explicit Balancers(Provider provider, Version version = {}) : one(spec_with(provider, version)) {}
  /// Puts both nodes into a private network.
  void into_vpc() {
    net::Vpc made;
    made.name = "vpc-a";
    made.ranges = {cidr("1.2.0.0/16")};
    vpc = one.network.add_vpc(made);
    net::Subnet subnet;
    subnet.vpc = vpc;
    subnet.range = cidr("1.2.3.0/24");
    net::Nic nic;
    nic.subnet = one.network.add_subnet(subnet);
    one.network.attach(one.n1, nic);
    one.network.attach(one.n2, nic);
  }
  const LoadBalancerStatus& status(const std::string& name = "s") const {
    return one.service(name).load_balancer;
  }
  const net::LoadBalancer& balancer(const std::string& name = "s") const {
    return one.network.load_balancer(status(name).id);
  }
  bool create(Service service) {
    return one.cluster.create_service(std::move(service)).has_value();
  }
  OneCluster one;
  net::VpcId vpc = net::VpcId::none;
};

std::vector<net::Backend> both_nodes(const OneCluster& one, std::uint16_t port) {
  return {{{ip("1.2.3.4"), port}, one.n1}, {{ip("1.2.3.5"), port}, one.n2}};
}

TEST(ClusterBalancers, NoProviderIsPendingForEver) {
  Balancers world(Provider::none);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));
  EXPECT_EQ(world.status().id, net::LoadBalancerId::none);
  EXPECT_TRUE(world.status().events.empty());
  ASSERT_EQ(world.status().notes.size(), 1U);
  EXPECT_NE(world.status().notes[0].find("<pending>"), std::string::npos);
  EXPECT_TRUE(world.one.service("s").ports[0].node_port);  // its node port works all the same
}

TEST(ClusterBalancers, AssumedAddressesAreOfDocumentsAndUnique) {
  Balancers world(Provider::azure);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));
  ASSERT_TRUE(world.create(balanced("t", {tcp(30303)})));
  EXPECT_EQ(world.status("s").address, ip("198.51.100.1"));
  EXPECT_EQ(world.status("t").address, ip("198.51.100.2"));
  EXPECT_NE(world.status().notes.at(0).find("assumed address 198.51.100.1"), std::string::npos);
  EXPECT_EQ(world.status().events.at(0), "Normal EnsuredLoadBalancer: Ensured load balancer");
  EXPECT_EQ(world.balancer().name, "load balancer of a default/s");
  for (int i = 3; i < 260; ++i) {
    ASSERT_TRUE(world.create(balanced("s" + std::to_string(i), {tcp(1)})));
  }
  EXPECT_EQ(world.status("s254").address, ip("198.51.100.254"));
  EXPECT_EQ(world.status("s255").address, ip("203.0.113.1"));
}

TEST(ClusterBalancers, AskedAddressIsNotAssumed) {
  Balancers world(Provider::azure);
  Service service = balanced("s", {tcp(30303)});
  service.load_balancer_ip = ip("5.6.7.8");
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.status().address, ip("5.6.7.8"));
  EXPECT_TRUE(world.status().notes.empty());
  service.name = "t";
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.status("t").id, net::LoadBalancerId::none);
  EXPECT_NE(world.status("t").events.at(0).find("5.6.7.8 is in use"), std::string::npos);
}

TEST(ClusterBalancers, VirtualIpGoesToAllNodesOnItsPort) {
  Balancers world(Provider::gcp);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303), tcp(9001)})));
  ASSERT_EQ(world.balancer().listeners.size(), 2U);
  EXPECT_EQ(world.balancer().listeners[1].port, 9001);
  EXPECT_EQ(world.balancer().listeners[1].backends, both_nodes(world.one, 9001));
  EXPECT_EQ(world.balancer().hand_over, net::HandOver::virtual_ip);
  EXPECT_EQ(world.balancer().tcp_idle, seconds(60));
}

TEST(ClusterBalancers, AwsGoesToNodePortsUnderAName) {
  Balancers world(Provider::aws_nlb);
  Service service = balanced("s", {tcp(30303)});
  service.annotations[scheme] = "internet-facing";
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.balancer().listeners[0].backends,
            both_nodes(world.one, world.one.node_port("s")));
  EXPECT_NE(world.status().hostname.find(".elb.amazonaws.com"), std::string::npos);
  EXPECT_EQ(world.balancer().hostname, world.status().hostname);
  EXPECT_FALSE(world.balancer().internal);
}

TEST(ClusterBalancers, TargetsArePodsWhereTheVpcHasThem) {
  ClusterSpec spec = spec_with(Provider::aws_nlb);
  spec.cni.mode = CniMode::aws_vpc;
  OneCluster one(spec);
  Service service = balanced("s", {tcp(30303)});
  service.ports[0].target_port = 21000;
  service.annotations["service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"] = "ip";
  ASSERT_TRUE(one.cluster.create_service(service));
  const PodId pod = one.cluster.add_pod("default", "s", {{"app", "s"}}, one.n2);
  const net::LoadBalancer& made = one.network.load_balancer(one.service("s").load_balancer.id);
  const net::Ipv4 address = one.network.stack(one.cluster.pod(pod).stack).address;
  ASSERT_EQ(made.listeners[0].backends.size(), 1U);
  EXPECT_EQ(made.listeners[0].backends[0], (net::Backend{{address, 21000}, one.n2}));
}

TEST(ClusterBalancers, PolicyLocalFollowsThePod) {
  Balancers world(Provider::azure);
  Service service = balanced("s", {tcp(30303)});
  service.external_policy = TrafficPolicy::local;
  ASSERT_TRUE(world.create(service));
  EXPECT_TRUE(world.balancer().listeners[0].backends.empty());
  const PodId pod = world.one.cluster.add_pod("default", "s", {{"app", "s"}}, world.one.n2);
  ASSERT_EQ(world.balancer().listeners[0].backends.size(), 1U);
  EXPECT_EQ(world.balancer().listeners[0].backends[0].machine, world.one.n2);
  world.one.cluster.replace_pod(pod, world.one.n1);
  EXPECT_EQ(world.balancer().listeners[0].backends[0].machine, world.one.n1);
  ASSERT_TRUE(world.one.cluster.set_external_policy("default", "s", TrafficPolicy::cluster));
  EXPECT_EQ(world.balancer().listeners[0].backends.size(), 2U);
}

TEST(ClusterBalancers, NewNodesAreTargets) {
  Balancers world(Provider::azure);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));
  world.one.cluster.add_machine("n3", ip("1.2.3.6"));
  EXPECT_EQ(world.balancer().listeners[0].backends.size(), 3U);
}

TEST(ClusterBalancers, NlbDropsOneProtocolSilently) {
  Balancers world(Provider::aws_nlb);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303), udp(30303)})));
  ASSERT_EQ(world.balancer().listeners.size(), 1U);
  EXPECT_EQ(world.balancer().listeners[0].protocol, net::Protocol::tcp);
  ASSERT_EQ(world.status().events.size(), 1U);  // no word of it
  EXPECT_EQ(world.status().events[0], "Normal SuccessfullyReconciled: Successfully reconciled");
  Service service = balanced("s", {tcp(30303), udp(30303)});
  service.annotations["service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener"] =
      "true";
  ASSERT_TRUE(world.one.cluster.update_service(service));
  EXPECT_EQ(world.balancer().listeners.size(), 2U);
}

TEST(ClusterBalancers, TcpUdpListenerHasOneTargetGroup) {
  Balancers world(Provider::aws_nlb);
  Service service = balanced("s", {tcp(30303, 32041), udp(30303, 32042)});  // drifted apart
  service.annotations["service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener"] =
      "true";
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.balancer().listeners[1].backends, both_nodes(world.one, 32041));
}

TEST(ClusterBalancers, PrivateNetworks) {
  Balancers world(Provider::aws_nlb);
  world.into_vpc();
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));  // internal is the default
  EXPECT_TRUE(world.balancer().internal);
  EXPECT_EQ(world.balancer().vpc, world.vpc);
  EXPECT_EQ(world.status().address, ip("1.2.3.254"));
  EXPECT_EQ(world.one.network.load_balancer_at(world.vpc, ip("1.2.3.254")), world.status().id);
  ASSERT_TRUE(world.create(balanced("t", {tcp(30303)})));
  EXPECT_EQ(world.status("t").address, ip("1.2.3.253"));
  Service service = balanced("u", {tcp(30303)});
  service.annotations[scheme] = "internet-facing";
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.status("u").address, ip("198.51.100.1"));
  EXPECT_EQ(world.one.network.load_balancer_at(net::VpcId::none, ip("198.51.100.1")),
            world.status("u").id);
}

TEST(ClusterBalancers, ClassicProxyHasAnInsideAddress) {
  Balancers world(Provider::aws_clb);
  world.into_vpc();
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));
  EXPECT_FALSE(world.balancer().keeps_client);
  EXPECT_EQ(world.balancer().inside, ip("1.2.3.254"));
  EXPECT_EQ(world.status().address, ip("198.51.100.1"));
}

TEST(ClusterBalancers, MetallbSharesOneAddress) {
  Balancers world(Provider::metallb);
  world.into_vpc();
  Service service = balanced("tcp", {tcp(30303)});
  service.load_balancer_ip = ip("1.2.3.50");
  service.annotations["metallb.universe.tf/allow-shared-ip"] = "quorum";
  ASSERT_TRUE(world.create(service));
  EXPECT_TRUE(world.balancer("tcp").internal);  // an address of the nodes' network
  service.name = "udp";
  service.ports = {udp(30303)};
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.status("udp").id, world.status("tcp").id);
  EXPECT_EQ(world.balancer("tcp").listeners.size(), 2U);
  world.one.cluster.program();
  EXPECT_EQ(world.balancer("tcp").listeners.size(), 2U);
  service.name = "third";
  service.annotations.clear();
  service.ports = {tcp(9001)};
  ASSERT_TRUE(world.create(service));
  EXPECT_EQ(world.status("third").id, net::LoadBalancerId::none);
  EXPECT_NE(world.status("third").events.at(0).find("can't change sharing key"), std::string::npos);
}

TEST(ClusterBalancers, SourceRangesAreTheProvidersOnAzure) {
  Balancers world(Provider::azure);
  Service service = balanced("s", {tcp(30303)});
  service.source_ranges = {cidr("9.9.9.0/24")};
  service.source_ranges_mark = {FileId(1), 9, 5};
  ASSERT_TRUE(world.create(service));
  const net::Filter& filter = world.one.network.filter(world.balancer().sources);
  EXPECT_TRUE(judge(filter, net::Protocol::tcp, ip("9.9.9.9"), 30303).allowed);
  EXPECT_FALSE(judge(filter, net::Protocol::tcp, ip("9.9.8.9"), 30303).allowed);
  EXPECT_EQ(filter.origin.line, 9U);
  service.source_ranges = {cidr("9.9.8.0/24")};
  ASSERT_TRUE(world.one.cluster.update_service(service));
  EXPECT_TRUE(judge(world.one.network.filter(world.balancer().sources), net::Protocol::tcp,
                    ip("9.9.8.9"), 30303)
                  .allowed);
  service.source_ranges.clear();
  ASSERT_TRUE(world.one.cluster.update_service(service));
  EXPECT_EQ(world.balancer().sources, net::FilterId::none);
}

TEST(ClusterBalancers, RecreationGetsAnotherAddressAndAnotherTypeNone) {
  Balancers world(Provider::azure);
  ASSERT_TRUE(world.create(balanced("s", {tcp(30303)})));
  const net::LoadBalancerId old = world.status().id;
  ASSERT_TRUE(world.one.cluster.recreate_service("default", "s"));
  EXPECT_NE(world.status().id, old);
  EXPECT_EQ(world.one.network.load_balancer(old).address, net::Ipv4{});
  ASSERT_TRUE(world.one.cluster.update_service(node_ports("s", {tcp(30303)})));
  EXPECT_EQ(world.status().id, net::LoadBalancerId::none);
  EXPECT_EQ(world.one.network.load_balancer_at(net::VpcId::none, ip("198.51.100.1")),
            net::LoadBalancerId::none);
}

}  // namespace
}  // namespace seatrial::kube
