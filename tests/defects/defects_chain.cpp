// SPDX-License-Identifier: Apache-2.0
// Rows of goquorum's section 13 that no row of facts 10 has, and those of consensus.
#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// An entry of b's list for a node of c, who lists b, too.
Sites mutual_entries() {
  std::vector<Sites> all;
  for (const char* n : {"1", "2", "3"}) {
    const std::string node = std::string("org3-node") + n;
    all.push_back(
        each("b/static", R"(^    \[$)",
             "$&\n      \"enode://" + enode_id(node) + "@53.1.0.4:3001" + n + "?discport=0\","));
  }
  return blaming(any_of(std::move(all)), "b/static|c/static", R"(@53|@20|\[$)");
}

/// One entry of each list is left for the other company, so that two nodes carry all of it.
Sites one_in_between() {
  std::vector<Sites> all;
  for (const std::string n : {"1", "2", "3"}) {
    const std::string others = ",\\n *\"[^\"]*@2\\.2\\.3\\.4:3001[^" + n + "][^\"]*\"";
    const std::string back = " *\"[^\"]*@1\\.2\\.3\\.4:3001[^" + n + "][^\"]*\",\\n";
    all.push_back(
        also(also(each("a/static", "@2\\.2\\.3\\.4:3001" + n, "$&"), "a/static", others, ""),
             "b/static", back, ""));
  }
  return blaming(any_of(std::move(all)), "static|deployments", R"(@|\[$|geth|apiVersion)");
}

}  // namespace

Defects chain_defects() {
  return {
      {"13.1 row 9", "ST603",
       blaming(each("permissioned", R"(^    \]$)", ""), "permissioned", R"(^    \[)")},
      {"law section 4", "ST604",
       blaming(each("static", R"(^    \]$)", ""), "static", R"(^    \[)")},
      {"13.1 row 13", "ST616",
       each("[bc]/deployments", "--port 30303 ", "--port 30303 --netrestrict 9.0.0.0/8 ")},
      {"13.1 row 18", "ST611", each("deployments", "--port 30303 ", "--port 30303 --maxpeers 1 ")},
      {"13.2 row 23", "ST617",
       blaming(each("deployments", "--mine --minerthreads 1", "--emitcheckpoints"), "deployments",
               "geth|emitcheckpoints")},
      {"13.2 row 24", "ST703", each("deployments", "blockperiod 3", "blockperiod 5")},
      {"13.1 row 12",
       "ST609",
       blaming(also(each("services", "^  type: NodePort", "$&\n  externalTrafficPolicy: Local"),
                    "services", "type: NodePort\n  sel",
                    "type: NodePort\n  externalTrafficPolicy: "
                    "Local\n  sel"),
               "services|static", "Local|apiVersion|@"),
       {two_clusters}},
      {"13.1 row 17",
       "ST614",
       in_object(each("deployments", R"(--istanbul\.blockperiod 3)", "--raft"), R"(geth \\$|raft)"),
       {two_clusters}},
      {"13.1 row 19",
       "ST612",
       each("a/static", R"(@2\.2\.3\.4:30011)", "@2.2.3.4:30303"),
       {two_clusters, discovering_clusters, contract_permissions}},
      {"F-102", "ST615", each("contract", "\"v1\"", "\"v2\""), {contract_permissions}},
      {"13.2 row 22", "ST610", mutual_entries(), {three_clusters}},
      {"13.3 row 31", "ST706|ST613", one_in_between(), {two_clusters}},
      {"13.3 row 34", "ST702",
       where_there_is("b/static.yaml", blaming(each("/genesis", "\"policy\": 0", "\"policy\": 1"),
                                               "genesis", "\"policy\": "))},
      {"13.3 row 30", "ST705",
       where_there_is("b-external.yaml",
                      blaming(everywhere("/genesis", R"x("(ceil2Nby3Block)")x", "unknownKey"),
                              "genesis", "istanbul|epoch|policy"))},
      {"13.3 row 35", "ST707",
       where_there_is("b-external.yaml",
                      blaming(each("deployments", "blockperiod 3",
                                   "blockperiod 3 --istanbul.requesttimeout 3000"),
                              "deployments", "blockperiod|requesttimeout|geth"))},
  };
}

}  // namespace seatrial::defects
