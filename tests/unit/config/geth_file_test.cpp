// SPDX-License-Identifier: Apache-2.0
#include "harness/config/geth_file.hpp"

#include <gtest/gtest.h>

#include "harness/config/generated_folder.hpp"
#include "harness/config/toml.hpp"
#include "tests/unit/config/config_testing.hpp"

namespace seatrial::config {
namespace {

using testing_help::Folder;

struct Toml {
  explicit Toml(const std::string& text)
      : value(parse_toml(text, {{files.add("c.toml"), 1, 1}, 0, true}, files)) {}
  std::string error() const { return value ? "" : value.error().message(); }

  SourceFiles files;
  Result<Value> value;
};

TEST(Toml, reads_what_geth_writes) {
  const Toml toml(
      "# by geth dumpconfig\n"
      "[Eth]\nNetworkId = 1_0\n\n"
      "[Node.P2P]\nListenAddr = \":30304\"  # here\nNoDiscovery = true\n"
      "StaticNodes = [\n  \"enode://a\", # one\n  'enode://b',\n]\n"
      "[Node]\nP2P.MaxPeers = 7\n[Eth.Miner]\nGasPrice = { a = 1, b = [2, 3] }\n");
  ASSERT_TRUE(toml.value) << toml.error();
  const Value& p2p = *toml.value->find("Node")->find("P2P");
  EXPECT_EQ(p2p.find("ListenAddr")->text(), ":30304");
  EXPECT_EQ(p2p.find("MaxPeers")->text(), "7");
  ASSERT_EQ(p2p.find("StaticNodes")->items().size(), 2u);
  EXPECT_EQ(toml.files.to_string(p2p.find("StaticNodes")->items()[1].mark()), "c.toml:10:3");
  EXPECT_EQ(toml.value->find("Eth")->find("NetworkId")->text(), "10");
  const Value& price = *toml.value->find("Eth")->find("Miner")->find("GasPrice");
  EXPECT_EQ(price.find("b")->items()[1].text(), "3");
}

struct BadToml {
  const char* text;
  const char* message;
};

class TomlRefuses : public ::testing::TestWithParam<BadToml> {};

TEST_P(TomlRefuses, with_the_place) {
  EXPECT_EQ(Toml(GetParam().text).error().substr(0, std::string(GetParam().message).size()),
            GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Files, TomlRefuses,
    ::testing::Values(BadToml{"a", "c.toml:1:2: a '=' is missing behind the key"},
                      BadToml{"a = \n", "c.toml:1:5: a value is missing"},
                      BadToml{"[a\nb = 1\n", "c.toml:1:3: a table's name does not end"},
                      BadToml{"[[a]]\n", "c.toml:1:2: a table in a list is not read"},
                      BadToml{"a = \"x\n", "c.toml:1:5: a text does not end"},
                      BadToml{"a = [1, 2\n", "c.toml:1:5: a list does not end"},
                      BadToml{"a = 1\na = 2\n", "c.toml:2:1: 'a' is written twice"},
                      BadToml{"a = 1 b = 2\n", "c.toml:1:7: a line goes on behind its value"},
                      BadToml{"a = 1\n[a]\n", "c.toml:2:2: 'a' is a value already"},
                      BadToml{"= 1\n", "c.toml:1:1: a key is missing"},
                      BadToml{"a = {b = 1\n", "c.toml:1:11: a table in braces does not end"},
                      BadToml{"a = [[[[[[[[1]]]]]]]]\n",
                              "c.toml:1:12: values are nested too deep"}));

const std::string geth_deployment = R"(kind: Deployment
metadata: {name: n1}
spec:
  template:
    spec:
      containers:
      - name: quorum
        image: quorum:22.7.1
        args: [--config, /c/geth.toml, --datadir, /d, --maxpeers, "9"]
        volumeMounts: [{name: c, mountPath: /c}, {name: l, mountPath: /d}]
      volumes:
      - {name: c, configMap: {name: c}}
      - {name: l, configMap: {name: l}}
---
kind: ConfigMap
metadata: {name: l}
data: {static-nodes.json: '["enode://file"]', trusted-nodes.json: '["enode://trusted"]'}
---
kind: ConfigMap
metadata: {name: c}
data:
  geth.toml: |
    [Eth]
    NetworkId = 12
    [Node.P2P]
    MaxPeers = 3
    NoDiscovery = true
    ListenAddr = ":30310"
    NetRestrict = ["10.0.0.0/8", "1.2.3.0/24"]
    BootstrapNodes = ["enode://boot"]
    StaticNodes = ["enode://toml"]
)";

TEST(GethFile, gives_way_to_flags_and_counts_before_list_files) {
  const Folder folder;
  folder.write("a.yaml", geth_deployment);
  SourceFiles files;
  const auto cluster = read_generated_folder(folder.path(), files);
  ASSERT_TRUE(cluster) << cluster.error().message();
  ASSERT_TRUE(cluster->errors.empty()) << cluster->errors[0].message();
  const PeerConfig& peer = cluster->peers.at(0);
  EXPECT_EQ(peer.settings.max_peers->value, 9u) << "the flag counts";
  EXPECT_EQ(peer.settings.network_id->value, 12u);
  EXPECT_EQ(peer.settings.port->value, 30310u);
  EXPECT_TRUE(peer.settings.no_discover.value);
  EXPECT_EQ(peer.settings.netrestrict->value, "10.0.0.0/8,1.2.3.0/24");
  EXPECT_EQ(peer.settings.bootnodes->value, "enode://boot");
  EXPECT_EQ(peer.static_list->entries.at(0).value, "enode://toml");
  EXPECT_EQ(peer.trusted_list->entries.at(0).value, "enode://trusted");
  const std::string where = files.to_string(peer.static_list->entries[0].mark);
  EXPECT_TRUE(where.ends_with("a.yaml:31:20")) << where;
}

}  // namespace
}  // namespace seatrial::config
