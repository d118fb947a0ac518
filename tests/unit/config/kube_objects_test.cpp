// SPDX-License-Identifier: Apache-2.0
// What manifests say, field by field, with the defaults of the API server.
#include "tests/unit/config/kube_objects_testing.hpp"

namespace seatrial::config {
namespace {

using namespace testing_help;

net::Ipv4 ip(const char* text) {
  return net::parse_ipv4(text).value();
}

TEST(KubeObjects, EveryFieldOfAService) {
  const Manifests read(R"(apiVersion: v1
kind: Service
metadata:
  name: quorum-node1
  namespace: quorum
  annotations: {service.beta.kubernetes.io/aws-load-balancer-scheme: "internet-facing"}
spec:
  type: LoadBalancer
  clusterIP: 10.96.0.7
  externalIPs: [1.2.3.9]
  externalTrafficPolicy: Local
  internalTrafficPolicy: Local
  sessionAffinity: ClientIP
  sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}
  loadBalancerIP: 5.6.7.8
  loadBalancerClass: service.k8s.aws/nlb
  loadBalancerSourceRanges: [2.2.3.0/24, 3.0.0.0/8]
  allocateLoadBalancerNodePorts: false
  healthCheckNodePort: 32000
  selector: {name: quorum-node1}
  ports:
    - {name: p2p, port: 30303, targetPort: devp2p, nodePort: 32041}
    - {name: discovery, port: 30303, protocol: UDP, targetPort: 30304}
status:
  loadBalancer: {ingress: [{ip: 5.6.7.9}]}
)");
  const auto& made = read.only<kube::Service>();
  EXPECT_EQ(made.ns, "quorum");
  EXPECT_EQ(made.name, "quorum-node1");
  EXPECT_EQ(made.annotations.begin()->second, "internet-facing");
  EXPECT_EQ(made.type, kube::ServiceType::load_balancer);
  EXPECT_EQ(made.cluster_ip, ip("10.96.0.7"));
  EXPECT_FALSE(made.headless);
  EXPECT_EQ(made.external_ips, std::vector{ip("1.2.3.9")});
  EXPECT_EQ(made.external_policy, kube::TrafficPolicy::local);
  EXPECT_EQ(made.internal_policy, kube::TrafficPolicy::local);
  EXPECT_TRUE(made.client_ip_affinity);
  EXPECT_EQ(made.affinity_timeout, seconds(60));
  EXPECT_EQ(made.load_balancer_ip, ip("5.6.7.8"));
  EXPECT_EQ(made.load_balancer.address, ip("5.6.7.9"));
  EXPECT_EQ(made.load_balancer_class, "service.k8s.aws/nlb");
  EXPECT_EQ(made.source_ranges.size(), 2U);
  EXPECT_EQ(read.yaml.files.to_string(made.source_ranges_mark), "in.yaml:17:30");
  EXPECT_FALSE(made.allocate_node_ports);
  EXPECT_EQ(made.health_check_node_port, 32000);
  EXPECT_EQ(made.selector, (kube::Labels{{"name", "quorum-node1"}}));
  ASSERT_EQ(made.ports.size(), 2U);
  EXPECT_EQ(made.ports[0].target_port_name, "devp2p");
  EXPECT_EQ(made.ports[0].target_port, 0);
  EXPECT_EQ(made.ports[0].node_port, 32041);
  EXPECT_TRUE(made.ports[0].pinned);
  EXPECT_EQ(read.yaml.files.to_string(made.ports[0].mark), "in.yaml:22:7");
  EXPECT_EQ(made.ports[1].protocol, net::Protocol::udp);
  EXPECT_EQ(made.ports[1].target_port, 30304);
  EXPECT_FALSE(made.ports[1].node_port);
}

TEST(KubeObjects, DefaultsOfAService) {
  const Manifests read(service("  ports: [{port: 30303}]\n"));
  const auto& made = read.only<kube::Service>();
  EXPECT_EQ(made.ns, "default");
  EXPECT_EQ(made.type, kube::ServiceType::cluster_ip);
  EXPECT_EQ(made.ports[0].target_port, 30303);
  EXPECT_EQ(made.ports[0].protocol, net::Protocol::tcp);
  EXPECT_EQ(made.external_policy, kube::TrafficPolicy::cluster);
  EXPECT_EQ(made.affinity_timeout, seconds(10800));
  EXPECT_TRUE(made.allocate_node_ports);
  EXPECT_FALSE(made.load_balancer_ip);
}

TEST(KubeObjects, HeadlessAndExternalNames) {
  EXPECT_TRUE(Manifests(service("  clusterIP: None\n")).only<kube::Service>().headless);
  const Manifests named(service("  type: ExternalName\n  externalName: b.example.com\n"));
  EXPECT_EQ(named.only<kube::Service>().external_name, "b.example.com");
}

TEST(KubeObjects, ALiveServicesNumbersArePinnedByNobody) {
  const Manifests read(
      "apiVersion: v1\nkind: Service\nmetadata: {name: s, uid: 1f}\n"
      "spec: {type: NodePort, ports: [{port: 30303, nodePort: 32041}]}\n"
      "status: {loadBalancer: {ingress: [{hostname: x.elb.amazonaws.com}]}}\n");
  const auto& made = read.only<kube::Service>();
  EXPECT_EQ(made.ports[0].node_port, 32041);
  EXPECT_FALSE(made.ports[0].pinned);
  EXPECT_EQ(made.load_balancer.hostname, "x.elb.amazonaws.com");
}

TEST(KubeObjects, EndpointsThatAreReady) {
  const Manifests read(R"(apiVersion: v1
kind: Endpoints
metadata: {name: b-node1, namespace: quorum}
subsets:
  - addresses: [{ip: 2.2.3.4}, {ip: 2.2.3.5}]
    notReadyAddresses: [{ip: 2.2.3.6}]
    ports: [{name: p2p, port: 32041}, {name: rpc, port: 32042}]
)");
  const auto& made = read.only<ServiceEndpoints>();
  EXPECT_EQ(made.ns, "quorum");
  EXPECT_EQ(made.service, "b-node1");
  ASSERT_EQ(made.endpoints.size(), 4U);
  EXPECT_EQ(made.endpoints[0].address, ip("2.2.3.4"));
  EXPECT_EQ(made.endpoints[0].port_name, "p2p");
  EXPECT_EQ(made.endpoints[0].port, 32041);
  EXPECT_EQ(made.endpoints[3].address, ip("2.2.3.5"));
  EXPECT_EQ(made.endpoints[3].port, 32042);
}

TEST(KubeObjects, EndpointSlices) {
  const Manifests read(R"(apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: b-node1-1, labels: {kubernetes.io/service-name: b-node1}}
addressType: IPv4
ports: [{port: 32041}]
endpoints:
  - addresses: [2.2.3.4]
  - {addresses: [2.2.3.5], conditions: {ready: false}}
)");
  const auto& made = read.only<ServiceEndpoints>();
  EXPECT_EQ(made.service, "b-node1");
  ASSERT_EQ(made.endpoints.size(), 1U);
  EXPECT_EQ(made.endpoints[0].address, ip("2.2.3.4"));
  EXPECT_EQ(made.endpoints[0].port_name, "");
}

TEST(KubeObjects, IngressesOfBothShapes) {
  const Manifests read(
      ingress("  defaultBackend: {service: {name: rest, port: {name: http}}}\n"
              "  rules:\n"
              "    - host: rpc.example.com\n"
              "      http: {paths: [{path: /rpc, pathType: Prefix, "
              "backend: {service: {name: n1, port: {number: 8545}}}}]}\n"));
  const auto& made = read.only<kube::Ingress>();
  EXPECT_EQ(made.api_version, "networking.k8s.io/v1");
  ASSERT_EQ(made.routes.size(), 2U);
  EXPECT_EQ(made.routes[0].service, "rest");
  EXPECT_EQ(made.routes[0].port_name, "http");
  EXPECT_EQ(made.routes[1].host, "rpc.example.com");
  EXPECT_EQ(made.routes[1].path, "/rpc");
  EXPECT_EQ(made.routes[1].service, "n1");
  EXPECT_EQ(made.routes[1].port, 8545);
  const Manifests old(
      "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: i}\n"
      "spec: {rules: [{http: {paths: [{backend: {serviceName: n1, servicePort: rpc}}]}}]}\n");
  EXPECT_EQ(old.only<kube::Ingress>().routes[0].service, "n1");
  EXPECT_EQ(old.only<kube::Ingress>().routes[0].port_name, "rpc");
}

TEST(KubeObjects, EveryFieldOfANetworkPolicy) {
  const Manifests read(R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: quorum}
spec:
  podSelector:
    matchLabels: {app: qubernetes}
    matchExpressions:
      - {key: tier, operator: NotIn, values: [x, y]}
      - {key: env, operator: Exists}
  policyTypes: [Ingress, Egress]
  ingress:
    - from:
        - ipBlock: {cidr: 2.2.0.0/16, except: [2.2.3.0/24]}
        - {podSelector: {}, namespaceSelector: {matchLabels: {team: b}}}
      ports:
        - {port: 30303}
        - {port: 30303, protocol: UDP}
        - {port: 30000, endPort: 32767}
        - {port: rpc}
        - {port: null}
  egress:
    - {}
)");
  const auto& made = read.only<kube::NetworkPolicy>();
  EXPECT_EQ(made.ns, "quorum");
  EXPECT_EQ(made.pod_selector.match_labels, (kube::Labels{{"app", "qubernetes"}}));
  ASSERT_EQ(made.pod_selector.match_expressions.size(), 2U);
  EXPECT_EQ(made.pod_selector.match_expressions[0].op, kube::LabelExpression::Operator::not_in);
  EXPECT_EQ(made.pod_selector.match_expressions[0].values, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(made.isolates_ingress && made.isolates_egress);
  ASSERT_EQ(made.ingress.size(), 1U);
  EXPECT_EQ(read.yaml.files.to_string(made.ingress[0].mark), "in.yaml:12:7");
  ASSERT_EQ(made.ingress[0].peers.size(), 2U);
  EXPECT_EQ(made.ingress[0].peers[0].ip_block, net::parse_cidr("2.2.0.0/16"));
  EXPECT_EQ(made.ingress[0].peers[0].except.size(), 1U);
  EXPECT_TRUE(made.ingress[0].peers[1].pods && made.ingress[0].peers[1].namespaces);
  ASSERT_EQ(made.ingress[0].ports.size(), 5U);
  EXPECT_EQ(made.ingress[0].ports[1].protocol, net::Protocol::udp);
  EXPECT_EQ(made.ingress[0].ports[2].end_port, 32767);
  EXPECT_EQ(made.ingress[0].ports[3].name, "rpc");
  EXPECT_FALSE(made.ingress[0].ports[4].port);
  ASSERT_EQ(made.egress.size(), 1U);
  EXPECT_TRUE(made.egress[0].peers.empty() && made.egress[0].ports.empty());
}

TEST(KubeObjects, PolicyTypesByDefault) {  // SPEC kubernetes 7
  const auto types = [](const std::string& spec) {
    const Manifests read(policy(spec));
    const auto& made = read.only<kube::NetworkPolicy>();
    return std::pair(made.isolates_ingress, made.isolates_egress);
  };
  EXPECT_EQ(types("  podSelector: {}\n"), std::pair(true, false));
  EXPECT_EQ(types("  egress: []\n"), std::pair(true, false));
  EXPECT_EQ(types("  egress: [{}]\n"), std::pair(true, true));
  EXPECT_EQ(types("  policyTypes: [Egress]\n"), std::pair(false, true));
  EXPECT_EQ(types("  policyTypes: [Ingress]\n  egress: [{}]\n"), std::pair(true, false));
}

TEST(KubeObjects, ABlockOfIpv6NamesNobody) {
  const Manifests read(policy("  ingress: [{from: [{ipBlock: {cidr: '::/0'}}]}]\n"));
  const auto& peer = read.only<kube::NetworkPolicy>().ingress[0].peers[0];
  EXPECT_FALSE(peer.ip_block || peer.pods || peer.namespaces);
}

TEST(KubeObjects, ListsNamespacesAndWhatIsIgnored) {
  const Manifests read(R"(apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Namespace, metadata: {name: b, labels: {team: x}}}
  - {apiVersion: apps/v1, kind: Deployment, metadata: {name: d, namespace: b}}
  - {apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: c}, spec: 5}
---
---
apiVersion: v1
kind: ServiceList
items: [{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 1}]}}]
)");
  EXPECT_EQ(read.message, "");
  ASSERT_EQ(read.objects.size(), 4U);
  EXPECT_EQ(std::get<kube::Namespace>(read.objects[0]).labels.at("team"), "x");
  EXPECT_EQ(std::get<IgnoredObject>(read.objects[1]).kind, "Deployment");
  EXPECT_EQ(std::get<IgnoredObject>(read.objects[1]).ns, "b");
  EXPECT_EQ(std::get<IgnoredObject>(read.objects[2]).name, "c");
  EXPECT_EQ(std::get<kube::Service>(read.objects[3]).name, "s");
}

}  // namespace
}  // namespace seatrial::config
