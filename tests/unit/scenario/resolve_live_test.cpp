// SPDX-License-Identifier: Apache-2.0
// A cluster whose config is a dump of what runs, and clusters of which some file cannot be read.
#include <algorithm>

#include "harness/scenario/from_options.hpp"
#include "harness/scenario/scene.hpp"
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Any point of the curve does for a node's key.
constexpr const char* key =
    "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8";

std::string dump() {
  return std::string(R"(apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Node
  metadata: {name: aks-1}
  spec: {providerID: azure:///x}
  status:
    addresses: [{type: InternalIP, address: 10.0.0.4}]
    nodeInfo: {kubeletVersion: v1.23.8}
- apiVersion: v1
  kind: Node
  metadata: {name: aks-2}
  status: {addresses: [{type: InternalIP, address: 10.0.0.5}, {type: ExternalIP, address: 1.2.3.4}]}
- apiVersion: v1
  kind: Node
  metadata: {name: aks-6}
  status: {addresses: [{type: InternalIP, address: "fd00::4"}]}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: n1-enode-config, namespace: q}
  data: {enode: )") +
         key + R"(}
- apiVersion: apps/v1
  kind: StatefulSet
  metadata: {name: n1, namespace: q}
  spec:
    template:
      metadata: {labels: {app: n1}}
      spec: {containers: [{name: quorum, image: q:2.7.0, command: [geth]}]}
- apiVersion: v1
  kind: Pod
  metadata:
    name: n1-0
    namespace: q
    ownerReferences: [{kind: StatefulSet, name: n1, controller: true}]
  spec: {nodeName: aks-2, containers: [{name: quorum, image: q:2.7.0, command: [geth]}]}
  status: {phase: Running, podIP: 10.244.1.7}
- apiVersion: v1
  kind: Service
  metadata: {name: n1, namespace: q, uid: "1"}
  spec:
    type: LoadBalancer
    selector: {app: n1}
    ports: [{port: 30303, targetPort: 30303, nodePort: 32044}]
  status: {loadBalancer: {ingress: [{ip: 20.1.2.3}]}}
)";
}

class Live : public ::testing::Test {
 protected:
  Scene resolved(Result<Scenario> scenario) {
    EXPECT_TRUE(scenario) << scenario.error().message();
    scenario_ = std::move(*scenario);
    auto scene = resolve(scenario_, files_);
    EXPECT_TRUE(scene) << scene.error().message();
    return std::move(*scene);
  }
  Scene resolved(const WorldOptions& options) { return resolved(from_options(options, files_)); }

  testing_support::ScratchFolder folder_;
  SourceFiles files_;
  Scenario scenario_;
};

TEST_F(Live, ADumpTellsNodesPlacesAndAddresses) {
  WorldOptions options;
  options.clusters = {{"a", folder_.write("a.yaml", dump())}};
  const Scene scene = resolved(options);
  ASSERT_THAT(scene.errors, IsEmpty());
  const kube::Cluster& a = scene.world->cluster(ClusterId(0));
  ASSERT_EQ(a.machines().size(), 2U) << "not the one without an IPv4 address";
  const net::Network& network = scene.world->network();
  EXPECT_EQ(net::to_string(network.machine(a.machines()[0]).address), "10.0.0.4");
  EXPECT_EQ(net::to_string(network.machine(a.machines()[1]).address), "1.2.3.4");
  EXPECT_EQ(a.spec().version.minor, 23);
  EXPECT_EQ(a.spec().provider, kube::Provider::azure);
  ASSERT_EQ(scene.world->peer_count(), 1U);
  EXPECT_EQ(a.pods()[0].machine, a.machines()[1]) << "where its Pod runs";
  const kube::Service* service = a.find_service("q", "n1");
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(service->ports[0].node_port, 32044);
  EXPECT_FALSE(service->ports[0].pinned);
  EXPECT_EQ(service->ports[0].condition, "") << "known, not assumed";
  EXPECT_EQ(net::to_string(service->load_balancer.address), "20.1.2.3");
}

TEST_F(Live, WhatTheScenarioSaysOfNodesComesFirst) {
  folder_.write("a.yaml", dump());
  const Scene scene = resolved(parse_scenario(
      "seatrial: 1\nclusters: {a: {config: a.yaml, kubernetes: 1.27, nodes: {n: 9.9.9.9}}}\n"
      "steps: [{deploy: a}]\n",
      folder_ / "s.yaml", files_, {}));
  const kube::Cluster& a = scene.world->cluster(ClusterId(0));
  EXPECT_EQ(a.machines().size(), 1U);
  EXPECT_EQ(a.spec().version.minor, 27);
}

TEST_F(Live, ABrokenClusterDoesNotHideTheOther) {
  WorldOptions options;
  options.clusters = {{"a", folder_.write("a.yaml", dump())},
                      {"b", folder_.write("b.yaml", "kind: List\nitems: [\n")}};
  options.services = {{"a", folder_.write("a.txt", "nothing\n")}};
  const Scene scene = resolved(options);
  EXPECT_EQ(scene.world->peer_count(), 1U);
  ASSERT_EQ(scene.errors.size(), 2U);
  EXPECT_THAT(scene.errors[0].message(), HasSubstr("b.yaml:3:1: a '[' is not closed"));
  EXPECT_THAT(scene.errors[1].message(), HasSubstr("a.txt"));
}

TEST_F(Live, AFileThatIsNoManifestIsAnErrorBesideTheOther) {
  WorldOptions options;
  options.clusters = {{"a", folder_.write("a.yaml", dump())},
                      {"b", folder_.write("b.yaml", "sort: Listless\n")}};
  const Scene scene = resolved(options);
  EXPECT_EQ(scene.world->peer_count(), 1U);
  ASSERT_EQ(scene.errors.size(), 1U);
  EXPECT_THAT(scene.errors[0].message(), HasSubstr("b.yaml:1:1: unknown key 'sort'"));
}

TEST_F(Live, AnObjectThatTheApiServerRefusesLeavesTheOthers) {
  folder_.write("a/dump.yaml", dump());
  folder_.write("a/policy.yaml",
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n"
                "spec: {podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}\n---\n"
                "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: good}\n"
                "spec: {podSelector: {}}\n");
  WorldOptions options;
  options.clusters = {{"a", folder_ / "a"}};
  const Scene scene = resolved(options);
  ASSERT_EQ(scene.errors.size(), 1U);
  EXPECT_THAT(scene.errors[0].message(), HasSubstr("policy.yaml:4:60: cidr 10.0.0.1/8 has host"));
  ASSERT_EQ(scene.world->cluster(ClusterId(0)).policies().size(), 1U);
}

TEST_F(Live, FilesWithoutObjectsAreNamed) {
  folder_.write("a/dump.yaml", dump());
  for (int i = 1; i < 9; ++i) {
    folder_.write("a/v" + std::to_string(i) + ".yaml", "replicas: 1\n");
  }
  WorldOptions options;
  options.clusters = {{"a", folder_ / "a"}};
  EXPECT_THAT(
      resolved(options).assumptions,
      testing::Contains("not read: v1.yaml, v2.yaml, v3.yaml, v4.yaml, v5.yaml, v6.yaml of a and "
                        "2 more (no Kubernetes objects)"));
}

}  // namespace
}  // namespace seatrial::scenario
