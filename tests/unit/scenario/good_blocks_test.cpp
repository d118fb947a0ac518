// SPDX-License-Identifier: Apache-2.0
// When steps come, what consoles are told, what is asked of blocks, and how peers make them: read
// back, each in its long and its short form.
#include "harness/scenario/scene.hpp"
#include "tests/unit/scenario/scenario_testing.hpp"

namespace seatrial::scenario {
namespace {

using testing::SizeIs;
using testing_help::Read;
using testing_help::two_clusters;

template <class W>
const W& when(const Read& read, std::size_t i) {
  return std::get<W>(read.scenario.steps.at(i).when.value());
}

TEST(ScenarioWhen, IsATimeAHeightOrABlock) {
  const Read read(two_clusters +
                  "steps:\n"
                  "- start: [\"*\"]\n"
                  "- {at: 100s, kill: [a/a1]}\n"
                  "- {at: {height: 20, of: a/*}, start: [a/a1]}\n"
                  "- {at: {height: 21}, wait: 1s}\n"
                  "- {after: block, plus: 200ms, name: x, cut: {between: [a, b], for: 9s}}\n"
                  "- cut: {between: [a, b], for: 180s, after: block, plus: 300ms}\n"
                  "- {after: block, wait: 1s}\n");
  EXPECT_EQ(read.scenario.steps.at(0).when, std::nullopt);
  EXPECT_EQ(when<AtTime>(read, 1).since_start.value, seconds(100));
  EXPECT_EQ(read.where(when<AtTime>(read, 1).since_start.mark), "7:8");
  EXPECT_EQ(when<AtHeight>(read, 2).height.value, 20U);
  EXPECT_EQ(when<AtHeight>(read, 2).of.text(), "a/*");
  EXPECT_EQ(when<AtHeight>(read, 3).of, every_peer());
  EXPECT_EQ(when<AfterBlock>(read, 4).plus->value, milliseconds(200));
  EXPECT_EQ(read.step<Cut>(4).lasts->value, seconds(9));
  EXPECT_EQ(when<AfterBlock>(read, 5).plus->value, milliseconds(300));
  EXPECT_EQ(read.where(when<AfterBlock>(read, 5).mark), "11:44");
  EXPECT_EQ(read.step<Cut>(5).lasts->value, seconds(180));
  EXPECT_EQ(when<AfterBlock>(read, 6).plus, std::nullopt);
}

TEST(ScenarioCall, ReachesIstanbulAndMiner) {
  const std::string address = "0x" + std::string(39, '0') + "A";
  const Read read(two_clusters +
                  "steps:\n"
                  "- start: [\"*\"]\n"
                  "- call: {peer: a/*, istanbul.propose: b/b1}\n"
                  "- call: {peer: a/*, istanbul.propose: {candidate: " +
                  address +
                  ", add: false}}\n"
                  "- call: {peer: a/a1, istanbul.discard: b/*}\n"
                  "- call: {peer: a/a1, miner.start: {}}\n"
                  "- call: {peer: a/a1, miner.stop: }\n");
  EXPECT_EQ(read.step<Call>(1).method.value, Method::istanbul_propose);
  EXPECT_EQ(std::get<Selector>(*read.step<Call>(1).candidate).text(), "b/b1");
  EXPECT_TRUE(read.step<Call>(1).add.value);
  EXPECT_EQ(read.step<Call>(1).argument, std::nullopt);
  EXPECT_EQ(std::get<Text>(*read.step<Call>(2).candidate).value, address);
  EXPECT_FALSE(read.step<Call>(2).add.value);
  EXPECT_EQ(read.step<Call>(3).method.value, Method::istanbul_discard);
  EXPECT_EQ(std::get<Selector>(*read.step<Call>(3).candidate).text(), "b/*");
  EXPECT_EQ(read.step<Call>(4).method.value, Method::miner_start);
  EXPECT_EQ(read.step<Call>(5).method.value, Method::miner_stop);
  EXPECT_EQ(read.where(read.step<Call>(5).method.mark), "11:22");
}

TEST(ScenarioAsk, WholeQuestions) {
  const Read read(two_clusters +
                  "expect:\n"
                  "- blocks_advance: {of: a/*, at_least: 5, at_most: 9, within: 60s}\n"
                  "- stalls: {of: b/*, for: 60s, within: 2s, round: 4}\n"
                  "- recovers_within: {of: a/*, time: 80s ± 1s, since: last_block}\n"
                  "- validators_are: {of: a/a1, peers: [a/*, b/b1], quorum: 2, may_fail: 1,"
                  " within: 5s}\n"
                  "- chain_single: {of: a/*}\n"
                  "- height: {of: b/*, at_least: 20, at_most: 30, within: 10s}\n"
                  "- sometimes: {event: round_change, of: a/*, at_least: 1, at_most: 3}\n");
  const auto& blocks = read.asked<ExpectBlocksAdvance>(0);
  EXPECT_EQ(blocks.of.text(), "a/*");
  EXPECT_EQ(blocks.at_least->value, 5U);
  EXPECT_EQ(blocks.at_most->value, 9U);
  EXPECT_EQ(blocks.within.value, seconds(60));
  const auto& stalls = read.asked<ExpectStalls>(1);
  EXPECT_EQ(stalls.of.text(), "b/*");
  EXPECT_EQ(stalls.hold_for.value, seconds(60));
  EXPECT_EQ(stalls.within->value, seconds(2));
  EXPECT_EQ(stalls.round->value, 4U);
  const auto& recovers = read.asked<ExpectRecoversWithin>(2);
  EXPECT_EQ(recovers.of.text(), "a/*");
  EXPECT_EQ(recovers.time.value, (Tolerance{seconds(80), seconds(1)}));
  EXPECT_TRUE(recovers.exact);
  EXPECT_EQ(recovers.since.value, RecoverySince::last_block);
  const auto& validators = read.asked<ExpectValidatorsAre>(3);
  EXPECT_EQ(validators.of.text(), "a/a1");
  ASSERT_THAT(validators.peers, SizeIs(2));
  EXPECT_EQ(validators.quorum->value, 2U);
  EXPECT_EQ(validators.may_fail->value, 1U);
  EXPECT_EQ(validators.within->value, seconds(5));
  EXPECT_EQ(read.asked<ExpectChainSingle>(4).of.text(), "a/*");
  const auto& height = read.asked<ExpectHeight>(5);
  EXPECT_EQ(height.of.text(), "b/*");
  EXPECT_EQ(height.at_least->value, 20U);
  EXPECT_EQ(height.at_most->value, 30U);
  EXPECT_EQ(height.within->value, seconds(10));
  const auto& sometimes = read.asked<ExpectSometimes>(6);
  EXPECT_EQ(sometimes.event.value, RunEvent::round_change);
  EXPECT_EQ(sometimes.of.text(), "a/*");
  EXPECT_EQ(sometimes.at_least->value, 1U);
  EXPECT_EQ(sometimes.at_most->value, 3U);
}

TEST(ScenarioAsk, LossesRoundsAndSeals) {
  const Read read(two_clusters +
                  "expect:\n"
                  "- survives: {cluster: b, not: true}\n"
                  "- survives: {line: [a, b]}\n"
                  "- survives: {link: [a/a1, b/b1]}\n"
                  "- survives: {peers: [a/a1, b/*]}\n"
                  "- survives: {any: 2}\n"
                  "- round_at_most: {round: 1, of: a/*, for: 60s}\n"
                  "- round_at_most: 3\n"
                  "- proposer_rotates: {of: a/*, blocks: 10, within: 20s}\n"
                  "- proposer_rotates: b/*\n"
                  "- seals_from: {peers: [a/*, b/b1], blocks: 20, within: 20s}\n"
                  "- seals_from: a/*\n"
                  "- sometimes: {event: sealed, each: true}\n");
  EXPECT_EQ(read.asked<ExpectSurvives>(0).cluster->value, "b");
  EXPECT_TRUE(read.asked<ExpectSurvives>(0).absent);
  EXPECT_EQ(read.asked<ExpectSurvives>(1).line->second.value, "b");
  EXPECT_FALSE(read.asked<ExpectSurvives>(1).absent);
  EXPECT_EQ(read.asked<ExpectSurvives>(2).link->at(1).text(), "b/b1");
  EXPECT_THAT(*read.asked<ExpectSurvives>(3).peers, SizeIs(2));
  EXPECT_EQ(read.asked<ExpectSurvives>(4).any->value, 2U);
  EXPECT_EQ(read.asked<ExpectRoundAtMost>(5).round.value, 1U);
  EXPECT_EQ(read.asked<ExpectRoundAtMost>(5).hold_for->value, seconds(60));
  EXPECT_EQ(read.asked<ExpectRoundAtMost>(6).round.value, 3U);
  EXPECT_EQ(read.asked<ExpectRoundAtMost>(6).of, every_peer());
  EXPECT_EQ(read.asked<ExpectProposerRotates>(7).blocks->value, 10U);
  EXPECT_EQ(read.asked<ExpectProposerRotates>(7).within->value, seconds(20));
  EXPECT_EQ(read.asked<ExpectProposerRotates>(8).of.text(), "b/*");
  EXPECT_THAT(read.asked<ExpectSealsFrom>(9).peers, SizeIs(2));
  EXPECT_EQ(read.asked<ExpectSealsFrom>(9).blocks->value, 20U);
  EXPECT_EQ(read.asked<ExpectSealsFrom>(10).peers.at(0).text(), "a/*");
  EXPECT_TRUE(read.asked<ExpectSometimes>(11).each);
}

TEST(ScenarioAsk, ShortFormsMeanEveryPeer) {
  const Read read(two_clusters +
                  "expect:\n"
                  "- blocks_advance: 20s\n"
                  "- stalls: {for: 60s}\n"
                  "- recovers_within: 17s\n"
                  "- recovers_within: 80s +- 1s\n"
                  "- validators_are: {peers: a/*}\n"
                  "- chain_single: \"*\"\n"
                  "- chain_single:\n"
                  "- height: {at_most: 0}\n"
                  "- sometimes: sync\n"
                  "- sometimes: {event: link_lost, at_most: 0}\n");
  const auto& blocks = read.asked<ExpectBlocksAdvance>(0);
  EXPECT_EQ(blocks.of, every_peer());
  EXPECT_EQ(blocks.at_least->value, 1U);
  EXPECT_EQ(blocks.at_most, std::nullopt);
  EXPECT_EQ(blocks.within.value, seconds(20));
  EXPECT_EQ(read.asked<ExpectStalls>(1).of, every_peer());
  const auto& at_most = read.asked<ExpectRecoversWithin>(2);
  EXPECT_EQ(at_most.time.value.value, seconds(17));
  EXPECT_FALSE(at_most.exact);
  EXPECT_EQ(at_most.since.value, RecoverySince::asked);
  EXPECT_TRUE(read.asked<ExpectRecoversWithin>(3).exact);
  EXPECT_EQ(read.asked<ExpectValidatorsAre>(4).of, every_peer());
  EXPECT_EQ(read.asked<ExpectChainSingle>(5).of.text(), "*");
  EXPECT_EQ(read.asked<ExpectChainSingle>(6).of, every_peer());
  EXPECT_EQ(read.asked<ExpectHeight>(7).at_most->value, 0U);
  EXPECT_EQ(read.asked<ExpectSometimes>(8).event.value, RunEvent::sync);
  EXPECT_EQ(read.asked<ExpectSometimes>(8).at_least->value, 1U);
  EXPECT_EQ(read.asked<ExpectSometimes>(9).at_least, std::nullopt);
}

TEST(ScenarioAsk, InWaitUntilAndOneOf) {
  const Read read(two_clusters +
                  "steps:\n- start: [\"*\"]\n- wait: {until: {height: {at_least: 9}}}\n"
                  "- expect: {one_of: [{blocks_advance: 5s}, {stalls: {for: 5s}}]}\n");
  EXPECT_EQ(std::get<ExpectHeight>(read.step<Wait>(1).until->question).at_least->value, 9U);
  const auto& one_of = std::get<ExpectOneOf>(read.step<Expect>(2).all.at(0).question);
  ASSERT_THAT(one_of.any, SizeIs(2));
  EXPECT_TRUE(std::holds_alternative<ExpectStalls>(one_of.any[1].question));
}

TEST(ScenarioConfig, MayBeAQubernetesYaml) {
  const Read read(
      "seatrial: 1\nclusters: {b: {config: b-external.yaml}}\n"
      "steps: [{use: {cluster: b, config: b-external.yaml}}]\n");
  EXPECT_EQ(read.scenario.clusters.at(0).config->path, read.folder.at("b-external.yaml"));
  EXPECT_TRUE(read.step<UseConfig>(0).config.is_yaml());
}

/// geth's settings of a/a1, resolved.
GethSettings settings(const std::string& defaults, const std::string& peer) {
  Read read("seatrial: 1\ndefaults: {peer: {" + defaults +
            "}}\nclusters: {a: {nodes: {n1: 1.2.3.4}, peers: {a1: {" + peer + "}}}}\n");
  const auto scene = resolve(read.scenario, read.files);
  EXPECT_TRUE(scene) << scene.error().message();
  return scene->world->peer(scene->peers(Selector{"a", "a1", {}}).at(0)).spec.geth;
}

TEST(ScenarioEngine, MinesAtGoQuorumsOwnPace) {
  const GethSettings geth = settings("", "");
  EXPECT_TRUE(geth.mine);
  EXPECT_EQ(geth.block_period, 1U);
  EXPECT_EQ(geth.request_timeout, seconds(10));
  EXPECT_EQ(geth.allowed_future_time, 0U);
}

const std::string own_flags =
    "flags: [--istanbul.blockperiod 3, --istanbul.requesttimeout=4000, --allowedfutureblocktime=5]";

TEST(ScenarioEngine, FollowsItsFlags) {
  const GethSettings geth = settings("", own_flags);
  EXPECT_FALSE(geth.mine);
  EXPECT_EQ(geth.block_period, 3U);
  EXPECT_EQ(geth.request_timeout, seconds(4));
  EXPECT_EQ(geth.allowed_future_time, 5U);
}

TEST(ScenarioEngine, AKeyWinsOverAFlagBesideIt) {
  const std::string keys = "block_period: 7s, request_timeout: 500ms";
  for (const GethSettings& geth : {settings("", own_flags + ", " + keys),
                                   settings(own_flags + ", " + keys, ""), settings(keys, "")}) {
    EXPECT_EQ(geth.block_period, 7U);
    EXPECT_EQ(geth.request_timeout, milliseconds(500));
  }
}

TEST(ScenarioEngine, WhatAPeerSaysItselfWinsOverTheDefaults) {
  EXPECT_EQ(settings("block_period: 7s", own_flags).block_period, 3U);
  EXPECT_EQ(settings(own_flags, "block_period: 2s").block_period, 2U);
  EXPECT_EQ(settings("block_period: 7s", "flags: [--mine]").block_period, 7U);
}

}  // namespace
}  // namespace seatrial::scenario
