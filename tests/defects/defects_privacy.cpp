// SPDX-License-Identifier: Apache-2.0
// Tessera's rows: addresses, lists, checks, transport security.
#include "defect.hpp"

namespace seatrial::defects {

Defects privacy_defects() {
  const Sites nowhere = each("tessera", R"x("serverAddress": "http://.*")x",
                             R"x("serverAddress": "http://tessera:9001")x");
  return {
      {"F-31", "ST801", nowhere},
      {"F-32", "ST802",
       where_there_is("b-external.yaml", each("a/tessera", R"x("serverAddress": "http://.*")x",
                                              R"x("serverAddress": "http://org2-node1:9001")x"))},
      {"F-48", "ST803", each("tessera", R"x("url": "http://)x", R"x("url": "http://http://)x")},
      {"F-48", "ST804",
       each("tessera", R"x("url": "http://(.*):3003)x", R"x("url": "http://$1:3001)x")},
      {"F-49", "ST807",
       where_there_is("b/static.yaml",
                      each("tessera", R"("useWhiteList": false)", R"("useWhiteList": true)"))},
      {"F-50", "ST808",
       blaming(
           each("tessera", R"("disablePeerDiscovery": false)", R"("disablePeerDiscovery": true)"),
           "tessera", "serverAddress|disablePeer")},
      {"F-51", "ST809",
       where_there_is("b/static.yaml", also(nowhere, "tessera", "RemoteKeyValidation\": false",
                                            "RemoteKeyValidation\": true"))},
      {"F-52", "ST810",
       blaming(each("tessera", R"("tls": "OFF")", R"("tls": "STRICT")"), "tessera", "tls|url")},
      {"F-53",
       "ST805",
       blaming(once(also(also(each("a/tessera", R"("url": "http://org1)", "$&"), "a/tessera",
                              R"(,\n *\{ "url": "http://\d[^"]*" \})", ""),
                         "b/tessera", R"(\{ "url": "http://1\.2\.3\.4[^"]*" \},\n *)", "")),
               "tessera", "serverAddress"),
       {two_clusters, discovering_clusters, balanced_by_aws, contract_permissions}},
      {"F-54",
       "ST811",
       in_object(each("a/tessera", R"("peer": \[)",
                      "$&\n        { \"url\": \"http://org1-node2:9001\" },\n        { \"url\": "
                      "\"http://org1-node3:9001\" },"),
                 R"(url": "http://2)"),
       {crossing_tesseras}},
      {"F-54",
       "ST811",
       in_object(each("b/tessera", R"("peer": \[)",
                      "$&\n        { \"url\": \"http://org2-node2:9001\" },\n        { \"url\": "
                      "\"http://org2-node3:9001\" },"),
                 R"(url": "http://1)"),
       {crossing_tesseras}},
      {"F-55", "ST812",
       each("deployments", R"(value: /etc/quorum/qdata/tm/tm\.ipc)",
            "value: /etc/quorum/elsewhere/tm.ipc")},
      {"F-110", "ST813",
       where_there_is("b/static.yaml",
                      each("tessera", R"("alwaysSendTo": \[\])",
                           R"("alwaysSendTo": ["pOKKm2vlmOKKm2vlmOKKm2vlmOKKm2vlmOKKm2vlmOI="])"))},
      {"13.4 row 43", "ST814",
       blaming(each("deployments", R"(^        - containerPort: 9001$)",
                    "$&\n        readinessProbe:\n          httpGet:\n            path: /upcheck\n "
                    "           port: 9001"),
               "deployments", "path: /upcheck")},
  };
}

}  // namespace seatrial::defects
