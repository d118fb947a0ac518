// SPDX-License-Identifier: Apache-2.0
// Links with a peer whose key is in a vault, with a disallowed one, and between later releases.
#include <gtest/gtest.h>

#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial {
namespace {

/// Two peers of one cluster; a1 lists an id at b1's Service.
struct PairOfDeployments {
  PairOfDeployments() {
    kube::ClusterSpec spec;
    spec.name = "c";
    spec.pods = *net::parse_cidr("10.1.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/16");
    cluster = world.add_cluster(spec);
    world.cluster(cluster).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
  }

  PeerDeployment deployment(const std::string& name) {
    PeerDeployment made;
    made.name = name;
    made.chain = make_chain({}, wire::Genesis());
    return made;
  }

  DialReading dial(PeerId from, PeerId to, const wire::PublicKey& id) {
    const std::string url = "enode://" + wire::to_hex(id) + "@b1:30303";
    PeerList list;
    list.entries.push_back(PeerListEntry::parse(url, {}));
    world.set_static(from, list);
    assume_all_running(world);
    return read_dial(world, from, to);
  }

  World world{1};
  ClusterId cluster{};
};

PeerList one(const wire::PublicKey& id) {
  PeerList list;
  list.entries.push_back(
      PeerListEntry::parse("enode://" + wire::to_hex(id) + "@9.9.9.9:30303", {}));
  return list;
}

TEST(UnknownKey, AnEntryOfAnUnknownIdLeadsToItOnCondition) {
  PairOfDeployments t;
  const PeerId a = deploy(t.world, t.cluster, t.deployment("a1")).value();
  PeerDeployment hidden = t.deployment("b1");
  hidden.key_condition = "the key is the one";
  const PeerId b = deploy(t.world, t.cluster, hidden).value();
  const DialReading dial = t.dial(a, b, key_from_name("somebody"));
  EXPECT_EQ(dial.cause, LinkCause::up) << dial.detail;
  EXPECT_EQ(dial.conditions, std::vector<std::string>{"the key is the one"});
}

TEST(UnknownKey, AnEntryOfAnotherPeersIdDoesNot) {
  PairOfDeployments t;
  const PeerId a = deploy(t.world, t.cluster, t.deployment("a1")).value();
  PeerDeployment hidden = t.deployment("b1");
  hidden.key_condition = "the key is the one";
  deploy(t.world, t.cluster, hidden).value();
  const PeerId c = deploy(t.world, t.cluster, t.deployment("c1")).value();
  EXPECT_EQ(t.dial(a, c, t.world.peer(c).spec.key).cause, LinkCause::identity_mismatch);
}

TEST(UnknownKey, WhoeverAsksForPermissionMayListIt) {
  PairOfDeployments t;
  PeerDeployment hidden = t.deployment("a1");
  hidden.key_condition = "the key is the one";
  const PeerId a = deploy(t.world, t.cluster, hidden).value();
  PeerDeployment asks = t.deployment("b1");
  asks.geth.permissioned = true;
  const PeerId b = deploy(t.world, t.cluster, asks).value();
  t.world.set_permissioned(b, one(key_from_name("somebody")), t.world.now());
  const DialReading dial = t.dial(a, b, t.world.peer(b).spec.key);
  EXPECT_EQ(dial.cause, LinkCause::up);
  ASSERT_EQ(dial.conditions.size(), 2u);
  EXPECT_EQ(dial.conditions[0],
            "permissioned-nodes.json of c/b1 lists the key of c/a1, which is in no file");
}

TEST(Disallowed, CountsFromTheReleaseThatComparesIds) {  // SPEC goquorum 2.2
  for (const int release : {21, 22}) {
    PairOfDeployments t;
    const PeerId a = deploy(t.world, t.cluster, t.deployment("a1")).value();
    PeerDeployment asks = t.deployment("b1");
    asks.geth.permissioned = true;
    asks.geth.version = {release, 7, 0};
    asks.disallowed = one(t.world.peer(a).spec.key);
    asks.disallowed.state = PeerListState::ok;
    const PeerId b = deploy(t.world, t.cluster, asks).value();
    t.world.set_permissioned(b, one(t.world.peer(a).spec.key), t.world.now());
    const DialReading dial = t.dial(a, b, t.world.peer(b).spec.key);
    EXPECT_EQ(dial.cause, release == 21 ? LinkCause::up : LinkCause::permission_denied);
    if (release == 22) {
      EXPECT_EQ(dial.detail, "disallowed-nodes.json of c/b1 lists and so denies c/a1");
    }
  }
}

TEST(LaterReleases, SpeakTheVersionThatBothChose) {
  PairOfDeployments t;
  PeerDeployment a1 = t.deployment("a1");
  PeerDeployment b1 = t.deployment("b1");
  a1.geth.version = b1.geth.version = {22, 7, 1};
  const PeerId a = deploy(t.world, t.cluster, a1).value();
  const PeerId b = deploy(t.world, t.cluster, b1).value();
  const DialReading dial = t.dial(a, b, t.world.peer(b).spec.key);
  EXPECT_EQ(dial.cause, LinkCause::up) << dial.detail;
}

}  // namespace
}  // namespace seatrial
