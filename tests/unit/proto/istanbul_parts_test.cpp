// SPDX-License-Identifier: Apache-2.0
// The parts of the IBFT engine one by one: quorums, proposers, timers, sizes, sets, the backlog,
// the message caches, gossip and pending votes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "sim/proto/istanbul/engine.hpp"

namespace seatrial::istanbul {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr chain::AddressRef ref(std::uint32_t i) {
  return chain::AddressRef{i};
}
constexpr p2p::NodeRef node(std::uint32_t i) {
  return p2p::NodeRef{i};
}
constexpr chain::BlockId block(std::uint32_t i) {
  return chain::BlockId{i};
}
Message message(Code code, View view, std::uint32_t from = 1) {
  return {code, view, code == Code::round_change ? chain::BlockId::none : block(7), ref(from)};
}

// Rules

TEST(Quorum, IsTheTableFor1To16) {
  // SPEC goquorum 7.2; 14 and 15 by the formulas.
  constexpr std::array<std::size_t, 17> faulty = {0, 0, 0, 0, 1, 1, 1, 2, 2,
                                                  2, 3, 3, 3, 4, 4, 4, 5};
  constexpr std::array<std::size_t, 17> old = {0, 1, 1, 1, 3, 3, 3, 5, 5, 5, 7, 7, 7, 9, 9, 9, 11};
  constexpr std::array<std::size_t, 17> ceil = {0, 1, 2, 2, 3, 4,  4,  5, 6,
                                                6, 7, 8, 8, 9, 10, 10, 11};
  EngineConfig absent;
  EngineConfig from_0;
  from_0.ceil_2n_by_3_block = 0;
  for (std::size_t n = 1; n <= 16; ++n) {
    EXPECT_EQ(chain::max_faulty(n), faulty[n]) << n;
    EXPECT_EQ(quorum(absent, 1, n), old[n]) << n;
    EXPECT_EQ(quorum(from_0, 1, n), ceil[n]) << n;
  }
}

TEST(Quorum, ChangesAtItsBlock) {
  EngineConfig config;
  config.ceil_2n_by_3_block = 100;
  EXPECT_EQ(quorum(config, 99, 5), 3U);
  EXPECT_EQ(quorum(config, 100, 5), 4U);
}

TEST(RoundLength, IsTheTimeoutPlusAPowerOfTwoSeconds) {
  EngineConfig config;
  const std::array<std::int64_t, 12> table = {10, 12,  14,  18,  26,   42,
                                              74, 138, 266, 522, 1034, 2058};
  for (std::size_t r = 0; r < table.size(); ++r)
    EXPECT_EQ(round_length(config, r), seconds(table[r])) << r;
  config.request_timeout = milliseconds(2'500);
  EXPECT_EQ(round_length(config, 0), milliseconds(2'500));
  EXPECT_EQ(round_length(config, 3), milliseconds(10'500));
  EXPECT_GT(Instant() + round_length(config, UINT64_MAX), Instant());
}

struct Proposers : ::testing::Test {
  Proposers() {
    for (std::uint8_t i = 1; i <= 4; ++i) {
      wire::Address20 address;
      address.data[0] = i;
      validators.validators.push_back(book.intern(address));
    }
    wire::Hash32 hash;
    hash.data[0] = 1;
    genesis = tree.genesis(hash, 0, 1, validators.validators);
  }
  std::size_t of(chain::BlockId head, std::uint64_t round, std::uint64_t policy = 0) {
    return *validators.index_of(proposer_of(tree, validators, head, round, policy));
  }
  chain::AddressBook book;
  chain::BlockTree tree{book};
  chain::Snapshot validators;
  chain::BlockId genesis{};
};

TEST_F(Proposers, AfterTheGenesisByRound) {
  for (const std::uint64_t policy : {0U, 1U}) {
    EXPECT_EQ(of(genesis, 0, policy), 0U);
    EXPECT_EQ(of(genesis, 5, policy), 1U);
  }
}

TEST_F(Proposers, RoundRobinIsTheNextAfterTheAuthor) {
  const chain::BlockId head = tree.add(genesis, 1, validators.validators[2]);
  EXPECT_EQ(of(head, 0), 3U);
  EXPECT_EQ(of(head, 1), 0U);
}

TEST_F(Proposers, StickyIsTheAuthorAgain) {
  const chain::BlockId head = tree.add(genesis, 1, validators.validators[2]);
  EXPECT_EQ(of(head, 0, 1), 2U);
  EXPECT_EQ(of(head, 1, 1), 3U);
}

TEST_F(Proposers, AnAuthorVotedOutCountsAsTheFirst) {
  const chain::BlockId head = tree.add(genesis, 1, book.intern({}));
  EXPECT_EQ(of(head, 0), 1U);
  EXPECT_EQ(of(head, 0, 1), 0U);
}

TEST_F(Proposers, NobodyWithoutValidators) {
  validators.validators.clear();
  EXPECT_EQ(proposer_of(tree, validators, genesis, 0, 0), chain::AddressRef::none);
}

// Message

TEST(Message, SizesAreThoseOfTheWire) {
  const View view{100, 5};
  // 130 and 196 bytes, and the header of the string around them. // SPEC goquorum 7.3
  EXPECT_EQ(encoded_size(message(Code::prepare, view)), 132U);
  EXPECT_EQ(encoded_size(message(Code::round_change, view)), 132U);
  EXPECT_EQ(encoded_size(message(Code::commit, view)), 198U);
  EXPECT_EQ(encoded_size(message(Code::prepare, {128, 0})), 133U);
  EXPECT_EQ(encoded_size(message(Code::prepare, {256, 0})), 134U);
  EXPECT_EQ(encoded_size(message(Code::pre_prepare, view), 6),
            encoded_size(message(Code::pre_prepare, view), 5) + 21);
}

TEST(Message, HashesDifferInEveryField) {
  const Message one = message(Code::prepare, {3, 1});
  std::vector<Message> others(5, one);
  others[0].code = Code::commit;
  others[1].view.sequence = 4;
  others[2].view.round = 2;
  others[3].digest = block(8);
  others[4].from = ref(2);
  for (const Message& other : others) EXPECT_NE(hash_of(other), hash_of(one));
  EXPECT_EQ(hash_of(message(Code::prepare, {3, 1})), hash_of(one));
}

TEST(Message, ReadsAsInReports) {
  EXPECT_EQ(to_string(message(Code::commit, {119, 0})), "COMMIT {sequence 119, round 0}");
  EXPECT_EQ(to_string(message(Code::round_change, {119, 3})),
            "ROUND-CHANGE {sequence 119, round 3}");
}

// Sets

TEST(SenderSet, CountsEachOnceAcrossWords) {
  SenderSet set(130);
  for (const std::size_t i : {0U, 63U, 64U, 129U, 64U}) set.add(i);
  EXPECT_EQ(set.size(), 4U);
  EXPECT_TRUE(set.contains(129));
  EXPECT_FALSE(set.contains(128));
  set.reset(130);
  EXPECT_EQ(set.size(), 0U);
  EXPECT_FALSE(set.contains(0));
}

TEST(RoundChangeSet, FindsTheHighestRoundWithEnough) {
  RoundChangeSet set;
  set.reset(7);
  EXPECT_EQ(set.add(2, 0), 1U);
  EXPECT_EQ(set.add(2, 0), 1U);
  EXPECT_EQ(set.add(2, 1), 2U);
  EXPECT_EQ(set.add(5, 1), 1U);
  EXPECT_EQ(set.highest_with(2), 2U);
  EXPECT_EQ(set.highest_with(1), 5U);
  EXPECT_EQ(set.highest_with(3), std::nullopt);
  set.clear_below(3);
  EXPECT_EQ(set.highest_with(2), std::nullopt);
  EXPECT_EQ(set.highest_with(1), 5U);
}

// Backlog

chain::Snapshot snapshot_of(std::vector<chain::AddressRef> validators) {
  return {std::move(validators), {}};
}

struct BacklogTest : ::testing::Test {
  BacklogTest() : snapshot(snapshot_of({ref(1), ref(2)})) { validators.load(snapshot); }
  /// What comes out at a sequence, as texts.
  std::vector<std::string> process(std::uint64_t sequence) {
    std::vector<std::string> found;
    backlog.process(
        validators,
        [&](const Message& m) {
          if (m.view.sequence > sequence) return Check::future;
          return m.view.sequence < sequence ? Check::old : Check::accept;
        },
        [&](const Message& m) { found.push_back(to_string(m)); });
    return found;
  }
  chain::Snapshot snapshot;
  ValidatorSet validators;
  Backlog backlog;
};

TEST_F(BacklogTest, TheLowestKeyOfASenderComesFirst) {
  for (const Code code : {Code::prepare, Code::commit, Code::pre_prepare, Code::round_change})
    backlog.store(message(code, {5, 0}));
  backlog.store(message(Code::pre_prepare, {6, 0}));
  EXPECT_THAT(process(5),
              ElementsAre("ROUND-CHANGE {sequence 5, round 0}", "PRE-PREPARE {sequence 5, round 0}",
                          "COMMIT {sequence 5, round 0}", "PREPARE {sequence 5, round 0}"));
  EXPECT_EQ(backlog.size(), 1U);
}

TEST_F(BacklogTest, OldOnesAreDroppedAndFutureOnesStay) {
  for (std::uint64_t sequence = 4; sequence <= 6; ++sequence)
    backlog.store(message(Code::prepare, {sequence, 0}));
  EXPECT_THAT(process(5), SizeIs(1));
  EXPECT_THAT(process(5), IsEmpty());
  EXPECT_THAT(process(6), SizeIs(1));
}

TEST_F(BacklogTest, WhoIsNoValidatorAnyMoreIsPurged) {
  backlog.store(message(Code::prepare, {5, 0}, 3));
  EXPECT_THAT(process(5), IsEmpty());
  EXPECT_EQ(backlog.size(), 0U);
}

TEST(BacklogKey, LosesTheKindAboveSequence16777) {
  const auto key = [](Code code, std::uint64_t sequence) {
    return backlog_key(message(code, {sequence, 0}));
  };
  EXPECT_LT(key(Code::pre_prepare, 16'000), key(Code::commit, 16'000));
  EXPECT_EQ(key(Code::pre_prepare, 40'000), key(Code::commit, 40'000));
  EXPECT_LT(key(Code::prepare, 40'000), key(Code::pre_prepare, 40'001));
  // 16 777 217 lies between two floats; the even one is 16 777 216.
  EXPECT_EQ(key(Code::pre_prepare, 40'000), 40'000'000U);
}

// Caches and gossip

TEST(KnownMessages, HoldTheLast1024OfACache) {
  KnownMessages known;
  for (std::uint64_t hash = 1; hash <= 1025; ++hash) EXPECT_TRUE(known.see(hash).fresh);
  EXPECT_FALSE(known.see(2).fresh);
  EXPECT_TRUE(known.see(1).fresh);
}

TEST(KnownMessages, AreOfTheLast40Peers) {
  KnownMessages known;
  for (std::uint32_t peer = 0; peer < 41; ++peer)
    EXPECT_TRUE(known.add(known.cache_of(ref(peer)), 9));
  EXPECT_EQ(known.evictions(), 1U);
  EXPECT_FALSE(known.add(known.cache_of(ref(40)), 9));
  EXPECT_TRUE(known.add(known.cache_of(ref(0)), 9));  // was forgotten, and now peer 1 is
  EXPECT_FALSE(known.add(known.cache_of(ref(2)), 9));
}

struct GossipTest : ::testing::Test {
  GossipTest() {
    for (std::uint32_t i = 1; i <= 3; ++i) gossip.peer_joined(node(10 + i), ref(i));
  }
  std::vector<std::uint32_t> spread(const Message& m) {
    Outbox out;
    gossip.spread(validators, m, out);
    std::vector<std::uint32_t> to;
    for (const Effect& effect : out.effects())
      to.push_back(static_cast<std::uint32_t>(std::get<Send>(effect).to));
    return to;
  }
  Gossip gossip{ref(0)};
  std::vector<chain::AddressRef> validators = {ref(0), ref(1), ref(2), ref(4)};
};

TEST_F(GossipTest, GoesToConnectedValidatorsOnce) {
  const Message one = message(Code::prepare, {1, 0}, 0);
  EXPECT_THAT(spread(one), ElementsAre(11, 12));  // not to 3, an observer, nor 4, who is away
  EXPECT_THAT(spread(one), IsEmpty());
}

TEST_F(GossipTest, NotBackToWhomItCameFrom) {
  const Message one = message(Code::prepare, {1, 0});
  EXPECT_TRUE(gossip.received(node(11), one));
  EXPECT_FALSE(gossip.received(node(12), one));  // known now, but 2 has it too
  EXPECT_THAT(spread(one), IsEmpty());
}

TEST_F(GossipTest, AReconnectDoesNotForget) {
  const Message one = message(Code::prepare, {1, 0}, 0);
  gossip.peer_left(node(12));
  EXPECT_THAT(spread(one), ElementsAre(11));
  gossip.peer_left(node(11));
  gossip.peer_joined(node(11), ref(1));
  gossip.peer_joined(node(12), ref(2));
  EXPECT_THAT(spread(one), ElementsAre(12));
}

TEST(Gossip, OfManyValidatorsReachesEachOnce) {
  Gossip gossip(ref(0));
  std::vector<chain::AddressRef> validators = {ref(0)};
  for (std::uint32_t i = 1; i < 512; ++i) {
    validators.push_back(ref(i));
    gossip.peer_joined(node(i), ref(i));
  }
  Outbox out;
  gossip.spread(validators, message(Code::prepare, {1, 0}, 0), out);
  EXPECT_THAT(out.effects(), SizeIs(511));
}

TEST(Gossip, WithoutRelaysSendsItsOwnOnly) {
  Gossip gossip(ref(0), false);
  for (std::uint32_t i = 1; i <= 3; ++i) gossip.peer_joined(node(i), ref(i));
  const std::vector<chain::AddressRef> validators = {ref(0), ref(1), ref(2), ref(3)};
  Outbox out;
  EXPECT_TRUE(gossip.received(node(1), message(Code::prepare, {1, 0}, 1)));
  gossip.spread(validators, message(Code::prepare, {1, 0}, 1), out);
  EXPECT_THAT(out.effects(), IsEmpty());
  gossip.spread(validators, message(Code::prepare, {1, 0}, 0), out);
  EXPECT_THAT(out.effects(), SizeIs(3));
}

// Votes

TEST(CandidatesTest, OnlyWhatStillMeansSomethingIsPicked) {
  Candidates candidates(Rng(1));
  const chain::Snapshot validators = snapshot_of({ref(1), ref(2)});
  EXPECT_EQ(candidates.pick(validators), chain::Vote{});
  candidates.propose(ref(1), true);   // is one
  candidates.propose(ref(3), false);  // is none
  EXPECT_EQ(candidates.pick(validators), chain::Vote{});
  candidates.propose(ref(2), false);
  EXPECT_EQ(candidates.pick(validators), (chain::Vote{ref(2), false}));
  candidates.propose(ref(2), true);
  EXPECT_EQ(candidates.pick(validators), chain::Vote{});
  candidates.discard(ref(2));
  EXPECT_THAT(candidates.all(), SizeIs(2));
}

TEST(CandidatesTest, EachOfSeveralGetsItsTurn) {
  Candidates candidates(Rng(1));
  for (std::uint32_t i = 3; i <= 5; ++i) candidates.propose(ref(i), true);
  std::map<chain::AddressRef, int> picked;
  for (int i = 0; i < 300; ++i) ++picked[candidates.pick(snapshot_of({ref(1)})).candidate];
  ASSERT_THAT(picked, SizeIs(3));
  for (const auto& [candidate, times] : picked) EXPECT_GT(times, 70);
}

}  // namespace
}  // namespace seatrial::istanbul
