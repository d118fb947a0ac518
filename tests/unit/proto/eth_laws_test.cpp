// SPDX-License-Identifier: Apache-2.0
// The measured laws of chains and consensus, with real engines on both ends of plain links.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::at;
using testing::EthNet;

/// All start at 0 and are linked half a second later, as a mesh of Kubernetes pods is.
void cold_start(EthNet& net) {
  net.start_all();
  net.run_to(at(500));
  net.link_all();
}

/// Time passes, and lost links come back after each 35 s, as dialers would bring them. // SPEC law
/// 1
void run_with_dialers(EthNet& net, Instant until) {
  while (net.now() < until) {
    net.link_all();
    net.run_to(std::min(until, net.now() + seconds(35)));
  }
}

bool one_chain(EthNet& net, std::size_t nodes) {
  const std::uint64_t height = net.height(0);
  for (std::size_t i = 1; i < nodes; ++i) {
    const std::uint64_t common = std::min(height, net.height(i));
    if (net.chain(i).at(common) != net.chain(0).at(common)) return false;
  }
  return true;
}

TEST(EthLaws, ColdStartHasBlock1AfterTenSecondsBlock2AtOnceThenOneASecond) {  // SPEC law 15
  EthNet net(4, 4);
  cold_start(net);
  net.run_to(at(60'000));
  EXPECT_GE(net.reached(0, 1), at(10'000));
  EXPECT_LT(net.reached(0, 1), at(10'050));
  EXPECT_LT(net.reached(0, 2) - net.reached(0, 1), milliseconds(50));
  for (std::uint64_t n = 3; n < 50; ++n) {
    const Duration gap = net.reached(0, n + 1) - net.reached(0, n);
    EXPECT_GE(gap, milliseconds(950)) << n;
    EXPECT_LE(gap, milliseconds(1050)) << n;
  }
  EXPECT_TRUE(one_chain(net, 4));
  EXPECT_GE(net.height(0), 51U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_TRUE(net.times(i, Happening::sync_started).empty()) << i;
  }
}

TEST(EthLaws, ALateFollowerSyncsAsSoonAsABlockTellsItMoreThanAStatusAndThenKeepsUp) {
  EthNet net(5, 4);
  net.setup(4).mine = false;
  for (std::size_t i = 0; i < 4; ++i) net.start(i);
  net.run_to(at(500));
  net.link_all();
  net.run_to(at(40'000));
  net.start(4);
  net.run_for(milliseconds(100));
  net.link_all();
  net.run_to(at(41'900));
  EXPECT_TRUE(net.times(4, Happening::sync_started).empty());
  net.run_to(at(42'500));  // the second NewBlock's parent is more than any Status told
  EXPECT_EQ(net.times(4, Happening::sync_started).size(), 1U);
  EXPECT_EQ(net.height(4), net.height(0));
  net.run_to(at(60'500));
  EXPECT_EQ(net.height(4), net.height(0));
  EXPECT_EQ(net.times(4, Happening::sync_started).size(), 1U);
  EXPECT_TRUE(net.times(4, Happening::peer_dropped).empty());
}

TEST(EthLaws, AFollowerOfAStoppedChainSyncsAtItsTenSecondTick) {
  EthNet net(5, 4);
  net.setup(4).mine = false;
  for (std::size_t i = 0; i < 4; ++i) net.start(i);
  net.run_to(at(500));
  net.link_all();
  net.run_to(at(40'000));
  net.kill(2);
  net.kill(3);
  net.run_to(at(50'000));
  net.start(4);
  net.link_all();
  net.run_to(at(59'999));
  EXPECT_EQ(net.height(4), 0U);
  net.run_to(at(60'100));
  EXPECT_GT(net.height(0), 30U);
  EXPECT_EQ(net.height(4), net.height(0));
}

TEST(EthLaws, ARestartedValidatorCatchesUpAndAgrees) {
  EthNet net(4, 4);
  cold_start(net);
  net.run_to(at(20'000));
  net.kill(3);
  net.run_to(at(50'000));
  const std::uint64_t before = net.height(3);
  EXPECT_LT(before, net.height(0));
  net.start(3);
  net.run_for(milliseconds(100));
  run_with_dialers(net, at(100'500));
  EXPECT_GT(net.height(3), before + 30);
  EXPECT_TRUE(one_chain(net, 4));
  EXPECT_EQ(net.height(3), net.height(0));
}

TEST(EthLaws, OneMissingOfFourCostsATimeoutWheneverItIsProposer) {  // SPEC law 14
  EthNet net(4, 4);
  cold_start(net);
  net.run_to(at(30'000));
  net.kill(3);
  net.run_to(at(60'000));
  const std::uint64_t from = net.height(0);
  net.run_to(at(180'000));
  EXPECT_GE(net.height(0) - from, 30U);  // 17 blocks a minute
  EXPECT_LE(net.height(0) - from, 38U);
}

TEST(EthLaws, AMinerOutsideTheSetFollowsAndWarnsAtEveryHeight) {  // oracle case 12
  EthNet net(4, 3);
  cold_start(net);
  net.run_to(at(30'000));
  EXPECT_GT(net.height(3), 15U);
  EXPECT_EQ(net.height(3), net.height(0));
  EXPECT_EQ(net.logged(3, "Block sealing failed err=unauthorized"), net.height(3) + 1);
  for (const auto& noted : net.log()) {
    const auto* seen = std::get_if<istanbul::Observed>(&noted.what);
    EXPECT_FALSE(noted.who == 3 && seen != nullptr && seen->what == istanbul::Happening::proposed);
  }
}

TEST(EthLaws, MoreThanHalfOfTheVotesAddAValidatorWhichThenSealsByItself) {  // SPEC law 3
  EthNet net(4, 3);
  cold_start(net);
  const chain::AddressRef candidate = net.chains().account[3];
  net.run_to(at(15'000));
  net.service(0).propose(candidate, true);
  net.run_to(at(30'000));
  EXPECT_FALSE(net.chain(0).snapshot().contains(candidate));  // 1 of 3
  EXPECT_EQ(net.chain(0).snapshot().tally(candidate), 1U);
  const std::uint64_t asked = net.height(0);
  net.service(1).propose(candidate, true);
  net.run_to(at(40'000));
  ASSERT_TRUE(net.chain(0).snapshot().contains(candidate));
  std::uint64_t in_set = 0;
  for (std::uint64_t n = 1; n <= net.height(0) && in_set == 0; ++n) {
    const chain::BlockId block = *net.chain(0).at(n);
    if (net.chain(0).snapshot(block).contains(candidate)) in_set = n;
  }
  EXPECT_GT(in_set, asked);
  EXPECT_LE(in_set, asked + 4);  // when the second voter next proposes
  net.run_to(at(60'000));
  std::size_t by_it = 0;
  for (std::uint64_t n = in_set; n <= net.height(0); ++n) {
    if (net.chains().tree[*net.chain(0).at(n)].author == candidate) ++by_it;
  }
  EXPECT_GE(by_it, 3U);
  EXPECT_GT(net.height(3), 40U);
}

/// Four validators and a follower, of which validator 3 comes back some 30 blocks behind.
struct Behind {
  explicit Behind(Duration one_way) : net(5, 4, one_way) {
    net.setup(4).mine = false;
    cold_start(net);
    net.run_to(at(20'000));
    net.kill(3);
    net.run_to(at(120'000));
    net.start(3);
    net.run_for(milliseconds(10));
  }
  EthNet net;
};

TEST(EthLaws, ASyncOf200MillisecondsCostsTheLinksThatSpeakIbftMeanwhile) {  // SPEC law 17
  Behind behind(milliseconds(20));
  EthNet& net = behind.net;
  net.link(3, 4);
  while (!net.service(3).syncing()) net.run_for(milliseconds(1));
  net.link(3, 0);
  net.link(3, 1);
  net.run_for(milliseconds(50));
  EXPECT_TRUE(net.service(3).syncing());
  EXPECT_FALSE(net.service(3).mining());
  const istanbul::Message message{istanbul::Code::commit, {50, 0}};
  net.with(3, [&](Service& service, Outbox& out) {
    service.received(net.now(), p2p::NodeRef{1}, message, out);
  });
  EXPECT_FALSE(net.linked(1, 3));
  EXPECT_TRUE(net.linked(0, 3));
  EXPECT_EQ(net.times(3, Happening::peer_dropped).back(), net.now());
  net.run_for(seconds(1));
  const auto stopped = net.times(3, Happening::engine_stopped);
  const auto done = net.times(3, Happening::sync_done);
  ASSERT_EQ(stopped.size(), 1U);
  ASSERT_FALSE(done.empty());
  // head, span, empty skeleton, headers, no more headers: 40 ms each
  EXPECT_EQ(done.front() - stopped.front(), milliseconds(200));
  EXPECT_EQ(net.times(3, Happening::engine_started).back(), done.front());
  EXPECT_TRUE(net.service(3).mining());
  run_with_dialers(net, net.now() + seconds(60));
  EXPECT_EQ(net.times(3, Happening::engine_stopped).size(), 1U);
  EXPECT_TRUE(one_chain(net, 5));
}

TEST(EthLaws, ASyncThatOutlastsABlockPeriodLosesAllPeersThatSpeakIbft) {  // SPEC law 17, c22
  Behind behind(milliseconds(110));
  EthNet& net = behind.net;
  for (const std::size_t validator : {0U, 1U, 2U}) net.link(3, validator);
  net.run_for(seconds(10));
  const auto stopped = net.times(3, Happening::engine_stopped);
  ASSERT_EQ(stopped.size(), 1U);
  const auto dropped = net.times(3, Happening::peer_dropped);
  ASSERT_EQ(dropped.size(), 3U);
  EXPECT_LE(dropped.back() - stopped.front(), seconds(2));
  run_with_dialers(net, net.now() + seconds(120));
  EXPECT_EQ(net.times(3, Happening::engine_stopped).size(), 1U);
  EXPECT_TRUE(net.linked(3, 0) && net.linked(3, 1) && net.linked(3, 2));
  EXPECT_TRUE(one_chain(net, 5));
  EXPECT_GE(net.height(3) + 1, net.height(0));
}

TEST(EthLaws, ASyncPeerThatIsCutOffStopsTheEngineFor60Seconds) {  // SPEC law 1b A
  Behind behind(milliseconds(20));
  EthNet& net = behind.net;
  net.link(3, 0);
  net.cut(3, 0);
  net.run_for(seconds(11));
  ASSERT_EQ(net.times(3, Happening::sync_started).size(), 1U);
  net.unlink(3, 0);
  const Instant began = net.times(3, Happening::sync_started).front();
  net.run_to(began + seconds(30));
  net.link(3, 1);
  net.run_to(began + seconds(35));
  EXPECT_FALSE(net.linked(3, 1));  // died of the next IBFT message
  net.run_to(began + seconds(61));
  const auto failed = net.times(3, Happening::sync_failed);
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed.front() - began, seconds(60));
  EXPECT_EQ(net.times(3, Happening::engine_started).back(), failed.front());
  net.link_all();
  net.run_for(seconds(60));
  EXPECT_TRUE(one_chain(net, 4));
  EXPECT_GE(net.height(3) + 1, net.height(0));
  EXPECT_EQ(net.times(3, Happening::engine_stopped).size(), 1U);
}

TEST(EthLaws, ANonValidatorBetweenTwoGroupsCarriesBlocksButNoVotes) {  // SPEC law 1b E
  // 0, 1 and 2 are validators; 3 stands between them and 4, which only follows
  EthNet carried(5, 3);
  for (std::size_t i = 0; i < 5; ++i) carried.start(i);
  for (const auto& [a, b] : {std::pair(0, 1), {0, 2}, {1, 2}, {2, 3}, {3, 4}}) {
    carried.link(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
  }
  carried.run_to(at(30'000));
  EXPECT_GT(carried.height(4), 15U);
  EXPECT_GE(carried.height(4) + 1, carried.height(0));

  // two validators of two that only the bridge joins never make a block
  EthNet apart(3, 2);
  for (std::size_t i = 0; i < 3; ++i) apart.start(i);
  apart.link(0, 2);
  apart.link(1, 2);
  apart.run_to(at(120'000));
  EXPECT_EQ(apart.height(0), 0U);
  EXPECT_EQ(apart.height(1), 0U);
}

TEST(EthLaws, APartitionWithoutAQuorumHaltsAndResumesAtARoundTimer) {  // SPEC law 12
  EthNet net(4, 4);
  cold_start(net);
  net.run_to(at(30'200));
  for (const std::size_t a : {0U, 1U}) {
    for (const std::size_t b : {2U, 3U}) net.unlink(a, b);
  }
  net.run_to(at(70'000));
  const std::uint64_t stood = net.height(0);
  const Instant last = net.reached(0, stood);
  EXPECT_LT(last, at(31'000));
  net.run_to(last + seconds(60));
  net.link_all();
  net.run_to(last + milliseconds(79'900));
  EXPECT_EQ(net.height(0), stood);
  net.run_to(last + milliseconds(80'300));  // 10 + 12 + 14 + 18 + 26
  EXPECT_GT(net.height(0), stood);
  EXPECT_TRUE(one_chain(net, 4));
}

TEST(EthLaws, TheSameStepsGiveTheSameRun) {
  const auto run = [] {
    EthNet net(7, 7, milliseconds(3));
    cold_start(net);
    net.run_to(at(30'000));
    net.kill(2);
    net.run_to(at(45'000));
    net.start(2);
    net.link_all();
    net.run_to(at(60'000));
    return std::tuple(net.sent(), net.sent_bytes(), net.log().size(), net.height(2));
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace seatrial::eth
