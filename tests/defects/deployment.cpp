// SPDX-License-Identifier: Apache-2.0
#include "deployment.hpp"

#include "sim/wire/header.hpp"
#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/keys.hpp"
#include "templates.hpp"

namespace seatrial::defects {

namespace {

/// One node of a company: where the others reach it.
struct Node {
  std::string name;
  std::string p2p;              ///< "1.2.3.4:30011", for the clusters that take the public way
  std::string tessera;          ///< likewise
  std::string private_p2p;      ///< for the clusters that are peered; "" where there are none
  std::string private_tessera;  ///< likewise
  bool validates = true;
};

/// One cluster's files to be.
struct Company {
  std::string cluster;
  std::string service;  ///< template of its Services
  std::vector<Node> nodes;
  std::vector<std::string> peered;  ///< the clusters that use its private addresses
  std::vector<std::string> dials;   ///< the clusters that its static list names
};

wire::PublicKey key_of(std::string_view node) {
  const wire::Hash32 hash = wire::keccak256(wire::as_bytes(node));
  return *wire::public_key(wire::PrivateKey(hash.data));
}

/// 32 bytes in base64, as no two nodes have them.
std::string tessera_key(const std::string& node) {
  std::string key = wire::to_hex(wire::keccak256(wire::as_bytes(node))).substr(0, 42);
  return key + "A=";
}

std::string port_of(const std::string& address) {
  return address.substr(address.rfind(':') + 1);
}

std::string host_of(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

bool takes_private_way(const Company& from, const Company& to) {
  return std::find(to.peered.begin(), to.peered.end(), from.cluster) != to.peered.end();
}

/// "enode://…@host:port?discport=0" as a node of `from` writes it.
std::string entry(const Company& from, const Company& to, const Node& node) {
  std::string at = takes_private_way(from, to) ? node.private_p2p : node.p2p;
  if (&from == &to) at = node.name + ":30303";
  return "enode://" + enode_id(node.name) + "@" + at + "?discport=0";
}

std::string tessera_url(const Company& from, const Company& to, const Node& node) {
  if (&from == &to) return node.name + ":9001";
  return takes_private_way(from, to) ? node.private_tessera : node.tessera;
}

/// The lines of a JSON list, indented as in the ConfigMap.
std::string json_lines(const std::vector<std::string>& items, const std::string& indent) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += indent + items[i] + (i + 1 < items.size() ? ",\n" : "");
  }
  return text;
}

std::string list_config_map(const std::string& map, const std::string& key, const Company& from,
                            const std::vector<Company>& all) {
  // Names that are looked up late cost no entry when the DNS is away. SPEC goquorum 2.2
  const std::string late = key == "permissioned-nodes.json" ? "&raftport=50401" : "";
  std::vector<std::string> entries;
  for (const Company& company : all) {
    const bool dialled =
        std::find(from.dials.begin(), from.dials.end(), company.cluster) != from.dials.end();
    if (key == "static-nodes.json" && &company != &from && !dialled) continue;
    for (const Node& node : company.nodes) {
      entries.push_back('"' + entry(from, company, node) + late + '"');
    }
  }
  return fill(R"(apiVersion: v1
kind: ConfigMap
metadata:
  name: @MAP@
data:
  @KEY@: |
    [
@ENTRIES@
    ]
---
)",
              {{"MAP", map}, {"KEY", key}, {"ENTRIES", json_lines(entries, "      ")}});
}

std::string indented(const std::string& text, const std::string& indent) {
  std::string made = indent;
  for (const char c : text) {
    made += c;
    if (c == '\n') made += indent;
  }
  return made;
}

std::string genesis_config_map(const std::vector<Company>& all) {
  std::vector<std::string> validators;
  for (const Company& company : all) {
    for (const Node& node : company.nodes) {
      if (node.validates) validators.push_back(node.name);
    }
  }
  return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: genesis-config\ndata:\n"
         "  genesis-geth.json: |\n" +
         indented(genesis_text(validators), "    ") + "\n";
}

void add_company(Tree& tree, const Company& company, const std::vector<Company>& all) {
  const std::string folder = company.cluster + "/";
  tree[folder + "genesis.yaml"] = genesis_config_map(all);
  tree[folder + "static.yaml"] =
      list_config_map("static-nodes-config", "static-nodes.json", company, all);
  tree[folder + "permissioned.yaml"] =
      list_config_map("permission-nodes-config", "permissioned-nodes.json", company, all);
  for (const Node& node : company.nodes) {
    std::vector<std::string> urls;
    for (const Company& other : all) {
      for (const Node& peer : other.nodes) {
        urls.push_back("{ \"url\": \"http://" + tessera_url(company, other, peer) + "\" }");
      }
    }
    const std::map<std::string, std::string> values{
        {"NAME", node.name},
        {"ENODE", enode_id(node.name)},
        {"ADDRESS", validator_address(node.name)},
        {"URL", node.tessera},
        {"TM_KEY", tessera_key(node.name)},
        {"MINE", node.validates ? "--mine --minerthreads 1" : "--emitcheckpoints"},
        {"PEERS", json_lines(urls, "        ")}};
    tree[folder + "services.yaml"] +=
        fill(company.service,
             {{"NAME", node.name},
              {"ADDRESS", host_of(node.p2p)},
              {"TM_PORT", port_of(node.tessera)},
              {"P2P_PORT", port_of(node.p2p)},
              {"TM_NODE_PORT", std::to_string(30071 + 2 * (&node - company.nodes.data()))},
              {"P2P_NODE_PORT", std::to_string(30070 + 2 * (&node - company.nodes.data()))}});
    tree[folder + "keys.yaml"] += fill(keys_of_node, values);
    tree[folder + "tessera.yaml"] += fill(tessera_config, values);
    tree[folder + "deployments/" + node.name + ".yaml"] = fill(deployment, values);
  }
}

/// Nodes behind the NodePorts of one address.
std::vector<Node> node_port_nodes(const std::string& prefix, int count, const std::string& address,
                                  const std::string& private_address = "") {
  std::vector<Node> nodes;
  for (int i = 1; i <= count; ++i) {
    const auto at = [&](const std::string& host, int port) {
      return host.empty() ? "" : host + ":" + std::to_string(port + i);
    };
    nodes.push_back({prefix + "-node" + std::to_string(i), at(address, 30010), at(address, 30030),
                     at(private_address, 30010), at(private_address, 30030)});
  }
  return nodes;
}

std::vector<Node> balanced_nodes(const std::string& prefix, int count, const std::string& network) {
  std::vector<Node> nodes;
  for (int i = 1; i <= count; ++i) {
    const std::string host = network + std::to_string(i);
    nodes.push_back(
        {prefix + "-node" + std::to_string(i), host + ":30303", host + ":9001", "", ""});
  }
  return nodes;
}

}  // namespace

std::string fill(std::string text, const std::map<std::string, std::string>& values) {
  for (const auto& [key, value] : values) {
    const std::string word = "@" + key + "@";
    for (std::size_t at = text.find(word); at != std::string::npos;
         at = text.find(word, at + value.size())) {
      text.replace(at, word.size(), value);
    }
  }
  return text;
}

std::string enode_id(std::string_view node) {
  return wire::to_hex(key_of(node));
}

std::string validator_address(std::string_view node) {
  return "0x" + wire::to_hex(wire::address(key_of(node)));
}

std::string genesis_text(const std::vector<std::string>& validators) {
  wire::IstanbulExtra extra;
  for (const std::string& node : validators)
    extra.validators.push_back(wire::address(key_of(node)));
  extra.seal = wire::Bytes(65);
  return fill(R"({
  "alloc": {},
  "coinbase": "0x0000000000000000000000000000000000000000",
  "config": {
    "homesteadBlock": 0,
    "byzantiumBlock": 0,
    "constantinopleBlock": 0,
    "chainId": 1000,
    "eip150Block": 0,
    "eip155Block": 0,
    "eip150Hash": "0x0000000000000000000000000000000000000000000000000000000000000000",
    "eip158Block": 0,
    "maxCodeSize": 35,
    "isQuorum": true,
    "istanbul": {
      "epoch": 30000,
      "policy": 0,
      "ceil2Nby3Block": 0
    }
  },
  "difficulty": "0x1",
  "extraData": "@EXTRA@",
  "gasLimit": "0xE0000000",
  "mixhash": "0x63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365",
  "nonce": "0x0",
  "parentHash": "0x0000000000000000000000000000000000000000000000000000000000000000",
  "timestamp": "0x00"
})",
              {{"EXTRA", "0x" + wire::to_hex(wire::encode_istanbul_extra(extra))}});
}

namespace {

/// What `qctl ls nodes --asexternal` prints of a company.
std::string external_nodes(const Company& company) {
  std::string text = "external_nodes:\n";
  for (const Node& node : company.nodes) {
    text += fill(R"(- Node_UserIdent: @NAME@
  Enode_Url: "enode://@ENODE@@@P2P@?discport=0"
  Tm_Url: "@TESSERA@"
  Node_Acct_Addr: "@ADDRESS@"
)",
                 {{"NAME", node.name},
                  {"ENODE", enode_id(node.name)},
                  {"P2P", node.p2p},
                  {"TESSERA", node.tessera},
                  {"ADDRESS", validator_address(node.name)}});
  }
  return text;
}

}  // namespace

Tree two_clusters() {
  const std::vector<Company> all{
      {"a", node_port_service, node_port_nodes("org1", 3, "1.2.3.4"), {}, {"b"}},
      {"b", node_port_service, node_port_nodes("org2", 3, "2.2.3.4"), {}, {"a"}},
  };
  Tree tree;
  for (const Company& company : all) {
    add_company(tree, company, all);
    tree[company.cluster + "-external.yaml"] = external_nodes(company);
  }
  tree["trial.yaml"] = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
clusters:
  a:
    config: a
    kubernetes: "1.29"
    exported: a-external.yaml
    nodes: {n1: 1.2.3.4}
  b:
    config: b
    kubernetes: "1.29"
    exported: b-external.yaml
    nodes: {n1: 2.2.3.4}
wan: [{between: [a, b], latency: 10ms}]
steps:
- deploy: a
)";
  return tree;
}

Tree company_and_export() {
  Tree tree = two_clusters();
  for (auto file = tree.begin(); file != tree.end();) {
    file = file->first.starts_with("b/") ? tree.erase(file) : std::next(file);
  }
  tree["b-genesis.json"] = genesis_text(
      {"org1-node1", "org1-node2", "org1-node3", "org2-node1", "org2-node2", "org2-node3"});
  tree["trial.yaml"] = R"(# SPDX-License-Identifier: Apache-2.0
seatrial: 1
clusters:
  a:
    config: a
    kubernetes: "1.29"
    exported: a-external.yaml
    nodes: {n1: 1.2.3.4}
external:
  b: {nodes: b-external.yaml, genesis: b-genesis.json}
wan: [{between: [a, b], latency: 10ms}]
steps:
- deploy: a
)";
  return tree;
}

Tree three_clusters() {
  std::vector<Company> all{
      {"a", node_port_service, node_port_nodes("org1", 3, "52.1.0.4", "10.1.0.4"), {"c"}, {}},
      {"b", balancer_service, balanced_nodes("org2", 3, "20.1.0."), {}, {"a"}},
      {"c",
       node_port_service,
       node_port_nodes("org3", 3, "53.1.0.4", "10.3.0.4"),
       {"a"},
       {"a", "b"}},
  };
  // No company alone has more validators than the others can spare.
  for (Company& company : all) company.nodes.back().validates = false;
  Tree tree;
  for (const Company& company : all) add_company(tree, company, all);
  tree["a/policies.yaml"] = fill(
      policies, {{"NODES", "10.1.0.0/24"}, {"PEERED", "10.3.0.0/16"}, {"PUBLIC", "53.1.0.0/16"}});
  tree["c/policies.yaml"] = fill(
      policies, {{"NODES", "10.3.0.0/24"}, {"PEERED", "10.1.0.0/16"}, {"PUBLIC", "52.1.0.0/16"}});
  tree["trial.yaml"] = trial_of_three;
  return tree;
}

}  // namespace seatrial::defects
