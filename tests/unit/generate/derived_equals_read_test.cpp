// SPDX-License-Identifier: Apache-2.0
// What is derived from a qubernetes.yaml is what the generator wrote for it: for real files, and
// for the project's own copies of the two documented clusters.
#include <gtest/gtest.h>

#include <cstdlib>

#include "harness/config/generated_folder.hpp"
#include "harness/config/yaml.hpp"
#include "harness/generate/genesis_template.hpp"
#include "tests/unit/generate/generate_testing.hpp"

namespace seatrial::generate {
namespace {

using testing_help::Comparison;
using testing_help::Depth;

class DerivedEqualsRead : public ::testing::Test {
 protected:
  void read(const std::string& folder) {
    auto yaml = config::read_qubernetes_yaml(folder + "/qubernetes.yaml", files_);
    ASSERT_TRUE(yaml) << yaml.error().message();
    yaml_ = std::move(*yaml);
    auto cluster = config::read_generated_folder(folder, files_);
    ASSERT_TRUE(cluster) << cluster.error().message();
    read_ = std::move(*cluster);
    auto keys = keys_of(yaml_, "a", files_);
    ASSERT_TRUE(keys) << keys.error().message();
    keys_ = std::move(*keys);
  }

  void take(Result<GeneratedCluster> generated) {
    ASSERT_TRUE(generated) << generated.error().message();
    derived_ = std::move(*generated);
  }

  void update_from(const std::string& genesis) {
    const auto read = read_genesis_file(genesis, files_);
    ASSERT_TRUE(read) << read.error().message();
    take(update(yaml_, keys_.keys, *read, files_));
  }

  std::string difference(Depth depth) { return Comparison(depth).run(derived_.cluster, read_); }

  SourceFiles files_;
  config::QubernetesYaml yaml_;
  config::ClusterConfig read_;
  KeysOfNodes keys_;
  GeneratedCluster derived_;
};

class RealFiles : public DerivedEqualsRead {
 protected:
  void SetUp() override {
    const char* data = std::getenv("SEATRIAL_REALWORLD");
    if (data == nullptr || *data == '\0') {
      GTEST_SKIP() << "SEATRIAL_REALWORLD names no folder with realworld/";
    }
    root_ = std::string(data) + "/realworld/qubernetes-two-cluster/";
  }

  // The reference folders have no acctkeyfile.json; the accounts are public in their alloc.
  void read_with_accounts(const std::string& step) {
    read(root_ + step);
    const config::Value& alloc = *read_.peers.at(0).genesis->json.find("alloc");
    ASSERT_EQ(alloc.entries().size(), keys_.keys.size());
    for (std::size_t i = 0; i < keys_.keys.size(); ++i) {
      keys_.keys[i].account = wire::fixed_from_hex<wire::Address20>(alloc.entries()[i].key).value();
    }
  }

  std::string root_;
};

TEST_F(RealFiles, first_generations_are_derived_whole) {
  for (const char* step : {"step1-a", "step4-b"}) {
    SCOPED_TRACE(step);
    read_with_accounts(step);
    take(create(yaml_, keys_.keys, files_));
    EXPECT_EQ(difference(Depth::whole), "");
    EXPECT_EQ(derived_.traps, Findings{});
  }
}

TEST_F(RealFiles, genesis_json_is_the_same_byte_for_byte) {
  for (const char* step : {"step1-a", "step4-b"}) {
    read_with_accounts(step);
    const auto text = config::read_file(root_ + step + "/out/config/genesis.json");
    ASSERT_TRUE(text);
    EXPECT_EQ(genesis_text(yaml_, keys_.keys), *text) << step;
  }
}

TEST_F(RealFiles, updates_are_derived_whole) {
  for (const char* step : {"step5-b", "step10-a"}) {
    SCOPED_TRACE(step);
    read(root_ + step);
    update_from(root_ + step + "/out/config/genesis.json");
    EXPECT_EQ(difference(Depth::whole), "");
  }
}

TEST_F(RealFiles, keys_are_those_of_the_folder) {
  read(root_ + "step1-a");
  ASSERT_EQ(keys_.keys.size(), 3u);
  EXPECT_EQ(wire::checksum_address(keys_.keys[0].node_address()),
            "0x90870c892B8a3078329dDe33D932054DFdd16d20");
  EXPECT_EQ(keys_.keys[0].tessera_key, "3IKF23s6E1clIiT7yihZRQJCrvDgHIOQusSs3VZVOFg=");
  ASSERT_EQ(keys_.assumptions.size(), 3u);
  EXPECT_NE(keys_.assumptions[0].find("has no acctkeyfile.json"), std::string::npos);
}

class OwnFiles : public DerivedEqualsRead {
 protected:
  const std::string root_ = std::string(SEATRIAL_SOURCE_DIR) + "/scenarios/two-cluster/configs/";
};

TEST_F(OwnFiles, first_generations_are_derived) {
  for (const char* step : {"a-step1", "b-step4"}) {
    SCOPED_TRACE(step);
    read(root_ + step);
    EXPECT_TRUE(keys_.assumptions.empty());
    take(create(yaml_, keys_.keys, files_));
    EXPECT_EQ(difference(Depth::what_the_model_reads), "");
    EXPECT_EQ(derived_.traps, Findings{});
  }
}

TEST_F(OwnFiles, updates_are_derived) {
  for (const char* step : {"b-step5", "a-step10"}) {
    SCOPED_TRACE(step);
    read(root_ + step);
    update_from(yaml_.beside(yaml_.paths.genesis.value));
    EXPECT_EQ(difference(Depth::what_the_model_reads), "");
  }
}

TEST_F(OwnFiles, a_first_generation_with_external_nodes_imported_is_the_update_of_the_file) {
  read(root_ + "b-step5");
  auto first = config::read_qubernetes_yaml(root_ + "b-step4/qubernetes.yaml", files_);
  ASSERT_TRUE(first);
  const auto nodes = config::read_external_nodes(root_ + "a-external.yaml", files_);
  ASSERT_TRUE(nodes);
  ASSERT_EQ(config::add_external_nodes(*first, nodes->nodes, files_), std::nullopt);
  yaml_ = std::move(*first);
  update_from(root_ + "genesis.json");
  EXPECT_EQ(difference(Depth::what_the_model_reads), "");
  const config::PeerList& list = *derived_.cluster.peers.at(0).static_list;
  EXPECT_EQ(files_.to_string(list.entries.at(2).mark), root_ + "a-external.yaml:3:14");
}

TEST_F(OwnFiles, a_comparison_can_fail) {
  read(root_ + "b-step5");
  yaml_.external_nodes.pop_back();
  update_from(root_ + "genesis.json");
  EXPECT_EQ(difference(Depth::what_the_model_reads),
            "peer 0 static entry (number of): derived 4, read 5");
}

}  // namespace
}  // namespace seatrial::generate
