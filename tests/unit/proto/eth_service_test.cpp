// SPDX-License-Identifier: Apache-2.0
// One block service and what its peers tell it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/proto/eth/answers.hpp"
#include "tests/support/eth_net.hpp"

namespace seatrial::eth {
namespace {

using testing::at;
using testing::Chains;
using ::testing::ElementsAre;

/// A service whose account is the first of three validators, and which does not mine.
struct ServiceTest : ::testing::Test {
  void start(bool mine = false, std::size_t self = 0) {
    ServiceConfig config;
    config.engine.self = chains.account[self];
    config.engine.ceil_2n_by_3_block = 0;
    config.mine = mine;
    service = std::make_unique<Service>(config, chains.tree, chain, Rng{1});
    service->start(at(0), out);
  }
  void join(std::uint32_t peer, chain::BlockId head, std::int64_t ms = 0) {
    service->peer_joined(at(ms), p2p::NodeRef{peer}, chains.account[1], head, out);
  }
  void receives(std::int64_t ms, std::uint32_t peer, const Message& message) {
    clear();
    service->received(at(ms), p2p::NodeRef{peer}, message, out);
  }
  /// Lets time pass up to an instant, with every deadline kept on the way.
  void waits_to(std::int64_t ms) {
    clear();
    for (auto due = service->deadline(); due && *due <= at(ms); due = service->deadline()) {
      service->on_deadline(*due, out);
    }
  }
  void clear() { out.clear(); }
  template <class M>
  std::vector<std::uint32_t> told() {
    std::vector<std::uint32_t> nodes;
    for (const Effect& effect : out.effects()) {
      const auto* send = std::get_if<Send>(&effect);
      if (send != nullptr && std::holds_alternative<M>(send->message)) {
        nodes.push_back(static_cast<std::uint32_t>(send->to));
      }
    }
    return nodes;
  }
  std::vector<Drop> drops() {
    std::vector<Drop> found;
    for (const Effect& effect : out.effects()) {
      if (const auto* drop = std::get_if<Drop>(&effect)) found.push_back(*drop);
    }
    return found;
  }
  std::vector<Happening> saw() {
    std::vector<Happening> found;
    for (const Effect& effect : out.effects()) {
      const auto* seen = std::get_if<Observed>(&effect);
      if (seen != nullptr && seen->what != Happening::logged) found.push_back(seen->what);
    }
    return found;
  }
  std::vector<std::string> logged() {
    std::vector<std::string> lines;
    for (const Effect& effect : out.effects()) {
      const auto* seen = std::get_if<Observed>(&effect);
      if (seen != nullptr && seen->what == Happening::logged) {
        lines.push_back(seen->level + " " + seen->text);
      }
    }
    return lines;
  }

  Chains chains{10, 3};
  chain::Blockchain chain{chains.snapshots, chains.genesis, {}};
  std::unique_ptr<Service> service;
  Outbox out;
};

TEST_F(ServiceTest, RelaysAVerifiedBlockWholeAndAnnouncesItToTheRest) {
  start();
  for (std::uint32_t peer = 1; peer <= 7; ++peer) join(peer, chains.genesis);
  const auto block = chains.child(chains.genesis);
  receives(2000, 3, NewBlock{block});
  EXPECT_EQ(told<NewBlock>().size(), 4U);
  EXPECT_EQ(told<NewBlockHash>().size(), 2U);
  EXPECT_THAT(told<NewBlock>(), ::testing::Not(::testing::Contains(3)));
  EXPECT_THAT(saw(), ElementsAre(Happening::new_head));
  receives(2001, 4, NewBlock{block});
  EXPECT_TRUE(out.empty());
}

TEST_F(ServiceTest, DropsWhoSendsABlockThatFailsVerification) {
  start();
  join(1, chains.genesis);
  join(2, chains.genesis);
  receives(5000, 1, NewBlock{chains.child(chains.genesis, 3)});  // of no validator
  EXPECT_THAT(drops(), ElementsAre(Drop{p2p::NodeRef{1}, p2p::DisconnectReason::useless_peer, ""}));
  EXPECT_THAT(saw(), ElementsAre(Happening::peer_dropped));
  EXPECT_THAT(logged(), ElementsAre("DEBUG Propagated block verification failed "
                                    "err=\"unauthorized\""));
  EXPECT_TRUE(told<NewBlock>().empty());
  // a longer block period than the proposer's: SPEC goquorum 7.10
  chain.import(chains.child(chains.genesis));
  chain.set_rules({.block_period = 2});
  receives(9000, 2, NewBlock{chains.child(chain.head())});
  EXPECT_EQ(drops().size(), 1U);
}

TEST_F(ServiceTest, KeepsABlockOfTheFutureUnrelayedUntilTheFiveSecondClock) {
  start();
  join(1, chains.genesis);
  join(2, chains.genesis);
  const auto block = chains.tree.add(chains.genesis, chain::run_begins + 4, chains.account[0]);
  receives(2000, 1, NewBlock{block});
  EXPECT_TRUE(out.empty());
  waits_to(4999);
  EXPECT_TRUE(out.empty());
  waits_to(5000);
  EXPECT_THAT(saw(), ElementsAre(Happening::new_head));
  EXPECT_TRUE(told<NewBlock>().empty());
  EXPECT_TRUE(told<NewBlockHash>().empty());
}

TEST_F(ServiceTest, ForgetsABlockWhoseParentItDoesNotKnow) {
  start();
  join(1, chains.genesis);
  chain.import(chains.child(chains.genesis));
  const auto elsewhere = chains.child(chains.child(chains.genesis, 1, 3), 1);
  receives(5000, 1, NewBlock{elsewhere});
  EXPECT_TRUE(out.empty());
  receives(5000, 1, NewBlock{chains.tree[elsewhere].parent});  // of equal weight: a side branch
  EXPECT_THAT(saw(), ::testing::IsEmpty());
  receives(5001, 1, NewBlock{elsewhere});
  EXPECT_THAT(saw(), ElementsAre(Happening::reorganised));
}

TEST_F(ServiceTest, FetchesWhatWasAnnouncedOnly) {
  start();
  join(1, chains.genesis);
  const auto block = chains.child(chains.genesis);
  receives(3000, 1, NewBlockHash{block});
  waits_to(3499);
  EXPECT_TRUE(out.empty());
  waits_to(3500);
  EXPECT_THAT(told<GetBlockHeaders>(), ElementsAre(1));
  receives(3510, 1, BlockHeaders{block, 1});
  EXPECT_EQ(chain.head(), block);
  EXPECT_THAT(saw(), ElementsAre(Happening::new_head));
}

TEST_F(ServiceTest, AGapOfOneBlockIsTheFetchersAndAGapOfTwoStartsASync) {
  start();
  join(1, chains.genesis);
  const auto blocks = chains.grow(chains.genesis, 3);
  receives(5000, 1, NewBlock{blocks[0]});
  EXPECT_FALSE(service->syncing());
  receives(5000, 1, NewBlock{blocks[2]});
  EXPECT_TRUE(service->syncing());
  EXPECT_THAT(saw(), ElementsAre(Happening::sync_started));
  EXPECT_THAT(logged(), ElementsAre("INFO Block synchronisation started"));
  EXPECT_THAT(told<GetBlockHeaders>(), ElementsAre(1));
  const auto& request = std::get<Send>(out.effects().back()).message;
  EXPECT_EQ(std::get<GetBlockHeaders>(request).by_hash, blocks[1]);  // what it has for certain
}

TEST_F(ServiceTest, LooksForABetterPeerEveryTenSecondsOfTheProcess) {
  start();
  join(1, chains.genesis);
  const auto blocks = chains.grow(chains.genesis, 2);
  waits_to(10'000);
  EXPECT_TRUE(out.empty());
  join(2, blocks[1], 10'001);
  join(3, blocks[0], 10'001);
  waits_to(19'999);
  EXPECT_FALSE(service->syncing());
  waits_to(20'000);
  EXPECT_THAT(told<GetBlockHeaders>(), ElementsAre(2));
  EXPECT_TRUE(service->syncing());
}

TEST_F(ServiceTest, ANewPeerStartsASyncIfFiveWereThereBefore) {
  start();
  const auto block = chains.child(chains.genesis);
  for (std::uint32_t peer = 1; peer <= 5; ++peer) join(peer, block);
  EXPECT_FALSE(service->syncing());
  join(6, chains.genesis);
  EXPECT_TRUE(service->syncing());
}

TEST_F(ServiceTest, WhoDoesNotMineDropsEveryPeerThatSendsAConsensusMessage) {
  start();
  join(1, chains.genesis);
  for (int i = 0; i < 2; ++i) {
    receives(100, 1, istanbul::Message{istanbul::Code::prepare, {1, 0}});
    EXPECT_THAT(drops(), ElementsAre(Drop{p2p::NodeRef{1}, p2p::DisconnectReason::useless_peer,
                                          "stopped engine"}));
    EXPECT_THAT(saw(), ElementsAre(Happening::peer_dropped));
  }
}

TEST_F(ServiceTest, TheFirstSyncStopsTheEngineAndOnlyTheFirst) {  // SPEC law 17, law 1b A
  start(true);
  EXPECT_TRUE(service->mining());
  EXPECT_THAT(saw(), ElementsAre(Happening::engine_started));
  const auto blocks = chains.grow(chains.genesis, 4);
  join(1, blocks[1]);
  join(2, chains.genesis);
  waits_to(10'000);
  EXPECT_THAT(saw(), ElementsAre(Happening::sync_started, Happening::engine_stopped));
  EXPECT_THAT(logged(),
              ElementsAre("INFO Block synchronisation started", "INFO Mining aborted due to sync"));
  EXPECT_FALSE(service->mining());
  receives(10'001, 2, istanbul::Message{istanbul::Code::prepare, {1, 0}});
  EXPECT_EQ(drops().size(), 1U);
  service->peer_left(at(10'001), p2p::NodeRef{2}, out);
  receives(10'002, 1, BlockHeaders{blocks[1], 1});
  receives(10'003, 1, BlockHeaders{chains.genesis, 1});
  receives(10'004, 1, BlockHeaders{});
  receives(10'005, 1, BlockHeaders{blocks[1], 2});
  EXPECT_EQ(chain.height(), 2U);
  EXPECT_THAT(saw(), ElementsAre(Happening::new_head));
  receives(10'006, 1, BlockHeaders{});
  EXPECT_THAT(saw(), ElementsAre(Happening::sync_done, Happening::engine_started));
  EXPECT_EQ(service->engine().view().sequence, 3U);

  join(3, blocks[3], 15'000);
  waits_to(20'000);
  EXPECT_THAT(saw(), ::testing::Contains(Happening::sync_started));
  EXPECT_TRUE(service->mining());
}

TEST_F(ServiceTest, AVanishedSyncPeerKeepsTheEngineStoppedForExactly60Seconds) {
  start(true);
  join(1, chains.child(chains.genesis));
  waits_to(10'000);
  service->peer_left(at(10'050), p2p::NodeRef{1}, out);
  waits_to(69'999);
  EXPECT_FALSE(service->mining());
  join(2, chains.genesis, 69'999);
  receives(69'999, 2, istanbul::Message{istanbul::Code::round_change, {1, 4}});
  EXPECT_EQ(drops().size(), 1U);
  waits_to(70'000);
  EXPECT_THAT(saw(), ElementsAre(Happening::sync_failed, Happening::engine_started));
  EXPECT_THAT(logged(), ElementsAre("WARN Synchronisation failed, dropping peer err=timeout"));
  EXPECT_TRUE(drops().empty());  // it is gone already
}

TEST_F(ServiceTest, DropsTheSyncPeerThatFails) {
  start();
  join(1, chains.child(chains.genesis));
  waits_to(10'000);
  receives(10'001, 1, BlockHeaders{});
  EXPECT_THAT(drops(), ElementsAre(Drop{p2p::NodeRef{1}, p2p::DisconnectReason::useless_peer, ""}));
  EXPECT_THAT(logged(), ElementsAre("WARN Synchronisation failed, dropping peer "
                                    "err=\"action from bad peer ignored\""));
}

TEST_F(ServiceTest, ASyncFailsOnABlockThatIsRefusedAndTellsOfItsHeadWhenDone) {
  start();
  const auto good = chains.child(chains.genesis);
  const auto bad = chains.child(good, 5);  // of no validator
  join(1, bad);
  join(2, chains.genesis);
  waits_to(10'000);
  receives(10'001, 1, BlockHeaders{bad, 1});
  receives(10'002, 1, BlockHeaders{chains.genesis, 1});
  receives(10'003, 1, BlockHeaders{});
  receives(10'004, 1, BlockHeaders{bad, 2});
  EXPECT_EQ(chain.head(), good);
  EXPECT_THAT(saw(),
              ElementsAre(Happening::new_head, Happening::sync_failed, Happening::peer_dropped));
  EXPECT_FALSE(service->syncing());

  service->peer_left(at(10'004), p2p::NodeRef{1}, out);
  const auto next = chains.child(good);
  join(3, next, 10'005);
  waits_to(20'000);
  receives(20'001, 3, BlockHeaders{next, 1});
  receives(20'002, 3, BlockHeaders{next, 2, 1});  // 0 and 2
  receives(20'003, 3, BlockHeaders{});
  receives(20'004, 3, BlockHeaders{next, 2});
  receives(20'005, 3, BlockHeaders{});
  EXPECT_THAT(saw(), ElementsAre(Happening::sync_done));
  EXPECT_THAT(told<NewBlockHash>(), ElementsAre(2, 3));
}

TEST_F(ServiceTest, AMinerThatIsNoValidatorWarnsAtEveryHeight) {
  start(true, 5);
  EXPECT_THAT(logged(), ElementsAre("WARN Block sealing failed err=unauthorized"));
  join(1, chains.genesis);
  receives(5000, 1, NewBlock{chains.child(chains.genesis)});
  EXPECT_THAT(logged(), ElementsAre("WARN Block sealing failed err=unauthorized"));
  EXPECT_TRUE(drops().empty());
}

TEST_F(ServiceTest, MiningIsSwitchedByHand) {
  start();
  service->set_mining(at(100), true, out);
  EXPECT_THAT(saw(), ElementsAre(Happening::engine_started));
  clear();
  service->set_mining(at(200), false, out);
  EXPECT_THAT(saw(), ElementsAre(Happening::engine_stopped));
  join(1, chains.child(chains.genesis));
  waits_to(10'000);
  clear();
  service->set_mining(at(10'001), true, out);
  EXPECT_THAT(logged(), ElementsAre("INFO Network syncing, will start miner afterwards"));
  EXPECT_FALSE(service->mining());
}

TEST_F(ServiceTest, AnswersWhatPeersAskFor) {
  start();
  join(1, chains.genesis);
  chain.import(chains.child(chains.genesis));
  receives(2000, 1, GetBlockHeaders{.number = 0, .amount = 9});
  EXPECT_THAT(told<BlockHeaders>(), ElementsAre(1));
  receives(2000, 1, GetBlockBodies{chain.head(), 1});
  EXPECT_THAT(told<BlockBodies>(), ElementsAre(1));
  receives(2000, 1, BlockBodies{chain.head(), 1});
  EXPECT_TRUE(out.empty());
}

TEST_F(ServiceTest, AValidatorAloneWithAQuorumOfOneMakesABlockASecond) {  // SPEC law 1b I
  wire::Hash32 hash;
  hash.data.fill(0xcd);
  const auto genesis = chains.tree.genesis(hash, 0, 1, {chains.account[0]});
  chain::Blockchain lone(chains.snapshots, genesis, {});
  ServiceConfig config;
  config.engine.self = chains.account[0];
  Service one(config, chains.tree, lone, Rng{1});
  one.start(at(0), out);
  EXPECT_EQ(lone.height(), 1U);
  for (auto due = one.deadline(); due && *due <= at(5000); due = one.deadline()) {
    one.on_deadline(*due, out);
  }
  EXPECT_EQ(lone.height(), 6U);
  // SPEC goquorum 7.7: the own block is written, sent and announced at once
  for (std::uint32_t peer = 1; peer <= 6; ++peer) {
    one.peer_joined(at(5500), p2p::NodeRef{peer}, chains.account[peer], genesis, out);
  }
  clear();
  one.on_deadline(at(6000), out);
  EXPECT_EQ(told<NewBlock>().size(), 4U);
  EXPECT_EQ(told<NewBlockHash>().size(), 2U);
  EXPECT_THAT(saw(), ElementsAre(Happening::new_head));
}

}  // namespace
}  // namespace seatrial::eth
