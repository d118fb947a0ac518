// SPDX-License-Identifier: Apache-2.0
#include "harness/config/external_nodes.hpp"

#include <gtest/gtest.h>

namespace seatrial::config {
namespace {

const std::string two_nodes =
    "external_nodes:\n"
    "- Node_UserIdent:  n1\n"
    "  Enode_Url: \"enode://ab@1.2.3.4:32044?discport=0&raftport=50401\"\n"
    "  Tm_Url:  1.2.3.4:30047\n"
    "  Node_Acct_Addr: 0x90870c892B8a3078329dDe33D932054DFdd16d20\n"
    "- Node_UserIdent:  n2\n"
    "  Enode_Url: \"enode://cd@$MINIKUBE_IP:32045\"\n"
    "  Tm_Url:  $MINIKUBE_IP:30048\n";

struct Read {
  explicit Read(const std::string& text) {
    auto result = parse_external_nodes(text, files.add("x.yaml"), files);
    if (result) {
      nodes = std::move(*result);
    } else {
      error = result.error().message();
    }
  }
  SourceFiles files;
  ExternalNodes nodes;
  std::string error;
};

TEST(ExternalNodes, are_read_with_their_lines_and_written_as_they_were) {
  const Read read(two_nodes);
  ASSERT_EQ(read.error, "");
  ASSERT_EQ(read.nodes.nodes.size(), 2u);
  const ExternalNode& node = read.nodes.nodes[0];
  EXPECT_EQ(node.ident.value, "n1");
  EXPECT_EQ(read.files.to_string(node.enode_url.mark), "x.yaml:3:14");
  EXPECT_EQ(node.node_address.value, "0x90870c892B8a3078329dDe33D932054DFdd16d20");
  EXPECT_EQ(read.nodes.nodes[1].node_address.value, "");
  EXPECT_EQ(write_external_nodes(read.nodes.nodes), two_nodes);
}

TEST(ExternalNodes, lines_before_the_list_are_kept_apart) {
  const Read read("  config found: [x\n\n" + two_nodes);
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.nodes.preamble, "  config found: [x\n\n");
  EXPECT_EQ(read.files.to_string(read.nodes.nodes[0].ident.mark), "x.yaml:4:20");
}

TEST(ExternalNodes, of_a_qubernetes_file_are_read_too) {
  const Read read("genesis:\n  consensus: istanbul\n" + two_nodes + "k8s:\n  service: x\n");
  ASSERT_EQ(read.error, "");
  EXPECT_EQ(read.nodes.nodes.size(), 2u);
}

TEST(ExternalNodes, say_what_is_wrong) {
  EXPECT_EQ(Read("nodes: []\n").error,
            "x.yaml: there is no 'external_nodes:' in the file; give what 'qctl ls nodes "
            "--asexternal' prints");
  EXPECT_EQ(Read("external_nodes:\n- Node_UserIdent: n1\n").error,
            "x.yaml:2:3: the external node has no Enode_Url; export it again with qctl ls nodes "
            "--asexternal");
  EXPECT_EQ(Read("external_nodes:\n- Node_UserIdent: n1\n  Enode_URL: x\n").error,
            "x.yaml:3:3: unknown key 'Enode_URL' in external_nodes; did you mean 'Enode_Url'?");
  EXPECT_EQ(
      Read("external_nodes:\n- Node_UserIdent:  n1\n  Enode_Url: x\n  Tm_Url:  1.2.3.4:\n").error,
      "x.yaml:4:3: Tm_Url has no port: the Service it was exported from has no NodePort; "
      "make the Service's type NodePort and export again");
  EXPECT_EQ(Read("external_nodes:\n- n1\n").error,
            "x.yaml:2:3: an external node is not a map; write '- Node_UserIdent: …'");
  EXPECT_EQ(Read("external_nodes: 5\n").error,
            "x.yaml:1:17: external_nodes is a text; write a list");
  EXPECT_EQ(Read("external_nodes:x\n").error,
            "x.yaml:1:1: external_nodes is not a list; write the nodes below it, each with '- "
            "Node_UserIdent: …'");
}

TEST(Substitute, fills_in_variables_and_names_those_without_a_value) {
  EXPECT_EQ(*substitute("a $X ${Y}b $5 $", {{"X", "1"}, {"Y", "2"}}), "a 1 2b $5 $");
  EXPECT_EQ(substitute("$A ${B} $A", {}).error().message(),
            "no value for the variable 'A', 'B'; set it, or write the value in the file");
}

TEST(FindPlaceholder, finds_what_somebody_was_to_replace) {
  EXPECT_EQ(find_placeholder("enode://ab@<K8s_NODE_IP>:32044"), "<K8s_NODE_IP>");
  EXPECT_EQ(find_placeholder("$MINIKUBE_IP:30048"), "$MINIKUBE_IP");
  EXPECT_EQ(find_placeholder("K8s_NODE_IP:1"), "K8s_NODE_IP");
  EXPECT_EQ(find_placeholder("1.2.3.4:30047"), std::nullopt);
}

}  // namespace
}  // namespace seatrial::config
