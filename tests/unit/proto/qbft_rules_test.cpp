// SPDX-License-Identifier: Apache-2.0
// QBFT's arithmetic and its justification, row by row. // SPEC goquorum 8.3, 8.4; qbft-law 1, 4, 8
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/chain/blockchain.hpp"
#include "sim/proto/qbft/proofs.hpp"
#include "sim/proto/qbft/round_change_set.hpp"
#include "sim/proto/qbft/rules.hpp"

namespace seatrial::qbft {
namespace {

using ::testing::ElementsAre;

constexpr chain::BlockId block{7};
constexpr chain::BlockId other{8};

chain::AddressRef v(std::uint32_t k) {
  return chain::AddressRef{k};
}

/// k ROUND-CHANGEs that prepared nothing.
std::vector<SignedRoundChange> nothing_prepared(std::uint32_t count) {
  std::vector<SignedRoundChange> all;
  for (std::uint32_t k = 0; k < count; ++k)
    all.push_back({std::nullopt, chain::BlockId::none, v(k)});
  return all;
}
std::vector<SignedPrepare> prepares(std::uint32_t count, std::uint64_t round = 2,
                                    chain::BlockId digest = block) {
  std::vector<SignedPrepare> all;
  for (std::uint32_t k = 0; k < count; ++k) all.push_back({round, digest, v(k)});
  return all;
}

/// The ends of the first rounds of a stall, in seconds since the first began.
std::vector<std::int64_t> round_ends(const Settings& settings, std::uint64_t rounds) {
  std::vector<std::int64_t> ends;
  Duration end;
  for (std::uint64_t round = 0; round < rounds; ++round) {
    end = end + round_length(settings, round);
    ends.push_back(end.ns() / 1'000'000'000);
  }
  return ends;
}

TEST(QbftTimer, DoublesWithEachRound) {
  Settings settings;
  EXPECT_THAT(round_ends(settings, 6), ElementsAre(10, 30, 70, 150, 310, 630));
  settings.request_timeout = seconds(4);
  EXPECT_THAT(round_ends(settings, 6), ElementsAre(4, 12, 28, 60, 124, 252));
}

TEST(QbftTimer, IsCapped) {
  Settings settings;
  settings.max_request_timeout = seconds(10);
  EXPECT_THAT(round_ends(settings, 4), ElementsAre(10, 20, 30, 40));
  settings.max_request_timeout = seconds(30);
  EXPECT_THAT(round_ends(settings, 4), ElementsAre(10, 30, 60, 90));
}

TEST(QbftTimer, NeverLeavesTheRangeOfTime) {
  EXPECT_GT(round_length({}, 200), round_length({}, 20));
  EXPECT_EQ(round_length({}, 200), round_length({}, UINT64_MAX));
}

TEST(QbftQuorum, IsCeilUnlessATransitionSaysOtherwise) {
  const std::vector<std::pair<std::size_t, std::size_t>> ceil = {{1, 1}, {3, 2}, {4, 3},
                                                                 {5, 4}, {6, 4}, {7, 5}};
  for (const auto& [validators, needed] : ceil) EXPECT_EQ(quorum({}, validators), needed);
  Settings two_f_plus_1;
  two_f_plus_1.two_f_plus_1 = true;
  EXPECT_EQ(quorum(two_f_plus_1, 5), 3U);
  EXPECT_EQ(quorum(two_f_plus_1, 7), 5U);
}

TEST(QbftConfig, AChangeHoldsFromItsBlockOn) {
  Config config;
  Settings slow;
  slow.block_period = 5;
  Settings slower = slow;
  slower.block_period = 9;
  config.changes = {{10, slow}, {20, slower}};
  EXPECT_EQ(config.at(9).block_period, 1U);
  EXPECT_EQ(config.at(10).block_period, 5U);
  EXPECT_EQ(config.at(19).block_period, 5U);
  EXPECT_EQ(config.at(20).block_period, 9U);
}

TEST(QbftConfig, ThePeriodsOfBlocksFollowTheChanges) {
  chain::ChainRules rules;
  rules.changes = {{10, 5, 30}, {20, 5, 4}};
  EXPECT_EQ(rules.period_at(9), 1U);
  EXPECT_EQ(rules.empty_wait_at(9), 0U);
  EXPECT_EQ(rules.period_at(10), 5U);
  EXPECT_EQ(rules.empty_wait_at(10), 25U);
  EXPECT_EQ(rules.empty_wait_at(20), 0U);  // not longer than the period
}

TEST(QbftJustify, AQuorumThatPreparedNothing) {
  EXPECT_EQ(justify(block, nothing_prepared(3), {}, 3), Justified::yes);
}

TEST(QbftJustify, LessThanAQuorumOfRoundChanges) {
  EXPECT_EQ(justify(block, nothing_prepared(2), {}, 3), Justified::few_round_changes);
  EXPECT_EQ(justify(block, nothing_prepared(2), prepares(3), 3), Justified::few_round_changes);
}

TEST(QbftJustify, SomebodyPreparedAndNoPrepareIsShown) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[1] = {2, block, v(1)};
  EXPECT_EQ(justify(block, changes, {}, 3), Justified::nil_quorum_missing);
  // Three others are enough, whatever the fourth prepared.
  changes.push_back({std::nullopt, chain::BlockId::none, v(3)});
  EXPECT_EQ(justify(block, changes, {}, 3), Justified::yes);
}

TEST(QbftJustify, PreparedInRound0IsPrepared) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[1] = {0, block, v(1)};
  EXPECT_EQ(justify(block, changes, {}, 3), Justified::nil_quorum_missing);
  EXPECT_EQ(justify(block, changes, prepares(3, 0), 3), Justified::yes);
}

TEST(QbftJustify, TheBlockThatWasPreparedLast) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[1] = {2, block, v(1)};
  changes[2] = {1, other, v(2)};
  EXPECT_EQ(justify(block, changes, prepares(3), 3), Justified::yes);
}

TEST(QbftJustify, LessThanAQuorumOfPrepares) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[1] = {2, block, v(1)};
  EXPECT_EQ(justify(block, changes, prepares(2), 3), Justified::few_prepares);
}

TEST(QbftJustify, PreparesOfAnotherRoundOrBlock) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[1] = {2, block, v(1)};
  std::vector<SignedPrepare> shown = prepares(3);
  shown[2].round = 1;
  EXPECT_EQ(justify(block, changes, shown, 3), Justified::prepares_differ);
  EXPECT_EQ(justify(block, changes, prepares(3, 2, other), 3), Justified::prepares_differ);
}

TEST(QbftJustify, NoRoundChangeTellsOfThePrepares) {
  EXPECT_EQ(justify(block, nothing_prepared(3), prepares(3), 3), Justified::prepared_not_matched);
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[0] = {2, other, v(0)};
  EXPECT_EQ(justify(block, changes, prepares(3), 3), Justified::prepared_not_matched);
}

TEST(QbftJustify, SomebodyPreparedLater) {
  std::vector<SignedRoundChange> changes = nothing_prepared(3);
  changes[0] = {2, block, v(0)};
  changes[1] = {3, other, v(1)};
  EXPECT_EQ(justify(block, changes, prepares(3), 3), Justified::prepared_not_matched);
}

TEST(QbftJustify, EveryResultHasItsWords) {
  for (const Justified result :
       {Justified::few_round_changes, Justified::few_prepares, Justified::prepares_differ,
        Justified::nil_quorum_missing, Justified::prepared_not_matched})
    EXPECT_NE(text(result), "");
  EXPECT_EQ(text(Justified::yes), "");
}

TEST(QbftProve, NeedsAQuorumOfOneRoundAndBlock) {
  EXPECT_TRUE(prove(prepares(3), 2, block, 3));
  EXPECT_FALSE(prove(prepares(2), 2, block, 3));
  EXPECT_FALSE(prove(prepares(3), 1, block, 3));
  EXPECT_FALSE(prove(prepares(3), 2, other, 3));
}

TEST(QbftProofs, AJustificationIsVerifiedOnce) {
  Proofs proofs;
  const ProofId id = proofs.add({std::nullopt, nothing_prepared(3), {}});
  for (int receiver = 0; receiver < 7; ++receiver)
    EXPECT_EQ(proofs.justifies(id, block, 3), Justified::yes);
  EXPECT_EQ(proofs.verified(), 1U);
  // Another question is another answer.
  EXPECT_EQ(proofs.justifies(id, block, 4), Justified::few_round_changes);
  EXPECT_EQ(proofs.verified(), 2U);
}

TEST(QbftProofs, NoProofJustifiesNothing) {
  Proofs proofs;
  EXPECT_EQ(proofs.justifies(ProofId::none, block, 3), Justified::few_round_changes);
}

TEST(QbftRoundChanges, CountsValidatorsOfAllHigherRounds) {
  RoundChangeSet set;
  set.reset(4);
  set.add(3, 0, {}, nullptr, 3);
  set.add(5, 0, {}, nullptr, 3);
  set.add(5, 1, {}, nullptr, 3);
  EXPECT_EQ(set.higher_than(2), 2U);
  EXPECT_EQ(set.higher_than(3), 2U);
  EXPECT_EQ(set.higher_than(5), 0U);
  EXPECT_EQ(set.lowest_above(2), 3U);
  EXPECT_EQ(set.lowest_above(3), 5U);
  EXPECT_EQ(set.lowest_above(5), 5U);
  set.clear_below(5);
  EXPECT_EQ(set.count(3), 0U);
  EXPECT_EQ(set.count(5), 2U);
}

TEST(QbftRoundChanges, KeepsTheHighestThatIsProved) {
  RoundChangeSet set;
  set.reset(4);
  const Proof of_1{1, {}, prepares(3, 1, other)};
  const Proof of_2{2, {}, prepares(3)};
  const Proof of_3{3, {}, prepares(2, 3, other)};  // too few
  set.add(4, 0, {2, block, v(0)}, &of_2, 3);
  set.add(4, 1, {1, other, v(1)}, &of_1, 3);
  set.add(4, 2, {3, other, v(2)}, &of_3, 3);
  const RoundChangeSet::Round& asked = *set.find(4);
  EXPECT_EQ(asked.prepared, block);
  EXPECT_EQ(asked.prepared_round, 2U);
  EXPECT_EQ(asked.by_sender.size(), 3U);
}

}  // namespace
}  // namespace seatrial::qbft
