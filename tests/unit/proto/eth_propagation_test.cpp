// SPDX-License-Identifier: Apache-2.0
// Who is told of a block, and who counts as knowing it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/propagation.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::Chains;
using ::testing::ElementsAre;

struct PropagationTest : ::testing::Test {
  PropagationTest() {
    block = chains.child(chains.genesis);
    for (std::uint32_t i = 0; i < 30; ++i) order.push_back(p2p::NodeRef{i});
  }
  void join(std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) peers.add(order[i], chains.genesis, 1);
  }
  template <class M>
  std::vector<std::uint32_t> told() {
    std::vector<std::uint32_t> nodes;
    for (const Effect& effect : out.effects()) {
      const auto& send = std::get<Send>(effect);
      if (std::holds_alternative<M>(send.message)) {
        nodes.push_back(static_cast<std::uint32_t>(send.to));
      }
    }
    out.clear();
    return nodes;
  }

  Chains chains{1, 1};
  chain::Blockchain chain{chains.snapshots, chains.genesis, {}};
  chain::BlockId block{};
  std::vector<p2p::NodeRef> order;
  PeerSet peers;
  Rng chance{1};
  Propagation propagation{peers, chain, chance};
  Outbox out;
};

TEST_F(PropagationTest, SharesTheBlockWithFourOrTheRootOfThoseWhoLackIt) {
  // SPEC goquorum 6.5: max(4, floor(sqrt(n)))
  EXPECT_EQ(share_of(0), 0U);
  EXPECT_EQ(share_of(3), 3U);
  EXPECT_EQ(share_of(24), 4U);
  EXPECT_EQ(share_of(25), 5U);
  EXPECT_EQ(share_of(512), 22U);
}

TEST_F(PropagationTest, SendsTheWholeBlockToSomeAndItsHashToTheRestOnceItIsInTheChain) {
  join(6);
  propagation.propagate(block, out);
  std::vector<std::uint32_t> all = told<NewBlock>();
  EXPECT_EQ(all.size(), 4U);
  propagation.announce(block, out);
  EXPECT_TRUE(out.empty());
  chain.import(block);
  propagation.announce(block, out);
  const auto rest = told<NewBlockHash>();
  EXPECT_EQ(rest.size(), 2U);
  all.insert(all.end(), rest.begin(), rest.end());
  EXPECT_THAT(all, ::testing::UnorderedElementsAre(0, 1, 2, 3, 4, 5));
  propagation.propagate(block, out);
  propagation.announce(block, out);
  EXPECT_TRUE(out.empty());
}

TEST_F(PropagationTest, PicksByTheStreamOfChanceAndSpareWhoHasTheBlock) {
  join(30);
  peers.find(p2p::NodeRef{3})->known.add(block);
  propagation.propagate(block, out);
  const auto first = told<NewBlock>();
  EXPECT_EQ(first.size(), 5U);
  EXPECT_THAT(first, ::testing::Not(::testing::Contains(3)));
  EXPECT_NE(first, (std::vector<std::uint32_t>{0, 1, 2, 4, 5}));
  PeerSet again;
  for (const auto node : order) again.add(node, chains.genesis, 1);
  again.find(p2p::NodeRef{3})->known.add(block);
  Rng same{1};
  Propagation(again, chain, same).propagate(block, out);
  EXPECT_EQ(told<NewBlock>(), first);
}

TEST_F(PropagationTest, DrawsNothingWhereAllGetTheBlock) {
  join(4);
  propagation.propagate(block, out);
  EXPECT_THAT(told<NewBlock>(), ElementsAre(0, 1, 2, 3));
  EXPECT_EQ(chance, Rng{1});
}

TEST_F(PropagationTest, ForgetsTheOldestBlocksOfAPeerOnly) {
  KnownBlocks known;
  for (std::uint32_t i = 0; i < 129; ++i) known.add(chain::BlockId{i});
  EXPECT_FALSE(known.contains(chain::BlockId{0}));
  EXPECT_TRUE(known.contains(chain::BlockId{1}));
  EXPECT_TRUE(known.contains(chain::BlockId{128}));
  EXPECT_FALSE(known.contains(chain::BlockId{129}));
}

TEST_F(PropagationTest, TheBestPeerHasTheHighestTotalDifficultyAndEqualsAreDrawn) {
  EXPECT_EQ(peers.best(chance), nullptr);
  join(3);
  peers.find(p2p::NodeRef{1})->total_difficulty = 9;
  EXPECT_EQ(peers.best(chance)->node, p2p::NodeRef{1});
  EXPECT_EQ(chance, Rng{1});
  peers.find(p2p::NodeRef{2})->total_difficulty = 9;
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 20; ++i) seen.insert(static_cast<std::uint32_t>(peers.best(chance)->node));
  EXPECT_THAT(seen, ElementsAre(1, 2));
}

TEST_F(PropagationTest, PeersComeAndGoInNodeOrderAndComeBackAfresh) {
  peers.add(p2p::NodeRef{5}, chains.genesis, 1);
  peers.add(p2p::NodeRef{2}, chains.genesis, 1);
  EXPECT_EQ(peers.all().front().node, p2p::NodeRef{2});
  peers.find(p2p::NodeRef{5})->known.add(block);
  peers.remove(p2p::NodeRef{5});
  EXPECT_EQ(peers.find(p2p::NodeRef{5}), nullptr);
  peers.add(p2p::NodeRef{5}, block, 2);
  EXPECT_FALSE(peers.find(p2p::NodeRef{5})->known.contains(block));
  EXPECT_EQ(peers.size(), 2U);
}

}  // namespace
}  // namespace seatrial::eth
