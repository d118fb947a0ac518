// SPDX-License-Identifier: Apache-2.0
// What a scenario's networks, Services and hosts become in the model, and how peers are written
// into the lists of others.
#include "harness/scenario/manifests.hpp"
#include "harness/scenario/scene.hpp"
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::SizeIs;
using testing_help::Read;

/// A text resolved; the test fails where it cannot be.
struct Resolved {
  explicit Resolved(const std::string& text) : read(text) {
    auto result = resolve(read.scenario, read.files);
    EXPECT_TRUE(result) << result.error().message();
    if (result) scene = std::move(*result);
  }
  World& world() const { return *scene.world; }
  const kube::Cluster& cluster(const std::string& name) {
    return world().cluster(scene.find(name)->id);
  }
  /// The part of an enode behind the '@', as `to` stands in a list of `of`.
  std::string written(const std::string& of, const std::string& to) const {
    const std::size_t slash = to.find('/');
    const EntryList list{{{Selector{to.substr(0, slash), to.substr(slash + 1), {}}, {}}}, {}};
    const auto made = entries_for(scene, world().find_peer(of), list);
    const std::string& url = made.entries.at(0).text;
    return url.substr(url.find('@') + 1);
  }

  Read read;
  Scene scene;
};

const std::string two_networks =
    "seatrial: 1\n"
    "networks:\n"
    "  va: {cloud: aws, range: 10.1.0.0/16, internet: true}\n"
    "  vb: {cloud: aws, range: 10.2.0.0/16, internet: true, routes: [{to: 10.1.0.0/16, via: "
    "a-b}]}\n"
    "connections: {a-b: {peering: [va, vb]}}\n"
    "defaults: {peer: {flags: [--mine]}}\n";

std::string peers(const std::string& cni, const std::string& service) {
  return two_networks + "clusters:\n  a: {network: va, provider: aws-nlb, cni: " + cni +
         ", nodes: {n1: {address: 10.1.0.4, public: 5.5.5.5, instance_type: m5.large}}, peers: "
         "{a1: {service: " +
         service +
         "}}}\n  b: {network: vb, nodes: {n1: {address: 10.2.0.4}}, peers: {b1: {node_port: "
         "32051}}}\n  c: {nodes: {n1: 1.2.3.4}, peers: {c1: {node_port: 32061}}}\n";
}

TEST(ScenarioResolvesNetworks, ToVpcsSubnetsAndGateways) {
  Resolved it(peers("calico", "NodePort"));
  const net::Network& network = it.world().network();
  ASSERT_EQ(network.vpc_count(), 2U);
  ASSERT_EQ(network.subnet_count(), 2U);
  EXPECT_FALSE(network.subnet(net::SubnetId(0)).routes_known);
  EXPECT_TRUE(network.subnet(net::SubnetId(1)).routes_known);
  ASSERT_THAT(network.subnet(net::SubnetId(1)).routes, SizeIs(1));
  const net::Gateway& peering = network.gateway(network.subnet(net::SubnetId(1)).routes[0].via);
  EXPECT_EQ(peering.name, "a-b");
  EXPECT_TRUE(peering.active);
  const auto machine = it.cluster("a").machines().front();
  EXPECT_EQ(network.machine(machine).nic.subnet, net::SubnetId(0));
  EXPECT_EQ(net::to_string(network.machine(machine).nic.public_address), "5.5.5.5");
  EXPECT_THAT(it.scene.assumptions, Contains(HasSubstr("the route table of subnet va of va")));
}

TEST(ScenarioResolvesNetworks, PeersAreWrittenByTheAddressThatTheReaderReaches) {
  Resolved it(peers("calico", "{type: NodePort, udp: true}"));
  EXPECT_THAT(it.written("b/b1", "a/a1"), testing::StartsWith("10.1.0.4:3"));
  EXPECT_THAT(it.written("c/c1", "a/a1"), testing::StartsWith("5.5.5.5:3"));
  // --nodiscover is not among the flags, so that the UDP port is told: of one number with TCP's.
  const std::string entry = it.written("c/c1", "a/a1");
  const std::string port = entry.substr(8, 5);
  EXPECT_THAT(entry, HasSubstr("discport=" + port));
  EXPECT_THAT(it.written("a/a1", "b/b1"), testing::StartsWith("10.2.0.4:32051?discport=0"));
}

TEST(ScenarioResolvesNetworks, RoutablePodsAreWrittenByTheirOwnAddress) {
  Resolved it(peers("aws-vpc", "ClusterIP"));
  EXPECT_THAT(it.written("b/b1", "a/a1"), testing::StartsWith("10.1."));
  EXPECT_THAT(it.written("b/b1", "a/a1"), HasSubstr(":30303?discport=0"));
}

TEST(ScenarioResolvesNetworks, ALoadBalancerIsWrittenByItsAddressAndTheServicePort) {
  Resolved it(peers("calico", "{type: LoadBalancer, address: 9.9.9.9}"));
  EXPECT_THAT(it.written("c/c1", "a/a1"), HasSubstr(":30303?discport=0"));
}

TEST(ScenarioResolvesNetworks, HostsOutsideAreWrittenByTheirAddress) {
  Resolved it(two_networks +
              "clusters:\n  a: {network: va, nodes: {n1: 10.1.0.4}, peers: {a1: }}\n"
              "outside:\n  office:\n    hosts:\n"
              "      vm1: {address: 7.7.7.7, peer: }\n"
              "      app: {address: 7.7.7.8, listens: 8080}\n");
  EXPECT_EQ(it.written("a/a1", "office/vm1"), "7.7.7.7:30303?discport=30303&raftport=50401");
  EXPECT_TRUE(it.cluster("office").spec().outside);
  EXPECT_THAT(it.cluster("office").services(), SizeIs(0));
  const kube::Pod& app = it.cluster("office").pods().back();
  EXPECT_TRUE(it.world().network().listens(app.stack, 8080));
  EXPECT_EQ(net::to_string(it.world().network().stack(app.stack).address), "7.7.7.8");
}

TEST(ScenarioResolvesNetworks, ManifestsPodsAndNames) {
  Resolved it(
      "seatrial: 1\nclusters:\n  a:\n    nodes: {n1: 1.2.3.4}\n    peers: {a1: }\n"
      "    domain: a.local\n    dns: {rpc.example.com: 5.6.7.8}\n"
      "    pods: {app: {labels: {role: app}, listens: [8080]}}\n"
      "    manifests:\n"
      "    - {apiVersion: v1, kind: Service, metadata: {name: app}, spec: {type: NodePort,\n"
      "       selector: {role: app}, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}}\n"
      "    - {apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: all},\n"
      "       spec: {podSelector: {}}}\n");
  EXPECT_EQ(it.cluster("a").spec().domain, "a.local");
  EXPECT_EQ(it.cluster("a").dns_records().at(0).name, "rpc.example.com");
  const kube::Service* service = it.cluster("a").find_service("default", "app");
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->ports.at(0).node_port, 30080);
  EXPECT_THAT(it.cluster("a").endpoints(*service), SizeIs(1));
  EXPECT_THAT(it.cluster("a").policies(), SizeIs(1));
}

TEST(ScenarioResolvesNetworks, WhatIsPendingIsNoError) {
  Resolved it(
      "seatrial: 1\nclusters:\n  a:\n    cni: {mode: azure-node-subnet, max_pods: 10}\n"
      "    nodes: {n1: {address: 1.2.3.4, max_pods: 1}}\n"
      "    peers: {a1: {service: LoadBalancer}, a2: {service: LoadBalancer}}\n");
  EXPECT_EQ(it.world().peer_count(), 2U);
  EXPECT_TRUE(it.world().pending(it.world().find_peer("a/a2")));
}

TEST(ScenarioResolvesNetworks, ARefusedManifestIsAnErrorAtItsLine) {
  const Read read(
      "seatrial: 1\nclusters:\n  a:\n    nodes: {n1: 1.2.3.4}\n    peers: {a1: }\n"
      "    manifests:\n"
      "    - {apiVersion: v1, kind: Service, metadata: {name: app}, spec: {type: NodePort,\n"
      "       selector: {role: app}, ports: [{port: 80, nodePort: 80}]}}\n");
  SourceFiles files = read.files;
  const auto result = resolve(read.scenario, files);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().where, HasSubstr("s.yaml:"));
}

}  // namespace
}  // namespace seatrial::scenario
