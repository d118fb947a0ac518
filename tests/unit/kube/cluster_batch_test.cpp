// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {
namespace {

struct BatchCluster {
  net::Network network{1};
  Cluster cluster;
  net::MachineId machine;

  BatchCluster() : cluster(spec(), network), machine(cluster.add_machine("n1", net::Ipv4{77})) {}

  static ClusterSpec spec() {
    ClusterSpec spec;
    spec.name = "a";
    spec.pods = *net::parse_cidr("10.1.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/16");
    return spec;
  }

  static Service service(int i) {
    Service made;
    made.ns = "default";
    made.name = fmt::format("node{}", i);
    made.type = ServiceType::node_port;
    made.selector = {{"app", "qubernetes"}, {"name", made.name}};
    ServicePort port;
    port.port = port.target_port = 30303;
    made.ports.push_back(port);
    return made;
  }

  PodId add_pod(int i) {
    const std::string name = fmt::format("node{}", i);
    return cluster.add_pod("default", name, {{"app", "qubernetes"}, {"name", name}}, machine);
  }
};

TEST(ClusterBatch, ProgramsOnceAtItsEndHoweverManyServicesAndPodsCome) {
  BatchCluster one;
  const std::size_t before = one.cluster.times_programmed();
  {
    const Cluster::Batch batch(one.cluster);
    for (int i = 0; i < 30; ++i) ASSERT_TRUE(one.cluster.create_service(one.service(i)));
    const Cluster::Batch inner(one.cluster);
    for (int i = 0; i < 30; ++i) one.add_pod(i);
    EXPECT_EQ(one.cluster.times_programmed(), before);
  }
  EXPECT_EQ(one.cluster.times_programmed(), before + 1);
  const Service& service = one.cluster.services().front();
  const net::NatRule* rule = one.network.change_nat(one.cluster.site())
                                 .node_port(net::Protocol::tcp, *service.ports.front().node_port);
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->backends.size(), 1U);
}

TEST(ClusterBatch, WithoutAnyChangeProgramsNothing) {
  BatchCluster one;
  const std::size_t before = one.cluster.times_programmed();
  { const Cluster::Batch batch(one.cluster); }
  EXPECT_EQ(one.cluster.times_programmed(), before);
}

TEST(ClusterServicesOf, AreThoseThatSelectThePod) {
  BatchCluster one;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(one.cluster.create_service(one.service(i)));
  Service all = one.service(9);
  all.selector = {{"app", "qubernetes"}};
  ASSERT_TRUE(one.cluster.create_service(all));
  Service nobody = one.service(10);
  nobody.selector = {};
  ASSERT_TRUE(one.cluster.create_service(nobody));
  one.add_pod(0);
  const PodId pod = one.add_pod(1);
  const auto services = one.cluster.services_of(pod);
  ASSERT_EQ(services.size(), 2U);
  EXPECT_EQ(services[0]->name, "node1");
  EXPECT_EQ(services[1]->name, "node9");
  EXPECT_EQ(one.cluster.endpoints(*services[0]), std::vector{pod});
  EXPECT_EQ(one.cluster.endpoints(*services[1]).size(), 2U);
}

TEST(ClusterServicesOf, FollowASelectorThatIsChanged) {
  BatchCluster one;
  ASSERT_TRUE(one.cluster.create_service(one.service(1)));
  const PodId pod = one.add_pod(2);
  EXPECT_TRUE(one.cluster.services_of(pod).empty());
  Service changed = one.cluster.services().front();
  changed.selector["name"] = "node2";
  ASSERT_TRUE(one.cluster.update_service(changed));
  EXPECT_EQ(one.cluster.services_of(pod).size(), 1U);
}

// A number that a later Service has (its export says so) is not drawn for an earlier one.
TEST(ClusterKeptNodePorts, AreDrawnByNobodyWhileThereAreOthers) {
  BatchCluster one;
  for (std::uint16_t port = 30000; port < 32767; ++port) one.cluster.keep_node_port(port);
  ASSERT_TRUE(one.cluster.create_service(one.service(1)));
  EXPECT_EQ(one.cluster.services().front().ports.front().node_port, 32767);
  Service asks = one.service(2);
  asks.ports.front().node_port = 30000;
  EXPECT_TRUE(one.cluster.create_service(asks));
  EXPECT_TRUE(one.cluster.create_service(one.service(3)));  // all are kept: one of them, then
}

}  // namespace
}  // namespace seatrial::kube
