// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.1 that are about load balancers, their providers, raft ports and Ingresses.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// UDP beside TCP in one Service of type LoadBalancer.
Sites with_udp() {
  return each("b/services", "^  - name: quorum-listener$",
              "  - name: discovery\n    protocol: UDP\n    port: 30303\n    targetPort: 30303\n$&");
}

/// Of three clusters, where b's provider is another one.
Sites with_provider(Sites sites, const std::string& provider) {
  return in_object(also(std::move(sites), "trial", "provider: azure", "provider: " + provider));
}

/// A second Service before a node, for UDP, that wants the address of the first one.
Sites second_service(const std::string& annotations, const std::string& policy) {
  const Sites names = each("b/services", R"(^  name: (org2-node(\d))$)", "$&");
  const Sites made = also(names, "b/services", "---\n$",
                          "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: @1@-udp\n" +
                              annotations + "spec:\n  type: LoadBalancer\n" + policy +
                              "  loadBalancerIP: 20.1.0.@2@\n  selector:\n    app: qubernetes\n"
                              "    name: @1@-deployment\n  ports:\n  - name: discovery\n"
                              "    protocol: UDP\n    port: 30303\n---\n");
  return with_provider(in_object(blaming(made, "b/services", "^  name: @1@-udp$"), "^apiVersion"),
                       "metallb");
}

/// p2p sent to the NodePort of an Ingress controller.
Sites through_ingress() {
  const Sites entries = each("b/static", R"(@1\.2\.3\.4:3001\d)", "@1.2.3.4:30080");
  const Sites with_objects = also(
      entries, "a/services", "---\n$",
      "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: ingress-nginx\nspec:\n"
      "  type: NodePort\n  selector:\n    app: ingress-nginx\n  ports:\n  - name: http\n"
      "    port: 80\n    nodePort: 30080\n---\napiVersion: networking.k8s.io/v1\nkind: Ingress\n"
      "metadata:\n  name: rpc\nspec:\n  rules:\n  - http:\n      paths:\n      - path: /\n"
      "        pathType: Prefix\n        backend:\n          service:\n            name: "
      "org1-node1-rpc\n            port:\n              number: 8545\n---\n");
  return also(with_objects, "trial", R"(nodes: \{n1: 1\.2\.3\.4\})",
              "$&\n    pods: {ingress: {labels: {app: ingress-nginx}, listens: 80}}");
}

Sites without_annotation(const std::string& name) {
  return each("b/services", "^    .*" + name + ".*$", "");
}

}  // namespace

Defects provider_defects() {
  const std::string raft = "--raft --raftport 50401 --raftdnsenable";
  return {
      {"F-13",
       "ST119",
       in_object(also(with_udp(), "trial", "\"1\\.29\"", "\"1.23\"")),
       {three_clusters}},
      {"F-13",
       "ST119",
       in_object(also(with_udp(), "trial", "\"1\\.29\"", "\"1.19\"")),
       {three_clusters}},
      {"F-14",
       "ST116",
       in_object(without_annotation("enable-tcp-udp-listener"), "name: discovery"),
       {balanced_by_aws}},
      {"F-15", "ST119", with_provider(with_udp(), "gcp"), {three_clusters}},
      {"F-15", "ST119", with_provider(with_udp(), "aws-clb"), {three_clusters}},
      {"F-16", "ST119", second_service("", ""), {three_clusters}},
      {"F-17",
       "ST311",
       in_object(each("b/services", R"(^  name: (org2-node\d)$)",
                      "$&\n  annotations:\n    "
                      "service.beta.kubernetes.io/azure-load-balancer-internal: \"true\"")),
       {three_clusters}},
      {"F-18",
       "ST123",
       blaming(without_annotation("eip-allocations"), "^a/", R"(20\.1\.0\.\d)"),
       {balanced_by_aws}},
      {"F-19",
       "ST119",
       in_object(each("b/services", R"(^    - ip: .*$)", "    []")),
       {balanced_by_aws}},
      {"F-23",
       "ST701",
       blaming(also(each("deployments", R"(--istanbul\.blockperiod 3)", raft), "deployments",
                    R"(--istanbul\.blockperiod 3)", raft),
               "deployments", R"(geth \\$|raft)"),
       {two_clusters}},
      {"F-27", "ST120", through_ingress(), {two_clusters}},
      {"F-43",
       "ST131",
       blaming(each("services", R"(nodePort: 3001(\d)  # UDP)", "nodePort: 3005$1  # UDP"),
               "static", R"(@[\d.]+:3001@1@)"),
       {discovering_clusters}},
      {"F-92",
       "ST318",
       each("b/static", R"(@org2-node(\d):30303)", "@20.1.0.$1:30303"),
       {balanced_by_aws}},
  };
}

}  // namespace seatrial::defects
