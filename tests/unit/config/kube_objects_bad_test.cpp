// SPDX-License-Identifier: Apache-2.0
// Manifests that the API server would refuse: each is one message with its place and a remedy.
#include "tests/unit/config/kube_objects_testing.hpp"

namespace seatrial::config {
namespace {

using namespace testing_help;

struct BadObject {
  std::string text;
  std::string message;
};

void expect_messages(const std::vector<BadObject>& cases) {
  for (const BadObject& bad : cases)
    EXPECT_EQ(Manifests(bad.text).message, bad.message) << bad.text;
}

TEST(KubeObjectsBad, Documents) {
  expect_messages({
      {"- a\n",
       "in.yaml:1:1: a document that is no object; give Kubernetes manifests, each with apiVersion "
       "and kind"},
      {"a: 1\n",
       "in.yaml:1:1: a document without a kind; give Kubernetes manifests, each with apiVersion "
       "and kind"},
      {"kind: [Service]\n",
       "in.yaml:1:1: a document without a kind; give Kubernetes manifests, each with apiVersion "
       "and kind"},
      {"kind: Service\nmetadata: {name: s}\n",
       "in.yaml:1:1: a Service without an apiVersion; add apiVersion: v1"},
      {"apiVersion: v1\nkind: NetworkPolicy\nmetadata: {name: p}\n",
       "in.yaml:1:13: there is no NetworkPolicy in 'v1'; write apiVersion: networking.k8s.io/v1"},
      {"apiVersion: networking.k8s.io/v2\nkind: Ingress\nmetadata: {name: p}\n",
       "in.yaml:1:13: there is no Ingress in 'networking.k8s.io/v2'; write apiVersion: "
       "networking.k8s.io/v1"},
      {"apiVersion: v1\nkind: List\nitems: 5\n", "in.yaml:3:8: items is a text; write a list"},
      {"apiVersion: v1\nkind: List\nitems: [{kind: Service}]\n",
       "in.yaml:3:9: a Service without an apiVersion; add apiVersion: v1"},
      {"apiVersion: v1\nkind: Namespace\n",
       "in.yaml:1:1: an object without metadata; add metadata with a name"},
      {"apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}\n",
       "in.yaml:3:11: metadata has no name; add name"},
      {"apiVersion: v1\nkind: Namespace\nmetadata: {name: a, labels: {a: 5}}\n",
       "in.yaml:3:33: a of labels is 5, which is no text; write it in quotes: \"5\""},
      {"apiVersion: v1\nkind: Namespace\nmetadata: [a]\n",
       "in.yaml:3:11: metadata is a list; write a map"},
  });
}

TEST(KubeObjectsBad, Policies) {
  expect_messages({
      {"apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p}\n",
       "in.yaml:1:1: NetworkPolicy has no spec; add spec"},
      {policy("  podSelector: [a]\n"), "in.yaml:5:16: a label selector is a list; write a map"},
      {policy("  podSelector: {matchLabels: {app: true}}\n"),
       "in.yaml:5:36: app of matchLabels is true, which is no text; write it in quotes: \"true\""},
      {policy("  podSelector: {matchLabels: {app: [x]}}\n"),
       "in.yaml:5:36: app of matchLabels is no text; write a text"},
      {policy("  podSelector: {matchExpressions: [{key: a, operator: Is, values: [x]}]}\n"),
       "in.yaml:5:55: operator 'Is' is unknown; write In, NotIn, Exists or DoesNotExist"},
      {policy("  podSelector: {matchExpressions: [{operator: Exists}]}\n"),
       "in.yaml:5:36: an item of matchExpressions has no key; add key"},
      {policy("  podSelector: {matchExpressions: [{key: a}]}\n"),
       "in.yaml:5:36: an item of matchExpressions has no operator; add operator"},
      {policy("  podSelector: {matchExpressions: [{key: a, operator: In}]}\n"),
       "in.yaml:5:36: operator In without values; add values, or use Exists or DoesNotExist"},
      {policy("  podSelector: {matchExpressions: [{key: a, operator: Exists, values: [x]}]}\n"),
       "in.yaml:5:36: operator Exists with values; drop values, or use In or NotIn"},
      {policy("  podSelector: {matchExpressions: [{key: a, operator: In, values: x}]}\n"),
       "in.yaml:5:67: values is a text; write a list"},
      {policy("  policyTypes: [Ingres]\n"),
       "in.yaml:5:17: policyTypes 'Ingres' is unknown; write Ingress or Egress"},
      {policy("  policyTypes: Ingress\n"), "in.yaml:5:16: policyTypes is a text; write a list"},
      {policy("  ingress: {from: []}\n"), "in.yaml:5:12: ingress is a map; write a list"},
      {policy("  ingress: [{to: [{podSelector: {}}]}]\n"),
       "in.yaml:5:18: 'to' stands where only 'from' may; write from"},
      {policy("  egress: [{from: [{podSelector: {}}]}]\n"),
       "in.yaml:5:19: 'from' stands where only 'to' may; write to"},
      {policy("  ingress: [{from: [{}]}]\n"),
       "in.yaml:5:21: an item of from names nobody; write ipBlock, podSelector or "
       "namespaceSelector"},
      {policy("  egress: [{to: [{podSelector: null}]}]\n"),
       "in.yaml:5:18: an item of to names nobody; write ipBlock, podSelector or namespaceSelector"},
      {policy("  ingress: [{from: [{podSelector: {}, ipBlock: {cidr: 1.2.3.0/24}}]}]\n"),
       "in.yaml:5:21: an item of from has ipBlock beside a selector; give ipBlock an item of its "
       "own"},
  });
}

TEST(KubeObjectsBad, Blocks) {
  expect_messages({
      {policy("  ingress: [{from: [{ipBlock: {except: [1.2.3.0/24]}}]}]\n"),
       "in.yaml:5:31: ipBlock has no cidr; add cidr"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.4/24}}]}]\n"),
       "in.yaml:5:38: cidr 1.2.3.4/24 has host bits set; write 1.2.3.0/24"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.0/33}}]}]\n"),
       "in.yaml:5:38: cidr '1.2.3.0/33' is no IPv4 range; write one like 10.1.0.0/16"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.4}}]}]\n"),
       "in.yaml:5:38: cidr '1.2.3.4' is no IPv4 range; write 1.2.3.4/32"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.0/24, except: [1.3.0.0/16]}}]}]\n"),
       "in.yaml:5:59: except 1.3.0.0/16 is no part of cidr 1.2.3.0/24; write a smaller range "
       "inside of cidr"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.0/24, except: [1.2.3.0/24]}}]}]\n"),
       "in.yaml:5:59: except 1.2.3.0/24 is no part of cidr 1.2.3.0/24; write a smaller range "
       "inside of cidr"},
      {policy("  ingress: [{from: [{ipBlock: {cidr: 1.2.3.0/24, except: [1.2.3.9/28]}}]}]\n"),
       "in.yaml:5:59: except 1.2.3.9/28 has host bits set; write 1.2.3.0/28"},
  });
}

TEST(KubeObjectsBad, PolicyPorts) {
  expect_messages({
      {policy("  ingress: [{ports: [{port: 0}]}]\n"),
       "in.yaml:5:29: port 0 is out of range; write a whole number from 1 to 65535"},
      {policy("  ingress: [{ports: [{port: 70000}]}]\n"),
       "in.yaml:5:29: port 70000 is out of range; write a whole number from 1 to 65535"},
      {policy("  ingress: [{ports: [{port: -1}]}]\n"),
       "in.yaml:5:29: port -1 is out of range; write a whole number from 1 to 65535"},
      {policy("  ingress: [{ports: [{port: \"8545\"}]}]\n"),
       "in.yaml:5:29: port \"8545\" is a name without a letter; write a number without quotes"},
      {policy("  ingress: [{ports: [{port: Geth_RPC}]}]\n"),
       "in.yaml:5:29: port 'Geth_RPC' is no port name; write at most 15 of a-z, 0-9 and single '-' "
       "inside, with a letter"},
      {policy("  ingress: [{ports: [{port: [1]}]}]\n"),
       "in.yaml:5:29: port is a list; write a port number or a port's name"},
      {policy("  ingress: [{ports: [{port: 1, protocol: tcp}]}]\n"),
       "in.yaml:5:42: protocol 'tcp' is unknown; write TCP or UDP"},
      {policy("  ingress: [{ports: [{endPort: 9}]}]\n"),
       "in.yaml:5:32: endPort without port; write the first port of the range as a number under "
       "port"},
      {policy("  ingress: [{ports: [{port: rpc, endPort: 9}]}]\n"),
       "in.yaml:5:43: endPort beside the named port 'rpc'; write the first port of the range as a "
       "number under port"},
      {policy("  ingress: [{ports: [{port: 10, endPort: 9}]}]\n"),
       "in.yaml:5:42: endPort 9 is below port 10; write the smaller number under port"},
      {policy("  ingress: [{ports: [{port: 10, endPort: 70000}]}]\n"),
       "in.yaml:5:42: endPort 70000 is out of range; write a whole number from 1 to 65535"},
      {policy("  ingress: [{ports: [8545]}]\n"),
       "in.yaml:5:22: an item of ports is a text; write a map"},
  });
}

TEST(KubeObjectsBad, Services) {
  expect_messages({
      {"apiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
       "in.yaml:1:1: Service has no spec; add spec"},
      {"apiVersion: v1\nkind: Service\nmetadata: {name: s, annotations: {a: true}}\nspec: {}\n",
       "in.yaml:3:38: a of annotations is true, which is no text; write it in quotes: \"true\""},
      {service("  type: Nodeport\n"),
       "in.yaml:5:9: type 'Nodeport' is unknown; write ClusterIP, NodePort, LoadBalancer or "
       "ExternalName"},
      {service("  type: ExternalName\n"),
       "in.yaml:5:3: type ExternalName without externalName; add externalName"},
      {service("  clusterIP: 10.96.0\n"),
       "in.yaml:5:14: clusterIP '10.96.0' is no IPv4 address; write an address like 10.1.0.4"},
      {service("  clusterIP: fd00::1\n"),
       "in.yaml:5:14: clusterIP 'fd00::1' is IPv6, which is not simulated; write an address like "
       "10.1.0.4"},
      {service("  type: NodePort\n  clusterIP: None\n"),
       "in.yaml:6:14: clusterIP None is for type ClusterIP only; drop clusterIP, or write type: "
       "ClusterIP"},
      {service("  externalIPs: [127.0.0.1]\n"),
       "in.yaml:5:17: an item of externalIPs 127.0.0.1 lies in 127.0.0.0/8; write an address of "
       "one host that is neither loopback nor link-local"},
      {service("  externalIPs: 1.2.3.4\n"), "in.yaml:5:16: externalIPs is a text; write a list"},
      {service("  selector: {}\n"),
       "in.yaml:5:3: spec has no ports; add a port, or write clusterIP: None"},
      {service("  selector: {name: 1}\n"),
       "in.yaml:5:20: name of selector is 1, which is no text; write it in quotes: \"1\""},
      {service("  ports: [{name: p2p}]\n"), "in.yaml:5:11: an item of ports has no port; add port"},
      {service("  ports: [{port: 65536}]\n"),
       "in.yaml:5:18: port 65536 is out of range; write a whole number from 1 to 65535"},
      {service("  ports: [{port: 1, targetPort: 0}]\n"),
       "in.yaml:5:33: targetPort 0 is out of range; write a whole number from 1 to 65535"},
      {service("  ports: [{port: 1, nodePort: 70000}]\n"),
       "in.yaml:5:31: nodePort 70000 is out of range; write a whole number from 0 to 65535"},
      {service("  ports: [{port: 1}, {port: 2, name: a}]\n"),
       "in.yaml:5:11: a port without a name beside others; give each port a name"},
      {service("  ports: [{port: 1, name: a}, {port: 2, name: a}]\n"),
       "in.yaml:5:31: two ports are named 'a'; give each port a name of its own"},
      {service("  ports: [{port: 1, name: a}, {port: 1, name: b}]\n"),
       "in.yaml:5:31: port 1 of TCP stands there twice; drop one of the two"},
      {service("  ports: [{port: 1}]\n  externalTrafficPolicy: local\n"),
       "in.yaml:6:26: externalTrafficPolicy 'local' is unknown; write Cluster or Local"},
      {service("  ports: [{port: 1}]\n  internalTrafficPolicy: Node\n"),
       "in.yaml:6:26: internalTrafficPolicy 'Node' is unknown; write Cluster or Local"},
      {service("  ports: [{port: 1}]\n  sessionAffinity: Cookie\n"),
       "in.yaml:6:20: sessionAffinity 'Cookie' is unknown; write None or ClientIP"},
      {service(
           "  ports: [{port: 1}]\n  sessionAffinityConfig: {clientIP: {timeoutSeconds: 86401}}\n"),
       "in.yaml:6:54: timeoutSeconds 86401 is out of range; write a whole number from 1 to 86400"},
      {service("  ports: [{port: 1}]\n  loadBalancerIP: lb.example.com\n"),
       "in.yaml:6:19: loadBalancerIP 'lb.example.com' is no IPv4 address; write an address like "
       "10.1.0.4"},
      {service("  ports: [{port: 1}]\n  loadBalancerSourceRanges: [10.0.0.1/8]\n"),
       "in.yaml:6:30: an item of loadBalancerSourceRanges 10.0.0.1/8 has host bits set; write "
       "10.0.0.0/8"},
      {service("  ports: [{port: 1}]\n  loadBalancerSourceRanges: [{cidr: 10.0.0.0/8}]\n"),
       "in.yaml:6:30: an item of loadBalancerSourceRanges is no text; write a text"},
      {service("  ports: [{port: 1}]\n  allocateLoadBalancerNodePorts: \"false\"\n"),
       "in.yaml:6:34: allocateLoadBalancerNodePorts 'false' is neither true nor false; write true "
       "or false without quotes"},
      {service("  ports: [{port: 1}]\n  healthCheckNodePort: many\n"),
       "in.yaml:6:24: healthCheckNodePort 'many' is not a whole number; write a whole number from "
       "0 to 65535"},
  });
}

TEST(KubeObjectsBad, Endpoints) {
  expect_messages({
      {"apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{addresses: [{hostname: "
       "a}]}]\n",
       "in.yaml:4:24: an item of addresses has no ip; add ip"},
      {"apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{addresses: [{ip: "
       "169.254.1.1}]}]\n",
       "in.yaml:4:29: an endpoint's address 169.254.1.1 lies in 169.254.0.0/16; write an address "
       "of one host that is neither loopback nor link-local"},
      {"apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{addresses: [{ip: "
       "b.example.com}]}]\n",
       "in.yaml:4:29: an endpoint's address 'b.example.com' is no IPv4 address; write an address "
       "like 10.1.0.4"},
      {"apiVersion: v1\nkind: Endpoints\nmetadata: {name: e}\nsubsets: [{ports: [{name: a}]}]\n",
       "in.yaml:4:20: an item of ports has no port; add port"},
      {"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: e}\naddressType: "
       "IPv4\n",
       "in.yaml:1:1: an EndpointSlice without the label kubernetes.io/service-name; add the label "
       "with the name of its Service"},
      {"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: e, labels: "
       "{kubernetes.io/service-name: s}}\n",
       "in.yaml:1:1: EndpointSlice has no addressType; add addressType"},
      {"apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: e, labels: "
       "{kubernetes.io/service-name: s}}\naddressType: Ipv4\n",
       "in.yaml:4:14: addressType 'Ipv4' is unknown; write IPv4, IPv6 or FQDN"},
  });
}

TEST(KubeObjectsBad, Ingresses) {
  expect_messages({
      {ingress("  rules: [{http: {paths: [{path: /}]}}]\n"),
       "in.yaml:5:27: an item of paths has no pathType; add pathType"},
      {ingress("  rules: [{http: {paths: [{pathType: Prefix, backend: {serviceName: a, "
               "servicePort: 1}}]}}]\n"),
       "in.yaml:5:55: backend has serviceName, which is of v1beta1; write service: {name: …, port: "
       "{number: …}}"},
      {ingress("  defaultBackend: {service: {name: a}}\n"),
       "in.yaml:5:19: backend has no port; add the port of the Service"},
      {ingress("  defaultBackend: {}\n"),
       "in.yaml:5:19: backend has no service; write service: {name: …, port: {number: …}}"},
      {ingress("  rules: 5\n"), "in.yaml:5:10: rules is a text; write a list"},
  });
}

}  // namespace
}  // namespace seatrial::config
