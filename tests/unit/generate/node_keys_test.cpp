// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/node_keys.hpp"

#include <gtest/gtest.h>

#include "sim/peer/deployment.hpp"
#include "sim/wire/hex.hpp"
#include "tests/unit/config/config_testing.hpp"
#include "tests/unit/config/qubernetes_testing.hpp"

namespace seatrial::generate {
namespace {

using config::testing_help::enode_key;
using config::testing_help::Folder;
using config::testing_help::good_qubernetes;

class Keys : public ::testing::Test {
 protected:
  Keys() {
    folder_.write("qubernetes.yaml", good_qubernetes);
    folder_.write("out/config/key1/enode", enode_key + "\n");
    folder_.write("out/config/key1/nodekeyaddress", "0x90870c892B8a3078329dDe33D932054DFdd16d20\n");
    folder_.write("out/config/key1/acctkeyfile.json",
                  R"({"address": "9726c83cf10ac795174baea9f971d75c38282199", "crypto": {}})");
    folder_.write("out/config/key1/tm.pub", "3IKF=\n");
  }

  Result<KeysOfNodes> read() {
    const auto yaml = config::read_qubernetes_yaml(folder_.path() + "/qubernetes.yaml", files_);
    EXPECT_TRUE(yaml) << yaml.error().message();
    return keys_of(*yaml, "b", files_);
  }

  std::string message() {
    const auto keys = read();
    if (keys) return "they were read";
    std::string text = keys.error().message();
    for (std::size_t i = text.find(folder_.path()); i != std::string::npos;
         i = text.find(folder_.path())) {
      text.replace(i, folder_.path().size(), "DIR");
    }
    return text;
  }

  Folder folder_;
  SourceFiles files_;
};

TEST_F(Keys, come_from_the_folder_or_from_the_names) {
  const auto keys = read();
  ASSERT_TRUE(keys) << keys.error().message();
  ASSERT_EQ(keys->keys.size(), 2u);
  EXPECT_EQ(wire::to_hex(keys->keys[0].node_key), enode_key);
  EXPECT_EQ(wire::to_hex(keys->keys[0].account), "9726c83cf10ac795174baea9f971d75c38282199");
  EXPECT_EQ(keys->keys[0].tessera_key, "3IKF=");
  EXPECT_EQ(keys->keys[1].node_key, key_from_name("b/quorum-node2"));
  EXPECT_FALSE(keys->keys[1].tessera_key);
  ASSERT_EQ(keys->assumptions.size(), 1u);
  EXPECT_EQ(keys->assumptions[0],
            "the keys of 1 of the 2 nodes of b are made from their names: there are no folders "
            "below " +
                folder_.path() + "/out/config");
}

TEST_F(Keys, are_never_read_from_private_files) {
  for (const char* name : {"nodekey", "tm.key", "password.txt", "nodekeyacct.json"}) {
    folder_.write(std::string("out/config/key1/") + name, "\xff not a key");
  }
  EXPECT_EQ(message(), "they were read");
}

TEST_F(Keys, must_be_complete) {
  folder_.write("out/config/key2/tm.pub", "x");
  EXPECT_EQ(message(),
            "DIR/out/config/key2: the folder has no enode, and the generator makes no keys where "
            "it exists; bring the file enode, or remove the folder");
}

TEST_F(Keys, must_be_keys) {
  folder_.write("out/config/key1/enode", "abc\n");
  EXPECT_EQ(
      message(),
      "DIR/out/config/key1/enode:1:1: this is no node key: odd number of hex digits (3); remove "
      "the folder, so that the generator makes new keys");
  folder_.write("out/config/key1/enode", std::string(128, '1'));
  EXPECT_EQ(message(),
            "DIR/out/config/key1/enode:1:1: this is no node key: the point is not on the curve; "
            "export the enode again: bootnode -writeaddress");
}

TEST_F(Keys, must_agree_with_one_another) {
  folder_.write("out/config/key1/nodekeyaddress", "0x6C28fB5F14E9730Ca07e1385B02A9F8739EeeaB4");
  EXPECT_EQ(message(),
            "DIR/out/config/key1/nodekeyaddress:1:1: 0x6C28fB5F14E9730Ca07e1385B02A9F8739EeeaB4 is "
            "not the address of the node key in enode; write "
            "0x90870c892B8a3078329dDe33D932054DFdd16d20, or bring the enode of the same node");
}

TEST_F(Keys, need_an_account_with_an_address) {
  folder_.write("out/config/key1/acctkeyfile.json", "{\"crypto\": {}}");
  EXPECT_EQ(message(),
            "DIR/out/config/key1/acctkeyfile.json:1:1: the keystore has no address of 40 hex "
            "digits; make the account again");
}

}  // namespace
}  // namespace seatrial::generate
