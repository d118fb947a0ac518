// SPDX-License-Identifier: Apache-2.0
#include "harness/config/node_ports.hpp"

#include <gtest/gtest.h>

#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

ClusterConfig two_peers() {
  ClusterConfig cluster;
  cluster.folder = "a/out";
  for (const char* name : {"n2", "n1"}) {
    PeerConfig peer;
    peer.name.value = name;
    peer.service = name;
    peer.enode_key.value = name[1] == '1' ? "ab" : "cd";
    cluster.peers.push_back(std::move(peer));
  }
  return cluster;
}

// "service port/protocol=nodePort at line:column" of every port, and every message.
std::vector<std::string> shown(const NodePorts& ports, const SourceFiles& files) {
  std::vector<std::string> lines;
  for (const NodePort& p : ports.ports) {
    lines.push_back(p.service + " " + std::to_string(p.port) + "/" + p.protocol + "=" +
                    std::to_string(p.node_port) + " at " + files.to_string(p.mark));
  }
  for (const Error& error : ports.not_understood) lines.push_back(error.message());
  return lines;
}

using Lines = std::vector<std::string>;

TEST(NodePorts, of_an_export_are_matched_by_key) {
  SourceFiles files;
  const auto nodes = parse_external_nodes(
      "external_nodes:\n- Node_UserIdent: any\n  Enode_Url: \"enode://AB@1.2.3.4:32044?d=0\"\n"
      "  Tm_Url: 1.2.3.4:30047\n- Node_UserIdent: other\n  Enode_Url: \"enode://ee@1.2.3.4:1\"\n"
      "- Node_UserIdent: n2\n  Enode_Url: \"enode://cd@1.2.3.4:?discport=0\"\n",
      files.add("x.yaml"), files);
  ASSERT_TRUE(nodes);
  EXPECT_EQ(shown(node_ports_of_export(*nodes, two_peers(), files), files),
            (Lines{"n1 30303/TCP=32044 at x.yaml:3:14", "n1 9001/TCP=30047 at x.yaml:4:11",
                   "x.yaml:6:14: other has an enode key that no node of a/out has; export it "
                   "again, or give the folder that was deployed",
                   "x.yaml:8:14: Enode_Url has no port; make the Service's type NodePort and "
                   "export again"}));
}

TEST(NodePorts, of_kubectls_table) {
  SourceFiles files;
  const auto ports = node_ports_of_table(
      "NAME         TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)                AGE\n"
      "kubernetes   ClusterIP   10.96.0.1      <none>        443/TCP                9d\n"
      "n1           NodePort    10.96.184.48   <none>        8545:31346/TCP,30303:32109/UDP   4s\n"
      "n2 NodePort 10.96.1.1 <none> ...,8545:31347/TCP,... 4s\n"
      "default n3 LoadBalancer 10.96.1.2 <pending> 30303:32110/TCP 4s\n"
      "n4 NodePort 10.96.1.1 <none> 30303:x/TCP 4s\nwhat is this\n",
      files.add("s.txt"), files);
  EXPECT_EQ(shown(ports, files),
            (Lines{"n1 8545/TCP=31346 at s.txt:3:55", "n1 30303/UDP=32109 at s.txt:3:70",
                   "n2 8545/TCP=31347 at s.txt:4:34", "n3 30303/TCP=32110 at s.txt:5:45",
                   "s.txt:6:30: '30303:x/TCP' is no port of a Service; write "
                   "port:nodePort/TCP as kubectl prints it",
                   "s.txt:7:1: this line is no Service; give what 'kubectl get services' "
                   "prints"}));
  ASSERT_NE(ports.find("n1", 30303, "UDP"), nullptr);
  EXPECT_EQ(ports.find("n1", 30303), nullptr);
}

TEST(NodePorts, of_qctls_urls) {
  SourceFiles files;
  const auto ports = node_ports_of_urls(
      " geth      - 1.2.3.4:31346\n tessera   - 1.2.3.4:30047\n p2p - 1.2.3.4:32044\n"
      " geth      - 1.2.3.4:31347\n tessera   - 1.2.3.4:\n geth - 1.2.3.4:31348\n"
      "1.2.3.4:32044\n",
      files.add("u.txt"), two_peers(), files);
  EXPECT_EQ(shown(ports, files),
            (Lines{"n1 8545/TCP=31346 at u.txt:1:1", "n1 9001/TCP=30047 at u.txt:2:1",
                   "n1 30303/TCP=32044 at u.txt:3:1", "n2 8545/TCP=31347 at u.txt:4:1",
                   "u.txt:5:1: the tessera URL has no port; make the Service's type NodePort",
                   "u.txt:6:1: there are more URLs than nodes in the cluster; give 'kubectl get "
                   "services'",
                   "u.txt:7:1: this line does not say which port it is; run qctl ls url without "
                   "--bare, or give 'kubectl get services'"}));
  const auto named =
      node_ports_of_urls("n2:\n p2p - 1.2.3.4:32044\n", files.add("v.txt"), two_peers(), files);
  EXPECT_EQ(shown(named, files), (Lines{"n2 30303/TCP=32044 at v.txt:2:1"}));
}

TEST(NodePorts, of_a_dump) {
  const Folder folder;
  folder.write("s.yaml",
               "apiVersion: v1\nkind: List\nitems:\n- kind: Service\n  metadata: {name: n1}\n"
               "  spec:\n    ports:\n    - {port: 30303, nodePort: 32044}\n    - {port: 9001}\n"
               "- kind: Pod\n  metadata: {name: p}\n");
  folder.write("s.json",
               R"({"kind": "Service", "metadata": {"name": "n1"}, "spec": {"ports": [
               {"port": 30303, "protocol": "UDP", "nodePort": 32045}]}})");
  folder.write("none.txt", "n1 ClusterIP 10.0.0.1 <none> 30303/TCP 4s\n");
  SourceFiles files;
  const auto yaml = read_node_ports(folder.path() + "/s.yaml", two_peers(), files);
  ASSERT_TRUE(yaml) << yaml.error().message();
  EXPECT_EQ(shown(*yaml, files),
            (Lines{"n1 30303/TCP=32044 at " + folder.path() + "/s.yaml:8:31"}));
  const auto json = read_node_ports(folder.path() + "/s.json", two_peers(), files);
  ASSERT_TRUE(json) << json.error().message();
  EXPECT_EQ(json->ports.at(0).node_port, 32045);
  EXPECT_EQ(json->ports.at(0).mark.line, 2u);
  EXPECT_EQ(read_node_ports(folder.path() + "/none.txt", two_peers(), files).error().what,
            "there is no NodePort in the file");
}

}  // namespace
}  // namespace seatrial::config
