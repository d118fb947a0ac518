// SPDX-License-Identifier: Apache-2.0
// What is wrong with a qubernetes.yaml, one slip at a time, and the one line that says so.
#include <gtest/gtest.h>

#include "harness/config/qubernetes_yaml.hpp"
#include "tests/unit/config/qubernetes_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::enode_key;
using testing_help::good_qubernetes;
using testing_help::with;

std::string message_of(const std::string& text) {
  SourceFiles files;
  const auto yaml = parse_qubernetes_yaml(text, files.add("q.yaml"), files);
  return yaml ? "it was read" : yaml.error().message();
}

struct Slip {
  const char* name;
  std::string part;     // of the good file; "" stands for its end, "*" for all of it
  std::string instead;  // of the part
  std::string message;
};

std::string spoilt(const Slip& slip) {
  if (slip.part == "*") return slip.instead;
  if (slip.part.empty()) return good_qubernetes + slip.instead;
  return with(good_qubernetes, slip.part, slip.instead);
}

class BadQubernetes : public ::testing::TestWithParam<Slip> {};

TEST_P(BadQubernetes, is_one_line_with_its_place) {
  EXPECT_EQ(message_of(spoilt(GetParam())), GetParam().message);
}

const Slip slips[] = {
    {"empty_file", "*", "", "q.yaml: the file holds nothing; make one with qctl init network"},
    {"not_a_map", "*", "- a\n", "q.yaml:1:1: qubernetes.yaml is a list; write a map"},
    {"two_documents", "", "---\ngenesis: {}\n",
     "q.yaml:33:1: a second document, which the generator does not read; keep one document in the "
     "file"},
    {"old_top_quorum", "", "quorum: {consensus: istanbul}\n",
     "q.yaml:32:1: 'quorum' at the top is the stale schema of qubernetes; write it below nodes[], "
     "or make a new file with qctl init network"},
    {"old_top_geth", "", "geth: {network: {id: 10}}\n",
     "q.yaml:32:1: 'geth' at the top is the stale schema of qubernetes; write it below nodes[], or "
     "make a new file with qctl init network"},
    {"old_top_service", "", "service: {type: NodePort}\n",
     "q.yaml:32:1: 'service' at the top is the stale schema of qubernetes; write it below "
     "k8s.service, or make a new file with qctl init network"},
    {"old_nodes_yaml", "*",
     "nodes:\n- quorum-node1:\n    Node_UserIdent: quorum-node1\n    Key_Dir: key1\n",
     "q.yaml:2:3: a node below its name 'quorum-node1' is the stale schema of nodes.yaml; write '- "
     "Node_UserIdent: …' without a name above it"},
    {"unknown_top_key", "", "external-nodes: []\n",
     "q.yaml:32:1: unknown key 'external-nodes' in qubernetes.yaml; did you mean "
     "'external_nodes'?"},
    {"unknown_top_word", "", "zzz: 1\n",
     "q.yaml:32:1: unknown key 'zzz' in qubernetes.yaml; known are 'genesis', 'nodes', "
     "'external_nodes', 'config', 'k8s', 'prometheus', 'cakeshop'"},
    {"unknown_node_key", "  Key_Dir: key1", "  KeyDir: key1",
     "q.yaml:7:3: unknown key 'KeyDir' in nodes[]; did you mean 'Key_Dir'?"},
    {"unknown_consensus_key", "      consensus: istanbul", "      Consensus: istanbul",
     "q.yaml:10:7: unknown key 'Consensus' in nodes[].quorum.quorum; did you mean 'consensus'?"},
    {"unknown_version_key", "      Quorum_Version: 2.7.0", "      Quorum_version: 2.7.0",
     "q.yaml:11:7: unknown key 'Quorum_version' in nodes[].quorum.quorum; did you mean "
     "'Quorum_Version'?"},
    {"unknown_tm_key", "      Tm_Version", "      Version",
     "q.yaml:14:7: unknown key 'Version' in nodes[].quorum.tm; did you mean 'Tm_Version'?"},
    {"unknown_geth_key", "    Geth_Startup_Params", "    Geth_Params",
     "q.yaml:16:5: unknown key 'Geth_Params' in nodes[].geth; known are 'network', 'verbosity', "
     "'Geth_Startup_Params'"},
    {"unknown_external_key", "  Tm_Url", "  Tm_URL_",
     "q.yaml:30:3: unknown key 'Tm_URL_' in external_nodes[]; did you mean 'Tm_Url'?"},
    {"storage_below_service", "", "k8s: {service: {storage: {Capacity: 1Gi}}}\n",
     "q.yaml:32:17: unknown key 'storage' in k8s.service; write storage below k8s"},
    {"no_genesis", "genesis:\n  consensus: istanbul\n  Quorum_Version: 2.7.0\n  Chain_Id: 1000\n",
     "", "q.yaml:1:1: the file has no genesis; add genesis"},
    {"no_nodes", "*", "genesis: {consensus: istanbul, Quorum_Version: 2.7.0}\n",
     "q.yaml:1:1: the file has no nodes; add nodes"},
    {"empty_nodes", "*", "genesis: {consensus: istanbul, Quorum_Version: 2.7.0}\nnodes: []\n",
     "q.yaml:2:8: there are no nodes; add one: '- Node_UserIdent: …'"},
    {"nodes_is_a_map", "*",
     "genesis: {consensus: istanbul, Quorum_Version: 2.7.0}\nnodes: {a: 1}\n",
     "q.yaml:2:8: nodes is a map; write a list"},
    {"node_is_a_text", "*",
     "genesis: {consensus: istanbul, Quorum_Version: 2.7.0}\nnodes: [quorum-node1]\n",
     "q.yaml:2:9: nodes[] is a text; write a map"},
    {"genesis_is_a_text",
     "genesis:\n  consensus: istanbul\n  Quorum_Version: 2.7.0\n  Chain_Id: 1000\n",
     "genesis: istanbul\n", "q.yaml:1:10: genesis is a text; write a map"},
    {"no_consensus_of_the_genesis", "  consensus: istanbul\n", "",
     "q.yaml:2:3: genesis has no consensus; add consensus"},
    {"no_version_of_the_genesis", "  Quorum_Version: 2.7.0\n", "",
     "q.yaml:2:3: genesis has no Quorum_Version; add Quorum_Version"},
    {"no_ident", "- Node_UserIdent: quorum-node1\n  Key_Dir: key1", "- Key_Dir: key1",
     "q.yaml:6:3: nodes[] has no Node_UserIdent; add Node_UserIdent"},
    {"null_ident", "- Node_UserIdent: quorum-node1\n", "- Node_UserIdent:\n",
     "q.yaml:6:3: nodes[] has no Node_UserIdent; add Node_UserIdent"},
    {"no_key_dir", "  Key_Dir: key1\n", "", "q.yaml:6:3: nodes[] has no Key_Dir; add Key_Dir"},
    {"no_consensus_of_a_node", "      consensus: istanbul\n", "",
     "q.yaml:10:7: nodes[].quorum.quorum has no consensus; add consensus"},
    {"no_tm", "    tm:\n      Name: tessera\n      Tm_Version: 0.10.6\n", "",
     "q.yaml:9:5: nodes[].quorum has no tm; add tm"},
    {"consensus_is_a_list", "  consensus: istanbul", "  consensus: [istanbul]",
     "q.yaml:2:14: consensus is a list; write a text"},
    {"ibft_in_the_genesis", "  consensus: istanbul", "  consensus: ibft",
     "q.yaml:2:14: unknown consensus 'ibft': the generator would write a genesis.json that is not "
     "JSON; did you mean 'istanbul'?"},
    {"ibft_at_a_node", "      consensus: istanbul", "      consensus: ibft",
     "q.yaml:10:18: unknown consensus 'ibft': geth would be started without a consensus; did you "
     "mean 'istanbul'?"},
    {"misspelt_consensus", "  consensus: istanbul", "  consensus: istambul",
     "q.yaml:2:14: unknown consensus 'istambul': the generator would write a genesis.json that is "
     "not JSON; did you mean 'istanbul'?"},
    {"unknown_consensus", "  consensus: istanbul", "  consensus: pow",
     "q.yaml:2:14: unknown consensus 'pow': the generator would write a genesis.json that is not "
     "JSON; known are 'raft', 'istanbul', 'qbft', 'clique'"},
    {"capital_consensus", "      consensus: istanbul", "      consensus: QBFT",
     "q.yaml:10:18: unknown consensus 'QBFT': geth would be started without a consensus; did you "
     "mean 'qbft'?"},
    {"chain_id_is_a_word", "Chain_Id: 1000", "Chain_Id: mainnet",
     "q.yaml:4:13: Chain_Id 'mainnet' is not a whole number; write a whole number of at least 0"},
    {"chain_id_is_hex", "Chain_Id: 1000", "Chain_Id: \"0x3e8\"",
     "q.yaml:4:13: Chain_Id '0x3e8' is not a whole number; write a whole number of at least 0"},
    {"chain_id_is_negative", "Chain_Id: 1000", "Chain_Id: -1",
     "q.yaml:4:13: Chain_Id -1 is out of range; write a whole number of at least 0"},
    {"chain_id_is_too_large", "Chain_Id: 1000", "Chain_Id: 99999999999999999999",
     "q.yaml:4:13: Chain_Id 99999999999999999999 is out of range; write a whole number of at least "
     "0"},
    {"version_is_a_number", "Quorum_Version: 2.7.0", "Quorum_Version: 2.7",
     "q.yaml:3:19: Quorum_Version 2.7 is a number to YAML, and the generator compares texts; write "
     "the whole version, for example 2.7.0, which is a text"},
    {"version_is_a_year", "      Tm_Version: 0.10.6", "      Tm_Version: 21",
     "q.yaml:14:19: Tm_Version 21 is a number to YAML, and the generator compares texts; write the "
     "whole version, for example 2.7.0, which is a text"},
    {"version_is_an_image", "Quorum_Version: 2.7.0", "Quorum_Version: quorum:2.7.0",
     "q.yaml:3:19: Quorum_Version 'quorum:2.7.0' is no tag of an image; write a version, for "
     "example 2.7.0"},
    {"unknown_tm", "Name: tessera", "Name: tesera",
     "q.yaml:13:13: unknown tm.Name 'tesera'; did you mean 'tessera'?"},
    {"ident_with_a_capital", "Node_UserIdent: quorum-node1", "Node_UserIdent: Quorum-Node1",
     "q.yaml:6:19: Node_UserIdent 'Quorum-Node1' is no name for a Service; write lower-case "
     "letters, digits and '-', beginning with a letter"},
    {"ident_with_a_score", "Node_UserIdent: quorum-node1", "Node_UserIdent: quorum_node1",
     "q.yaml:6:19: Node_UserIdent 'quorum_node1' is no name for a Service; write lower-case "
     "letters, digits and '-', beginning with a letter"},
    {"ident_with_a_dot", "Node_UserIdent: quorum-node1", "Node_UserIdent: node1.a",
     "q.yaml:6:19: Node_UserIdent 'node1.a' is no name for a Service; write lower-case letters, "
     "digits and '-', beginning with a letter"},
    {"ident_begins_with_a_digit", "Node_UserIdent: quorum-node1", "Node_UserIdent: 1node",
     "q.yaml:6:19: Node_UserIdent '1node' is no name for a Service; write lower-case letters, "
     "digits and '-', beginning with a letter"},
    {"ident_is_too_long", "Node_UserIdent: quorum-node1",
     "Node_UserIdent: quorum-node1-of-the-northern-cluster-of-ours",
     "q.yaml:6:19: Node_UserIdent has 44 characters, and the labels made of it would have more "
     "than 63; write at most 40"},
    {"ident_twice", "- Node_UserIdent: quorum-node2", "- Node_UserIdent: quorum-node1",
     "q.yaml:17:19: Node_UserIdent quorum-node1 is taken at line 6; give each node a name of its "
     "own"},
    {"key_dir_twice", "Key_Dir: key2", "Key_Dir: key1",
     "q.yaml:18:12: Key_Dir key1 is taken at line 7; give each node a folder of its own: two nodes "
     "with one node key cannot connect"},
    {"key_dir_leads_elsewhere", "Key_Dir: key1", "Key_Dir: ../key1",
     "q.yaml:7:12: Key_Dir '../key1' is no name of a folder; write letters, digits, '.', '-' and "
     "'_', for example key1"},
    {"key_dir_is_a_path", "Key_Dir: key1", "Key_Dir: keys/key1",
     "q.yaml:7:12: Key_Dir 'keys/key1' is no name of a folder; write letters, digits, '.', '-' and "
     "'_', for example key1"},
    {"network_id_is_a_word", "  geth: {Geth_Startup_Params: }", "  geth: {network: {id: ten}}",
     "q.yaml:26:24: id 'ten' is not a whole number; write a whole number of at least 0"},
    {"verbosity_is_a_word", "  geth: {Geth_Startup_Params: }", "  geth: {verbosity: high}",
     "q.yaml:26:21: verbosity 'high' is not a whole number; write a whole number of at least 0"},
    {"network_is_a_number", "  geth: {Geth_Startup_Params: }", "  geth: {network: 10}",
     "q.yaml:26:19: nodes[].geth.network is a text; write a map"},
    {"params_are_a_list", "  geth: {Geth_Startup_Params: }",
     "  geth: {Geth_Startup_Params: [--ws]}",
     "q.yaml:26:31: Geth_Startup_Params is a list; write a text"},
    {"enode_is_no_url", std::string("enode://") + enode_key, enode_key,
     "q.yaml:29:14: Enode_Url: missing 'enr:' prefix for base64-encoded record; start the entry "
     "with enode:// in lower case"},
    {"enode_key_is_short", std::string("enode://") + enode_key,
     "enode://"
     "0bfef527054adaa756a217dc936aa23b325f5cd34a93b3c795a4aef16debdacfde7067fcfe020220aafb41f9a5a33"
     "ae27b8f6295f859dc8567db1ccb69614e",
     "q.yaml:29:14: Enode_Url: invalid public key (wrong length, want 128 hex chars); found 126 "
     "hex characters; the key was cut or doubled; export the enode again"},
    {"enode_has_no_port", "@1.2.3.4:32044?discport=0&raftport=50401", "@1.2.3.4:?discport=0",
     "q.yaml:29:14: Enode_Url: invalid port; the tcp port is missing; write it after the host, as "
     "in :30303"},
    {"enode_is_elided", std::string("enode://") + enode_key, "enode://1cb6...",
     "q.yaml:29:14: Enode_Url: invalid public key (encoding/hex: invalid byte: U+002E '.'); the "
     "key has a character that is not hex at character 5 of 7"},
    {"no_enode_url",
     std::string("  Enode_Url: \"enode://") + enode_key +
         "@1.2.3.4:32044?discport=0&raftport=50401\"\n",
     "", "q.yaml:28:3: external_nodes[] has no Enode_Url; add Enode_Url"},
    {"tm_url_has_no_port", "Tm_Url: 1.2.3.4:30047", "Tm_Url: 1.2.3.4",
     "q.yaml:30:11: Tm_Url '1.2.3.4' has no port; write host:port, with the NodePort of Tessera's "
     "port 9001"},
    {"tm_url_has_an_empty_port", "Tm_Url: 1.2.3.4:30047", "Tm_Url: \"1.2.3.4:\"",
     "q.yaml:30:11: Tm_Url '1.2.3.4:' has no port; write host:port, with the NodePort of Tessera's "
     "port 9001"},
    {"no_address", "  Node_Acct_Addr: 0x90870c892B8a3078329dDe33D932054DFdd16d20\n", "",
     "q.yaml:28:19: external node quorum-node1 has no Node_Acct_Addr, and the generator stops "
     "without it; add the address that qctl ls nodes --asexternal prints"},
    {"address_is_short", "0x90870c892B8a3078329dDe33D932054DFdd16d20",
     "0x90870c892B8a3078329dDe33D932054DFdd16d",
     "q.yaml:31:19: Node_Acct_Addr '0x90870c892B8a3078329dDe33D932054DFdd16d': 38 hex digits; "
     "write 0x and the 40 hex digits of the node's address"},
    {"address_is_no_hex", "0x90870c892B8a3078329dDe33D932054DFdd16d20",
     "0xg0870c892B8a3078329dDe33D932054DFdd16d20",
     "q.yaml:31:19: Node_Acct_Addr '0xg0870c892B8a3078329dDe33D932054DFdd16d20': character 1 is "
     "not a hex digit; write 0x and the 40 hex digits of the node's address"},
    {"address_is_an_enode", "0x90870c892B8a3078329dDe33D932054DFdd16d20", enode_key,
     "q.yaml:31:19: Node_Acct_Addr 'e30bfef527054adaa756a217dc936aa23b325f5cd34a': 128 hex digits; "
     "write 0x and the 40 hex digits of the node's address"},
    {"service_type", "", "k8s: {service: {type: Loadbalancer}}\n",
     "q.yaml:32:23: unknown service type 'Loadbalancer'; did you mean 'LoadBalancer'?"},
    {"service_type_word", "", "k8s: {service: {type: external}}\n",
     "q.yaml:32:23: unknown service type 'external'; known are 'NodePort', 'ClusterIP', "
     "'LoadBalancer'"},
    {"ingress_strategy", "", "k8s: {service: {Ingress: {Strategy: OneToAll}}}\n",
     "q.yaml:32:37: unknown Ingress.Strategy 'OneToAll'; known are 'OneToOne', 'OneToMany'"},
    {"network_policy_is_a_text", "", "k8s: {service: {NetworkPolicy: \"true\"}}\n",
     "q.yaml:32:32: NetworkPolicy 'true' is neither true nor false; write true or false without "
     "quotes"},
    {"separate_files_is_a_number", "", "k8s: {sep_deployment_files: 1}\n",
     "q.yaml:32:29: sep_deployment_files '1' is neither true nor false; write true or false"},
    {"namespace_with_a_capital", "", "k8s: {namespace: Quorum}\n",
     "q.yaml:32:18: namespace 'Quorum' is no Kubernetes name; write lower-case letters, digits and "
     "'-'"},
    {"storage_type", "", "k8s: {storage: {Type: HostPath}}\n",
     "q.yaml:32:23: unknown storage.Type 'HostPath'; known are 'PVC'"},
    {"storage_class_template", "", "k8s: {storage: {PVC: {storageClass: {template: gke}}}}\n",
     "q.yaml:32:48: unknown storageClass.template 'gke'; known are 'eks-storage-class'"},
    {"prometheus_is_a_truth", "", "prometheus: true\n",
     "q.yaml:32:13: prometheus is a text; write a map"},
    {"prometheus_port", "", "prometheus: {nodePort_prom: 70000}\n",
     "q.yaml:32:29: nodePort_prom 70000 is out of range; write a whole number from 1 to 65535"},
    {"cakeshop_type", "", "cakeshop: {version: 0.12.1, service: {type: Nodeport}}\n",
     "q.yaml:32:45: unknown cakeshop.service.type 'Nodeport'; did you mean 'NodePort'?"},
    {"cakeshop_port", "", "cakeshop: {version: 0.12.1, service: {nodePort: 0}}\n",
     "q.yaml:32:49: service.nodePort 0 is out of range; write a whole number from 1 to 65535"},
    {"key_twice", "  Key_Dir: key1\n", "  Key_Dir: key1\n  Key_Dir: key3\n",
     "q.yaml:8:3: key 'Key_Dir' stands twice, first in line 7; remove one of them"},
    {"a_tab", "  Key_Dir: key1", "	Key_Dir: key1",
     "q.yaml:7:1: a tab indents this line; indent with spaces"},
};

// No cut of a file, wherever it is made, does more than say what is missing.
TEST(CutQubernetes, a_file_that_is_cut_short_is_read_or_is_one_line) {
  for (std::size_t size = 0; size < good_qubernetes.size(); ++size) {
    const std::string message = message_of(good_qubernetes.substr(0, size));
    ASSERT_EQ(message.find('\n'), std::string::npos) << size;
    ASSERT_TRUE(message == "it was read" || message.starts_with("q.yaml")) << message;
  }
}

INSTANTIATE_TEST_SUITE_P(Slips, BadQubernetes, ::testing::ValuesIn(slips),
                         [](const auto& slip) { return std::string(slip.param.name); });

}  // namespace
}  // namespace seatrial::config
