// SPDX-License-Identifier: Apache-2.0
// PodAddresses: where each networking mode takes pod addresses from, what happens when there are
// none, and what a cluster tells its site about its ranges.
#include "sim/kube/pod_addresses.hpp"

#include <set>

#include "tests/unit/kube/kube_testing.hpp"

namespace seatrial::kube {
namespace {

net::Ipv4 ip(std::string_view text) {
  return net::parse_ipv4(text).value();
}

/// A cluster of a mode, with two nodes in one subnet.
struct InSubnet {
  explicit InSubnet(CniMode mode, std::string_view subnet_range = "10.0.0.0/28",
                    std::optional<std::uint32_t> max_pods = std::nullopt)
      : cluster(spec(mode, max_pods), network) {
    vpc = network.add_vpc({"vpc-a", {net::parse_cidr("10.0.0.0/16").value()}, {}});
    net::Subnet made;
    made.name = "nodes";
    made.vpc = vpc;
    made.range = net::parse_cidr(subnet_range).value();
    subnet = network.add_subnet(made);
    n1 = add_node("n1", "10.0.0.4");
    n2 = add_node("n2", "10.0.0.5");
    cluster.network_changed();
  }
  static ClusterSpec spec(CniMode mode, std::optional<std::uint32_t> max_pods) {
    ClusterSpec made = spec_of();
    made.pods = net::parse_cidr("10.244.0.0/16").value();
    made.cni.mode = mode;
    made.cni.max_pods = max_pods;
    return made;
  }
  net::MachineId add_node(const std::string& name, std::string_view address) {
    const net::MachineId made = cluster.add_machine(name, ip(address));
    net::Nic nic;
    nic.subnet = subnet;
    network.attach(made, nic);
    return made;
  }
  PodId add(net::MachineId machine) {
    return cluster.add_pod("default", "p" + std::to_string(cluster.pods().size()), {}, machine);
  }
  std::string address(PodId id) const {
    const Pod& pod = cluster.pod(id);
    if (pod.stack == net::StackId::none) return pod.pending;
    EXPECT_EQ(pod.pending, "");
    return net::to_string(network.stack(pod.stack).address);
  }

  net::Network network{1};
  Cluster cluster;
  net::VpcId vpc{};
  net::SubnetId subnet{};
  net::MachineId n1{}, n2{};
};

struct FirstRow {
  CniMode mode;
  std::string_view on_n1, on_n2;
  std::string_view bridge;
};

// SPEC kubernetes 5 "pod address"
TEST(PodAddresses, FirstOfEachMode) {
  constexpr FirstRow table[] = {
      {CniMode::overlay, "10.244.0.11", "10.244.1.11", "10.244.0.1"},
      {CniMode::kubenet, "10.244.0.11", "10.244.1.11", "10.244.0.1"},
      {CniMode::azure_overlay, "10.244.0.11", "10.244.1.11", "10.244.0.1"},
      {CniMode::gke_vpc_native, "10.244.0.11", "10.244.1.11", "10.244.0.1"},
      {CniMode::gke_routes, "10.244.0.11", "10.244.1.11", "10.244.0.1"},
      {CniMode::azure_node_subnet, "10.0.0.6", "10.0.0.7", "10.0.0.4"},
      {CniMode::aws_vpc, "10.0.0.6", "10.0.0.7", "10.0.0.4"},
      {CniMode::azure_pod_subnet, "10.244.0.4", "10.244.0.5", "10.0.0.4"},
  };
  for (const FirstRow& row : table) {
    InSubnet in(row.mode);
    EXPECT_EQ(in.address(in.add(in.n1)), row.on_n1) << traits(row.mode).word;
    EXPECT_EQ(in.address(in.add(in.n2)), row.on_n2) << traits(row.mode).word;
    EXPECT_EQ(net::to_string(in.network.machine(in.n1).bridge), row.bridge);
    EXPECT_EQ(in.network.site(in.cluster.site()).pods_routable, traits(row.mode).routable);
  }
}

TEST(PodAddresses, WithoutASubnetANodeHasARangeOfItsOwn) {
  net::Network network(1);
  Cluster cluster(InSubnet::spec(CniMode::aws_vpc, {}), network);
  const auto node = cluster.add_machine("n1", ip("1.2.3.4"));
  const PodId pod = cluster.add_pod("default", "p", {}, node);
  EXPECT_EQ(net::to_string(network.stack(cluster.pod(pod).stack).address), "10.244.0.11");
}

TEST(PodAddresses, ASubnetRunsOutAndSaysHowManyAreMissing) {
  InSubnet in(CniMode::azure_node_subnet);  // 11 usable, 2 are nodes'
  std::set<std::string> given;
  std::vector<PodId> pods;
  for (int i = 0; i < 12; ++i) pods.push_back(in.add(i % 2 == 0 ? in.n1 : in.n2));
  for (std::size_t i = 0; i < 9; ++i) {
    EXPECT_TRUE(given.insert(in.address(pods[i])).second);
    EXPECT_NE(in.cluster.pod(pods[i]).stack, net::StackId::none);
  }
  EXPECT_EQ(*given.begin(), "10.0.0.10");
  EXPECT_TRUE(given.contains("10.0.0.14"));
  EXPECT_FALSE(given.contains("10.0.0.15"));  // broadcast
  for (std::size_t i = 9; i < 12; ++i) {
    EXPECT_EQ(in.address(pods[i]), "10.0.0.0/28 has 11 usable addresses, 3 more are needed");
  }
}

TEST(PodAddresses, ComeBackWhenAPodIsReplaced) {
  InSubnet in(CniMode::aws_vpc);
  std::vector<PodId> pods;
  for (int i = 0; i < 11; ++i) pods.push_back(in.add(in.n1));
  const std::string freed = in.address(pods[3]);
  in.cluster.replace_pod(pods[3], in.n2);
  EXPECT_EQ(in.address(pods[3]), freed);  // the only one that is free
  EXPECT_EQ(in.address(pods[9]), "10.0.0.0/28 has 11 usable addresses, 2 more are needed");
  in.cluster.replace_pod(pods[9], in.n2);
  EXPECT_EQ(in.address(pods[9]), "10.0.0.0/28 has 11 usable addresses, 2 more are needed");
}

TEST(PodAddresses, APendingPodFindsRoomOnAnotherNode) {
  InSubnet in(CniMode::kubenet, "10.0.0.0/24", 1);
  in.add(in.n1);
  const PodId second = in.add(in.n1);
  EXPECT_EQ(in.address(second), "too many pods: a/n1 takes 1");
  in.cluster.replace_pod(second, in.n2);
  EXPECT_EQ(in.address(second), "10.244.1.11");
  in.cluster.replace_pod(second, in.n1);
  EXPECT_EQ(in.address(second), "too many pods: a/n1 takes 1");
  in.cluster.set_max_pods(in.n1, 2);  // the node's own word wins
  in.cluster.replace_pod(second, in.n1);
  EXPECT_EQ(in.address(second), "10.244.0.12");
}

TEST(PodAddresses, TheInstanceTypeLimitsTheVpcCni) {
  InSubnet in(CniMode::aws_vpc, "10.0.0.0/24");
  ASSERT_TRUE(in.cluster.set_instance_type(in.n1, "m5.large"));
  for (int i = 0; i < 27; ++i) {
    ASSERT_NE(in.cluster.pod(in.add(in.n1)).stack, net::StackId::none) << i;
  }
  EXPECT_EQ(in.address(in.add(in.n1)),
            "too many pods: m5.large takes 29, two of which are aws-node and kube-proxy");
  EXPECT_NE(in.cluster.pod(in.add(in.n2)).stack, net::StackId::none);
  const Result<void> unknown = in.cluster.set_instance_type(in.n1, "m5.huge");
  ASSERT_TRUE(unknown.has_error());
  EXPECT_EQ(unknown.error().what, "instance type 'm5.huge' is not known");
  EXPECT_NE(unknown.error().remedy.find("m5.large"), std::string::npos);
}

TEST(PodAddresses, WhoseLimitCounts) {
  InSubnet of_mode(CniMode::azure_node_subnet);
  EXPECT_EQ(of_mode.cluster.max_pods(of_mode.n1), 30U);
  ASSERT_TRUE(of_mode.cluster.set_instance_type(of_mode.n1, "m5.large"));
  EXPECT_EQ(of_mode.cluster.max_pods(of_mode.n1), 30U);  // a type counts with the VPC CNI only
  InSubnet of_cluster(CniMode::aws_vpc, "10.0.0.0/24", 50);
  ASSERT_TRUE(of_cluster.cluster.set_instance_type(of_cluster.n1, "m5.large"));
  EXPECT_EQ(of_cluster.cluster.max_pods(of_cluster.n1), 50U);  // prefix delegation
  of_cluster.cluster.set_max_pods(of_cluster.n1, 7);
  EXPECT_EQ(of_cluster.cluster.max_pods(of_cluster.n1), 7U);
  EXPECT_EQ(of_cluster.cluster.max_pods(of_cluster.n2), 50U);
}

TEST(PodAddresses, ANodesRangeRunsOut) {
  InSubnet in(CniMode::overlay);
  in.cluster.set_max_pods(in.n1, 1000);
  std::set<std::string> given;
  PodId last{};
  for (int i = 0; i < 254; ++i) {
    last = in.add(in.n1);
    if (i == 253) break;
    EXPECT_TRUE(given.insert(in.address(last)).second) << in.address(last);
  }
  EXPECT_EQ(given.size(), 253U);
  EXPECT_FALSE(given.contains("10.244.0.1"));
  EXPECT_FALSE(given.contains("10.244.0.255"));
  EXPECT_EQ(in.address(last), "10.244.0.0/24 has 253 usable addresses, 1 more is needed");
}

TEST(PodAddresses, TwoClustersOfOneSubnetTakeDifferentOnes) {
  InSubnet in(CniMode::azure_node_subnet);
  ClusterSpec spec = InSubnet::spec(CniMode::azure_node_subnet, {});
  spec.name = "b";
  Cluster other(spec, in.network);
  const auto node = other.add_machine("n1", ip("10.0.0.6"));
  net::Nic nic;
  nic.subnet = in.subnet;
  in.network.attach(node, nic);
  EXPECT_EQ(in.address(in.add(in.n1)), "10.0.0.7");
  const PodId pod = other.add_pod("default", "p", {}, node);
  EXPECT_EQ(net::to_string(in.network.stack(other.pod(pod).stack).address), "10.0.0.8");
}

TEST(PodAddresses, OneThatIsAskedFor) {
  InSubnet in(CniMode::overlay);
  const PodId pod = in.cluster.add_pod("default", "p", {}, in.n1, ip("10.244.0.77"));
  EXPECT_EQ(in.address(pod), "10.244.0.77");
}

TEST(PodAddresses, APendingPodIsNoEndpoint) {
  InSubnet in(CniMode::overlay, "10.0.0.0/28", 1);
  ASSERT_TRUE(in.cluster.create_service(node_ports("s", {tcp(1)})));
  const PodId first = in.cluster.add_pod("default", "one", {{"app", "s"}}, in.n1);
  in.cluster.add_pod("default", "two", {{"app", "s"}}, in.n1);
  EXPECT_EQ(in.cluster.endpoints(*in.cluster.find_service("default", "s")), std::vector{first});
}

TEST(PodAddresses, OutsideAPodIsItsHost) {
  net::Network network(1);
  ClusterSpec spec;
  spec.name = "office";
  spec.outside = true;
  Cluster office(spec, network);
  const auto vm = office.add_machine("vm1", ip("192.168.7.5"));
  const PodId pod = office.add_pod("default", "vm1", {}, vm);
  const net::StackId stack = office.pod(pod).stack;
  EXPECT_EQ(stack, network.machine(vm).host);
  EXPECT_EQ(net::to_string(network.stack(stack).address), "192.168.7.5");
  office.replace_pod(pod, vm);
  EXPECT_EQ(office.pod(pod).stack, stack);
  EXPECT_TRUE(network.stack(stack).present);
  EXPECT_TRUE(network.site(office.site()).own_ranges.empty());
}

TEST(SiteRanges, WhatAClusterKeepsInside) {
  const auto told = [](CniMode mode, bool bridge) {
    net::Network network(1);
    ClusterSpec spec = InSubnet::spec(mode, {});
    if (bridge) spec.docker_bridge = net::parse_cidr("172.17.0.0/16");
    const Cluster cluster(spec, network);
    std::string text;
    for (const net::OwnRange& range : network.site(cluster.site()).own_ranges) {
      text += range.what + ' ' + net::to_string(range.range) + ';';
    }
    return text;
  };
  EXPECT_EQ(told(CniMode::overlay, false), "pods of a 10.244.0.0/16;Services of a 10.96.0.0/16;");
  EXPECT_EQ(told(CniMode::kubenet, true),
            "pods of a 10.244.0.0/16;Services of a 10.96.0.0/16;"
            "the docker bridge of a's nodes 172.17.0.0/16;");
  for (const CniMode mode : {CniMode::azure_node_subnet, CniMode::azure_pod_subnet,
                             CniMode::aws_vpc, CniMode::gke_vpc_native, CniMode::gke_routes}) {
    EXPECT_EQ(told(mode, false), "Services of a 10.96.0.0/16;");
  }
}

TEST(SiteRanges, ANetworkThatIsAttachedIsNotMasqueraded) {
  InSubnet in(CniMode::aws_vpc);
  EXPECT_EQ(in.network.site(in.cluster.site()).unmasqueraded,
            std::vector{net::parse_cidr("10.0.0.0/16").value()});
  InSubnet overlay(CniMode::overlay);
  EXPECT_TRUE(overlay.network.site(overlay.cluster.site()).unmasqueraded.empty());
}

}  // namespace
}  // namespace seatrial::kube
