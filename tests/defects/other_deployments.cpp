// SPDX-License-Identifier: Apache-2.0
// Deployments of other kinds, made of the first ones by changing what is different.
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "deployment.hpp"

namespace seatrial::defects {

namespace {

namespace fs = std::filesystem;

/// Every match of `pattern` in the files whose path matches `files`, replaced.
void change(Tree& tree, const std::string& files, const std::string& pattern,
            const std::string& with) {
  const std::regex wanted_file(files);
  const std::regex wanted(pattern);
  for (auto& [path, text] : tree) {
    if (std::regex_search(path, wanted_file)) text = std::regex_replace(text, wanted, with);
  }
}

constexpr const char* aws_service = R"(apiVersion: v1
kind: Service
metadata:
  name: org2-node@N@
  uid: 00000000-0000-4000-8000-00000000000@N@
  annotations:
    service.beta.kubernetes.io/aws-load-balancer-scheme: internet-facing
    service.beta.kubernetes.io/aws-load-balancer-eip-allocations: eipalloc-@N@
    service.beta.kubernetes.io/aws-load-balancer-enable-tcp-udp-listener: "true"
spec:
  type: LoadBalancer
  loadBalancerIP: 20.1.0.@N@
  selector:
    app: qubernetes
    name: org2-node@N@-deployment
  ports:
  - name: tm-manager
    protocol: TCP
    port: 9001
    targetPort: 9001
    nodePort: 3007@N@
  - name: quorum-listener
    protocol: TCP
    port: 30303
    targetPort: 30303
    nodePort: 3008@N@
  - name: discovery
    protocol: UDP
    port: 30303
    targetPort: 30303
    nodePort: 3008@N@
status:
  loadBalancer:
    ingress:
    - ip: 20.1.0.@N@
---
)";

/// What a careful NetworkPolicy of a node lets in: its cluster's pods, and, by way of the NodePort
/// and its translation, everybody else under the node's address.
constexpr const char* policy_of_node = R"(apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: @NAME@
spec:
  podSelector:
    matchLabels:
      name: @NAME@-deployment
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector: {}
    - ipBlock:
        cidr: @NODE@/32
    ports:
    - protocol: TCP
      port: 30303
    - protocol: TCP
      port: 9001
    - port: 30303
      protocol: UDP
---
)";

constexpr const char* qubernetes_head = R"(# SPDX-License-Identifier: Apache-2.0
genesis:
  consensus: istanbul
  Quorum_Version: 2.7.0
  Chain_Id: "1000"
k8s:
  service:
    type: NodePort
  storage:
    Type: PVC
    Capacity: 200Mi
nodes:
)";

constexpr const char* qubernetes_node = R"(- Node_UserIdent: quorum-node@N@
  Key_Dir: key@N@
  quorum:
    quorum:
      consensus: istanbul
      Quorum_Version: 2.7.0
    tm:
      Name: tessera
      Tm_Version: 0.10.6
  geth:
    Geth_Startup_Params: ""
)";

constexpr const char* chart_values = R"(quorumFlags:
  privacy: true
node:
  goquorum:
    networkId: 10
    p2p:
      port: 30303
  tessera:
    port: 9000
)";

std::string read(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

}  // namespace

Tree balanced_by_aws() {
  Tree tree = two_clusters();
  tree.erase("a-external.yaml");
  tree.erase("b-external.yaml");
  tree["b/services.yaml"].clear();
  for (const char* n : {"1", "2", "3"}) tree["b/services.yaml"] += fill(aws_service, {{"N", n}});
  change(tree, "static|permissioned|tessera", R"(2\.2\.3\.4:3001(\d))", "20.1.0.$1:30303");
  change(tree, "static|permissioned|tessera", R"(2\.2\.3\.4:3003(\d))", "20.1.0.$1:9001");
  change(tree, "trial", "    exported: .*\n", "");
  change(tree, "trial", "    config: b\n", "    config: b\n    provider: aws-nlb\n");
  return tree;
}

Tree discovering_clusters() {
  Tree tree = two_clusters();
  change(tree, "deployments", R"( *--nodiscover \\\n)", "");
  change(tree, "a/deployments", "--nat=none", "--nat=extip:1.2.3.4");
  change(tree, "b/deployments", "--nat=none", "--nat=extip:2.2.3.4");
  change(tree, "static", R"((@\d+\.\d+\.\d+\.\d+:\d+)\?discport=0)", "$1");
  change(tree, "services", R"(    targetPort: 30303\n    nodePort: (\d+)\n)",
         "$&  - name: discovery\n    protocol: UDP\n    port: 30303\n    targetPort: 30303\n"
         "    nodePort: $1  # UDP\n");
  change(tree, "trial", R"(    config: (\w)\n)", "$&    cni: calico\n");
  // No pod runs on the node that the others dial: what comes from the own node no policy denies.
  change(tree, "trial", R"(\{n1: 1\.2\.3\.4\})",
         "{n1: 1.2.3.5, n2: 1.2.3.6, n3: 1.2.3.7, n4: 1.2.3.4}");
  change(tree, "trial", R"(\{n1: 2\.2\.3\.4\})",
         "{n1: 2.2.3.5, n2: 2.2.3.6, n3: 2.2.3.4, n4: 2.2.3.7}");
  for (const char* n : {"1", "2", "3"}) {
    const std::string node = std::string("-node") + n;
    tree["a/policies.yaml"] += fill(policy_of_node, {{"NAME", "org1" + node}, {"NODE", "1.2.3.4"}});
    tree["b/policies.yaml"] += fill(policy_of_node, {{"NAME", "org2" + node}, {"NODE", "2.2.3.4"}});
  }
  return tree;
}

Tree raft_cluster() {
  Tree tree = two_clusters();
  std::erase_if(tree, [](const auto& file) {
    return file.first.starts_with("b/") || file.first.ends_with("-external.yaml");
  });
  change(tree, "static|permissioned", R"(,\n *"[^"]*@2\.2\.3\.4[^"]*")", "");
  change(tree, "tessera", R"(,\n *\{ "url": "http://2\.2\.3\.4[^"]*" \})", "");
  change(tree, "deployments", R"(--istanbul\.blockperiod 3 )",
         "--raft --raftport 50401 --raftdnsenable ");
  change(tree, "static", R"(discport=0)", "discport=0&raftport=50401");
  tree["trial.yaml"] = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
clusters:
  a:
    config: a
    kubernetes: "1.29"
    nodes: {n1: 1.2.3.4}
steps:
- deploy: a
)";
  return tree;
}

Tree from_qubernetes(int nodes) {
  Tree tree;
  std::string& yaml = tree["qubernetes.yaml"];
  yaml = qubernetes_head;
  for (int i = 1; i <= nodes; ++i) yaml += fill(qubernetes_node, {{"N", std::to_string(i)}});
  tree["trial.yaml"] = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
clusters:
  a:
    config: qubernetes.yaml
    nodes: {n1: 1.2.3.4}
steps:
- deploy: a
)";
  return tree;
}

Tree helm_charts() {
  const fs::path library = fs::path(SEATRIAL_SOURCE_DIR) / "scenarios" / "quorum-kubernetes";
  Tree tree;
  for (const char* file : {"helm-a/rendered.yaml", "helm-a/run-time.yaml", "helm-a-node-ports.yaml",
                           "helm-b-node-ports/rendered.yaml", "helm-b-node-ports/run-time.yaml"}) {
    tree[file] = read(library / file);
  }
  tree["helm-a/values.yaml"] = chart_values;
  tree["helm-b-node-ports/values.yaml"] = chart_values;
  tree["trial.yaml"] = read(library / "helm-node-ports.yaml");
  change(tree, "rendered", "  type: ClusterIP\n",
         "  clusterIP: None\n  publishNotReadyAddresses: true\n");
  return tree;
}

Tree crossing_tesseras() {
  Tree tree = two_clusters();
  change(tree, "a/tessera", R"( *\{ "url": "http://org1[^"]*" \},\n)", "");
  change(tree, "b/tessera", R"(,\n *\{ "url": "http://org2[^"]*" \})", "");
  return tree;
}

Tree contract_permissions() {
  Tree tree = two_clusters();
  change(tree, "deployments", "quorum:2\\.7\\.0", "quorum:21.1.0");
  change(tree, "deployments", "        - name: permission-nodes\n          mountPath",
         "        - name: permission-config\n"
         "          mountPath: /etc/quorum/qdata/dd/permission-config.json\n"
         "          subPath: permission-config.json\n$&");
  for (const char* node :
       {"org1-node1", "org1-node2", "org1-node3", "org2-node1", "org2-node2", "org2-node3"}) {
    const std::string cluster = node[3] == '1' ? "a/" : "b/";
    change(tree, cluster + "deployments/" + node, "      - name: permission-nodes\n        config",
           fill("      - name: permission-config\n        configMap:\n"
                "          name: @NODE@-permission-config\n$&",
                {{"NODE", node}}));
    tree[cluster + "contract.yaml"] += fill(R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: @NODE@-permission-config
data:
  permission-config.json: |
    {"permissionModel": "v1"}
---
)",
                                            {{"NODE", node}});
  }
  return tree;
}

Tree azure_templates() {
  const fs::path library = fs::path(SEATRIAL_SOURCE_DIR) / "scenarios" / "quorum-kubernetes";
  Tree tree;
  tree["a-azure.json"] = tree["b-azure.json"] = read(library / "azure.json");
  change(tree, "azure", R"("10\.2\.0\.)", "\"10.96.0.");
  change(tree, "azure", R"("dnsServiceIP")",
         "\"dockerBridgeCidr\": \"172.17.0.1/16\",\n          $&");
  change(tree, "b-azure", R"("10\.1\.)", "\"10.2.");
  tree["trial.yaml"] = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
networks:
  vnet-a: {cloud: azure, range: 10.1.0.0/16, routes: []}
  vnet-b: {cloud: azure, range: 10.2.0.0/16, routes: []}
connections: {a-b: {peering: [vnet-a, vnet-b]}}
clusters:
  a: {network: vnet-a, platform: a-azure.json, nodes: {n1: 10.1.0.4},
      peers: {a1: {node_port: 30041}}}
  b: {network: vnet-b, platform: b-azure.json, nodes: {n1: 10.2.0.4},
      peers: {b1: {node_port: 30051}}}
wan: [{between: [a, b], latency: 10ms}]
genesis: {validators: [b/*], ceil2Nby3Block: 0}
lists: {static: {a/*: [b/*]}, permissioned: {"*": ["*"]}}
steps:
- start: ["*"]
)";
  return tree;
}

std::vector<Tree> usual_deployments() {
  return {two_clusters(), three_clusters(), company_and_export()};
}

std::vector<Tree> all_deployments() {
  std::vector<Tree> all = usual_deployments();
  for (Tree (*one)() : {balanced_by_aws, discovering_clusters, raft_cluster, helm_charts,
                        crossing_tesseras, contract_permissions, azure_templates}) {
    all.push_back(one());
  }
  for (const int nodes : {1, 2, 3}) all.push_back(from_qubernetes(nodes));
  return all;
}

}  // namespace seatrial::defects
