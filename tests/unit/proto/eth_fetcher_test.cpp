// SPDX-License-Identifier: Apache-2.0
// The fetcher's clock and limits, and how blocks get into the chain. // SPEC goquorum 6.5
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/block_fetcher.hpp"
#include "sim/proto/eth/importer.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::alice;
using testing::at;
using testing::bob;
using testing::Chains;
using ::testing::ElementsAre;

struct FetcherTest : ::testing::Test {
  FetcherTest() : blocks(chains.grow(chains.genesis, 60)) {
    for (std::size_t i = 0; i < 20; ++i) chain.import(blocks[i]);  // the head is number 20
  }
  chain::BlockId number(std::size_t n) const { return blocks[n - 1]; }
  std::vector<std::pair<p2p::NodeRef, chain::BlockId>> asked() {
    std::vector<std::pair<p2p::NodeRef, chain::BlockId>> found;
    for (const Effect& effect : out.effects()) {
      const auto& send = std::get<Send>(effect);
      found.emplace_back(send.to, std::get<GetBlockHeaders>(send.message).by_hash);
    }
    out.clear();
    return found;
  }

  Chains chains{1, 1};
  std::vector<chain::BlockId> blocks;
  chain::Blockchain chain{chains.snapshots, chains.genesis, {}};
  Rng chance{1};
  BlockFetcher fetcher{chain, chance};
  Outbox out;
};

TEST_F(FetcherTest, AsksForAnAnnouncedBlockAfterHalfASecond) {
  EXPECT_EQ(fetcher.deadline(), std::nullopt);
  fetcher.notify(at(0), alice, number(21));
  EXPECT_EQ(fetcher.deadline(), at(500));
  fetcher.on_deadline(at(499), out);
  EXPECT_TRUE(out.empty());
  fetcher.on_deadline(at(500), out);
  EXPECT_THAT(asked(), ElementsAre(std::pair(alice, number(21))));
  EXPECT_EQ(fetcher.deadline(), std::nullopt);
  EXPECT_FALSE(fetcher.filter_header(at(510), bob, number(21)));
  EXPECT_TRUE(fetcher.filter_header(at(510), alice, number(21)));
  EXPECT_EQ(fetcher.next(), (Injected{alice, number(21)}));
  EXPECT_FALSE(fetcher.filter_header(at(511), alice, number(21)));
}

TEST_F(FetcherTest, GathersWhatIsAtMost100MsYounger) {
  fetcher.notify(at(0), alice, number(21));
  fetcher.notify(at(99), alice, number(22));
  fetcher.notify(at(100), alice, number(23));
  fetcher.on_deadline(at(500), out);
  EXPECT_THAT(asked(), ElementsAre(std::pair(alice, number(21)), std::pair(alice, number(22))));
  EXPECT_EQ(fetcher.deadline(), at(600));
}

TEST_F(FetcherTest, ForgetsAnAnnouncementWhenTheBlockCameByItself) {
  fetcher.notify(at(0), alice, number(21));
  fetcher.enqueue(bob, number(21));
  EXPECT_EQ(fetcher.next(), (Injected{bob, number(21)}));
  EXPECT_EQ(fetcher.deadline(), std::nullopt);
  fetcher.notify(at(1), alice, number(22));
  chain.import(number(21));
  chain.import(number(22));
  fetcher.on_deadline(at(501), out);
  EXPECT_TRUE(out.empty());
}

TEST_F(FetcherTest, AsksOneOfThoseWhoAnnouncedAndTakesANewAnnouncementAfterFiveSeconds) {
  fetcher.notify(at(0), alice, number(21));
  fetcher.notify(at(10), bob, number(21));
  fetcher.on_deadline(at(500), out);
  EXPECT_EQ(asked().size(), 1U);
  fetcher.notify(at(5500), bob, number(21));
  EXPECT_EQ(fetcher.deadline(), std::nullopt);
  fetcher.notify(at(5501), bob, number(21));
  EXPECT_EQ(fetcher.deadline(), at(6001));
}

TEST_F(FetcherTest, DiscardsWhatIsFarFromTheHead) {
  // head - 7 … head + 32
  fetcher.notify(at(0), alice, number(12));
  fetcher.notify(at(0), alice, number(53));
  EXPECT_EQ(fetcher.deadline(), std::nullopt);
  fetcher.notify(at(0), alice, number(13));
  fetcher.notify(at(0), alice, number(52));
  EXPECT_EQ(fetcher.deadline(), at(500));
  fetcher.enqueue(alice, number(53));
  for (std::size_t n = 21; n <= 52; ++n) {
    chain.import(number(n));
  }
  EXPECT_EQ(fetcher.next(), std::nullopt);
}

TEST_F(FetcherTest, HoldsBlocksAboveTheNextUntilTheirTurn) {
  fetcher.enqueue(alice, number(22));
  EXPECT_EQ(fetcher.next(), std::nullopt);
  fetcher.enqueue(bob, number(21));
  EXPECT_EQ(fetcher.next(), (Injected{bob, number(21)}));
  EXPECT_EQ(fetcher.next(), std::nullopt);
  chain.import(number(21));
  EXPECT_EQ(fetcher.next(), (Injected{alice, number(22)}));
}

TEST_F(FetcherTest, QueuesABlockOnceAnd64OfAPeer) {
  fetcher.enqueue(alice, number(21));
  fetcher.enqueue(bob, number(21));
  EXPECT_EQ(fetcher.next(), (Injected{alice, number(21)}));
  EXPECT_EQ(fetcher.next(), std::nullopt);
  for (std::uint64_t i = 0; i < 64; ++i) {
    fetcher.enqueue(alice, chains.child(number(21), 0, 5 + i));
  }
  fetcher.enqueue(alice, number(22));
  chain.import(number(21));
  std::set<chain::BlockId> turns;
  while (const auto turn = fetcher.next()) turns.insert(turn->block);
  EXPECT_EQ(turns.size(), 64U);
  EXPECT_FALSE(turns.contains(number(22)));
}

struct ImporterTest : ::testing::Test {
  Chains chains{2, 1};
  chain::Blockchain chain{chains.snapshots, chains.genesis, {}};
  Importer importer{chain};
};

TEST_F(ImporterTest, TriesBlocksOfTheFutureEveryFiveSecondsOfTheProcess) {
  importer.start(at(1200));
  const auto six_ahead = chains.tree.add(chains.genesis, chain::run_begins + 9, chains.account[0]);
  const auto above = chains.child(six_ahead);
  EXPECT_EQ(importer.insert(at(3000), std::array{six_ahead, above}), Inserted{});
  EXPECT_EQ(chain.height(), 0U);
  EXPECT_EQ(importer.deadline(), at(6200));
  EXPECT_FALSE(importer.due(at(6199)));
  // at 6.2 s it is still in the future, at 11.2 s not any more
  for (const auto block : importer.take_future()) importer.insert(at(6200), std::array{block});
  EXPECT_EQ(importer.deadline(), at(11200));
  for (const auto block : importer.take_future()) importer.insert(at(11200), std::array{block});
  EXPECT_EQ(chain.head(), above);
  EXPECT_EQ(importer.deadline(), std::nullopt);
}

TEST_F(ImporterTest, KeepsTheChildOfABlockThatStillWaitsForTheClock) {
  importer.start(at(0));
  const auto ahead = chains.tree.add(chains.genesis, chain::run_begins + 6, chains.account[0]);
  importer.insert(at(3000), std::array{ahead});  // to be tried at 5 s, and then at 10 s
  importer.insert(at(5000), importer.take_future());
  const auto above = chains.child(ahead);
  EXPECT_EQ(importer.insert(at(8000), std::array{above}), Inserted{});
  importer.insert(at(10'000), importer.take_future());
  EXPECT_EQ(chain.head(), above);
}

TEST_F(ImporterTest, RefusesWhatIsMoreThan30SecondsAhead) {
  const auto edge = chains.tree.add(chains.genesis, chain::run_begins + 30, chains.account[0]);
  const auto far = chains.tree.add(chains.genesis, chain::run_begins + 31, chains.account[0]);
  EXPECT_EQ(importer.insert(at(0), std::array{edge}).error, chain::HeaderError::none);
  EXPECT_EQ(importer.insert(at(0), std::array{far}).error, chain::HeaderError::future_block);
}

TEST_F(ImporterTest, StopsAtTheFirstRefusedBlockAndSaysHowTheHeadMoved) {
  const auto good = chains.grow(chains.genesis, 2);
  const auto bad = chains.child(good[1], 1);  // its author is no validator
  const Inserted done = importer.insert(at(9000), std::array{good[0], good[1], bad});
  EXPECT_EQ(done, (Inserted{chain::HeaderError::unauthorized, true, false}));
  const auto other = chains.grow(chains.child(chains.genesis, 0, 3), 2);
  const auto parent = chains.tree[other[0]].parent;
  EXPECT_EQ(importer.insert(at(9000), std::array{parent, other[0]}), Inserted{});
  EXPECT_EQ(importer.insert(at(9000), std::array{other[1]}),
            (Inserted{chain::HeaderError::none, true, true}));
  EXPECT_EQ(importer.insert(at(9000), std::array{other[1]}), Inserted{});
}

}  // namespace
}  // namespace seatrial::eth
