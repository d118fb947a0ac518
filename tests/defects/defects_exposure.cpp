// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.1: Services, ports, NodePorts, load balancers. Tessera's are defects_privacy's.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// The entries that lead to a NodePort by the address of a node.
const std::string by_node = R"(@(1\.2\.3\.4|2\.2\.3\.4|52\.1\.0\.4|53\.1\.0\.4|10\.[13]\.0\.4))";
/// The Services in front of geth and Tessera, not those of RPC.
const std::string in_front = "name: quorum-listener";

constexpr const char* monitoring = R"(apiVersion: v1
kind: Service
metadata:
  name: prometheus
spec:
  type: NodePort
  selector:
    app: prometheus
  ports:
  - name: http
    port: 9090
    nodePort: 30011
)";

constexpr const char* kube_proxy = R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: kube-proxy
  namespace: kube-system
data:
  config.conf: |
    kind: KubeProxyConfiguration
    nodePortAddresses: [192.168.0.0/16]
)";

constexpr const char* old_ingress = R"(apiVersion: extensions/v1beta1
kind: Ingress
metadata:
  name: rpc
spec:
  rules:
  - host: rpc.example.com
    http:
      paths:
      - path: /
        backend:
          serviceName: org1-node1-rpc
          servicePort: 8545
)";

/// A node of the cluster as a dump has it, with the label that says that it may go.
std::string spot_node(const std::string& address) {
  return R"(apiVersion: v1
kind: Node
metadata:
  name: n1
  labels:
    eks.amazonaws.com/capacityType: SPOT
status:
  addresses:
  - type: ExternalIP
    address: )" +
         address + "\n";
}

/// The node behind a public address that others have in their lists.
Sites public_spot_nodes() {
  return [](const Tree& tree) {
    const bool three = tree.contains("c/static.yaml");
    std::vector<Mutation> made =
        append("a/services", spot_node(three ? "52.1.0.4" : "1.2.3.4"), 6)(tree);
    if (three) return made;
    for (Mutation& mutation : append("b/services", spot_node("2.2.3.4"), 6)(tree)) {
      made.push_back(std::move(mutation));
    }
    return made;
  };
}

/// NodePort Services made ClusterIP, without the node ports, which the API server would refuse.
Sites inside_only() {
  const Sites types = each("services", "type: NodePort", "type: ClusterIP");
  return [types](const Tree& tree) {
    std::vector<Mutation> made = types(tree);
    for (Mutation& mutation : made) {
      Place& place = mutation.blamed.front();
      std::string& text = mutation.tree[place.file];
      std::size_t at = 0;
      for (std::size_t line = 1; line < place.line; ++line) at = text.find('\n', at) + 1;
      const std::size_t end = text.find("---", at);
      for (std::size_t port = text.find("nodePort:", at); port < end;
           port = text.find("nodePort:", port)) {
        const std::size_t stop = text.find('\n', port);
        text.replace(port, stop - port, std::string(stop - port, ' '));
      }
      place.line -= 5;  // the finding blames the Service
    }
    return made;
  };
}

Sites annotated(const std::string& annotation) {
  const Sites names = each("b/services", R"(^  name: (org2-node\d)$)",
                           "  name: $1\n  annotations:\n    " + annotation);
  return blaming(names, "b/services", annotation.substr(0, annotation.find(':')));
}

/// A UDP port beside the TCP port of p2p, with its own NodePort.
Sites with_udp(Sites sites, const std::string& node_port) {
  return also(std::move(sites), "services", R"((  - name: quorum-listener\n))",
              "  - name: discovery\n    protocol: UDP\n    port: 30303\n    targetPort: 30303\n" +
                  node_port + "$1");
}

/// Where links lead to, and what NodePorts may be.
Defects node_port_defects() {
  return {
      {"F-01", "ST101", inside_only()},
      {"F-03", "ST103", each("static", by_node + R"(:\d+)", "@$1:30303")},
      {"F-04", "ST104", each("static", by_node + R"(:3001(\d))", "@$1:3003$2")},
      {"F-05", "ST105", each("static", by_node + ":30011", "@$1:30012")},
      {"F-06", "ST122", each("c/static", R"((20\.1\.0\.1):30303)", "$1:30070")},
      {"F-06", "ST122", each("c/static", R"((20\.1\.0\.2):30303)", "$1:30072")},
      {"F-06", "ST122", each("c/static", R"((20\.1\.0\.3):30303)", "$1:30074")},
      {"F-07", "ST106",
       where_there_is("c/static.yaml",
                      each("a/services", R"(nodePort: 3001\d)", "nodePort: 29011"))},
      {"F-08", "ST107", append("(a|c)/services", monitoring, 12)},
      {"F-09", "ST108", everywhere("services", R"(nodePort: (3001\d))", "30500")},
      {"F-10", "ST109",
       where_there_is("b/static.yaml", blaming(each("a/services", R"(nodePort: (3001\d))", ""),
                                               "services", "name: quorum-listener|^apiVersion"))},
      {"F-11", "ST110",
       blaming(in_documents(in_front, each("services", R"(name: (org\d-node\d)-deployment)",
                                           "name: $1-deploy")),
               "services", "name: (quorum-listener|tm-manager)|^apiVersion")},
      {"F-11", "ST110|ST115",
       blaming(each("services", "targetPort: 30303", "targetPort: rlpx"), "services|static",
               "name: quorum-listener|targetPort: rlpx|enode://")},
      {"F-12", "ST111",
       where_there_is("b-genesis.json", each("b-external", R"(:300\d\d\?)", ":?"))},
      {"F-20", "ST112",
       where_there_is("c/static.yaml",
                      blaming(in_documents("name: (org[13]-node2|org3-node3)$",
                                           each("[ac]/services", "type: NodePort",
                                                "type: NodePort\n  externalTrafficPolicy: Local")),
                              "services|static|tessera",
                              "Local|name: (tm-manager|quorum-listener)|^apiVersion|3001[23]"))},
      {"F-21", "ST124", where_there_is("b/static.yaml", public_spot_nodes())},
  };
}

/// What stands beside and before the Services.
Defects service_defects() {
  return {
      {"F-22", "ST125", append("(a|c)/services", kube_proxy, 9)},
      {"F-24", "ST121",
       blaming(in_documents(in_front, each("services", R"(name: org\d-node\d-deployment)", "")),
               "services", "^apiVersion|^kind")},
      {"F-25", "ST126", each("deployments", "replicas: 1", "replicas: 2")},
      {"F-26", "ST117",
       blaming(each("b/services", R"(- 5[23]\.1\.0\.0/16)", "- 59.9.0.0/16"), "services",
               "^  - 5[29]")},
      {"F-28", "ST127", append("services", old_ingress, 1)},
      {"F-29", "ST128",
       annotated("service.beta.kubernetes.io/aws-load-balancer-connection-idle-timeout: \"10\"")},
      {"F-30", "ST129",
       annotated("service.beta.kubernetes.io/aws-load-balancer-proxy-protocol: \"*\"")},
      {"F-41", "ST132",
       where_there_is("b/static.yaml",
                      blaming(with_udp(each("a/deployments", "--nodiscover ", ""), ""),
                              "deployments", "geth|nat=none"))},
      {"F-42", "ST130",
       where_there_is("b/static.yaml",
                      blaming(with_udp(each("a/deployments", "--nodiscover", ""), ""), "services",
                              "name: discovery"))},
      {"F-44", "ST133",
       where_there_is("b/static.yaml", blaming(each("[ab]/deployments", "--nodiscover ", ""),
                                               "services", "quorum-listener"))},
      {"F-107", "ST507",
       where_there_is(
           "b/static.yaml",
           where_there_is("b-external.yaml",
                          blaming(also(with_udp(each("a/deployments", "--nodiscover ", ""), ""),
                                       "trial", "\"1.29\"", "\"1.20\""),
                                  "services", "name: discovery")))},
      {"F-112", "ST113",
       blaming(each("services", "type: ClusterIP", "type: NodePort"), "services",
               "name: rpc-listener")},
      {"13.1 row 6", "ST134",
       blaming(each("deployments", R"(^    metadata:$)",
                    "    metadata:\n      annotations:\n        sidecar.istio.io/inject: \"true\""),
               "deployments", "sidecar")},
  };
}

}  // namespace

Defects exposure_defects() {
  Defects all = node_port_defects();
  for (Defect& defect : service_defects()) all.push_back(std::move(defect));
  return all;
}

}  // namespace seatrial::defects
