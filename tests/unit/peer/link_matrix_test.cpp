// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_matrix.hpp"

#include <gmock/gmock.h>

#include <gtest/gtest.h>

#include <set>

#include "sim/peer/tessera_check.hpp"
#include "tests/unit/peer/random_world_testing.hpp"

namespace seatrial {
namespace {

using testing::RandomWorld;

template <class Each>
void each_pair(const World& world, Each each) {
  const auto count = static_cast<std::uint32_t>(world.peer_count());
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t b = 0; b < count; ++b) {
      if (a != b) each(PeerId(a), PeerId(b));
    }
  }
}

TEST(LinkMatrix, SaysOfEveryDialWhatTheReadingOfOneSays) {
  std::set<LinkCause> met;
  std::size_t pairs = 0;
  const auto keys = testing::some_keys();
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    RandomWorld random(seed, keys);
    World& world = random.world;
    const LinkMatrix matrix = read_dial_matrix(world);
    each_pair(world, [&](PeerId a, PeerId b) {
      const DialReading dial = read_dial(world, a, b);
      ++pairs;
      met.insert(dial.cause);
      ASSERT_EQ(to_string(matrix.cause(a, b)), to_string(dial.cause))
          << "seed " << seed << ' ' << world.name(a) << " -> " << world.name(b) << ": "
          << dial.detail;
      ASSERT_EQ(matrix.conditional(a, b), !dial.conditions.empty()) << "seed " << seed;
    });
    if (HasFatalFailure()) return;
  }
  EXPECT_GE(met.size(), 12U);
  EXPECT_GE(pairs, 2000U);
}

TEST(LinkMatrix, SaysOfEveryTesseraWhatTheReadingOfOneSays) {
  std::set<LinkCause> met;
  const auto keys = testing::some_keys();
  for (std::uint64_t seed = 101; seed <= 140; ++seed) {
    RandomWorld random(seed, keys);
    World& world = random.world;
    const LinkMatrix matrix = read_tessera_matrix(world);
    const TesseraPushes pushes(world);
    each_pair(world, [&](PeerId a, PeerId b) {
      const TesseraPush push = pushes.read(a, b);
      met.insert(push.cause);
      ASSERT_EQ(to_string(matrix.cause(a, b)), to_string(push.cause))
          << "seed " << seed << ' ' << world.name(a) << " -> " << world.name(b) << ": "
          << push.detail;
      ASSERT_EQ(matrix.conditional(a, b), !push.conditions.empty()) << "seed " << seed;
    });
    if (HasFatalFailure()) return;
  }
  EXPECT_GE(met.size(), 6U);
}

}  // namespace
}  // namespace seatrial
