// SPDX-License-Identifier: Apache-2.0
// An embedder's own GoogleTest against the installed headers and archives.
#include <gtest/gtest.h>

#include "sim/core/engine.hpp"
#include "sim/core/error.hpp"
#include "sim/core/rng.hpp"

namespace {

using namespace seatrial;

std::uint64_t digest_of(std::uint64_t seed) {
  Engine engine;
  auto rng = Rng::stream(seed, "consumer", 0);
  engine.schedule(Instant(), 1, 0);
  engine.run({.max_events = 100}, [&](const Event&) {
    engine.schedule_in(rng.between(milliseconds(1), milliseconds(9)), 1, 0);
  });
  return engine.digest();
}

TEST(Consumer, SameSeedSameDigest) {
  EXPECT_EQ(digest_of(1), digest_of(1));
  EXPECT_NE(digest_of(1), digest_of(2));
}

TEST(Consumer, BoostOfTheConsumersMachineIsFound) {
  const Result<int> result = Error{"a.yaml:1:1", "no genesis", "give one"};
  ASSERT_TRUE(result.has_error());
  EXPECT_EQ(result.error().message(), "a.yaml:1:1: no genesis; give one");
}

}  // namespace
