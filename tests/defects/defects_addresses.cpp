// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.2: advertised addresses, names, enodes.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// A headless Service of the node that a list then names: the name means the pod itself.
Sites headless() {
  const Sites names = each("[ac]/static", R"(@(org\d)-node(\d):30303)", "@$1-peer$2:30303");
  return also(names, "(a|c)/services", "---\n$",
              "---\napiVersion: v1\nkind: Service\nmetadata:\n  name: @1@-peer@2@\nspec:\n"
              "  clusterIP: None\n  publishNotReadyAddresses: true\n  selector:\n"
              "    name: @1@-node@2@-deployment\n  ports:\n  - port: 30303\n---\n");
}

}  // namespace

Defects address_defects() {
  const std::string nobody = "enode://" + enode_id("nobody");
  const std::string by_node = R"(@(1\.2\.3\.4|2\.2\.3\.4|52\.1\.0\.4|53\.1\.0\.4|10\.[13]\.0\.4))";
  return {
      {"F-02", "ST102",
       each("[bc]/static", R"(@(52\.1\.0\.4|10\.1\.0\.4):\d+)", "@10.96.0.10:30303")},
      {"F-33", "ST207",
       each("b/static", R"(@(1\.2\.3\.4|52\.1\.0\.4):3001(\d))",
            "@org1-node$2.default.svc.cluster.local:30303")},
      {"F-34", "ST208",
       each("b/static", R"(@(1\.2\.3\.4|52\.1\.0\.4):3001(\d))", "@org2-node1:30303")},
      {"F-35", "ST209", each("static", R"(@org(\d)-node(\d):30303)", "@org$1-nod$2:30303")},
      {"F-36", "ST211",
       each("permissioned", R"(@org(\d)-node(\d):30303\?discport=0&raftport=50401)",
            "@org$1-nod$2:30303?discport=0")},
      {"F-37", "ST214", headless()},
      {"F-39", "ST203", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@127.0.0.1:")},
      {"F-39", "ST201", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@<K8s_NODE_IP>:")},
      {"F-39", "ST202", each("static", R"(@\d+\.\d+\.\d+\.\d+:)", "@$$MINIKUBE_IP:")},
      {"F-40", "ST204", each("static", "enode://[0-9a-f]{2}", "enode://")},
      {"F-40", "ST204", each("static", "enode://[0-9a-f]{128}", "enode://")},
      {"F-40", "ST204", each("static", R"(:30\d\d\d\?)", ":300000?")},
      {"F-45", "ST205", each("static", "enode://[0-9a-f]{128}", nobody)},
      {"F-46", "ST212",
       blaming(
           each("static", R"(^      ("enode://[0-9a-f]{128})@.*)", "      $1@9.9.9.9:30303\",\n$&"),
           "static", "@1@")},
      {"F-47", "ST213",
       each("static", R"(^      "enode://[0-9a-f]{128})" + by_node + ":\\d+",
            "      \"" + nobody + "@$1:30099?discport=0\",\n$&")},
      {"F-38", "ST215",
       where_there_is("b/static.yaml", each("a/deployments", "--nodiscover ",
                                            "--bootnodes " + nobody + "@boot.example.com:30303 "))},
      {"13.1 row 3", "ST210",
       each("static", R"(@org(\d)-node(\d):30303\?discport=0)",
            "@org$1-nod$2:30303?discport=0&raftport=50401")},
      {"F-105",
       "ST218",
       in_object(each("deployments", " --raftdnsenable", ""), R"(geth \\$)"),
       {raft_cluster}},
      {"F-94", "ST220", each("static", by_node + ":", "@[2001:db8::1]:")},
      {"F-103", "ST601|ST602",
       blaming(each("permissioned", "enode://[0-9a-f]{128}", nobody), "permissioned",
               R"(^    \[)")},
      {"F-104", "ST502",
       each("permissioned", R"((@org\d-node\d:30303\?discport=0)&raftport=50401)", "$1")},
      {"F-106", "ST217",
       blaming(everywhere("deployments", R"(quorum:(2\.7\.0))", "2.3.0"), "static|deployments",
               "@org|quorum:2")},
  };
}

}  // namespace seatrial::defects
