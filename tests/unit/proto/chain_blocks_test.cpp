// SPDX-License-Identifier: Apache-2.0
// Blocks, chains and validator sets as values. // SPEC goquorum 6.5, 7.6, 7.10, 7.12
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "sim/proto/chain/blockchain.hpp"

namespace seatrial::chain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

wire::Address20 address(std::string_view hex) {
  wire::Address20 found;
  for (std::size_t i = 0; i < found.data.size(); ++i)
    found.data[i] =
        static_cast<std::uint8_t>(std::stoul(std::string(hex.substr(2 * i, 2)), nullptr, 16));
  return found;
}

TEST(AddressBook, GivesTheSameAddressTheSameReference) {
  AddressBook book;
  const AddressRef one = book.intern(address("53b8f56773b09ccbf2f21fdd397a15d7b1e953d1"));
  const AddressRef two = book.intern(address("bcf502282b87b16db6d7076afdd33c09409bc378"));
  EXPECT_EQ(book.intern(book.address(one)), one);
  EXPECT_NE(one, two);
  EXPECT_EQ(book.size(), 2U);
}

TEST(AddressBook, SortsByTextAndNotByBytes) {
  AddressBook book;
  const AddressRef c = book.intern(address("c159a08230bec71a1b2d9d856ff2d8daf3e241d7"));
  const AddressRef b = book.intern(address("bcf502282b87b16db6d7076afdd33c09409bc378"));
  EXPECT_TRUE(book.before(c, b));  // 'C' before 'b'
}

/// Three validators, in order, and three others; the epoch is 100 blocks.
struct ChainTest : ::testing::Test {
  ChainTest() {
    for (std::uint8_t i = 1; i <= 6; ++i) {
      wire::Address20 a;
      a.data[0] = i;
      who.push_back(book.intern(a));
    }
    wire::Hash32 hash;
    hash.data[0] = 1;
    genesis = tree.genesis(hash, 0, 1, {who[2], who[0], who[1]});
  }
  BlockId add(BlockId parent, std::size_t author, Vote vote = {}, std::uint64_t time = 0) {
    return tree.add(parent, time == 0 ? tree[parent].time + 1 : time, who[author], vote);
  }
  /// A chain of blocks, one per author, each with the same vote.
  BlockId add_all(BlockId parent, const std::vector<std::size_t>& authors, Vote vote) {
    for (const std::size_t author : authors) parent = add(parent, author, vote);
    return parent;
  }
  AddressBook book;
  BlockTree tree{book};
  Snapshots snapshots{tree, 100};
  std::vector<AddressRef> who;
  BlockId genesis{};
};

struct BlockTreeTest : ChainTest {};

TEST_F(BlockTreeTest, TheSameContentIsTheSameBlock) {
  const BlockId one = add(genesis, 0);
  EXPECT_EQ(add(genesis, 0), one);
  EXPECT_NE(add(genesis, 1), one);
  EXPECT_NE(add(genesis, 0, {who[3], true}), one);
  EXPECT_NE(add(genesis, 0, {who[3], false}), add(genesis, 0, {who[3], true}));
  EXPECT_NE(add(genesis, 0, {}, 5), one);
}

TEST_F(BlockTreeTest, TheTwinOfATwinIsTheBlockItself) {
  const BlockId good = add(genesis, 0);
  const BlockId bad = tree.add(genesis, 1, who[0], {}, Twist::bad_state);
  for (const BlockId block : {good, bad}) {
    const BlockId other = tree.twin(block);
    EXPECT_NE(other, block);
    EXPECT_EQ(tree.twin(other), block);
    EXPECT_NE(tree.hash(other), tree.hash(block));
    EXPECT_EQ(is_bad(tree[other].twist), is_bad(tree[block].twist));
  }
  EXPECT_NE(tree.twin(bad), tree.twin(good)) << "who executes them refuses one of them only";
  EXPECT_EQ(tree.twin(genesis), genesis);
}

TEST_F(BlockTreeTest, BlocksCountUpFromTheirParent) {
  const BlockId two = add(add(genesis, 0), 1);
  EXPECT_EQ(tree[two].number, 2U);
  EXPECT_EQ(tree[two].total_difficulty, 3U);
  EXPECT_EQ(tree.root(two), genesis);
  EXPECT_EQ(tree.ancestor(two, 0), genesis);
  EXPECT_EQ(tree.ancestor(two, 2), two);
}

TEST_F(BlockTreeTest, HashesAreUniqueAndAGenesisKeepsItsOwn) {
  EXPECT_EQ(tree.hash(genesis).data[0], 1);
  EXPECT_NE(tree.hash(add(genesis, 0)), tree.hash(add(genesis, 1)));
  const wire::Hash32 once = tree.hash(add(genesis, 0));
  EXPECT_EQ(tree.hash(add(genesis, 0)), once);
}

TEST_F(BlockTreeTest, HashesOfADeepChainTakeNoStack) {
  BlockId at = genesis;
  for (int i = 0; i < 100'000; ++i) at = add(at, 0);
  EXPECT_FALSE(tree.hash(at).is_zero());
}

TEST_F(BlockTreeTest, AGenesisHashOfZerosIsAHashToo) {
  const BlockId zero = tree.genesis({}, 0, 1, {});
  EXPECT_TRUE(tree.hash(zero).is_zero());
  EXPECT_FALSE(tree.hash(add(zero, 0)).is_zero());
}

TEST_F(BlockTreeTest, AGenesisOfTheSameHashIsTheSame) {
  EXPECT_EQ(tree.genesis(tree.hash(genesis), 0, 1, {}), genesis);
  EXPECT_THAT(tree.genesis_validators(genesis), SizeIs(3));
}

struct SnapshotTest : ChainTest {};

TEST_F(SnapshotTest, BeginsWithTheGenesisInOrder) {
  EXPECT_THAT(snapshots.after(genesis).validators, ElementsAre(who[0], who[1], who[2]));
}

TEST_F(SnapshotTest, BlocksWithoutAVoteShareTheirParents) {
  EXPECT_EQ(&snapshots.after(add(genesis, 0)), &snapshots.after(genesis));
}

TEST_F(SnapshotTest, MoreThanHalfAddsAMember) {
  const Vote vote{who[3], true};
  const BlockId one = add(genesis, 0, vote);
  EXPECT_EQ(snapshots.after(one).tally(who[3]), 1U);
  EXPECT_THAT(snapshots.after(one).validators, SizeIs(3));
  const Snapshot& passed = snapshots.after(add(one, 1, vote));
  EXPECT_THAT(passed.validators, ElementsAre(who[0], who[1], who[2], who[3]));
  EXPECT_THAT(passed.votes, IsEmpty());
}

TEST_F(SnapshotTest, HalfIsNotEnough) {
  const BlockId four = add_all(genesis, {0, 1}, {who[3], true});
  const BlockId two_of_four = add_all(four, {0, 1}, {who[4], true});
  EXPECT_FALSE(snapshots.after(two_of_four).contains(who[4]));
  EXPECT_TRUE(snapshots.after(add(two_of_four, 3, {who[4], true})).contains(who[4]));
}

TEST_F(SnapshotTest, TheSameVoterCountsOnce) {
  const BlockId again = add_all(genesis, {0, 0, 0}, {who[3], true});
  EXPECT_EQ(snapshots.after(again).tally(who[3]), 1U);
}

TEST_F(SnapshotTest, VotesWithoutMeaningOrRightAreIgnored) {
  EXPECT_THAT(snapshots.after(add(genesis, 0, {who[1], true})).votes, IsEmpty());
  EXPECT_THAT(snapshots.after(add(genesis, 0, {who[3], false})).votes, IsEmpty());
  EXPECT_THAT(snapshots.after(add(genesis, 5, {who[3], true})).votes, IsEmpty());
}

TEST_F(SnapshotTest, ARemovalClearsVotesByAndAboutTheRemoved) {
  const BlockId open = add(add(genesis, 2, {who[3], true}), 0, {who[4], true});
  const BlockId gone = add_all(open, {0, 1}, {who[2], false});
  EXPECT_THAT(snapshots.after(gone).validators, ElementsAre(who[0], who[1]));
  EXPECT_THAT(snapshots.after(gone).votes, ElementsAre(CastVote{who[0], {who[4], true}}));
}

TEST_F(SnapshotTest, AnEpochClearsAllVotes) {
  BlockId at = add(genesis, 0, {who[3], true});
  while (tree[at].number < 99) at = add(at, 1);
  EXPECT_THAT(snapshots.after(at).votes, SizeIs(1));
  EXPECT_THAT(snapshots.after(add(at, 1)).votes, IsEmpty());
  // The epoch block's own vote is the first of the next.
  EXPECT_THAT(snapshots.after(add(at, 1, {who[3], true})).votes, SizeIs(1));
}

struct BlockchainTest : ChainTest {
  Blockchain chain{snapshots, genesis, {2, 0, {}}};
  Instant now = Instant() + seconds(100);
};

TEST_F(BlockchainTest, HeadersAreRefusedInTheOrderOfTheRules) {
  const std::uint64_t late = run_begins + 101;
  const BlockId unknown = add(add(genesis, 0), 4, {}, late);
  EXPECT_EQ(chain.verify(now, unknown), HeaderError::future_block);
  EXPECT_EQ(chain.verify(now + seconds(1), unknown), HeaderError::unknown_ancestor);
  EXPECT_EQ(chain.verify(now, add(genesis, 4, {}, 1)), HeaderError::invalid_timestamp);
  EXPECT_EQ(chain.verify(now, add(genesis, 4, {}, 2)), HeaderError::unauthorized);
  EXPECT_EQ(chain.verify(now, add(genesis, 0, {}, 2)), HeaderError::none);
}

TEST_F(BlockchainTest, TheFutureIsByTheOwnClock) {
  const BlockId block = add(genesis, 0, {}, run_begins + 103);
  chain.set_rules({1, 2, seconds(0)});
  EXPECT_EQ(chain.verify(now, block), HeaderError::future_block);
  chain.set_rules({1, 3, seconds(0)});
  EXPECT_EQ(chain.verify(now, block), HeaderError::none);
  chain.set_rules({1, 0, seconds(3)});
  EXPECT_EQ(chain.verify(now, block), HeaderError::none);
}

TEST_F(BlockchainTest, AChildOfTheHeadIsTheNewHead) {
  const BlockId one = add(genesis, 0);
  EXPECT_FALSE(chain.has(one));
  EXPECT_EQ(chain.import(one), Imported::new_head);
  EXPECT_EQ(chain.import(one), Imported::known);
  EXPECT_EQ(chain.head(), one);
  EXPECT_EQ(chain.at(1), one);
  EXPECT_EQ(chain.at(2), std::nullopt);
}

TEST_F(BlockchainTest, TheHeavierBranchWins) {
  const BlockId one = add(genesis, 0);
  const BlockId other_one = add(genesis, 1);
  const BlockId other_two = add(other_one, 2);
  chain.import(one);
  EXPECT_EQ(chain.import(other_one), Imported::side_branch);
  EXPECT_EQ(chain.head(), one);
  EXPECT_TRUE(chain.has(other_one));
  EXPECT_EQ(chain.import(other_two), Imported::reorganised);
  EXPECT_EQ(chain.head(), other_two);
  EXPECT_EQ(chain.at(1), other_one);
  EXPECT_TRUE(chain.has(one));
  // And back, by a branch that is longer again.
  const BlockId two = add(one, 1);
  EXPECT_EQ(chain.import(two), Imported::side_branch);
  EXPECT_EQ(chain.import(add(two, 2)), Imported::reorganised);
  EXPECT_EQ(chain.at(1), one);
  EXPECT_TRUE(chain.has(other_two));
}

TEST(UnixTime, CountsWholeSecondsAlsoBeforeTheRun) {
  EXPECT_EQ(unix_time(Instant() + milliseconds(1'999)), run_begins + 1);
  EXPECT_EQ(unix_time(Instant() - milliseconds(1)), run_begins - 1);
  EXPECT_EQ(unix_time(Instant() - seconds(1)), run_begins - 1);
  EXPECT_EQ(instant_of(run_begins + 7), Instant() + seconds(7));
  EXPECT_EQ(instant_of(0), Instant());
}

}  // namespace
}  // namespace seatrial::chain
