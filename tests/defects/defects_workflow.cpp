// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.4 and 10.2 that stand in a qubernetes.yaml, in what qctl exports, or in what the
// Helm charts make.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

Tree one_node() {
  return from_qubernetes(1);
}
Tree two_nodes() {
  return from_qubernetes(2);
}
Tree three_nodes() {
  return from_qubernetes(3);
}

/// A key of a section of the yaml, and its line.
Sites key_of(const std::string& section, const std::string& key, const std::string& value) {
  return in_object(each("qubernetes", "^" + section + ":$", "$&\n  " + key + ": " + value),
                   "^  " + key + ":");
}

/// The NodePort of a Service of the same name in another namespace, as qctl finds it.
Sites other_namespace() {
  const Sites urls = each("b/tessera", R"(1\.2\.3\.4:3003(\d))", "1.2.3.4:3009$1");
  return also(urls, "a/services", "---\n$",
              "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: org1-node@1@\n"
              "  namespace: test\nspec:\n  type: NodePort\n  selector:\n    app: qubernetes\n"
              "  ports:\n  - name: tm-manager\n    port: 9001\n    nodePort: 3009@1@\n---\n");
}

Defects qubernetes_defects() {
  const std::vector<Tree (*)()> yamls{one_node, two_nodes, three_nodes};
  return {
      {"F-61", "ST408", key_of("k8s", "securityContext", "{runAsUser: 0}"), yamls},
      {"F-62", "ST413", other_namespace(), {two_clusters}},
      {"F-113", "ST406", key_of("k8s", "namespace", "quorum"), yamls},
      {"F-114", "ST409", append("qubernetes", "cakeshop: {version: 0.12.1}\n", 1), yamls},
      {"F-115", "ST407", each("qubernetes", "Key_Dir: key1$", "Key_Dir: org1"), yamls},
  };
}

Defects chart_defects() {
  const auto genesis = [](const std::string& from, const std::string& to) {
    return each("helm-b.*/run-time", from, to);
  };
  const Sites late = each("rendered", "publishNotReadyAddresses: true", "");
  return {
      {"F-77",
       "ST416",
       any_of({genesis("\"timestamp\": \"0x58ee40ba\"", "\"timestamp\": \"0x1\""),
               genesis("\"gasLimit\": \"0xf7b760\"", "\"gasLimit\": \"0xf7b761\""),
               genesis("\"difficulty\": \"0x1\"", "\"difficulty\": \"0x2\"")}),
       {helm_charts}},
      {"F-78",
       "ST412",
       blaming(everywhere("helm-b.*/rendered", R"(^  name: goquorum-node-(b-member-\d)$)",
                          "validator-1"),
               "helm-b", "name: goquorum-node-validator-1$"),
       {helm_charts}},
      {"F-79", "ST417", each("values", "port: 30303", "port: 30304"), {helm_charts}},
      {"F-79", "ST417", each("values", "port: 9000", "port: 9001"), {helm_charts}},
      {"F-108",
       "ST219",
       blaming(each("rendered", "clusterIP: None", "type: ClusterIP"), "run-time", "enode://"),
       {helm_charts}},
      {"F-109",
       "ST216",
       blaming(also(late, "rendered", "publishNotReadyAddresses: true", ""), "run-time",
               "enode://"),
       {helm_charts}},
  };
}

}  // namespace

Defects workflow_defects() {
  Defects all = qubernetes_defects();
  for (Defect& defect : chart_defects()) all.push_back(std::move(defect));
  return all;
}

}  // namespace seatrial::defects
