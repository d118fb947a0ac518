// SPDX-License-Identifier: Apache-2.0
#include "sim/core/rng.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <vector>

namespace seatrial {
namespace {

std::vector<std::uint64_t> draws(Rng rng, int count) {
  std::vector<std::uint64_t> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) numbers.push_back(rng.next());
  return numbers;
}

TEST(Rng, IsSmall) {
  EXPECT_LE(sizeof(Rng), 16U);
}

// The published test vector of splitmix64 for seed 1234567.
TEST(Rng, OfASeedIsSplitmix64) {
  const std::vector<std::uint64_t> published{6457827717110365317U, 3203168211198807973U,
                                             9817491932198370423U, 4593380528125082431U,
                                             16408922859458223821U};
  EXPECT_EQ(draws(Rng(1234567), 5), published);
}

// Known answers: a compiler or library that disagrees would change every run.
TEST(Rng, StreamsHaveKnownNumbers) {
  EXPECT_EQ(draws(Rng::stream(8, "link.loss", 3), 3),
            (std::vector<std::uint64_t>{8487593775310945362U, 2309070485914756436U,
                                        12700239865279010236U}));
  EXPECT_EQ(draws(Rng::stream(0, "", 0), 3),
            (std::vector<std::uint64_t>{980612283677984332U, 14896674896012011150U,
                                        4058440094139110375U}));
  Rng rng = Rng::stream(1, "known", 0);
  EXPECT_EQ(rng.below(1'000), 908U);
  EXPECT_EQ(rng.below(std::uint64_t{3} << 62), 11349254155915636763U);
  EXPECT_EQ(rng.between(seconds(1), seconds(2)), nanoseconds(1'543'997'154));
}

TEST(Rng, StreamsDependOnSeedPurposeAndIdOnly) {
  const Rng plain = Rng::stream(8, "peer.dial", 3);
  EXPECT_EQ(Rng::stream(8, "peer.dial", 3), plain);
  std::set<std::uint64_t> firsts;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t id = 0; id < 100; ++id) {
      for (const char* purpose : {"peer.dial", "peer.dia", "link.loss", ""}) {
        firsts.insert(Rng::stream(seed, purpose, id).next());
      }
    }
  }
  EXPECT_EQ(firsts.size(), 4'000U);
}

// Two streams that were shifted copies of one sequence would share numbers.
TEST(Rng, StreamsShareNoNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t id = 0; id < 50; ++id) {
    for (const std::uint64_t number : draws(Rng::stream(1, "node", id), 200)) seen.insert(number);
  }
  EXPECT_EQ(seen.size(), 10'000U);
}

// Neighbouring streams must differ in about half of the bits of each draw.
TEST(Rng, NeighbouringStreamsAreIndependentBitByBit) {
  std::array<int, 64> ones{};
  constexpr int count = 4'000;
  for (std::uint64_t id = 0; id < count; ++id) {
    Rng left = Rng::stream(1, "node", id);
    Rng right = Rng::stream(1, "node", id + 1);
    const std::uint64_t first = left.next();
    const std::uint64_t difference = first ^ right.next();
    for (unsigned bit = 0; bit < 64; ++bit) ones[bit] += static_cast<int>(difference >> bit & 1);
  }
  for (const int sum : ones) EXPECT_NEAR(sum, count / 2.0, 160);  // five standard deviations
}

TEST(Rng, BelowIsUnbiased) {
  Rng rng = Rng::stream(1, "test.below", 0);
  std::array<int, 6> counts{};
  for (int i = 0; i < 60'000; ++i) ++counts.at(rng.below(6));
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 460);  // five standard deviations
}

// Of 3*2^62 values, plain scaling of 2^64 numbers would hit every third twice as often.
TEST(Rng, BelowIsUnbiasedWhereScalingIsNot) {
  Rng rng = Rng::stream(2, "test.below", 0);
  std::array<int, 3> residues{};
  for (int i = 0; i < 30'000; ++i) ++residues.at(rng.below(std::uint64_t{3} << 62) % 3);
  for (const int count : residues) EXPECT_NEAR(count, 10'000, 410);
}

TEST(Rng, BelowOneIsZeroAndBelowZeroIsABrokenProgram) {
  Rng rng(1);
  EXPECT_EQ(rng.below(1), 0U);
  EXPECT_THROW(rng.below(0), std::logic_error);
}

TEST(Rng, ChanceKeepsToTheRatio) {
  Rng rng = Rng::stream(1, "test.chance", 0);
  int hits = 0;
  for (int i = 0; i < 100'000; ++i) hits += rng.chance(percent(2)) ? 1 : 0;
  EXPECT_NEAR(hits, 2'000, 225);
}

TEST(Rng, ChanceOfNeverAndAlwaysIsCertainAndStillDraws) {
  Rng rng(5);
  Rng twin(5);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(rng.chance({0, 7}));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(rng.chance({7, 7}));
  for (int i = 0; i < 200; ++i) twin.next();
  EXPECT_EQ(rng, twin);
}

TEST(Rng, ChanceRefusesWhatIsNoProbability) {
  Rng rng(1);
  EXPECT_THROW(rng.chance({2, 1}), std::logic_error);
  EXPECT_THROW(rng.chance({0, 0}), std::logic_error);
}

TEST(Rng, BetweenIncludesBothEnds) {
  Rng rng = Rng::stream(1, "test.between", 0);
  std::set<std::int64_t> seen;
  for (int i = 0; i < 200; ++i) seen.insert(rng.between(-nanoseconds(1), nanoseconds(2)).ns());
  EXPECT_EQ(seen, (std::set<std::int64_t>{-1, 0, 1, 2}));
  EXPECT_EQ(rng.between(seconds(3), seconds(3)), seconds(3));
  EXPECT_THROW(rng.between(seconds(2), seconds(1)), std::logic_error);
}

TEST(Rng, BetweenHoldsTheWholeRangeOfLengths) {
  Rng rng(3);
  EXPECT_NO_THROW(rng.between(Duration(INT64_MIN), Duration(INT64_MAX)));
}

TEST(Ratio, KnowsWhatIsAShare) {
  EXPECT_TRUE((Ratio{0, 1}.valid()));
  EXPECT_TRUE((Ratio{1, 1}.valid()));
  EXPECT_FALSE((Ratio{2, 1}.valid()));
  EXPECT_FALSE((Ratio{0, 0}.valid()));
  EXPECT_TRUE(Ratio{}.never());
  EXPECT_FALSE(percent(1).never());
}

}  // namespace
}  // namespace seatrial
