// SPDX-License-Identifier: Apache-2.0
// The laws of QBFT as they were measured on GoQuorum 22.7.0 and 24.4.1, on the model of a few
// engines. Every law that needs no p2p link is here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/ibft_net.hpp"

namespace seatrial::qbft::testing {
namespace {

using istanbul::Happening;
using istanbul::testing::IbftNet;
using istanbul::testing::NetSpec;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;

constexpr std::uint64_t second = 1'000'000'000;

NetSpec of(std::vector<std::string> names, Settings settings = {}) {
  NetSpec spec;
  spec.names = std::move(names);
  spec.qbft = Config{1, settings, {}, {}};
  return spec;
}
/// The five validators of most runs: three in A, two in B.
NetSpec five(Settings settings = {}) {
  return of({"A1", "A2", "A3", "B1", "B2"}, settings);
}
Settings timeout(Duration length, Duration cap = {}) {
  Settings settings;
  settings.request_timeout = length;
  settings.max_request_timeout = cap;
  return settings;
}
void cut(IbftNet& net, std::size_t split) {
  for (std::size_t a = 0; a < split; ++a)
    for (std::size_t b = split; b < net.size(); ++b) net.unlink(a, b);
}
double since(Instant from, Instant to) {
  return static_cast<double>((to - from).ns()) / static_cast<double>(second);
}

/// A stall that begins 200 ms after a block, with the links between A and B back some time later.
struct Stall {
  explicit Stall(IbftNet& net, std::size_t split, Duration links_back) {
    net.start_all();
    EXPECT_TRUE(net.run_until_height(0, 9));
    last = net.imported_at(0, 9);
    net.run_to(last + milliseconds(200));
    cut(net, split);
    net.run_to(last + links_back);
    net.link_all();
    EXPECT_TRUE(net.run_until_height(0, 10, seconds(2'000)));
    resumed = since(last, net.imported_at(0, 10));
  }
  Instant last;
  double resumed = 0;  ///< seconds from the last block to the next
};

TEST(QbftOrder, FollowsTheBytesOfTheAddresses) {
  IbftNet net(of({"A1", "A2", "A3", "A4", "A5", "B1", "B2"}));
  std::vector<std::string> order;
  for (const auto validator : net.chain(0).snapshot().validators)
    order.push_back(net.tree().book().text(validator).substr(0, 6));
  EXPECT_THAT(order,
              ElementsAre("0x53b8", "0x75fB", "0x7961", "0xbcf5", "0xC13D", "0xC159", "0xE387"));
}

TEST(QbftLaw1, RoundChangesOfAStallAreAGeometricSeries) {
  IbftNet net(five());
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 9));
  const Instant last = net.imported_at(0, 9);
  cut(net, 3);
  net.run_to(last + seconds(320));
  std::vector<std::int64_t> asked;
  for (const Instant at : net.times(0, Happening::round_change_sent, last))
    asked.push_back((at - last + milliseconds(500)).ns() / 1'000'000'000);
  EXPECT_THAT(asked, ElementsAre(11, 31, 71, 151, 311));
}

TEST(QbftLaw1, WithASmallerTimeoutTheSeriesIsShifted) {
  IbftNet net(five(timeout(seconds(4))));
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 9));
  const Instant last = net.imported_at(0, 9);
  cut(net, 3);
  net.run_to(last + seconds(254));
  std::vector<std::int64_t> asked;
  for (const Instant at : net.times(0, Happening::round_change_sent, last))
    asked.push_back((at - last + milliseconds(500)).ns() / 1'000'000'000);
  EXPECT_THAT(asked, ElementsAre(5, 13, 29, 61, 125, 253));
}

TEST(QbftLaw2, TheFirstBlockComesAtTheFirstInstantWithAPath) {
  const std::vector<std::pair<int, double>> rows = {{31, 71},   {45, 71},   {65, 71},
                                                    {100, 151}, {140, 151}, {181, 311}};
  for (const auto& [back, expected] : rows) {
    IbftNet net(five());
    EXPECT_NEAR((Stall{net, 3, seconds(back) + milliseconds(300)}.resumed), expected, 1.0)
        << "links back after " << back << " s";
  }
}

TEST(QbftLaw3, ASmallerTimeoutDoesNotHelpOnAverage) {
  IbftNet four(five(timeout(seconds(4))));
  EXPECT_NEAR((Stall{four, 3, seconds(65)}.resumed), 124.8, 1.0);
  IbftNet ten(five());
  EXPECT_NEAR((Stall{ten, 3, seconds(65)}.resumed), 71.0, 1.0);
}

TEST(QbftLaw4, TheCapHelps) {
  IbftNet net(five(timeout(seconds(10), seconds(10))));
  const Stall stall{net, 3, seconds(134)};
  EXPECT_NEAR(stall.resumed, 141.0, 1.0);
}

TEST(QbftLaw8, ThreeOfFiveAreNoQuorumUnless2FPlus1IsOn) {
  Settings old;
  old.two_f_plus_1 = true;
  IbftNet stalls(five());
  IbftNet goes_on(five(old));
  for (IbftNet* net : {&stalls, &goes_on}) {
    net->start_all();
    ASSERT_TRUE(net->run_until_height(0, 9));
    cut(*net, 3);
    net->run_for(seconds(60));
  }
  EXPECT_LE(stalls.chain(0).height(), 10U);
  EXPECT_THAT(goes_on.chain(0).height(), AllOf(Ge(17U), Le(20U)));  // law 9: nine blocks in 60 s
}

/// How many blocks come in a time after the first `dead` of the names die.
std::uint64_t blocks_without_last(NetSpec spec, std::size_t dead, Duration length) {
  IbftNet net(std::move(spec));
  net.start_all();
  EXPECT_TRUE(net.run_until_height(0, 9));
  for (std::size_t k = 0; k < dead; ++k) net.kill(net.size() - 1 - k);
  net.run_for(seconds(30));
  const std::uint64_t before = net.chain(0).height();
  net.run_for(length);
  return net.chain(0).height() - before;
}

TEST(QbftLaw9, AMissingValidatorCostsElevenSecondsEachTurn) {
  // Three blocks in 12.0 s, four in 13.0 s.
  EXPECT_THAT(blocks_without_last(of({"A1", "A2", "B1", "B2"}), 1, seconds(120)),
              AllOf(Ge(29U), Le(31U)));
  EXPECT_THAT(blocks_without_last(five(), 1, seconds(130)), AllOf(Ge(39U), Le(41U)));
}

TEST(QbftLaw10, ColdStartsWaitForRound1) {
  IbftNet ten(five());
  ten.start_all();
  ASSERT_TRUE(ten.run_until_height(0, 3));
  EXPECT_NEAR(since(Instant(), ten.imported_at(0, 1)), 10.0, 1.0);
  EXPECT_LE(since(ten.imported_at(0, 1), ten.imported_at(0, 2)), 0.2);
  IbftNet four(five(timeout(seconds(4))));
  four.start_all();
  ASSERT_TRUE(four.run_until_height(0, 1));
  EXPECT_NEAR(since(Instant(), four.imported_at(0, 1)), 4.4, 1.0);
}

TEST(QbftLaw11, OnlyARestartOfAllEndsAStall) {
  for (const bool all : {true, false}) {
    IbftNet net(five());
    net.start_all();
    ASSERT_TRUE(net.run_until_height(0, 9));
    const Instant last = net.imported_at(0, 9);
    net.run_to(last + milliseconds(200));
    cut(net, 3);
    net.run_to(last + seconds(120));
    net.link_all();
    for (std::size_t who = all ? 0 : 3; who < net.size(); ++who) {
      net.kill(who);
      net.start(who);
    }
    net.later(net.now() + milliseconds(500), [&] { net.link_all(); });
    ASSERT_TRUE(net.run_until_height(0, 10, seconds(600)));
    EXPECT_NEAR(since(last, net.imported_at(0, 10)), all ? 130.5 : 151.0, 1.0);
  }
}

TEST(QbftLaw14, OneLinkBetweenTheSidesCarriesTheChain) {
  IbftNet net(five());
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 9));
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t b = 3; b < net.size(); ++b)
      if (a != 0 || b != 3) net.unlink(a, b);
  const std::uint64_t before = net.chain(0).height();
  net.run_for(seconds(60));
  EXPECT_GE(net.chain(0).height(), before + 59);
}

TEST(QbftPeriods, ATransitionChangesThemAtItsBlock) {
  NetSpec spec = five();
  Settings slow;
  slow.block_period = 3;
  Settings lazy = slow;
  lazy.empty_block_period = 7;
  spec.qbft->changes = {{10, slow}, {15, lazy}};
  IbftNet net(spec);
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 20));
  EXPECT_NEAR(since(net.imported_at(0, 8), net.imported_at(0, 9)), 1, 0.1);
  EXPECT_NEAR(since(net.imported_at(0, 9), net.imported_at(0, 10)), 3, 0.1);
  EXPECT_NEAR(since(net.imported_at(0, 13), net.imported_at(0, 14)), 3, 0.1);
  EXPECT_NEAR(since(net.imported_at(0, 15), net.imported_at(0, 16)), 7, 0.1);
}

TEST(QbftMigration, AllMoveAtTheBlock) {
  NetSpec spec = five();
  spec.qbft->from = 12;
  IbftNet net(spec);
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 20));
  EXPECT_TRUE(net.engine(0).runs_qbft());
  EXPECT_NEAR(since(net.imported_at(0, 11), net.imported_at(0, 13)), 2, 0.2);
}

TEST(QbftJustification, IsVerifiedOnceInAProcessForAllItsReceivers) {
  IbftNet net(five());
  net.start_all();
  ASSERT_TRUE(net.run_until_height(0, 3));
  // Block 1 is that of round 1: five validators got its one justified PRE-PREPARE.
  EXPECT_EQ(net.proofs().verified(), 1U);
}

}  // namespace
}  // namespace seatrial::qbft::testing
