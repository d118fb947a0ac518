// SPDX-License-Identifier: Apache-2.0
// Small random worlds with faults in them: clusters of peers behind Services, lists that lack,
// repeat and mistype entries, permissions, chains, gates, policies and pods without endpoints.
#pragma once

#include <fmt/format.h>

#include "sim/core/rng.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::testing {

/// Keys take long to make: all worlds of a test have the same.
inline std::vector<wire::PublicKey> some_keys() {
  std::vector<wire::PublicKey> keys;
  for (int i = 0; i < 60; ++i) keys.push_back(key_from_name(fmt::format("key {}", i)));
  return keys;
}

class RandomWorld {
 public:
  RandomWorld(std::uint64_t seed, const std::vector<wire::PublicKey>& keys)
      : rng_(Rng::stream(seed, "random world", 0)), keys_(keys), world(seed) {
    for (const std::uint64_t id : {1337u, 10u}) {
      wire::Genesis genesis;
      genesis.timestamp = id;
      chains_.push_back(make_chain({}, genesis));
    }
    add_clusters();
    add_peers();
    for (std::uint32_t i = 0; i < world.peer_count(); ++i) give_lists(PeerId(i));
    add_faults();
    if (one_in(2)) add_filters();
    assume_all_running(world);
  }

 private:
  Rng rng_;
  const std::vector<wire::PublicKey>& keys_;
  std::vector<std::shared_ptr<const ChainSpec>> chains_;
  std::vector<ClusterId> clusters_;
  std::vector<net::WanId> wans_;

  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(rng_.below(bound)); }
  bool one_in(std::uint32_t n) { return below(n) == 0; }

  void add_clusters() {
    const std::uint32_t count = 2 + below(3);
    for (std::uint32_t c = 0; c < count; ++c) {
      kube::ClusterSpec spec;
      spec.name = fmt::format("c{}", c);
      spec.pods = *net::parse_cidr(one_in(2) ? "10.1.0.0/16" : fmt::format("10.{}.0.0/16", 10 + c));
      spec.services = *net::parse_cidr("10.96.0.0/16");
      clusters_.push_back(world.add_cluster(spec));
      const std::uint32_t machines = 1 + below(3);
      for (std::uint32_t m = 0; m < machines; ++m) {
        world.cluster(clusters_.back())
            .add_machine(fmt::format("n{}", m),
                         *net::parse_ipv4(fmt::format("{}.2.3.{}", 1 + c, 4 + m)));
      }
      for (std::uint32_t other = 0; other < c; ++other) {
        if (one_in(8)) continue;
        wans_.push_back(world.join(clusters_[other], clusters_.back(), {}));
      }
    }
  }

  void add_peers() {
    for (const ClusterId cluster : clusters_) {
      const std::uint32_t count = 1 + below(5);
      for (std::uint32_t i = 0; i < count; ++i) add_peer(cluster, i);
    }
  }

  void add_peer(ClusterId cluster, std::uint32_t i) {
    const auto& machines = world.cluster(cluster).machines();
    PeerDeployment deployment;
    deployment.name = fmt::format("p{}", i);
    deployment.machine = machines[below(static_cast<std::uint32_t>(machines.size()))];
    deployment.p2p_node_port = static_cast<std::uint16_t>(30000 + i);
    deployment.tessera_node_port = static_cast<std::uint16_t>(30040 + i);
    if (one_in(4)) deployment.policy = kube::TrafficPolicy::local;
    deployment.geth.permissioned = !one_in(3);
    if (one_in(6)) deployment.geth.network_id = 10;
    if (one_in(8)) deployment.geth.consensus = Consensus::raft;
    if (one_in(8)) deployment.geth.port = 30304;
    deployment.chain = chains_[one_in(5) ? 1 : 0];
    if (one_in(12)) deployment.chain = nullptr;  // no file tells it
    if (!one_in(4)) deployment.tessera = TesseraSpec{};
    deployment.key = keys_[peers()];
    if (one_in(8)) deployment.key = keys_[50];
    if (one_in(12)) {  // in a vault
      deployment.key = keys_[25 + peers()];
      deployment.key_condition = "nobody knows";
    }
    if (one_in(4)) {
      deployment.geth.version = {one_in(2) ? 22 : 21, 4, 0};
      deployment.disallowed.state = one_in(5) ? PeerListState::broken : PeerListState::ok;
      deployment.disallowed.entries.push_back(PeerListEntry::parse(
          fmt::format("enode://{}@1.2.3.4:1", wire::to_hex(keys_[below(4)])), Mark{}));
    }
    const Result<PeerId> made = deploy(world, cluster, deployment);
    if (!made) return;
    if (one_in(10)) world.network().close_listener(world.stack(*made), 30303);
  }

  std::string url_of(PeerId of, PeerId id) {
    const bool home = world.peer(of).spec.cluster == world.peer(id).spec.cluster;
    std::string url = home && !one_in(3) ? internal_enode(world, id) : external_enode(world, id);
    if (one_in(15)) url.replace(8, 128, wire::to_hex(keys_[51 + below(9)]));
    if (one_in(15)) url = url.substr(0, 140);
    if (one_in(15)) url = external_enode(world, PeerId(below(peers())));
    if (one_in(15)) url = internal_enode(world, PeerId(below(peers())));
    return url;
  }

  std::uint32_t peers() const { return static_cast<std::uint32_t>(world.peer_count()); }

  PeerList list(PeerId of, std::uint32_t lacks) {
    PeerList made;
    for (std::uint32_t i = 0; i < peers(); ++i) {
      if (one_in(lacks)) continue;
      made.entries.push_back(PeerListEntry::parse(url_of(of, PeerId(i)), Mark{}));
      if (one_in(12)) {
        made.entries.push_back(PeerListEntry::parse(url_of(of, PeerId(i)), Mark{}));
      }
    }
    if (one_in(25)) made.state = PeerListState::broken;
    return made;
  }

  void give_lists(PeerId id) {
    // A list that a peer of the same cluster has already, or one of its own.
    const PeerId other = PeerId(below(peers()));
    const bool shared = world.peer(other).spec.cluster == world.peer(id).spec.cluster;
    const bool take = shared && one_in(2);
    const PeerSpec& theirs = world.peer(other).spec;
    world.set_static(id, take ? theirs.static_nodes : list(id, 6));
    const PeerList permissions = take ? theirs.permissioned_nodes : list(id, 10);
    world.set_permissioned(id, permissions, world.now());
    if (world.peer(id).spec.tessera) give_tessera(id);
  }

  void give_tessera(PeerId id) {
    TesseraSpec spec;
    spec.advertised = tessera_url(id, id, one_in(2));
    for (std::uint32_t i = 0; i < peers(); ++i) {
      if (PeerId(i) == id || one_in(2)) continue;
      const bool home = world.peer(id).spec.cluster == world.peer(PeerId(i)).spec.cluster;
      spec.peers.push_back({tessera_url(id, PeerId(i), home != one_in(6)), Mark{}});
    }
    world.set_tessera(id, spec);
  }

  std::string tessera_url(PeerId of, PeerId id, bool inside) {
    if (one_in(20)) return "http:/x";
    const PeerSpec& spec = world.peer(id).spec;
    const auto& machine =
        world.network().machine(world.cluster(spec.cluster).pod(spec.pod).machine);
    if (inside) return fmt::format("http://{}:9001/", spec.name);
    const std::uint16_t port = one_in(8) ? spec.geth.port : std::uint16_t{9001};
    static_cast<void>(of);
    return fmt::format("http://{}:{}/", net::to_string(machine.address),
                       node_port_of(world, id, port).value_or(1));
  }

  void add_faults() {
    for (const net::WanId wan : wans_) {
      const auto gate = static_cast<net::WanGate>(below(4));
      if (one_in(4)) world.set_gate(wan, static_cast<int>(below(2)), gate, {}, world.now());
    }
    for (const ClusterId cluster : clusters_) {
      if (one_in(3))
        world.cluster(cluster).add_pod("default", "twin", {{"name", "p0-deployment"}},
                                       world.cluster(cluster).machines().front());
    }
  }

  /// A filter as a security group or policies come to: a rule or two by address and port.
  net::FilterId filter() {
    net::Filter filter;
    filter.allows_rest = !one_in(3);
    const std::uint32_t rules = 1 + below(2);
    for (std::uint32_t i = 0; i < rules; ++i) {
      net::FilterRule rule;
      rule.allow = !filter.allows_rest;
      rule.first_port = static_cast<std::uint16_t>(30000 + below(3));
      if (one_in(2)) rule.first_port = 30303;
      rule.last_port = static_cast<std::uint16_t>(rule.first_port + below(40));
      if (!one_in(3)) rule.remotes = {*net::parse_cidr(fmt::format("{}.2.3.4/31", 1 + below(3)))};
      filter.rules.push_back(rule);
    }
    return world.network().add_filter(filter);
  }

  void add_filters() {
    net::Network& network = world.network();
    // All nodes of some worlds have one security group, so that only which node it is tells.
    const net::FilterId common = filter();
    const bool alike = one_in(2);
    for (std::uint32_t m = 0; alike && m < network.machine_count(); ++m) {
      net::Nic nic;
      nic.security_in = common;
      network.attach(net::MachineId(m), nic);
    }
    for (std::uint32_t m = 0; m < network.machine_count(); ++m) {
      if (alike || !one_in(5)) continue;
      net::Nic nic;
      (one_in(2) ? nic.security_in : nic.security_out) = filter();
      network.attach(net::MachineId(m), nic);
    }
    for (std::uint32_t i = 0; i < peers(); ++i) {
      if (!one_in(6)) continue;
      const bool in = one_in(2);
      network.set_policies(world.stack(PeerId(i)), in ? filter() : net::FilterId::none,
                           in ? net::FilterId::none : filter());
    }
  }

 public:
  World world;
};

}  // namespace seatrial::testing
