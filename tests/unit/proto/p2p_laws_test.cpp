// SPDX-License-Identifier: Apache-2.0
// The laws of the p2p layer as they were measured on GoQuorum 2.7.0, on the model of two or more
// servers. Every law that needs no route or Kubernetes is here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/p2p_net.hpp"

namespace seatrial::p2p::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::uint32_t shared_public_ip = 0x02020304;

Instant at(Duration d) {
  return Instant() + d;
}

/// Law 1: one dialer and the gaps between its dials.
struct DialGaps {
  Net net;
  NodeRef dialer;
  NodeRef target;

  explicit DialGaps(Duration one_way, Way way)
      : net(one_way), dialer(net.add({NodeRef{1}})), target(net.add({})) {
    net.way(dialer, target, way);
    net.start(target, Instant());
    net.start(dialer, Instant());
  }
  std::vector<Instant> dials() const { return net.times(dialer, Happening::dial_started, target); }
};

TEST(Law1, ARefusedDialIsRepeatedEvery35Seconds) {
  DialGaps gaps(Duration(), Way::refused);
  gaps.net.run_to(at(seconds(110)));
  EXPECT_THAT(gaps.dials(),
              ElementsAre(at(seconds(0)), at(seconds(35)), at(seconds(70)), at(seconds(105))));
}

TEST(Law1, ADroppedSynCosts15SecondsMore) {
  DialGaps gaps(Duration(), Way::dropped);
  gaps.net.run_to(at(seconds(110)));
  EXPECT_THAT(gaps.dials(), ElementsAre(at(seconds(0)), at(seconds(50)), at(seconds(100))));
}

TEST(Law1, ACompletedHandshakeCostsTwoRoundTripsMore) {
  // refused by their Status, after a complete Hello: 35 + 2 * 300 ms
  DialGaps gaps(milliseconds(150), Way::open);
  gaps.net.server(gaps.target).chain() = chain_at_genesis(4, {}, {});
  gaps.net.run_to(at(seconds(72)));
  EXPECT_THAT(gaps.dials(),
              ElementsAre(at(seconds(0)), at(milliseconds(35'600)), at(milliseconds(71'200))));
}

TEST(Law2, APeerThatIsNotListeningYetCostsOnePeriod) {
  Net net(milliseconds(1));
  const NodeRef early = net.add({NodeRef{1}});
  const NodeRef late = net.add({});
  net.start(early, Instant());
  net.start(late, at(seconds(2)));
  net.run_to(at(milliseconds(35'000)));
  EXPECT_FALSE(net.linked(early, late));
  net.run_to(at(milliseconds(35'010)));
  EXPECT_TRUE(net.linked(early, late));
}

TEST(Law2, TheLaterStarterFindsTheEarlierOneListening) {
  Pair pair(milliseconds(1));
  pair.start_both(milliseconds(500));
  pair.run_to(at(milliseconds(510)));
  EXPECT_TRUE(pair.linked(pair.a, pair.b));
  EXPECT_EQ(pair.server(pair.a).link(pair.b)->direction, Direction::inbound);
}

TEST(Law3, OneDirectionIsEnough) {
  Pair pair(milliseconds(1));
  pair.way(pair.b, pair.a, Way::dropped);
  pair.start_both(milliseconds(10));
  pair.run_to(at(seconds(40)));
  EXPECT_TRUE(pair.linked(pair.a, pair.b));
  EXPECT_EQ(pair.server(pair.b).link(pair.a)->direction, Direction::inbound);
}

TEST(Law4, ADeniedDialerSeesEofEvery35Seconds) {
  Net net(milliseconds(1));
  const NodeRef b = net.add({NodeRef{1}});
  const NodeRef a = net.add({}, 0x0a010001, [](auto& c) { c.permissions = permit({}); });
  net.start(a, Instant());
  net.start(b, Instant());
  net.run_to(at(seconds(71)));
  EXPECT_EQ(net.times(a, Happening::permission_denied, b).size(), 3U);
  EXPECT_EQ(net.times(b, Happening::hello_failed, a).size(), 3U);
  for (const Noted& noted : net.log()) {
    if (noted.observed.what == Happening::hello_failed) {
      EXPECT_EQ(noted.observed.cause.kind, CauseKind::eof);
    }
  }
}

TEST(Law4, AnEditCountsAtTheNextConnectionAndNeverEndsALink) {
  Net net(milliseconds(1));
  const NodeRef b = net.add({NodeRef{1}});
  const NodeRef a = net.add({}, 0x0a010001, [](auto& c) { c.permissions = permit({}); });
  net.start(a, Instant());
  net.start(b, Instant());
  net.run_to(at(seconds(10)));
  net.server(a).set_permissions(permit({b}));
  net.run_to(at(seconds(36)));
  EXPECT_TRUE(net.linked(a, b));
  net.server(a).set_permissions(permit({}));
  net.run_to(at(seconds(96)));
  EXPECT_TRUE(net.linked(a, b));
}

TEST(Law5, AnOutgoingDialIsDeniedByTheDialerItself) {
  Net net(milliseconds(1));
  const NodeRef a = net.add({NodeRef{1}}, 0x0a010001, [](auto& c) { c.permissions = permit({}); });
  const NodeRef b = net.add({});
  net.start(b, Instant());
  net.start(a, Instant());
  net.run_to(at(seconds(36)));
  EXPECT_EQ(net.times(a, Happening::permission_denied, b).size(), 2U);
  EXPECT_EQ(net.times(b, Happening::hello_failed, a).size(), 2U);
}

TEST(Law6, WithoutPermissionedAnybodyMayConnectButNobodyDialsTheUnlisted) {
  Net net(milliseconds(1));
  const NodeRef a = net.add({});
  const NodeRef b = net.add({});
  const NodeRef c = net.add({a});
  for (const NodeRef node : {a, b, c}) net.start(node, Instant());
  net.run_to(at(seconds(40)));
  EXPECT_TRUE(net.linked(a, c));
  EXPECT_FALSE(net.linked(a, b));
  EXPECT_THAT(net.times(b, Happening::dial_started, a), IsEmpty());
}

/// Law 7: n dialers that the listener sees at one address.
struct OneAddress {
  Net net{milliseconds(1)};
  NodeRef listener;
  std::vector<NodeRef> dialers;

  OneAddress(int n, std::uint32_t ip) : listener(net.add({})) {
    net.start(listener, Instant());
    for (int i = 0; i < n; ++i) dialers.push_back(net.add({listener}, ip));
    for (int i = 0; i < n; ++i) net.start(dialers[std::size_t(i)], at(milliseconds(10 * i)));
  }
  std::size_t links() const {
    std::size_t count = 0;
    for (const NodeRef node : dialers)
      count += net.times(listener, Happening::link_established, node).size();
    return count;
  }
};

TEST(Law7, FourDialersBehindOnePublicAddressTake105Seconds) {
  OneAddress many(4, shared_public_ip);
  many.net.run_to(at(seconds(34)));
  EXPECT_EQ(many.links(), 1U);
  many.net.run_to(at(seconds(69)));
  EXPECT_EQ(many.links(), 2U);
  many.net.run_to(at(seconds(104)));
  EXPECT_EQ(many.links(), 3U);
  many.net.run_to(at(milliseconds(105'500)));
  EXPECT_EQ(many.links(), 4U);
}

TEST(Law7, ALanAddressIsNeverThrottled) {
  OneAddress many(4, 0x0a020001);
  many.net.run_to(at(seconds(1)));
  EXPECT_EQ(many.links(), 4U);
}

TEST(Law7, TheDialerOfAThrottledConnectionSeesEofInRlpx) {
  OneAddress many(2, shared_public_ip);
  many.net.run_to(at(seconds(1)));
  const auto failed = many.net.times(many.dialers[1], Happening::rlpx_failed, many.listener);
  EXPECT_EQ(failed.size(), 1U);
}

TEST(Law7b, AConnectionThatAlwaysFailsStarvesItsSiblingsForEver) {
  OneAddress many(3, shared_public_ip);
  many.net.server(many.listener).set_permissions(permit({many.dialers[1], many.dialers[2]}));
  many.net.run_to(at(minutes(30)));
  EXPECT_EQ(many.links(), 0U);
  EXPECT_EQ(many.net.times(many.listener, Happening::permission_denied, many.dialers[0]).size(),
            52U);
}

/// Law 8: both list each other and start an offset apart, given in quarters of the delay.
class Law8Offsets : public ::testing::TestWithParam<std::tuple<int, int>> {
 protected:
  static Duration delay() { return milliseconds(std::get<0>(GetParam())); }
  static int quarters() { return std::get<1>(GetParam()); }
};

TEST_P(Law8Offsets, OffsetsBelowTheDelayKillBothOthersKeepTheEarlier) {
  Net net(delay());
  const NodeRef a = net.add({});
  const NodeRef b = net.add({});
  net.start(a, Instant());
  net.start(b, Instant());
  net.run_to(at(seconds(1)));
  net.add_static(a, b, at(seconds(2)));
  net.add_static(b, a, at(seconds(2)) + delay() * quarters() / 4);
  net.run_to(at(seconds(6)));
  const bool killed = quarters() < 4;
  EXPECT_EQ(net.linked(a, b), !killed);
  if (!killed) {
    EXPECT_EQ(net.server(a).link(b)->direction, Direction::outbound);
    return;
  }
  for (const auto& [who, other] : {std::pair(a, b), std::pair(b, a)}) {
    const auto added = net.times(who, Happening::peer_added, other);
    const auto removed = net.times(who, Happening::peer_removed, other);
    ASSERT_EQ(added.size(), 1U);
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_EQ(removed[0] - added[0], delay() * 2) << "each lives one round trip";
    EXPECT_EQ(net.times(who, Happening::peer_rejected, other).size(), 1U);
  }
  // and again, in lockstep, 35 s + two round trips later
  net.run_to(at(seconds(80)));
  EXPECT_FALSE(net.linked(a, b));
  const auto dials = net.times(a, Happening::dial_started, b);
  ASSERT_EQ(dials.size(), 3U);
  EXPECT_EQ(dials[1] - dials[0], seconds(35) + delay() * 4);
  EXPECT_EQ(dials[2] - dials[1], seconds(35) + delay() * 4);
}

INSTANTIATE_TEST_SUITE_P(Measured, Law8Offsets,
                         ::testing::Combine(::testing::Values(50, 150),
                                            ::testing::Values(0, 1, 2, 3, 4, 5, 6, 8, 12)));

TEST(Law8, NoLinkIn134SecondsAt900MillisecondsAndTheSameStart) {  // case c20c
  Pair pair(milliseconds(900));
  pair.start_both(milliseconds(100));
  // both must be listening when the SYNs arrive: they are, 900 ms on
  pair.run_to(at(seconds(134)));
  EXPECT_THAT(pair.times(pair.a, Happening::link_established, pair.b), IsEmpty());
}

TEST(Law8, TenSecondsOfOffsetRemoveTheCollision) {  // case c20g
  Pair pair(milliseconds(900));
  pair.start_both(seconds(10));
  pair.run_to(at(seconds(20)));
  EXPECT_TRUE(pair.linked(pair.a, pair.b));
}

TEST(Law8, WithoutLatencyOneConnectionOfATieSurvives) {
  Pair pair{Duration()};
  pair.start_both(Duration());
  pair.run_to(at(seconds(1)));
  EXPECT_TRUE(pair.linked(pair.a, pair.b));
  EXPECT_EQ(pair.server(pair.a).peer_count(), 1U);
}

TEST(Law9, AnIdleLinkDies30SecondsAfterItsLastFrame) {
  Net net(milliseconds(1));
  const NodeRef a = net.add({NodeRef{1}});
  const NodeRef b = net.add({});
  net.start(b, Instant());
  net.start(a, Instant());
  net.run_to(at(seconds(25)));
  ASSERT_TRUE(net.linked(a, b));
  net.cut();
  // the last frames were the pings and pongs of second 15: so second 45, 20 s after the cut
  net.run_to(at(milliseconds(44'900)));
  EXPECT_TRUE(net.linked(a, b));
  net.run_to(at(milliseconds(45'100)));
  EXPECT_FALSE(net.server(a).established(b));
  EXPECT_FALSE(net.server(b).established(a));
  const auto dials = net.times(a, Happening::dial_started, b);
  ASSERT_EQ(dials.size(), 2U);
  EXPECT_EQ(dials[1], net.times(a, Happening::link_lost, b).at(0)) << "redialled at once";
}

TEST(Law9, AnyFrameKeepsALinkAlive) {
  Pair pair(milliseconds(1));
  pair.start_both(milliseconds(10));
  pair.run_to(at(minutes(10)));
  EXPECT_TRUE(pair.linked(pair.a, pair.b));
  EXPECT_THAT(pair.times(pair.a, Happening::link_lost, pair.b), IsEmpty());
}

TEST(Law9, AnUnfinishedDialOfASevereCutFollowsTheMeasuredLadder) {  // law 10: 30, 80, 130, 180
  Net net(milliseconds(1));
  const NodeRef a = net.add({NodeRef{1}});
  const NodeRef b = net.add({});
  net.start(b, Instant());
  net.start(a, Instant());
  net.run_to(at(seconds(50)));
  net.cut();
  net.run_to(at(seconds(240)));
  const auto dials = net.times(a, Happening::dial_started, b);
  ASSERT_EQ(dials.size(), 5U);
  for (std::size_t i = 2; i < 5; ++i) EXPECT_EQ(dials[i] - dials[i - 1], seconds(50));
}

TEST(Case13, MaxPeers2LeavesAMeshOfFiveIncomplete) {
  Net net(milliseconds(1));
  std::vector<NodeRef> all;
  for (std::uint32_t i = 0; i < 5; ++i) all.push_back(NodeRef{i});
  for (std::uint32_t i = 0; i < 5; ++i)
    net.add(all, 0x0a010001 + i, [](auto& c) { c.max_peers = 2; });
  for (std::uint32_t i = 0; i < 5; ++i) net.start(all[i], at(milliseconds(20 * i)));
  net.run_to(at(seconds(100)));
  int pairs = 0;
  for (std::uint32_t i = 0; i < 5; ++i)
    for (std::uint32_t j = i + 1; j < 5; ++j) pairs += net.linked(all[i], all[j]);
  EXPECT_GE(pairs, 4);
  EXPECT_LE(pairs, 5);
  for (const NodeRef node : all) EXPECT_LE(net.server(node).established_count(), 2U);
}

TEST(Case6, AWrongKeyFailsInRlpxOnBothSides) {
  Net net(milliseconds(1));
  const NodeRef b = net.add({}, 0x0a020001, [](auto& c) {
    c.static_nodes = {{NodeRef{77}, 1}};  // at a's address, with another key
  });
  const NodeRef a = net.add({});
  net.start(a, Instant());
  net.start(b, Instant());
  net.run_to(at(seconds(36)));
  const auto seen = net.times(a, Happening::rlpx_failed, no_node);
  EXPECT_EQ(seen.size(), 2U);
  EXPECT_EQ(net.times(b, Happening::rlpx_failed, NodeRef{77}).size(), 2U);
}

}  // namespace
}  // namespace seatrial::p2p::testing
