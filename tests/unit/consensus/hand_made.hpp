// SPDX-License-Identifier: Apache-2.0
// Chains made by hand for tests of consensus and of the questions about it: real peers in a world
// that does not run, and a log, blocks and disks that a test writes entry by entry, in the order of
// time. Peers are numbered through all clusters; all of them are validators.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "harness/consensus/consensus.hpp"
#include "sim/peer/deployment.hpp"

namespace seatrial::consensus::testing_support {

inline Instant at(double seconds_since_start) {
  return Instant(static_cast<std::int64_t>(seconds_since_start * 1e9));
}

/// The config of an IBFT chain.
inline wire::ChainConfig ibft_config(std::optional<std::uint64_t> ceil, std::uint64_t policy = 0) {
  wire::ChainConfig config;
  config.istanbul = wire::IstanbulConfig{.policy = policy, .ceil_2n_by_3_block = ceil};
  return config;
}
/// The config of a QBFT chain with a block each second.
inline wire::ChainConfig qbft_config(std::optional<std::uint64_t> cap = {}) {
  wire::ChainConfig config;
  config.has_qbft = true;
  config.qbft.block_period = 1;
  config.qbft.max_request_timeout = cap;
  return config;
}

/// So many peers in a, b, …, which are validators of one chain.
class HandMade {
 public:
  explicit HandMade(const std::vector<int>& sizes, std::optional<std::uint64_t> ceil = 0,
                    const std::vector<wire::Address20>& strangers = {}, std::uint64_t policy = 0)
      : HandMade(sizes, ibft_config(ceil, policy), GoQuorumVersion{}, strangers) {}
  HandMade(const std::vector<int>& sizes, wire::ChainConfig config, GoQuorumVersion version,
           const std::vector<wire::Address20>& strangers = {})
      : version_(version) {
    scene.world = std::make_unique<World>(1);
    std::vector<wire::Address20> addresses = strangers;
    each_peer(sizes, [&](std::size_t cluster, const std::string& name) {
      addresses.push_back(wire::address(key_from_name(letter(cluster) + "/" + name)));
    });
    wire::Genesis genesis;
    genesis.config = std::move(config);
    spec = make_chain(addresses, genesis);
    for (std::size_t i = 0; i < sizes.size(); ++i) add_cluster(i);
    each_peer(sizes, [&](std::size_t cluster, const std::string& name) { add(cluster, name); });
    begin();
  }

  static std::string letter(std::size_t cluster) {
    return std::string(1, static_cast<char>('a' + cluster));
  }
  World& world() { return *scene.world; }
  static PeerId id(std::size_t peer) { return PeerId(static_cast<std::uint32_t>(peer)); }
  std::size_t size() { return world().peer_count(); }

  /// The view at an instant.
  ChainView& view(Instant now) {
    shown = {scene.world.get(), &log, tree.get(), {}, now};
    for (const auto& disk : disks) shown.chains.push_back(&disk);
    return shown;
  }

  void start(Instant when, std::size_t peer) {
    log.push_back({when, id(peer), {}, {}, ProcessEvent::started});
  }
  void stop(Instant when, std::size_t peer) {
    log.push_back({when, id(peer), {}, {}, ProcessEvent::stopped});
  }
  /// SIGSTOP, or SIGCONT.
  void pause(Instant when, std::size_t peer, bool on = true) {
    log.push_back({when, id(peer), {}, {}, on ? ProcessEvent::paused : ProcessEvent::resumed});
  }
  void link(Instant when, std::size_t a, std::size_t b, bool up = true) {
    p2p::Observed seen;
    seen.what = up ? p2p::Happening::link_established : p2p::Happening::link_lost;
    log.push_back({when, id(a), id(b), {}, seen});
    log.push_back({when, id(b), id(a), {}, seen});
  }
  void of_chain(Instant when, std::size_t peer, eth::Happening what) {
    log.push_back({when, id(peer), PeerId::none, {}, eth::Observed{.what = what}});
  }
  void round_change(Instant when, std::size_t peer, std::uint64_t sequence, std::uint64_t round) {
    log.push_back({when,
                   id(peer),
                   PeerId::none,
                   {},
                   istanbul::Observed{istanbul::Happening::round_change_sent,
                                      {sequence, round},
                                      chain::BlockId::none,
                                      {},
                                      {}}});
  }

  /// All start at once and are linked each to each.
  void run_all(Instant when) {
    for (std::size_t i = 0; i < size(); ++i) start(when, i);
    for (std::size_t i = 0; i < size(); ++i)
      for (std::size_t j = 0; j < i; ++j) link(when, j, i);
  }

  /// A child of a peer's head, imported by peers at once; `round` is that of its commit.
  chain::BlockId block(Instant when, const std::vector<std::size_t>& peers, std::uint64_t round = 0,
                       std::size_t author = SIZE_MAX) {
    const std::size_t maker = author == SIZE_MAX ? peers.front() : author;
    const chain::BlockId parent = disks[peers.front()].head();
    const chain::BlockId made =
        tree->add(parent, (*tree)[parent].time + 1, world().peer(id(maker)).account);
    const std::uint64_t number = (*tree)[made].number;
    log.push_back(
        {when,
         id(maker),
         PeerId::none,
         {},
         istanbul::Observed{istanbul::Happening::committed, {number, round}, made, {}, {}}});
    for (const std::size_t peer : peers) import(when, peer, made);
    return made;
  }
  void import(Instant when, std::size_t peer, chain::BlockId block) {
    disks[peer].import(block);
    log.push_back({when,
                   id(peer),
                   PeerId::none,
                   {},
                   eth::Observed{.what = eth::Happening::new_head, .block = block}});
  }
  /// A block each second from 1 s on, up to a height.
  void blocks_to(std::uint64_t height) {
    for (std::uint64_t i = 1; i <= height; ++i) block(at(static_cast<double>(i)), everybody());
  }
  std::vector<std::size_t> everybody() {
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < size(); ++i) all.push_back(i);
    return all;
  }
  /// Every link between two sets goes, or comes.
  void links(Instant when, const std::vector<std::size_t>& from, const std::vector<std::size_t>& to,
             bool up) {
    for (const std::size_t a : from)
      for (const std::size_t b : to) link(when, a, b, up);
  }

  scenario::Scene scene;
  std::shared_ptr<const ChainSpec> spec;
  ObservationLog log;
  std::unique_ptr<chain::BlockTree> tree;
  std::deque<chain::Blockchain> disks;
  ChainView shown;

 private:
  template <class Each>
  static void each_peer(const std::vector<int>& sizes, Each&& each) {
    for (std::size_t i = 0; i < sizes.size(); ++i)
      for (int k = 1; k <= sizes[i]; ++k) each(i, letter(i) + std::to_string(k));
  }

  void add_cluster(std::size_t index) {
    const std::string number = std::to_string(index + 1);
    kube::ClusterSpec made;
    made.name = letter(index);
    made.pods = *net::parse_cidr("10." + number + ".0.0/16");
    made.services = *net::parse_cidr("10.96.0.0/16");
    clusters_.push_back(world().add_cluster(made));
    world().cluster(clusters_.back()).add_machine("n1", *net::parse_ipv4(number + ".2.3.4"));
  }

  void add(std::size_t cluster, const std::string& name) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.chain = spec;
    deployment.geth.mine = true;
    deployment.geth.version = version_;
    deploy(world(), clusters_[cluster], deployment).value();
  }

  void begin() {
    tree = std::make_unique<chain::BlockTree>(world().accounts());
    std::vector<chain::AddressRef> validators;
    for (std::size_t i = 0; i < size(); ++i) validators.push_back(world().peer(id(i)).account);
    const auto first = tree->genesis(spec->genesis_hash, 0, 1, std::move(validators));
    snapshots_ = std::make_unique<chain::Snapshots>(*tree, 30000);
    for (std::size_t i = 0; i < size(); ++i)
      disks.emplace_back(*snapshots_, first, chain::ChainRules{});
  }

  GoQuorumVersion version_;
  std::vector<ClusterId> clusters_;
  std::unique_ptr<chain::Snapshots> snapshots_;
};

}  // namespace seatrial::consensus::testing_support
