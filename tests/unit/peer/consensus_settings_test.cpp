// SPDX-License-Identifier: Apache-2.0
// What a release makes of a genesis: each row of the version matrix by a pair that differs in the
// version, or in the section, alone. // SPEC goquorum 7.15, 8.4, 14; qbft-law 4, 8
#include <gtest/gtest.h>

#include "sim/peer/consensus_settings.hpp"

namespace seatrial {
namespace {

PeerSpec peer(GoQuorumVersion version, wire::ChainConfig config) {
  auto chain = std::make_shared<ChainSpec>();
  chain->genesis.config = std::move(config);
  PeerSpec spec;
  spec.geth.version = version;
  spec.chain = chain;
  return spec;
}
wire::ChainConfig qbft(wire::BftConfig section = {}) {
  wire::ChainConfig config;
  config.has_qbft = true;
  config.qbft = section;
  return config;
}
wire::ChainConfig istanbul(std::optional<std::uint64_t> ceil = {},
                           std::optional<std::uint64_t> test_qbft_block = {}) {
  wire::ChainConfig config;
  config.istanbul = wire::IstanbulConfig{30000, 0, ceil, test_qbft_block};
  return config;
}
qbft::Settings settings(const PeerSpec& spec, std::uint64_t block) {
  return engine_config(spec).qbft->at(block);
}

TEST(ConsensusSettings, TheSectionIsReadFrom22_4On) {
  EXPECT_FALSE(runs_bft(peer({21, 10, 0}, qbft())));
  EXPECT_TRUE(runs_bft(peer({22, 4, 0}, qbft())));
  EXPECT_TRUE(qbft_makes(peer({22, 4, 0}, qbft()), 1));
}

TEST(ConsensusSettings, TestQbftBlockIsReadFrom21_7On) {
  EXPECT_FALSE(qbft_makes(peer({2, 7, 0}, istanbul(0, 5)), 9));
  EXPECT_FALSE(qbft_makes(peer({21, 7, 0}, istanbul(0, 5)), 4));
  EXPECT_TRUE(qbft_makes(peer({21, 7, 0}, istanbul(0, 5)), 5));
}

TEST(ConsensusSettings, AbsentCeilMeansOppositeThings) {
  EXPECT_FALSE(counts_by_ceil(peer({22, 7, 0}, istanbul()), 1));
  EXPECT_TRUE(counts_by_ceil(peer({22, 7, 0}, qbft()), 1));
  wire::ChainConfig ibft;
  ibft.has_ibft = true;
  EXPECT_TRUE(counts_by_ceil(peer({22, 7, 0}, ibft), 1));
}

TEST(ConsensusSettings, TheCapIsReadFrom23_4On) {
  wire::BftConfig section;
  section.max_request_timeout = 30;
  EXPECT_EQ(settings(peer({22, 7, 0}, qbft(section)), 1).max_request_timeout, Duration());
  EXPECT_EQ(settings(peer({23, 4, 0}, qbft(section)), 1).max_request_timeout, seconds(30));
}

TEST(ConsensusSettings, FlagsStandInForWhatASectionLeavesOut) {
  wire::BftConfig section;
  PeerSpec flagged = peer({22, 7, 0}, qbft(section));
  flagged.geth.request_timeout = seconds(3);
  flagged.geth.block_period = 9;
  EXPECT_EQ(request_timeout_of(flagged), seconds(3));
  EXPECT_EQ(chain_rules(flagged).period_at(1), 9U);
  section.request_timeout = 20;
  section.block_period = 2;
  PeerSpec written = peer({22, 7, 0}, qbft(section));
  written.geth = flagged.geth;
  EXPECT_EQ(request_timeout_of(written), seconds(20));
  EXPECT_EQ(chain_rules(written).period_at(1), 2U);
  EXPECT_EQ(settings(written, 1).request_timeout, seconds(20));
}

TEST(ConsensusSettings, AnEmptyBlockPeriodIsReadFrom22_7On) {
  wire::BftConfig section;
  section.empty_block_period = 60;
  EXPECT_EQ(chain_rules(peer({22, 4, 4}, qbft(section))).empty_wait_at(1), 0U);
  EXPECT_EQ(chain_rules(peer({22, 7, 0}, qbft(section))).empty_wait_at(1), 59U);
}

TEST(ConsensusSettings, TwoFPlus1CountsForIbftToo) {  // SPEC goquorum 7.15
  wire::ChainConfig config = istanbul(0);
  wire::Transition change;
  change.block = 10;
  change.two_f_plus_1 = true;
  config.transitions = {change};
  EXPECT_EQ(istanbul::quorum(engine_config(peer({22, 7, 0}, config)), 9, 5), 4U);
  EXPECT_EQ(istanbul::quorum(engine_config(peer({22, 7, 0}, config)), 10, 5), 3U);
  EXPECT_EQ(istanbul::quorum(engine_config(peer({21, 10, 0}, config)), 10, 5), 4U);
}

TEST(ConsensusSettings, QbftOfAnIstanbulSectionCountsByItsCeilBlock) {  // SPEC goquorum 8.3
  EXPECT_FALSE(counts_by_ceil(peer({22, 7, 0}, istanbul({}, 0)), 5));
  EXPECT_FALSE(counts_by_ceil(peer({22, 7, 0}, istanbul(6, 0)), 5));
  EXPECT_TRUE(counts_by_ceil(peer({22, 7, 0}, istanbul(6, 0)), 6));
}

TEST(ConsensusSettings, RoundsOfBothEngines) {  // SPEC goquorum 7.8, qbft-law 1
  const RoundTimers ibft = round_timers(peer({22, 7, 0}, istanbul(0)), 1);
  EXPECT_EQ(ibft.lead(), Duration());
  EXPECT_EQ(ibft.length(3), seconds(18));
  const RoundTimers of_qbft = round_timers(peer({22, 7, 0}, qbft()), 1);
  EXPECT_EQ(of_qbft.lead(), seconds(1));
  EXPECT_EQ(of_qbft.length(3), seconds(80));
}

TEST(ConsensusSettings, TransitionsAddUpAndZeroesKeepWhatWas) {
  wire::ChainConfig config = qbft();
  wire::Transition first;
  first.block = 10;
  first.request_timeout = 4;
  first.two_f_plus_1 = true;
  wire::Transition second;
  second.block = 20;
  second.request_timeout = 0;
  second.block_period = 3;
  config.transitions = {first, second};
  const PeerSpec spec = peer({22, 7, 0}, config);
  EXPECT_TRUE(counts_by_ceil(spec, 9));
  EXPECT_FALSE(counts_by_ceil(spec, 10));
  EXPECT_EQ(settings(spec, 25).request_timeout, seconds(4));
  EXPECT_EQ(chain_rules(spec).period_at(19), 1U);
  EXPECT_EQ(chain_rules(spec).period_at(20), 3U);
  EXPECT_EQ(longest_period_of(spec), 3U);
}

TEST(ConsensusSettings, ATransitionMovesIbftToQbft) {
  wire::ChainConfig config = istanbul(0);
  wire::Transition move;
  move.block = 12;
  move.algorithm = wire::Algorithm::qbft;
  config.transitions = {move};
  EXPECT_FALSE(qbft_makes(peer({22, 7, 0}, config), 11));
  EXPECT_TRUE(qbft_makes(peer({22, 7, 0}, config), 12));
  EXPECT_FALSE(qbft_makes(peer({21, 10, 0}, config), 12));  // transitions came with 22.4
}

TEST(ConsensusSettings, VotesWaitForASyncFrom22_4_4On) {  // SPEC qbft-law 13
  EXPECT_FALSE(votes_wait_for_sync({22, 4, 0}));
  EXPECT_TRUE(votes_wait_for_sync({22, 4, 4}));
}

TEST(ConsensusSettings, ASyncWaitsForPeersFrom21_4On) {  // SPEC qbft-law 12
  EXPECT_FALSE(sync_waits_for_peers({21, 1, 0}));
  EXPECT_TRUE(sync_waits_for_peers({21, 4, 0}));
}

wire::Transition from(std::uint64_t block, wire::Algorithm algorithm = {}) {
  wire::Transition change;
  change.block = block;
  change.algorithm = algorithm;
  return change;
}

std::string fault(wire::ChainConfig config, GoQuorumVersion version = {22, 7, 0}) {
  config.is_quorum = true;
  const auto found = genesis_fault(peer(version, std::move(config)));
  return found ? found->path + ": " + found->text : "";
}

TEST(GenesisFault, SectionsExcludeOneAnother) {  // SPEC goquorum 8.4
  wire::ChainConfig old = istanbul(0);
  old.has_qbft = true;
  EXPECT_EQ(fault(old),
            "config.qbft: the attributes config.Istanbul and config.[IBFT|QBFT] are mutually "
            "exclusive on the genesis file");
  EXPECT_EQ(fault(old, {21, 10, 0}), "");  // it does not read the section
  wire::ChainConfig both = qbft();
  both.has_ibft = true;
  EXPECT_EQ(fault(both),
            "config.qbft: the attributes config.IBFT and config.QBFT are mutually exclusive on the "
            "genesis file");
  EXPECT_EQ(fault(qbft()), "");
}

TEST(GenesisFault, TransitionsInGethsOrderAndWords) {
  const auto with = [](wire::ChainConfig config, std::vector<wire::Transition> transitions) {
    config.transitions = std::move(transitions);
    return fault(std::move(config));
  };
  using wire::Algorithm;
  wire::Transition no_block = from(0);
  no_block.block_given = false;
  EXPECT_EQ(with(qbft(), {from(1), no_block}),
            "config.transitions.1.block: block number not given in transitions data");
  EXPECT_EQ(with(qbft(), {from(5), from(4)}),
            "config.transitions.1.block: block order should be ascending");
  EXPECT_EQ(with(qbft(), {from(5, Algorithm::unknown)}),
            "config.transitions.0.algorithm: transition algorithm is invalid, should be either "
            "`ibft` or `qbft`");
  EXPECT_EQ(with(qbft(), {from(5, Algorithm::ibft)}),
            "config.transitions.0.algorithm: can't transition from qbft to ibft");
  EXPECT_EQ(with(istanbul(0, 3), {from(5, Algorithm::qbft)}),
            "config.transitions.0.algorithm: can't use transition algorithm and testQBFTBlock at "
            "the same time");
  EXPECT_EQ(with(istanbul(0), {from(5, Algorithm::qbft), from(5)}), "");
}

std::string unread(GoQuorumVersion version, wire::ChainConfig config) {
  std::string text;
  for (const UnreadKey& key : unread_keys(peer(version, std::move(config))))
    text += key.path + (key.section ? "! " : " ");
  return text;
}

TEST(UnreadKeys, EachFromItsReleaseOn) {  // SPEC goquorum 14
  wire::BftConfig section;
  section.max_request_timeout = 30;
  section.empty_block_period = 60;
  EXPECT_EQ(unread({22, 4, 4}, qbft(section)),
            "config.qbft.emptyblockperiodseconds config.qbft.maxRequestTimeoutSeconds ");
  EXPECT_EQ(unread({22, 7, 0}, qbft(section)), "config.qbft.maxRequestTimeoutSeconds ");
  EXPECT_EQ(unread({23, 4, 0}, qbft(section)), "");
  EXPECT_EQ(unread({21, 10, 0}, qbft(section)), "config.qbft! ");
  wire::ChainConfig moves = istanbul(0, 5);
  moves.transitions = {from(9)};
  EXPECT_EQ(unread({21, 4, 0}, moves), "config.istanbul.testQBFTBlock config.transitions ");
  EXPECT_EQ(unread({21, 7, 0}, moves), "config.transitions ");
  EXPECT_EQ(unread({22, 4, 0}, moves), "");
}

}  // namespace
}  // namespace seatrial
