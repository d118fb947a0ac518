// SPDX-License-Identifier: Apache-2.0
// The same seed does the same, also when another world runs beside; another seed draws differently.
#include <gtest/gtest.h>

#include "sim/peer/deployment.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {
namespace {

enum class Trouble { none, lossy, cut_and_restart };

/// Two clusters with two peers each, all knowing all; NodePorts are drawn.
struct Rig {
  Rig(std::uint64_t seed, Trouble trouble) : world(seed) {
    std::array<ClusterId, 2> clusters = {add_cluster("a", "10.1.0.0/16", "1.2.3.4"),
                                         add_cluster("b", "10.2.0.0/16", "2.2.3.4")};
    net::WanSpec spec{.latency = milliseconds(20)};
    if (trouble == Trouble::lossy) {
      spec.jitter = milliseconds(15);
      spec.loss = percent(5);
    }
    const net::WanId wan = world.join(clusters[0], clusters[1], spec);
    for (const ClusterId cluster : clusters) {
      for (const char* name : {"one", "two"}) add_peer(cluster, name);
    }
    for (const PeerId id : peers) know_all(id);
    start(trouble, wan);
  }

  ClusterId add_cluster(const std::string& name, const char* pods, const char* node) {
    kube::ClusterSpec spec;
    spec.name = name;
    spec.pods = *net::parse_cidr(pods);
    spec.services = *net::parse_cidr("10.96.0.0/16");
    const ClusterId id = world.add_cluster(spec);
    world.cluster(id).add_machine("n1", *net::parse_ipv4(node));
    return id;
  }

  void add_peer(ClusterId cluster, const char* name) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.geth.permissioned = true;
    deployment.chain = chain;
    peers.push_back(deploy(world, cluster, deployment).value());
  }

  void know_all(PeerId of) {
    PeerList list;
    for (const PeerId id : peers) {
      const bool same = world.peer(of).spec.cluster == world.peer(id).spec.cluster;
      list.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(world, id) : external_enode(world, id), Mark{}));
    }
    world.set_static(of, list);
    world.set_permissioned(of, list, world.now());
  }

  void start(Trouble trouble, net::WanId wan) {
    for (std::size_t i = 0; i < peers.size(); ++i) {
      world.start(peers[i], Instant() + milliseconds(130) * static_cast<std::int64_t>(i));
    }
    if (trouble != Trouble::cut_and_restart) return;
    for (const int direction : {0, 1}) {
      world.set_gate(wan, direction, net::WanGate::drop, {}, Instant() + seconds(20));
      world.set_gate(wan, direction, net::WanGate::open, {}, Instant() + seconds(70));
    }
    world.run_until(Instant() + seconds(30));
    world.kill(peers[0]);
    world.start(peers[0], Instant() + seconds(40));
  }

  void run() { world.run_until(Instant() + seconds(200)); }

  /// The NodePorts of all Services, in their order.
  std::vector<std::uint16_t> node_ports() const {
    std::vector<std::uint16_t> numbers;
    for (std::size_t i = 0; i < world.cluster_count(); ++i) {
      const auto id = ClusterId(static_cast<std::uint32_t>(i));
      for (const kube::Service& service : world.cluster(id).services()) {
        for (const kube::ServicePort& port : service.ports) {
          if (port.node_port) numbers.push_back(*port.node_port);
        }
      }
    }
    return numbers;
  }

  World world;
  std::shared_ptr<const ChainSpec> chain = make_chain({}, {});
  std::vector<PeerId> peers;
};

std::uint64_t digest(std::uint64_t seed, Trouble trouble) {
  Rig rig(seed, trouble);
  rig.run();
  return rig.world.digest();
}

struct WorldDeterminism : ::testing::TestWithParam<Trouble> {};

TEST_P(WorldDeterminism, SameSeedSameDigest) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    EXPECT_EQ(digest(seed, GetParam()), digest(seed, GetParam())) << "seed " << seed;
  }
}

TEST_P(WorldDeterminism, WorldsSideBySideDoNotTouch) {
  Rig one(1, GetParam());
  Rig two(2, GetParam());
  for (int second = 31; second <= 200; ++second) {
    one.world.run_until(Instant() + seconds(second));
    two.world.run_until(Instant() + seconds(second));
  }
  EXPECT_EQ(one.world.digest(), digest(1, GetParam()));
  EXPECT_EQ(two.world.digest(), digest(2, GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Worlds, WorldDeterminism,
                         ::testing::Values(Trouble::none, Trouble::lossy,
                                           Trouble::cut_and_restart));

TEST(Determinism, AnotherSeedDrawsOtherNodePorts) {
  const auto first = Rig(1, Trouble::none).node_ports();
  ASSERT_FALSE(first.empty());
  EXPECT_EQ(first, Rig(1, Trouble::none).node_ports());
  EXPECT_NE(first, Rig(2, Trouble::none).node_ports());
}

TEST(Determinism, AnotherSeedDrawsOtherLoss) {
  EXPECT_NE(digest(1, Trouble::lossy), digest(2, Trouble::lossy));
}

}  // namespace
}  // namespace seatrial
