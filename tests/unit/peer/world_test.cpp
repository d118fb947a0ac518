// SPDX-License-Identifier: Apache-2.0
// Two clusters of the measured topology, built in code: the laws of linking as a whole.
#include "sim/peer/world.hpp"

#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial {
namespace {

struct TwoClusters {
  explicit TwoClusters(Duration latency = Duration(), std::uint64_t seed = 1) : world(seed) {
    kube::ClusterSpec a;
    a.name = "a";
    a.pods = *net::parse_cidr("10.1.0.0/16");
    a.services = *net::parse_cidr("10.96.0.0/16");
    kube::ClusterSpec b = a;
    b.name = "b";
    b.pods = *net::parse_cidr("10.2.0.0/16");
    clusters = {world.add_cluster(a), world.add_cluster(b)};
    world.cluster(clusters[0]).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
    world.cluster(clusters[1]).add_machine("n1", *net::parse_ipv4("2.2.3.4"));
    wan = world.join(clusters[0], clusters[1], {.latency = latency});
    chain = make_chain({}, {});
  }

  PeerId add(int side, const std::string& name, std::uint16_t port,
             kube::TrafficPolicy policy = kube::TrafficPolicy::cluster) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.p2p_node_port = port;
    deployment.policy = policy;
    deployment.geth.permissioned = true;
    deployment.chain = chain;
    return deploy(world, clusters[static_cast<std::size_t>(side)], deployment).value();
  }

  PeerList list(PeerId of, const std::vector<PeerId>& peers) {
    PeerList made;
    for (const PeerId id : peers) {
      const bool same = world.peer(of).spec.cluster == world.peer(id).spec.cluster;
      made.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(world, id) : external_enode(world, id), Mark{}));
    }
    return made;
  }

  void know(PeerId of, const std::vector<PeerId>& peers) {
    world.set_static(of, list(of, peers));
    world.set_permissioned(of, list(of, peers), world.now());
  }

  World world;
  std::array<ClusterId, 2> clusters{};
  net::WanId wan{};
  std::shared_ptr<const ChainSpec> chain;
};

Instant at(Duration d) {
  return Instant() + d;
}

std::vector<Instant> dials(const World& world, PeerId from) {
  std::vector<Instant> times;
  for (const Observation& seen : world.log()) {
    const auto* observed = seen.observed();
    if (seen.peer == from && observed && observed->what == p2p::Happening::dial_started) {
      times.push_back(seen.at);
    }
  }
  return times;
}

TEST(World, FullMeshOfTwoClusters) {  // c1
  TwoClusters t;
  std::vector<PeerId> all;
  for (std::uint16_t i = 1; i <= 3; ++i) {
    all.push_back(t.add(0, "a" + std::to_string(i), static_cast<std::uint16_t>(32040 + i)));
  }
  for (std::uint16_t i = 1; i <= 2; ++i) {
    all.push_back(t.add(1, "b" + std::to_string(i), static_cast<std::uint16_t>(32050 + i)));
  }
  for (const PeerId id : all) t.know(id, all);
  for (std::size_t i = 0; i < all.size(); ++i) {
    t.world.start(all[i], at(milliseconds(100) * static_cast<std::int64_t>(i)));
  }
  t.world.run_until(at(seconds(1)));
  for (const PeerId x : all) {
    for (const PeerId y : all) {
      EXPECT_TRUE(x == y || t.world.linked(x, y)) << t.world.name(x) << ' ' << t.world.name(y);
    }
  }
  EXPECT_EQ(t.world.tcp().open_connections(), 10U);
}

TEST(World, DeniedEvery35Seconds) {  // c2, law 1
  TwoClusters t;
  const PeerId a1 = t.add(0, "a1", 32041);
  const PeerId b1 = t.add(1, "b1", 32051);
  t.know(a1, {a1});
  t.know(b1, {a1, b1});
  t.world.start(a1, at(Duration()));
  t.world.start(b1, at(milliseconds(100)));
  t.world.run_until(at(seconds(120)));
  EXPECT_FALSE(t.world.linked(a1, b1));
  const auto times = dials(t.world, b1);
  ASSERT_EQ(times.size(), 4U);
  for (std::size_t i = 1; i < times.size(); ++i) {
    EXPECT_NEAR(static_cast<double>((times[i] - times[i - 1]).ns()) / 1e9, 35.0, 0.1);
  }
  assume_all_running(t.world);
  const LinkReading link = read_link(t.world, b1, a1);
  EXPECT_EQ(link.status, LinkStatus::down);
  EXPECT_EQ(link.decisive().cause, LinkCause::permission_denied);
  EXPECT_EQ(link.decisive().denied_by, a1);
}

TEST(World, SilentlyDroppedSynEvery50Seconds) {  // c15r
  TwoClusters t;
  const PeerId a1 = t.add(0, "a1", 32041);
  const PeerId b1 = t.add(1, "b1", 32051);
  t.know(b1, {a1});
  t.world.set_gate(t.wan, 1, net::WanGate::drop_new, {}, t.world.now());
  t.world.start(a1, at(Duration()));
  t.world.start(b1, at(milliseconds(100)));
  t.world.run_until(at(seconds(120)));
  const auto times = dials(t.world, b1);
  ASSERT_EQ(times.size(), 3U);
  EXPECT_NEAR(static_cast<double>((times[1] - times[0]).ns()) / 1e9, 50.0, 0.1);
}

TEST(World, LinkDiesThirtySecondsAfterACutAndComesBackAt180) {  // laws 9, 10
  TwoClusters t;
  const PeerId a1 = t.add(0, "a1", 32041);
  const PeerId b1 = t.add(1, "b1", 32051);
  t.know(a1, {a1, b1});
  t.know(b1, {a1, b1});
  t.world.start(a1, at(Duration()));
  t.world.start(b1, at(milliseconds(100)));
  t.world.run_until(at(seconds(100)));
  ASSERT_TRUE(t.world.linked(a1, b1));
  for (const int direction : {0, 1}) {
    t.world.set_gate(t.wan, direction, net::WanGate::drop, {}, t.world.now());
    t.world.set_gate(t.wan, direction, net::WanGate::open, {}, t.world.now() + seconds(180));
  }
  t.world.run_until(at(seconds(133)));
  EXPECT_FALSE(t.world.linked(a1, b1));
  t.world.run_until(at(seconds(279)));
  EXPECT_FALSE(t.world.linked(a1, b1));
  t.world.run_until(at(seconds(281 + 11)));
  EXPECT_TRUE(t.world.linked(a1, b1));
}

TEST(World, PolicyLocalLetsOneInEvery35Seconds) {  // c24, law 7
  TwoClusters t;
  const PeerId a1 = t.add(0, "a1", 32041, kube::TrafficPolicy::local);
  std::vector<PeerId> all = {a1};
  for (std::uint16_t i = 1; i <= 4; ++i) {
    all.push_back(t.add(1, "b" + std::to_string(i), static_cast<std::uint16_t>(32050 + i)));
  }
  t.know(a1, all);
  t.world.set_static(a1, {});
  for (std::size_t i = 1; i < 5; ++i) t.know(all[i], {a1});
  t.world.start(a1, at(Duration()));
  for (std::size_t i = 1; i < 5; ++i) {
    t.world.start(all[i], at(milliseconds(100) * static_cast<std::int64_t>(i)));
  }
  t.world.run_until(at(seconds(104)));
  EXPECT_EQ(t.world.peer(a1).server->established_count(), 3U);
  t.world.run_until(at(seconds(107)));
  EXPECT_EQ(t.world.peer(a1).server->established_count(), 4U);
}

TEST(World, LockstepCollisionUnderLatency) {  // c20c, law 8
  TwoClusters t(milliseconds(900));
  const PeerId a1 = t.add(0, "a1", 32041);
  const PeerId b1 = t.add(1, "b1", 32051);
  t.know(a1, {a1, b1});
  t.know(b1, {a1, b1});
  t.world.start(a1, at(Duration()));
  t.world.start(b1, at(milliseconds(400)));
  t.world.run_until(at(seconds(134)));
  EXPECT_FALSE(t.world.linked(a1, b1));
}

TEST(World, SameSeedSameDigest) {
  const auto digest = [](std::uint64_t seed) {
    TwoClusters t(milliseconds(20), seed);
    const PeerId a1 = t.add(0, "a1", 32041);
    const PeerId b1 = t.add(1, "b1", 32051);
    t.know(a1, {a1, b1});
    t.know(b1, {a1, b1});
    t.world.start(a1, at(Duration()));
    t.world.start(b1, at(milliseconds(100)));
    t.world.run_until(at(seconds(60)));
    return t.world.digest();
  };
  EXPECT_EQ(digest(7), digest(7));
}

TEST(World, TheEndOfAnEarlierCutEndsNoLaterOne) {
  TwoClusters t;
  const auto gate = [&](int direction) { return t.world.network().wan(t.wan).gate(direction); };
  for (const int direction : {0, 1}) {
    t.world.set_gate(t.wan, direction, net::WanGate::drop, {}, at(Duration()));
    t.world.open_gate(t.wan, direction, at(seconds(10)));
  }
  t.world.run_until(at(seconds(5)));
  t.world.set_gate(t.wan, 0, net::WanGate::drop, {}, at(seconds(5)));
  t.world.open_gate(t.wan, 0, at(seconds(20)));
  t.world.run_until(at(seconds(15)));
  EXPECT_EQ(gate(0), net::WanGate::drop);
  EXPECT_EQ(gate(1), net::WanGate::open) << "the other direction was not cut anew";
  t.world.run_until(at(seconds(21)));
  EXPECT_EQ(gate(0), net::WanGate::open);
}

}  // namespace
}  // namespace seatrial
