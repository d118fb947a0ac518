// SPDX-License-Identifier: Apache-2.0
// Two companies' clusters, built in code: link them, cut the line, and ask. It reads like a
// scenario, and each world is a value: two of them live side by side.
#include <cstdio>

#include "harness/seatrial.hpp"

using namespace seatrial;

namespace {

/// A cluster with one node, and pods of an address range of its own.
ClusterId add_cluster(World& world, const char* name, const char* node, const char* pods) {
  kube::ClusterSpec spec;
  spec.name = name;
  spec.pods = *net::parse_cidr(pods);
  spec.services = *net::parse_cidr("10.96.0.0/16");
  const ClusterId id = world.add_cluster(spec);
  world.cluster(id).add_machine("n1", *net::parse_ipv4(node));
  return id;
}

/// Two clusters with a peer each, which know one another by node address and NodePort.
struct TwoCompanies {
  explicit TwoCompanies(std::uint64_t seed) : world(seed) {
    const ClusterId in_a = add_cluster(world, "a", "1.2.3.4", "10.1.0.0/16");
    const ClusterId in_b = add_cluster(world, "b", "2.2.3.4", "10.2.0.0/16");
    wan = world.join(in_a, in_b, {.latency = milliseconds(10)});
    a = add_peer(in_a, 32041);
    b = add_peer(in_b, 32051);
    know(a, b);
    know(b, a);
  }

  PeerId add_peer(ClusterId cluster, std::uint16_t node_port) {
    PeerDeployment peer;
    peer.name = "quorum-node1";
    peer.p2p_node_port = node_port;
    peer.geth.permissioned = true;
    peer.chain = chain;
    return deploy(world, cluster, peer).value();
  }

  /// Writes the other into static-nodes.json and permissioned-nodes.json.
  void know(PeerId who, PeerId whom) {
    PeerList list;
    list.entries = {PeerListEntry::parse(internal_enode(world, who), {}),
                    PeerListEntry::parse(external_enode(world, whom), {})};
    world.set_static(who, list);
    world.set_permissioned(who, list, world.now());
  }

  void cut(net::WanGate gate) {
    for (const int direction : {0, 1}) world.set_gate(wan, direction, gate, {}, world.now());
  }

  World world;
  std::shared_ptr<const ChainSpec> chain = make_chain({}, {});
  net::WanId wan = net::WanId::none;
  PeerId a = PeerId::none;
  PeerId b = PeerId::none;
};

Instant at(Duration after) {
  return Instant() + after;
}

}  // namespace

int main() {
  TwoCompanies cut(1);
  TwoCompanies whole(1);
  for (TwoCompanies* one : {&cut, &whole}) {
    one->world.start(one->a, at(Duration()));
    one->world.start(one->b, at(seconds(1)));
    one->world.run_until(at(seconds(10)));
    if (!one->world.linked(one->a, one->b)) return 1;
  }

  cut.cut(net::WanGate::drop);  // this one only
  cut.world.run_until(at(seconds(60)));
  whole.world.run_until(at(seconds(60)));
  const bool cut_linked = cut.world.linked(cut.a, cut.b);
  const bool whole_linked = whole.world.linked(whole.a, whole.b);
  std::printf("50 s after the cut: %s; without it: %s\n", cut_linked ? "linked" : "not linked",
              whole_linked ? "linked" : "not linked");

  // The static reading of the same world says why.
  const LinkReading reading = read_link(cut.world, cut.a, cut.b);
  std::printf("because: %s\n", std::string(describe(reading.decisive().cause)).c_str());
  return !cut_linked && whole_linked && reading.decisive().cause == LinkCause::link_cut ? 0 : 1;
}
