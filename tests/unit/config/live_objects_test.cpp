// SPDX-License-Identifier: Apache-2.0
// What `kubectl get … -o yaml` prints of a running cluster.
#include "harness/config/live_objects.hpp"

#include <gtest/gtest.h>

#include "harness/config/generated_folder.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

const std::string pod_spec = "{containers: [{name: quorum, command: [geth]}]}";

// As the API server prints a Deployment with its ReplicaSets and Pods, shortened.
const std::string dump = R"(apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Pod
  metadata:
    name: n1-7d9-abc
    namespace: q
    ownerReferences: [{kind: ReplicaSet, name: n1-7d9, controller: true}]
  spec: {nodeName: worker-2, containers: [{name: quorum, command: [geth]}]}
  status: {phase: Running, podIP: 10.244.1.7}
- apiVersion: v1
  kind: Pod
  metadata:
    name: n1-7d9-old
    namespace: q
    ownerReferences: [{kind: ReplicaSet, name: n1-7d9, controller: true}]
  spec: {nodeName: worker-9, containers: [{name: quorum, command: [geth]}]}
  status: {phase: Failed}
- apiVersion: v1
  kind: Pod
  metadata: {name: alone, namespace: q}
  spec: {nodeName: worker-1, containers: [{name: quorum, command: [geth]}]}
  status: {phase: Running, podIP: 10.244.0.9}
- apiVersion: v1
  kind: Service
  metadata: {name: kubernetes, namespace: default, uid: "1"}
  spec: {clusterIP: 10.96.0.1, ports: [{port: 443}]}
- apiVersion: v1
  kind: Service
  metadata:
    name: n1
    namespace: q
    uid: "2"
    annotations:
      kubectl.kubernetes.io/last-applied-configuration: |
        {"spec":{"ports":[{"nodePort":32044,"port":30303},{"port":9001}]}}
      a: b
  spec:
    type: LoadBalancer
    selector: {app: n1}
    ports: [{port: 30303, nodePort: 32044}, {port: 9001, nodePort: 30047}]
  status: {loadBalancer: {ingress: [{ip: 20.1.2.3}, {hostname: lb.example}]}}
- apiVersion: v1
  kind: Service
  metadata: {name: outside, namespace: q, uid: "3"}
  spec: {ports: [{port: 30303}]}
- apiVersion: apps/v1
  kind: Deployment
  metadata: {name: n1, namespace: q}
  spec: {template: {spec: {containers: [{name: quorum, command: [geth]}]}}}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata:
    name: n1-7d9
    namespace: q
    ownerReferences: [{kind: Deployment, name: n1, controller: true}]
  spec: {template: {spec: {containers: [{name: quorum, command: [geth]}]}}}
- apiVersion: apps/v1
  kind: ReplicaSet
  metadata: {name: n1-5c8, namespace: q}
  spec: {replicas: 0, template: {spec: {containers: [{name: quorum, command: [geth]}]}}}
- apiVersion: v1
  kind: Endpoints
  metadata: {name: n1, namespace: q, uid: "4"}
- apiVersion: v1
  kind: Endpoints
  metadata: {name: outside, namespace: q, uid: "5"}
- apiVersion: v1
  kind: Endpoints
  metadata: {name: some-lock, namespace: kube-system, uid: "6"}
- apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata:
    name: outside-x
    namespace: q
    labels:
      endpointslice.kubernetes.io/managed-by: endpointslicemirroring-controller.k8s.io
- apiVersion: v1
  kind: Node
  metadata: {name: worker-2, labels: {node.kubernetes.io/instance-type: m5.xlarge}}
  spec: {podCIDR: 10.244.1.0/24, providerID: "aws:///eu-west-1a/i-1"}
  status:
    addresses:
    - {type: Hostname, address: worker-2}
    - {type: InternalIP, address: "fd00::2"}
    - {type: InternalIP, address: 10.0.0.5}
    - {type: ExternalIP, address: 1.2.3.4}
    allocatable: {pods: "58"}
    nodeInfo: {kubeletVersion: v1.29.4-eks-036c24b}
)";

ClusterConfig read(const std::string& text, SourceFiles& files) {
  const Folder folder;
  auto cluster = read_generated_folder(folder.write("dump.yaml", text), files);
  EXPECT_TRUE(cluster) << cluster.error().message();
  if (!cluster) return {};
  for (const Error& error : cluster->errors) ADD_FAILURE() << error.message();
  return std::move(*cluster);
}

TEST(LiveObjects, a_deployment_and_its_pods_are_one_peer) {
  SourceFiles files;
  const ClusterConfig cluster = read(dump, files);
  ASSERT_EQ(cluster.peers.size(), 2u);
  EXPECT_EQ(cluster.peers[0].name.value, "alone");
  EXPECT_EQ(cluster.peers[1].name.value, "n1");
  const WorkloadConfig& owner = cluster.workloads[cluster.peers[1].workload];
  EXPECT_EQ(owner.kind, "Deployment");
  EXPECT_EQ(owner.node_name.value, "worker-2") << "not that of the Pod that failed";
  EXPECT_EQ(owner.pod_address.value, "10.244.1.7");
}

TEST(LiveObjects, what_controllers_made_is_left_out) {
  SourceFiles files;
  const ClusterConfig cluster = read(dump, files);
  ASSERT_EQ(cluster.others.size(), 1u);
  EXPECT_EQ(cluster.others[0].name.value, "outside") << "no selector: somebody wrote them";
  ASSERT_EQ(cluster.services.size(), 2u) << "not the API server's own";
  EXPECT_EQ(cluster.services[0].name.value, "n1");
}

TEST(LiveObjects, a_service_has_what_it_was_given) {
  SourceFiles files;
  const ClusterConfig cluster = read(dump, files);
  const ServiceConfig& service = *cluster.find_service("q", "n1");
  EXPECT_TRUE(service.live);
  EXPECT_EQ(service.ports.at(0).node_port->value, 32044);
  EXPECT_FALSE(service.ports.at(0).assigned) << "it was applied with this number";
  EXPECT_EQ(service.ports.at(1).node_port->value, 30047);
  EXPECT_TRUE(service.ports.at(1).assigned);
  ASSERT_EQ(service.balancer_addresses.size(), 2u);
  EXPECT_EQ(service.balancer_addresses[0].value, "20.1.2.3");
  EXPECT_EQ(service.balancer_addresses[1].value, "lb.example");
  ASSERT_EQ(service.annotations.size(), 1u) << "without the copy that kubectl keeps";
  EXPECT_EQ(service.annotations[0].first, "a");
}

TEST(LiveObjects, nodes_tell_their_addresses) {
  SourceFiles files;
  const ClusterConfig cluster = read(dump, files);
  ASSERT_EQ(cluster.nodes.size(), 1u);
  const NodeConfig& node = cluster.nodes[0];
  EXPECT_EQ(node.name.value, "worker-2");
  EXPECT_EQ(node.internal_address.value, "10.0.0.5");
  EXPECT_EQ(node.external_address.value, "1.2.3.4");
  EXPECT_EQ(node.pod_range.value, "10.244.1.0/24");
  EXPECT_EQ(node.version.value, "v1.29.4-eks-036c24b");
  EXPECT_EQ(node.instance_type.value, "m5.xlarge");
  EXPECT_EQ(node.provider_id.value, "aws:///eu-west-1a/i-1");
  EXPECT_EQ(node.max_pods->value, 58u);
}

TEST(LiveObjects, a_pod_whose_owner_is_in_no_file_stands_for_itself) {
  SourceFiles files;
  const ClusterConfig cluster = read(
      "kind: Pod\nmetadata:\n  name: n1-0\n  ownerReferences:\n"
      "  - {kind: StatefulSet, name: n1, controller: true}\nspec: " +
          pod_spec + "\n",
      files);
  ASSERT_EQ(cluster.peers.size(), 1u);
  EXPECT_EQ(cluster.peers[0].name.value, "n1-0");
}

TEST(LiveObjects, owners_in_a_circle_end) {
  SourceFiles files;
  const auto owned = [](const char* name, const char* by) {
    return std::string("kind: Pod\nmetadata:\n  name: ") + name +
           "\n  ownerReferences: [{kind: Pod, name: " + by +
           ", controller: true}]\nspec: " + pod_spec + "\n---\n";
  };
  read("kind: Pod\nmetadata: {name: z}\nspec: " + pod_spec + "\n---\n" + owned("x", "y") +
           owned("y", "x") + owned("w", "w"),
       files);
}

}  // namespace
}  // namespace seatrial::config
