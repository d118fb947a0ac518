// SPDX-License-Identifier: Apache-2.0
// On random worlds of private networks, clouds and flat sites: as long as the epoch stands, a
// compiled Path gives what a fresh walk gives, whatever was changed before; an answer that arrives
// comes back as what was dialled; and the same seed gives the same world's every fate.
#include "tests/unit/net/random_world.hpp"

namespace seatrial::net {
namespace {

constexpr int worlds = 520;
constexpr int flows_a_world = 20;
constexpr int changes_a_flow = 2;

void expect_same(const Path& cached, const Path& fresh) {
  ASSERT_EQ(to_string(cached.disposition), to_string(fresh.disposition));
  ASSERT_EQ(cached.at, fresh.at);
  ASSERT_EQ(cached.seen, fresh.seen);
  ASSERT_EQ(cached.fixed, fresh.fixed);
  ASSERT_EQ(cached.mtu, fresh.mtu);
  ASSERT_EQ(cached.idle, fresh.idle);
  ASSERT_EQ(cached.wans.size(), fresh.wans.size());
}

struct Tally {
  int flows = 0;
  int delivered = 0;
  int stale = 0;
  std::array<int, all_dispositions.size()> fates{};
};

/// What Tcp does: the path while its epoch stands, another walk when it does not.
class Flow {
 public:
  Flow(RandomWorld& world, Tally& tally) : world_(world), tally_(tally), opens_(world.departure()) {
    path_ = walk(world.network, opens_, context());
    ++tally.flows;
    ++tally.fates[static_cast<std::size_t>(path_.disposition)];
    tally.delivered += delivered() ? 1 : 0;
  }

  bool delivered() const { return path_.disposition == Disposition::delivered; }

  void use() {
    const std::uint32_t epoch = world_.network.epoch();
    const Departure later{opens_.from, opens_.tuple, false, {}};
    if (path_.epoch != epoch) {
      ++tally_.stale;
      path_ = walk(world_.network, later, context());
    }
    const Path fresh = walk(world_.network, later, context());
    ASSERT_EQ(world_.network.epoch(), epoch);
    ASSERT_NO_FATAL_FAILURE(expect_same(path_, fresh));
    const Transit cached = traverse(world_.network, path_, 100, Instant());
    const Transit slow = traverse(world_.network, fresh, 100, Instant());
    ASSERT_EQ(cached.disposition, slow.disposition);
    ASSERT_EQ(cached.delay, slow.delay);
  }

  /// Of a flow that was just delivered.
  void expect_answer_comes_home() {
    const Path back = walk(world_.network, {path_.at, path_.seen.reversed(), false, {}}, context());
    if (back.disposition != Disposition::delivered) return;
    ASSERT_EQ(back.at, opens_.from);
    ASSERT_EQ(back.seen, opens_.tuple.reversed());
  }

 private:
  WalkContext context() { return {Instant(), &world_.choice, nullptr, false}; }

  RandomWorld& world_;
  Tally& tally_;
  Departure opens_;
  Path path_;
};

void check_world(std::uint64_t seed, Tally& tally) {
  RandomWorld world(seed);
  for (int i = 0; i < flows_a_world; ++i) {
    Flow flow(world, tally);
    if (!flow.delivered()) continue;
    ASSERT_NO_FATAL_FAILURE(flow.expect_answer_comes_home());
    for (int change = 0; change <= changes_a_flow; ++change) {
      ASSERT_NO_FATAL_FAILURE(flow.use());
      world.change();
    }
  }
}

TEST(WalkEpochProperty, CompiledPathEqualsAFreshWalkWhileItsEpochStands) {
  Tally tally;
  for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
    SCOPED_TRACE(seed);
    ASSERT_NO_FATAL_FAILURE(check_world(seed, tally));
  }
  EXPECT_GE(tally.flows, 10000);
  EXPECT_GE(tally.delivered, 2000);
  EXPECT_GE(tally.stale, 2000);
  // The worlds are varied enough to meet these fates too.
  for (const Disposition met :
       {Disposition::route_missing, Disposition::policy_denied_in, Disposition::security_denied,
        Disposition::acl_denied, Disposition::peering_inactive, Disposition::link_cut,
        Disposition::no_route, Disposition::lb_no_target, Disposition::no_local_endpoint}) {
    EXPECT_GT(tally.fates[static_cast<std::size_t>(met)], 0) << to_string(met);
  }
}

TEST(WalkEpochProperty, SameSeedSameFates) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    RandomWorld one(seed);
    RandomWorld two(seed);
    for (int i = 0; i < flows_a_world; ++i) {
      const WalkContext first{Instant(), &one.choice, nullptr, true};
      const WalkContext second{Instant(), &two.choice, nullptr, true};
      const Path path = walk(one.network, one.departure(), first);
      ASSERT_NO_FATAL_FAILURE(expect_same(path, walk(two.network, two.departure(), second)));
    }
  }
}

}  // namespace
}  // namespace seatrial::net
