// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/hex.hpp"
#include "tests/unit/diagnose/scene_testing.hpp"

namespace seatrial {
namespace {

using seatrial::testing::altered;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Lints : seatrial::testing::TwoClusterScene {
  using TwoClusterScene::TwoClusterScene;

  PeerId a1 = add(0, "a1", 32041);
  PeerId b1 = add(1, "b1", 32051);

  /// Files behind a peer, as a generated folder would give them.
  config::PeerConfig& generated(PeerId peer) {
    auto& cluster = scene.clusters[static_cast<std::size_t>(side_of(peer))];
    if (!cluster.config) cluster.config.emplace();
    config::PeerConfig made;
    made.name = {world().peer(peer).spec.name, world().peer(peer).spec.mark};
    made.mark = world().peer(peer).spec.mark;
    cluster.config->peers.push_back(made);
    return cluster.config->peers.back();
  }
  bool pin(PeerId peer, std::uint16_t port, std::uint16_t target, bool pinned) {
    kube::ServicePort entry;
    entry.port = entry.target_port = target;
    entry.node_port = port;
    entry.pinned = pinned;
    entry.mark = line(side_of(peer), port % 1000U);
    kube::Service service;
    service.name = "rpc-" + world().peer(peer).spec.name;
    service.type = kube::ServiceType::node_port;
    service.selector = {{"name", world().peer(peer).spec.name + "-deployment"}};
    service.ports.push_back(entry);
    return world().cluster(world().peer(peer).spec.cluster).create_service(service).has_value();
  }
  std::size_t count_of(const std::string& code) {
    const Findings all = findings();
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [&](const Finding& finding) { return finding.code == code; }));
  }
};

TEST_F(Lints, UnpinnedNodePortThatTheOtherSideWritesDown) {
  all_know_all();
  EXPECT_EQ(count_of("ST109"), 0U);  // no manifest could pin it
  generated(a1);
  const Finding found = only("ST109");
  EXPECT_EQ(found.where, line(0, 41));
  EXPECT_EQ(found.fix, "pin nodePort: 32041 in Service a1");
  dials(b1, std::vector<PeerId>{});
  EXPECT_EQ(count_of("ST109"), 0U);
}

TEST_F(Lints, RpcIsToldOncePerCluster) {
  const PeerId a2 = add(0, "a2", 32042);
  all_know_all();
  generated(a1);
  generated(a2);
  EXPECT_EQ(count_of("ST113"), 0U);
  PeerDeployment open = plan(0, "a3", 32043);
  open.geth.port = 8546;
  add(0, open);
  EXPECT_EQ(only("ST113").where, line(0, 43));
}

TEST_F(Lints, EntriesOfOneIdAndOfNobody) {
  all_know_all();
  dials(b1, {a1, a1});
  EXPECT_EQ(only("ST212").where, line(1, 102));
  const std::string strange = altered(url(b1, a1), wire::to_hex(world().peer(a1).spec.key),
                                      wire::to_hex(key_from_name("somebody")));
  dials(b1, std::vector<std::string>{url(b1, a1), altered(strange, "32041", "32541"),
                                     altered(strange, "1.2.3.4", "9.9.9.9")});
  EXPECT_EQ(only("ST213").where, line(1, 102));  // what is not modelled is not judged
}

TEST_F(Lints, TwinsAreAWarning) {
  PeerDeployment twin = plan(1, "b2", 32052);
  twin.key = world().peer(b1).spec.key;
  add(1, twin);
  all_know_all();
  EXPECT_EQ(only("ST206").where, line(1, 52));
}

TEST_F(Lints, PermissionNamesWithoutRaftport) {
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  EXPECT_EQ(count_of("ST502"), 0U);
  world().set_permissioned(
      b1, list(b1, {url(b1, a1), altered(url(b1, b2), "&raftport=50401", "")}, 200), world().now());
  EXPECT_EQ(only("ST502").where, line(1, 202));
}

TEST_F(Lints, PlaceholderHost) {
  all_know_all();
  dials(b1, std::vector<std::string>{url(b1, a1), altered(url(b1, a1), "1.2.3.4", "K8S_NODE_IP")});
  EXPECT_EQ(only("ST201").where, line(1, 102));
}

TEST_F(Lints, ExportedNodesAreHeldAgainstThemselves) {
  all_know_all();
  config::ExternalNode node;
  node.ident = {"b1", line(1, 1)};
  node.enode_url = {external_enode(world(), b1), line(1, 2)};
  node.tm_url = {"$MINIKUBE_IP:30482", line(1, 3)};
  node.node_address = {"0x6C28fB5F14E9730Ca07e1385B02A9F8739EeeaB4", line(1, 4)};
  scene.clusters[1].nodes.emplace().nodes.push_back(node);
  const Finding found = only("ST404");
  EXPECT_EQ(found.where, line(1, 4));
  const std::string right = wire::checksum_address(wire::address(world().peer(b1).spec.key));
  EXPECT_THAT(found.fix, HasSubstr(right));
  EXPECT_EQ(only("ST202").where, line(1, 3));
  scene.clusters[1].nodes->nodes[0].node_address.value = right;
  EXPECT_EQ(count_of("ST404"), 0U);
}

TEST_F(Lints, NameThatIsTheStartOfAnother) {
  const PeerId a10 = add(0, "a10", 32042);
  all_know_all();
  generated(a1);
  generated(a10);
  EXPECT_EQ(only("ST401").where, line(0, 41));
}

TEST_F(Lints, WhatTheGenesisHashLeavesOut) {
  all_know_all();
  wire::Genesis other = chain->genesis;
  other.config.chain_id = 10;
  other.config.istanbul->ceil_2n_by_3_block = 0;
  other.config.fork_blocks["qip714Block"] = 5;
  world().set_chain(b1, chain_of(other, line(1, 500)));
  for (const char* code : {"ST607", "ST702"}) EXPECT_EQ(only(code).where, line(1, 500)) << code;
  EXPECT_EQ(count_of("ST608"), 1U);
  EXPECT_THAT(only("ST702").what, HasSubstr("ceil2Nby3Block is absent at a/a1 and 0 at b/b1"));
}

TEST_F(Lints, RaftAndBlockPeriods) {
  PeerDeployment raft = plan(0, "a2", 32042);
  raft.geth.consensus = Consensus::raft;
  add(0, raft);
  raft = plan(1, "b2", 32052);
  raft.geth.consensus = Consensus::raft;
  raft.geth.command = line(1, 450);
  add(1, raft);
  all_know_all();
  generated(a1).settings.block_period = config::Marked<std::uint64_t>{3, line(0, 600)};
  GethSettings slow = world().peer(a1).spec.geth;
  slow.block_period = 3;
  slow.mine = true;
  world().set_geth(a1, slow);
  EXPECT_EQ(count_of("ST703"), 0U);  // a follower minds no blocks that come late
  GethSettings miner = world().peer(b1).spec.geth;
  miner.mine = true;
  world().set_geth(b1, miner);
  generated(b1).settings.block_period = config::Marked<std::uint64_t>{1, line(1, 600)};
  EXPECT_EQ(only("ST701").where, line(1, 450));
  EXPECT_EQ(only("ST703").where, line(1, 600));
}

TEST_F(Lints, PolicyLocalShowsOneAddressToTheThrottle) {  // law 7
  PeerDeployment local = plan(0, "a2", 32042);
  local.policy = kube::TrafficPolicy::local;
  const PeerId a2 = add(0, local);
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  dials(a2, {a1});
  const Finding found = only("ST609");
  EXPECT_EQ(found.where, line(0, 42));
  EXPECT_THAT(found.what, HasSubstr("b/b1 and b/b2 dial a/a2 from the one address 2.2.3.4"));
  dials(b2, {a1});
  EXPECT_EQ(count_of("ST609"), 0U);
}

struct LintsUnderLatency : Lints {
  LintsUnderLatency() : Lints(milliseconds(100)) {}
};

TEST_F(LintsUnderLatency, BothSidesListEachOther) {  // law 8
  all_know_all();
  EXPECT_EQ(only("ST610").where, line(0, 100));
  dials(b1, std::vector<PeerId>{});
  EXPECT_EQ(count_of("ST610"), 0U);
}

TEST_F(Lints, ToldByTheResolverIsNotToldAgain) {
  all_know_all();
  dials(b1, {a1, a1});
  scene.findings = {only("ST212")};
  EXPECT_EQ(count_of("ST212"), 0U);
}

}  // namespace
}  // namespace seatrial
