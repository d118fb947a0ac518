// SPDX-License-Identifier: Apache-2.0
// What a genesis.json says of its consensus: sections, transitions, and where each key stands; what
// geth cannot even read is an error at its line. // SPEC goquorum 8.4
#include <gtest/gtest.h>

#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"

namespace seatrial::config {
namespace {

/// A genesis whose config ends with these keys, from line 2 on.
class GenesisSections : public ::testing::Test {
 protected:
  Value json(const std::string& keys) {
    const std::string text = R"({"alloc": {}, "difficulty": "0x1", "gasLimit": "0x1", "config": {
)" + keys + "}}";
    const Mark start{files_.add("genesis.json"), 1, 1};
    return parse_json(text, TextOrigin{start, 0, true}, files_).value();
  }
  wire::ChainConfig read(const std::string& keys) {
    const auto genesis = to_genesis(json(keys), files_);
    EXPECT_TRUE(genesis) << genesis.error().message();
    return genesis ? genesis->config : wire::ChainConfig{};
  }
  std::string error(const std::string& keys) {
    const auto genesis = to_genesis(json(keys), files_);
    return genesis ? "" : genesis.error().message();
  }

  SourceFiles files_;
};

TEST_F(GenesisSections, KeysOfAQbftSection) {
  const auto config = read(R"("qbft": {"epochlength": 100, "blockperiodseconds": 2, "policy": 1,
    "emptyblockperiodseconds": 60, "requesttimeoutseconds": 4, "ceil2Nby3Block": 7,
    "maxRequestTimeoutSeconds": 30})");
  EXPECT_FALSE(config.istanbul);
  ASSERT_TRUE(config.has_qbft);
  EXPECT_EQ(config.qbft, (wire::BftConfig{100, 1, 7, 2, 60, 4, 30}));
  EXPECT_FALSE(config.has_ibft);
}

TEST_F(GenesisSections, TransitionsInTheOrderOfTheFile) {
  const auto config = read(R"("transitions": [
    {"block": 9, "algorithm": "QBFT", "2FPlus1Enabled": true},
    {"block": 4, "algorithm": "pbft", "requesttimeoutseconds": 5}, {"blockperiodseconds": 3}])");
  ASSERT_EQ(config.transitions.size(), 3U);
  EXPECT_EQ(config.transitions[0].algorithm, wire::Algorithm::qbft);
  EXPECT_EQ(config.transitions[0].two_f_plus_1, true);
  EXPECT_EQ(config.transitions[1].block, 4U);
  EXPECT_EQ(config.transitions[1].algorithm, wire::Algorithm::unknown);
  EXPECT_FALSE(config.transitions[2].block_given);
  EXPECT_EQ(config.transitions[2].algorithm, wire::Algorithm::unchanged);
}

TEST_F(GenesisSections, WhatGethCannotRead) {
  EXPECT_EQ(error(R"("transitions": {"block": 9})"),
            "genesis.json:2:16: transitions is not a list; write one, as in [{\"block\": 9}]");
  EXPECT_EQ(error(R"("transitions": [9])"),
            "genesis.json:2:17: an entry of transitions is not an object; write one, as in "
            "{\"block\": 9}");
  EXPECT_EQ(error(R"("transitions": [{"block": 9, "2FPlus1Enabled": "true"}])"),
            "genesis.json:2:48: 2FPlus1Enabled is not true or false; write one of them");
}

TEST_F(GenesisSections, APathLeadsIntoAList) {
  const Value value = json(R"("transitions": [{"block": 9},
  {"block": 4}])");
  EXPECT_EQ(files_.to_string(genesis_mark(value, "config.transitions.1.block")),
            "genesis.json:3:13");
  EXPECT_EQ(files_.to_string(genesis_mark(value, "config.transitions.7")), "genesis.json:2:16");
}

}  // namespace
}  // namespace seatrial::config
