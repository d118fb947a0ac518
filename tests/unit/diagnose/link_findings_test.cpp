// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/hex.hpp"
#include "tests/unit/diagnose/scene_testing.hpp"

namespace seatrial {
namespace {

using seatrial::testing::altered;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct LinkFindings : seatrial::testing::TwoClusterScene {
  PeerId a1 = add(0, "a1", 32041);
  PeerId b1 = add(1, "b1", 32051);

  std::string code() { return std::string(code_of(world(), links().front())); }
  /// Another Service in a, at line 77.
  bool add_service(const std::string& name, const std::string& selects, std::uint16_t node_port,
                   const std::string& condition) {
    kube::ServicePort port;
    port.port = port.target_port = 30303;
    port.node_port = node_port;
    port.condition = condition;
    kube::Service service;
    service.name = name;
    service.type = kube::ServiceType::node_port;
    service.mark = line(0, 77);
    service.selector = {{"name", selects}};
    service.ports.push_back(port);
    return world().cluster(scene.clusters[0].id).create_service(service).has_value();
  }
  /// b1 alone dials, by this entry; everybody is permitted.
  void b_dials(const std::string& text) {
    all_know_all();
    dials(a1, std::vector<PeerId>{});
    dials(b1, std::vector<std::string>{text});
  }
};

TEST_F(LinkFindings, GoodListsGiveNone) {
  all_know_all();
  EXPECT_THAT(lines(), IsEmpty());
  EXPECT_EQ(code(), "");
}

TEST_F(LinkFindings, StaleNodePortIsBlamedOnTheEntryAndNamesTheRightOne) {
  b_dials(altered(url(b1, a1), "32041", "32541"));
  EXPECT_THAT(lines(), ElementsAre("ST103 error b.yaml:101:1 links 1"));
  const Finding found = only("ST103");
  EXPECT_THAT(found.what, HasSubstr("a has no Service with NodePort 32541"));
  EXPECT_THAT(found.fix, HasSubstr("write 32041"));
  ASSERT_THAT(found.related, SizeIs(1));
  EXPECT_EQ(found.related[0].where, line(0, 41));
  EXPECT_EQ(code(), "ST103");
}

TEST_F(LinkFindings, OneStaleEntryInASharedListIsOneFinding) {
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  dials(a1, std::vector<PeerId>{});
  const std::string stale = altered(url(b1, a1), "32041", "32541");
  for (const PeerId peer : {b1, b2}) dials(peer, std::vector<std::string>{stale});
  EXPECT_THAT(lines(), ElementsAre("ST103 error b.yaml:101:1 links 2"));
}

TEST_F(LinkFindings, OtherDirectionRescuesAsAWarning) {  // law 3
  all_know_all();
  dials(b1, std::vector<std::string>{altered(url(b1, a1), "32041", "32541")});
  EXPECT_THAT(lines(), ElementsAre("ST103 warning b.yaml:101:1 links 1",
                                   "ST612 warning b.yaml:101:1 links 1"));
  const Finding found = only("ST103");
  EXPECT_THAT(found.what, HasSubstr("a/a1 dials b/b1, and one direction is enough"));
  EXPECT_THAT(found.fix, HasSubstr("write 32041"));
  EXPECT_THAT(only("ST612").what, HasSubstr("stand on the dials of a alone"));
  EXPECT_THAT(only("ST612").fix, HasSubstr("mend ST103: write 32041"));
}

TEST_F(LinkFindings, DialThatARunningProcessHasNotReadRescuesNothing) {
  all_know_all();
  dials(b1, std::vector<std::string>{altered(url(b1, a1), "32041", "32541")});
  const Findings found = diagnose(scene, links(), {{a1, b1}});
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].code, "ST103");
  EXPECT_EQ(found[0].severity, Severity::error);
  EXPECT_THAT(found[0].what, HasSubstr("a/a1 lists b/b1 by now, but runs since before (ST402)"));
  EXPECT_EQ(diagnose(scene, links(), {{b1, a1}})[0].severity, Severity::warning);
}

TEST_F(LinkFindings, FaultThatBreaksOneLinkAndSparesAnotherIsOneError) {
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  dials(a1, {b2});
  const std::string stale = altered(url(b1, a1), "32041", "32541");
  for (const PeerId peer : {b1, b2}) dials(peer, std::vector<std::string>{stale});
  EXPECT_THAT(lines(), ElementsAre("ST103 error b.yaml:101:1 links 2",
                                   "ST612 warning b.yaml:101:1 links 1"));
}

TEST_F(LinkFindings, NodePortOfAnotherPortOrPeer) {
  const PeerId a2 = add(0, "a2", 32042);
  PeerDeployment with_tessera = plan(0, "a3", 32043);
  with_tessera.tessera_node_port = 32143;
  const PeerId a3 = add(0, with_tessera);
  all_know_all();
  for (const PeerId peer : {a1, a2, a3}) dials(peer, {a1, a2, a3});
  dials(b1, std::vector<std::string>{url(b1, a1), altered(url(b1, a2), "32042", "32041"),
                                     altered(url(b1, a3), "32043", "32143")});
  EXPECT_THAT(lines(),
              ElementsAre("ST104 error b.yaml:103:1 links 1", "ST105 error b.yaml:102:1 links 1"));
  EXPECT_THAT(only("ST104").what, HasSubstr("port 9001"));
  EXPECT_THAT(only("ST105").fix, HasSubstr("write 32042, the NodePort of a/a2"));
}

TEST_F(LinkFindings, IdOfAnotherKey) {
  b_dials(altered(url(b1, a1), wire::to_hex(world().peer(a1).spec.key),
                  wire::to_hex(key_from_name("somebody"))));
  EXPECT_THAT(lines(), ElementsAre("ST205 error b.yaml:101:1 links 1"));
  const Finding found = only("ST205");
  EXPECT_THAT(found.fix, HasSubstr(wire::to_hex(world().peer(a1).spec.key)));
  EXPECT_THAT(found.related, SizeIs(1));
}

TEST_F(LinkFindings, NamesOfTheOtherCluster) {
  b_dials(internal_enode(world(), a1));
  EXPECT_THAT(lines(), ElementsAre("ST207 error b.yaml:101:1 links 1"));
  b_dials(altered(internal_enode(world(), a1), "@a1:", "@nobody:"));
  EXPECT_THAT(lines(), ElementsAre("ST210 error b.yaml:101:1 links 1"));
  b_dials(altered(altered(internal_enode(world(), a1), "@a1:", "@nobody:"), "&raftport=50401", ""));
  EXPECT_THAT(lines(), ElementsAre("ST209 error b.yaml:101:1 links 1"));
  b_dials(altered(internal_enode(world(), a1), "@a1:", "@b1:"));
  EXPECT_THAT(lines(), ElementsAre("ST208 error b.yaml:101:1 links 1"));
}

TEST_F(LinkFindings, AddressesThatLeadNowhere) {
  b_dials(altered(url(b1, a1), "1.2.3.4", "9.9.9.9"));
  EXPECT_THAT(lines(), ElementsAre("ST302 error b.yaml:101:1 links 1"));
  b_dials(altered(url(b1, a1), "1.2.3.4", "127.0.0.1"));
  EXPECT_THAT(lines(), ElementsAre("ST203 error b.yaml:101:1 links 1"));
  b_dials(altered(url(b1, a1), "1.2.3.4:32041", "10.96.0.1:30303"));
  EXPECT_THAT(lines(), ElementsAre("ST102 error b.yaml:101:1 links 1"));
  b_dials(altered(url(b1, a1), "1.2.3.4", "$NODE_IP"));
  EXPECT_THAT(only("ST202").where, line(1, 101));
}

TEST_F(LinkFindings, SkippedEntryExplainsTheLinkAndNothingElseDoes) {
  b_dials(altered(url(b1, a1), "32041", "70000"));
  EXPECT_THAT(lines(), ElementsAre("ST204 error b.yaml:101:1 links 1"));
  b_dials(altered(url(b1, a1), ":32041", ":"));
  EXPECT_THAT(lines(), ElementsAre("ST111 error b.yaml:101:1 links 1"));
}

TEST_F(LinkFindings, NobodyDials) {
  all_know_all();
  dials(a1, std::vector<PeerId>{});
  dials(b1, std::vector<PeerId>{});
  EXPECT_THAT(lines(), ElementsAre("ST613 error a.yaml:100:1 links 1"));
  EXPECT_EQ(code(), "ST613");
  PeerList broken;
  broken.state = PeerListState::broken;
  broken.mark = line(1, 100);
  world().set_static(b1, broken);
  EXPECT_THAT(lines(), ElementsAre("ST604 error b.yaml:100:1 links 1"));
}

TEST_F(LinkFindings, ListenerThatDeniesIsOneFindingWithTheEntriesToPaste) {  // law 4
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  dials(a1, {a1});
  permits(a1, {a1});
  EXPECT_THAT(lines(), ElementsAre("ST601 error a.yaml:200:1 links 2"));
  const Finding found = only("ST601");
  EXPECT_THAT(found.what, HasSubstr("b/b1 and b/b2"));
  for (const PeerId peer : {b1, b2}) EXPECT_THAT(found.fix, HasSubstr('"' + url(a1, peer) + '"'));
  EXPECT_EQ(code(), "ST601");
}

TEST_F(LinkFindings, DiallerThatDeniesItself) {  // law 5
  all_know_all();
  permits(a1, {a1});
  EXPECT_THAT(lines(), ElementsAre("ST602 error a.yaml:200:1 links 1"));
  EXPECT_EQ(code(), "ST602");
}

TEST_F(LinkFindings, UnusableOrUnresolvablePermissions) {
  all_know_all();
  PeerList missing;
  missing.state = PeerListState::missing;
  missing.mark = line(0, 200);
  world().set_permissioned(a1, missing, world().now());
  EXPECT_THAT(lines(), ElementsAre("ST603 error a.yaml:200:1 links 1"));
  EXPECT_EQ(code(), "ST603");
  const std::string name =
      altered(altered(url(a1, b1), "2.2.3.4", "nobody"), "&raftport=50401", "");
  world().set_permissioned(a1, list(a1, {name}, 200), world().now());
  EXPECT_THAT(lines(), ElementsAre("ST211 error a.yaml:201:1 links 1"));
  EXPECT_EQ(code(), "ST211");
}

TEST_F(LinkFindings, GenesisMismatchNamesBothHashesAndWhatDiffers) {
  const PeerId a2 = add(0, "a2", 32042);
  all_know_all();
  dials(a2, {b1});
  wire::Genesis other = chain->genesis;
  other.timestamp = 7;
  const auto theirs = chain_of(other, line(1, 500));
  world().set_chain(b1, theirs);
  EXPECT_THAT(lines(), ElementsAre("ST605 error b.yaml:500:1 links 2"));
  const Finding found = only("ST605");
  EXPECT_THAT(found.what, HasSubstr(wire::to_hex(chain->genesis_hash)));
  EXPECT_THAT(found.what, HasSubstr(wire::to_hex(theirs->genesis_hash)));
  EXPECT_THAT(found.what, HasSubstr("they differ in timestamp"));
  EXPECT_THAT(found.related, ElementsAre(Related{line(0, 500), "the genesis of a"}));
}

TEST_F(LinkFindings, NetworkIdAndConsensusMismatch) {
  PeerDeployment stranger = plan(1, "b2", 32052);
  stranger.geth.network_id = 10;
  PeerDeployment raft = plan(1, "b3", 32053);
  raft.geth.consensus = Consensus::raft;
  raft.geth.command = line(1, 450);
  const PeerId b2 = add(1, stranger);
  const PeerId b3 = add(1, raft);
  for (const PeerId peer : {b2, b3}) {
    dials(peer, {a1});
    permits(peer, {a1});
  }
  dials(a1, {b1});
  permits(b1, {a1});
  permits(a1, {b1, b2, b3});
  EXPECT_THAT(only("ST606").what, HasSubstr("b/b2 is 10, that of a is 1337"));
  EXPECT_EQ(only("ST614").where, line(1, 450));
}

TEST_F(LinkFindings, WanGatesAreBlamedWhereTheyAreWritten) {
  all_know_all();
  const Mark why = line(0, 300);
  world().set_gate(wan, 1, net::WanGate::drop_new, why, world().now());
  EXPECT_THAT(lines(), ElementsAre("ST303 warning a.yaml:300:1 links 1",
                                   "ST612 warning a.yaml:300:1 links 1"));
  for (const auto& [gate, code] :
       {std::pair(net::WanGate::drop, "ST301"), std::pair(net::WanGate::reject, "ST304"),
        std::pair(net::WanGate::drop_new, "ST303")}) {
    for (const int direction : {0, 1}) world().set_gate(wan, direction, gate, why, world().now());
    EXPECT_EQ(only(code).where, why) << code;
    EXPECT_THAT(lines(), SizeIs(1)) << code;
  }
}

TEST_F(LinkFindings, PolicyLocalOnTheWrongNodeIsOneFindingOfTheService) {
  const auto other = world().cluster(scene.clusters[0].id).add_machine("n2", net::Ipv4{0x01020305});
  PeerDeployment local = plan(0, "a2", 32042);
  local.policy = kube::TrafficPolicy::local;
  local.machine = other;
  const PeerId a2 = add(0, local);
  const PeerId b2 = add(1, "b2", 32052);
  all_know_all();
  dials(a2, {a1});
  const std::string wrong_node = altered(url(b1, a2), "1.2.3.5", "1.2.3.4");
  for (const PeerId peer : {b1, b2}) {
    dials(peer, std::vector<std::string>{url(peer, a1), wrong_node});
  }
  EXPECT_THAT(lines(), ElementsAre("ST112 error a.yaml:42:1 links 2"));
  EXPECT_THAT(only("ST112").fix, HasSubstr("1.2.3.5"));
}

TEST_F(LinkFindings, ServiceWithoutEndpointsOrNodePort) {
  ASSERT_TRUE(add_service("empty", "nothing", 32077, ""));
  b_dials(altered(url(b1, a1), "32041", "32077"));
  EXPECT_THAT(lines(), ElementsAre("ST110 error a.yaml:77:1 links 1"));
}

TEST_F(LinkFindings, ClaimedNodePortIsAWarningAndBreaksNothing) {
  ASSERT_TRUE(
      add_service("a1-again", "a1-deployment", 32078, "1.2.3.4:32078 is still the NodePort of a1"));
  b_dials(altered(url(b1, a1), "32041", "32078"));
  EXPECT_EQ(links().front().status, LinkStatus::unknown);
  EXPECT_EQ(code(), "ST114");
  EXPECT_EQ(only("ST114").severity, Severity::warning);
  EXPECT_THAT(lines(), SizeIs(1));
}

}  // namespace
}  // namespace seatrial
