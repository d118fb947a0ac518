// SPDX-License-Identifier: Apache-2.0
// The message caches of processes that share an index hold what caches of their own would hold.
#include "sim/proto/istanbul/known_messages.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <vector>

#include "sim/core/rng.hpp"

namespace seatrial::istanbul {
namespace {

chain::AddressRef peer(std::uint64_t i) {
  return chain::AddressRef(static_cast<std::uint32_t>(i));
}

/// The caches of one process as they are described: lists of hashes, and of peers by last use.
struct Model {
  std::deque<std::uint64_t> own;
  std::list<std::pair<std::uint64_t, std::deque<std::uint64_t>>> peers;  ///< last used first

  static bool add(std::deque<std::uint64_t>& cache, std::uint64_t hash) {
    if (std::find(cache.begin(), cache.end(), hash) != cache.end()) return false;
    cache.push_back(hash);
    if (cache.size() > KnownMessages::hashes_a_cache) cache.pop_front();
    return true;
  }
  std::deque<std::uint64_t>& of(std::uint64_t who) {
    const auto found =
        std::find_if(peers.begin(), peers.end(), [&](const auto& one) { return one.first == who; });
    if (found != peers.end()) {
      peers.splice(peers.begin(), peers, found);
    } else {
      peers.emplace_front(who, std::deque<std::uint64_t>());
      if (peers.size() > KnownMessages::peers_at_once) peers.pop_back();
    }
    return peers.front().second;
  }
};

struct Process {
  explicit Process(std::shared_ptr<MessageIndex> index) : known(std::move(index)) {}
  KnownMessages known;
  Model model;

  void step(Rng& chance, std::uint64_t peers, std::uint64_t hashes) {
    const std::uint64_t hash = 1 + chance.below(hashes);
    const std::uint64_t from = chance.below(peers);
    const unsigned cache = known.cache_of(peer(from));
    ASSERT_EQ(known.add(cache, hash), Model::add(model.of(from), hash));
    if (chance.below(2) == 0) {
      ASSERT_EQ(known.see(hash).fresh, Model::add(model.own, hash));
    }
  }
};

class SharedIndex : public ::testing::TestWithParam<std::pair<int, int>> {};

TEST_P(SharedIndex, HoldsWhatEachWouldHoldAlone) {
  const auto [peers, hashes] = GetParam();
  const auto index = std::make_shared<MessageIndex>();
  std::vector<std::unique_ptr<Process>> processes;
  Rng chance{1};
  for (int i = 0; i < 60'000; ++i) {
    const auto who = static_cast<std::size_t>(chance.below(9));
    // One after the other begins, and some end and begin anew.
    if (who >= processes.size()) processes.push_back(std::make_unique<Process>(index));
    auto& process = *processes[std::min(who, processes.size() - 1)];
    process.step(chance, static_cast<std::uint64_t>(peers), static_cast<std::uint64_t>(hashes));
    if (chance.below(5'000) == 0) processes.pop_back();
  }
  EXPECT_GT(index->size(), 0U);
  processes.clear();
  EXPECT_EQ(index->size(), 0U);
}

INSTANTIATE_TEST_SUITE_P(FewAndMany, SharedIndex,
                         ::testing::Values(std::pair{3, 3000}, std::pair{41, 100},
                                           std::pair{90, 20}, std::pair{120, 5000}));

TEST(KnownMessages, OfACopyAreItsOwn) {
  KnownMessages known;
  known.add(known.cache_of(peer(1)), 7);
  KnownMessages copy = known;
  EXPECT_FALSE(copy.add(copy.cache_of(peer(1)), 7));
  EXPECT_TRUE(copy.add(copy.cache_of(peer(2)), 7));
  EXPECT_TRUE(known.add(known.cache_of(peer(2)), 7));
  known = KnownMessages();
  EXPECT_FALSE(copy.add(copy.cache_of(peer(2)), 7));
  EXPECT_TRUE(known.add(known.cache_of(peer(1)), 7));
}

}  // namespace
}  // namespace seatrial::istanbul
