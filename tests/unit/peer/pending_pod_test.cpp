// SPDX-License-Identifier: Apache-2.0
// A peer in a pod that got no address: it never starts, nobody trips over it, and checks say so.
#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {
namespace {

/// A cluster whose two nodes take one pod each: a1 has an address, a2 beside it has none.
struct OnePodPerNode {
  OnePodPerNode() {
    kube::ClusterSpec spec;
    spec.name = "a";
    spec.pods = *net::parse_cidr("10.1.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/16");
    spec.cni.max_pods = 1;
    cluster = world.add_cluster(spec);
    n1 = world.cluster(cluster).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
    n2 = world.cluster(cluster).add_machine("n2", *net::parse_ipv4("1.2.3.5"));
    a1 = add("a1");
    a2 = add("a2");
    know(a1, a2);
    know(a2, a1);
  }
  PeerId add(const std::string& name) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.chain = chain;
    return deploy(world, cluster, deployment).value();
  }
  void know(PeerId of, PeerId other) {
    PeerList list;
    list.entries.push_back(PeerListEntry::parse(internal_enode(world, other), Mark{}));
    world.set_static(of, list);
  }
  bool started(PeerId id) const {
    for (const Observation& seen : world.log()) {
      if (seen.peer == id) return true;
    }
    return false;
  }

  World world{1};
  std::shared_ptr<const ChainSpec> chain = make_chain({}, {});
  ClusterId cluster{};
  net::MachineId n1{}, n2{};
  PeerId a1{}, a2{};
};

TEST(PendingPod, RunsNothingUntilItHasAnAddress) {
  OnePodPerNode t;
  EXPECT_FALSE(t.world.pending(t.a1));
  ASSERT_TRUE(t.world.pending(t.a2));
  t.world.start(t.a1, Instant());
  t.world.start(t.a2, Instant());
  t.world.run_until(Instant() + seconds(60));
  EXPECT_TRUE(t.started(t.a1));
  EXPECT_FALSE(t.started(t.a2));
  EXPECT_FALSE(t.world.linked(t.a1, t.a2));
  t.world.replace_pod(t.a2, t.n2);
  EXPECT_EQ(t.world.peer_on(t.world.stack(t.a2)), t.a2);
  t.world.start(t.a2, t.world.now());
  t.world.run_until(Instant() + seconds(120));
  EXPECT_TRUE(t.world.linked(t.a1, t.a2));
}

TEST(PendingPod, IsTheCauseThatChecksName) {
  OnePodPerNode t;
  assume_all_running(t.world);
  const LinkReading link = read_link(t.world, t.a1, t.a2);
  EXPECT_EQ(link.status, LinkStatus::down);
  EXPECT_EQ(link.forward.cause, LinkCause::pod_pending);
  EXPECT_EQ(link.backward.cause, LinkCause::pod_pending);
}

}  // namespace
}  // namespace seatrial
