// SPDX-License-Identifier: Apache-2.0
// One sync as a dialogue with a peer: which requests in which order, and how it fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/answers.hpp"
#include "sim/proto/eth/downloader.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::alice;
using testing::at;
using testing::bob;
using testing::Chains;

struct DownloaderTest : ::testing::Test {
  /// The peer is so many blocks ahead of a common chain.
  void give(std::size_t common, std::size_t ahead) {
    for (const auto block : chains.grow(chains.genesis, common)) {
      mine.import(block);
      theirs.import(block);
    }
    for (const auto block : chains.grow(theirs.head(), ahead)) theirs.import(block);
  }
  void start() {
    downloader.start(at(0), {alice, theirs.head(), theirs.head_block().total_difficulty}, out);
  }
  GetBlockHeaders asked() {
    EXPECT_EQ(out.effects().size(), 1U);
    if (out.effects().size() != 1) return {};
    const auto send = std::get<Send>(out.effects().front());
    EXPECT_EQ(send.to, alice);
    out.clear();
    return std::get<GetBlockHeaders>(send.message);
  }
  SyncStep answers() { return tells(answer(theirs, asked())); }
  SyncStep tells(const BlockHeaders& headers) {
    ++round_trips;
    return downloader.on_headers(at(0), alice, headers, out);
  }
  /// Answers until the sync ends, importing at once.
  std::optional<SyncError> runs() {
    for (;;) {
      const SyncStep step = answers();
      for (const auto block : step.blocks) mine.import(block);
      if (step.ended || !downloader.busy()) return step.ended;
    }
  }

  Chains chains{1, 1};
  chain::Blockchain mine{chains.snapshots, chains.genesis, {}};
  chain::Blockchain theirs{chains.snapshots, chains.genesis, {}};
  Downloader downloader{mine};
  Outbox out;
  int round_trips = 0;
};

TEST_F(DownloaderTest, AsksForTheHeadTheAncestorASkeletonAndTheRest) {
  give(3, 4);
  start();
  EXPECT_TRUE(downloader.busy());
  const GetBlockHeaders head = asked();
  EXPECT_EQ(head, (GetBlockHeaders{.by_hash = theirs.head()}));
  tells(answer(theirs, head));
  const GetBlockHeaders span = asked();
  EXPECT_EQ(span, (GetBlockHeaders{.number = 2, .amount = 3, .skip = 1}));  // 2, 4, 6
  tells(answer(theirs, span));
  const GetBlockHeaders skeleton = asked();
  EXPECT_EQ(skeleton, (GetBlockHeaders{.number = 194, .amount = 128, .skip = 191}));
  tells(answer(theirs, skeleton));
  const GetBlockHeaders rest = asked();
  EXPECT_EQ(rest, (GetBlockHeaders{.number = 3, .amount = 192}));
  const SyncStep step = tells(answer(theirs, rest));
  EXPECT_EQ(step.blocks.size(), 5U);
  EXPECT_EQ(step.ended, std::nullopt);
  EXPECT_EQ(asked(), (GetBlockHeaders{.number = 8, .amount = 192}));
  EXPECT_EQ(tells({}).ended, SyncError::none);
  EXPECT_FALSE(downloader.busy());
  EXPECT_EQ(round_trips, 5);
}

TEST_F(DownloaderTest, OneBlockBehindTakesFiveRoundTrips) {
  give(0, 1);
  start();
  EXPECT_EQ(runs(), SyncError::none);
  EXPECT_EQ(mine.head(), theirs.head());
  EXPECT_EQ(round_trips, 5);
}

TEST_F(DownloaderTest, FarBehindItSearchesTheWholeChainAndFillsASkeleton) {
  give(100, 900);
  start();
  EXPECT_EQ(runs(), SyncError::none);
  EXPECT_EQ(mine.head(), theirs.head());
  // head, span, 10 halvings of 1000, skeleton of 4, 4 fills, empty skeleton, rest but 2, rest, end
  EXPECT_EQ(round_trips, 1 + 1 + 10 + 1 + 4 + 1 + 1 + 1 + 1);
}

TEST_F(DownloaderTest, FindsTheForkBelowAnotherBranch) {
  give(40, 60);
  for (const auto block : chains.grow(chains.child(mine.head(), 0, 4), 20)) {
    if (!mine.has(chains.tree[block].parent)) mine.import(chains.tree[block].parent);
    mine.import(block);
  }
  EXPECT_EQ(mine.height(), 61U);
  start();
  EXPECT_EQ(runs(), SyncError::none);
  EXPECT_EQ(mine.head(), theirs.head());
}

TEST_F(DownloaderTest, LeavesTheNewestTwoHeadersOfAFarHeadForTheNextRequest) {
  give(10, 60);
  start();
  for (int i = 0; i < 3; ++i) answers();
  EXPECT_EQ(answers().blocks.size(), 59U);
  EXPECT_EQ(asked().number, 69U);
}

TEST_F(DownloaderTest, WaitsThreeSecondsWhileNothingButDelayedHeadersAreThere) {
  give(10, 60);
  start();
  for (int i = 0; i < 4; ++i) answers();  // 59 were handed over, and not imported
  EXPECT_EQ(answers().blocks.size(), 0U);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(downloader.deadline(), at(3000));
  downloader.on_deadline(at(3000), out);
  EXPECT_EQ(asked().number, 69U);
}

TEST_F(DownloaderTest, GivesAVanishedPeerExactly60Seconds) {  // SPEC law 1b A
  give(0, 3);
  start();
  EXPECT_EQ(downloader.deadline(), at(60'000));
  EXPECT_EQ(downloader.on_deadline(at(59'999), out).ended, std::nullopt);
  EXPECT_EQ(downloader.on_deadline(at(60'000), out).ended, SyncError::timeout);
  EXPECT_EQ(text(SyncError::timeout), "timeout");
  EXPECT_FALSE(downloader.busy());
  EXPECT_EQ(downloader.deadline(), std::nullopt);
}

TEST_F(DownloaderTest, TheSearchTimesOutTooAndLateHeadersAreABadPeers) {
  give(0, 3);
  start();
  answers();
  EXPECT_EQ(downloader.on_deadline(at(60'000), out).ended, SyncError::timeout);
  out.clear();
  start();
  for (int i = 0; i < 3; ++i) answers();
  EXPECT_EQ(downloader.on_deadline(at(60'000), out).ended, SyncError::bad_peer);
}

TEST_F(DownloaderTest, FailsByWhatThePeerTells) {
  give(2, 3);
  start();
  EXPECT_EQ(tells({}).ended, SyncError::bad_peer);  // it has not got its own head
  out.clear();
  start();
  answers();
  EXPECT_EQ(tells({}).ended, SyncError::empty_header_set);
  out.clear();
  start();
  answers();
  EXPECT_EQ(tells({theirs.head(), 2, 1}).ended, SyncError::invalid_chain);
  out.clear();
  start();
  answers();
  answers();
  tells({});
  EXPECT_EQ(tells({}).ended, SyncError::stalling_peer);
}

TEST_F(DownloaderTest, HearsItsOwnPeerOnly) {
  give(0, 3);
  start();
  const BlockHeaders head = answer(theirs, asked());
  downloader.on_headers(at(0), bob, head, out);
  EXPECT_TRUE(out.empty());
  downloader.on_headers(at(0), alice, head, out);
  EXPECT_FALSE(out.empty());
  downloader.abort();
  EXPECT_FALSE(downloader.busy());
}

TEST_F(DownloaderTest, AnswersKeepGethsLimitsAndOwnBranch) {
  give(0, 400);
  EXPECT_EQ(answer(theirs, GetBlockHeaders{.number = 1, .amount = 500}).count, 192U);
  EXPECT_EQ(answer(theirs, GetBlockHeaders{.number = 401, .amount = 5}).count, 0U);
  const BlockHeaders spread = answer(theirs, {.number = 10, .amount = 5, .skip = 99});
  EXPECT_EQ(spread.count, 4U);  // 10, 110, 210, 310
  EXPECT_EQ(chains.tree[spread.last].number, 310U);
  EXPECT_EQ(chains.tree[blocks_of(chains.tree, spread).front()].number, 10U);
  const BlockHeaders down = answer(theirs, {.number = 5, .amount = 9, .reverse = true});
  EXPECT_EQ(down.count, 6U);
  EXPECT_EQ(answer(mine, GetBlockHeaders{.by_hash = theirs.head()}).count, 0U);
  EXPECT_EQ(answer(theirs, GetBlockBodies{theirs.head(), 200}), (BlockBodies{theirs.head(), 128}));
  EXPECT_EQ(answer(mine, GetBlockBodies{theirs.head(), 1}), BlockBodies{});
}

}  // namespace
}  // namespace seatrial::eth
