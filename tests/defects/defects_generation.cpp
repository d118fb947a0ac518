// SPDX-License-Identifier: Apache-2.0
// Rows of facts 10.4: what generators and their users do wrong.
#include <regex>

#include "defect.hpp"

namespace seatrial::defects {

namespace {

/// The genesis of every cluster made again with other validators.
Sites with_validators(const std::vector<std::string>& validators) {
  return [=](const Tree& tree) {
    const std::string genesis = genesis_text(validators);
    std::smatch found;
    std::regex_search(genesis, found, std::regex("0x[0-9a-f]{100,}"));
    return everywhere("a/genesis", R"x("extraData": "(0x[0-9a-f]+)")x", found.str())(tree);
  };
}

/// The genesis of every cluster with this extraData.
Sites with_extra(const std::string& extra) {
  return blaming(everywhere("a/genesis", R"x("extraData": "(0x[0-9a-f]+)")x", extra), "genesis",
                 "extraData");
}

/// What is no vanity of 32 bytes and a list of validators, seal and committed seals behind it.
Sites unreadable_extra() {
  const std::string vanity(64, '0');
  return any_of({with_extra("0x00"), with_extra("0x" + vanity), with_extra("0x" + vanity + "c0")});
}

/// One of those who validate stands in the list twice.
Sites listed_twice() {
  std::vector<Sites> all;
  for (const char* node : {"org1-node1", "org1-node2", "org2-node1"}) {
    std::vector<std::string> validators{"org1-node1", "org1-node2", "org1-node3", "org2-node1",
                                        "org2-node2", "org2-node3", node};
    all.push_back(where_there_is("a/static.yaml",
                                 blaming(with_validators(validators), "genesis", "extraData")));
  }
  return any_of(std::move(all));
}

/// All geneses alike with another number behind a key.
Sites with_number(const std::string& key, const std::string& from, const std::string& to) {
  const std::string line = "\"" + key + "\": ";
  return blaming(also(each("a/genesis", line + from, line + to), "genesis", line + from, line + to),
                 "genesis", line);
}

/// The genesis made with one validator more, whom nobody runs.
Sites with_a_stranger() {
  return [](const Tree& tree) {
    std::vector<Mutation> made;
    if (!tree.contains("c/static.yaml")) return made;
    for (const char* stranger : {"ghost1", "ghost2", "ghost3"}) {
      const Sites sites =
          blaming(with_validators({"org1-node1", "org1-node2", "org2-node1", "org2-node2",
                                   "org3-node1", "org3-node2", stranger}),
                  "genesis", "extraData");
      for (Mutation& mutation : sites(tree)) made.push_back(std::move(mutation));
    }
    return made;
  };
}

/// The genesis made without one of those who mine, for each of them.
Sites without_one_validator() {
  return [](const Tree& tree) {
    const std::vector<std::string> all{"org1-node1", "org1-node2", "org2-node1",
                                       "org2-node2", "org3-node1", "org3-node2"};
    std::vector<Mutation> made;
    if (!tree.contains("c/static.yaml")) return made;
    for (const std::string& left_out : all) {
      std::vector<std::string> others = all;
      std::erase(others, left_out);
      const Sites sites = blaming(with_validators(others), left_out, R"(geth \\$)");
      for (Mutation& mutation : sites(tree)) made.push_back(std::move(mutation));
    }
    return made;
  };
}

/// The genesis with three validators of one company and three of the others together.
Sites unbalanced() {
  std::vector<Sites> all;
  for (const std::string org : {"org1", "org2", "org3"}) {
    std::vector<std::string> validators;
    for (const std::string other : {"org1", "org2", "org3"}) {
      for (const char* node : {"-node1", "-node2", "-node3"}) {
        const bool enough = other == org || node[5] == '1';
        if (enough) validators.push_back(other + node);
      }
    }
    all.push_back(blaming(with_validators(validators), "genesis", "extraData|istanbul"));
  }
  return any_of(std::move(all));
}

/// The genesis with one validator, whoever it is.
Sites single_validator() {
  std::vector<Sites> all;
  for (const char* node : {"org1-node1", "org1-node2", "org2-node1"}) {
    all.push_back(
        blaming(with_validators({node}), "genesis|deployments", "extraData|geth|geth-genesis"));
  }
  return any_of(std::move(all));
}

}  // namespace

Defects generation_defects() {
  const std::string nobody = "enode://" + enode_id("nobody") + "@9.9.9.9:30303";
  // Of two companies that disagree, either may be the one that should take over the other's.
  const auto genesis = [](const std::string& key, const std::string& from, const std::string& to) {
    const std::string line = "\"" + key + "\": ";
    return where_there_is("b/static.yaml",
                          blaming(each("/genesis", line + from, line + to), "genesis", line));
  };
  return {
      {"F-63", "ST401",
       blaming(everywhere("[ac]/services", R"(^  name: (org(\d)-node2)$)", "org$2-node11"),
               "deployments|services", "node1(1)?$|node1(1)?-deployment$")},
      {"F-64", "ST201",
       where_there_is("b-genesis.json", each("b-external", R"(@2\.2\.3\.4:)", "@<K8s_NODE_IP>:"))},
      {"F-65", "ST605", genesis("timestamp", "\"0x00\"", "\"0x01\"")},
      {"F-67", "ST606", each("deployments", "--networkid 1000", "--networkid 1001")},
      {"F-68", "ST607", genesis("chainId", "1000", "1001")},
      {"F-68", "ST608", genesis("byzantiumBlock", "0", "500")},
      {"F-68", "ST702", genesis("epoch", "30000", "100")},
      {"F-69", "ST405", each("/genesis", R"("nonce": "0x0")", R"("nonce": 0x)")},
      {"F-70", "ST601|ST602",
       blaming(each("permissioned", "enode://[0-9a-f]{128}@[^?]*", nobody), "permissioned",
               R"(^    \[)")},
      {"F-72", "ST404", each("keys", R"(nodekey: "0x[0-9a-f]{4})", R"(nodekey: "0x0000)")},
      {"F-72", "ST404",
       where_there_is("b-genesis.json", each("b-external", R"(Node_Acct_Addr: "0x[0-9a-f]{4})",
                                             R"(Node_Acct_Addr: "0x0000)"))},
      {"F-73", "ST403", without_one_validator()},
      {"F-74", "ST410", with_a_stranger()},
      {"F-75", "ST704", unbalanced(), {three_clusters}},
      {"13.3 row 36", "ST708", single_validator(), {two_clusters}},
      {"F-76", "ST415",
       where_there_is("b/static.yaml",
                      blaming(each("/genesis", R"("istanbul": \{)", R"("other": {)"), "genesis",
                              R"("config": \{)"))},
      {"F-80", "ST418",
       where_there_is("c/static.yaml",
                      each("deployments", "type: Recreate", "type: RollingUpdate"))},
      {"13.3 row 33", "ST716", unreadable_extra(), {two_clusters}},
      {"13.3 row 33",
       "ST717",
       any_of({blaming(with_validators({}), "genesis", "extraData")}),
       {two_clusters, company_and_export, three_clusters}},
      {"13.3 row 33", "ST718", listed_twice(), {two_clusters}},
      {"13.3 row 34",
       "ST719",
       any_of({with_number("policy", "0", "2"), with_number("policy", "0", "7")}),
       {two_clusters, three_clusters}},
      {"13.3 row 33", "ST720", with_number("epoch", "30000", "0")},
  };
}

}  // namespace seatrial::defects
