// SPDX-License-Identifier: Apache-2.0
// The measured runs of QBFT as whole worlds of two clusters: a cut line, the dials that bring the
// links back, and the round change that brings the blocks. // SPEC qbft-law 1-4, 8, 10, 15, 19
#include <gtest/gtest.h>

#include "sim/peer/deployment.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {
namespace {

Instant after(Duration d) {
  return Instant() + d;
}

/// Three validators in A and two in B, each listing all, started as the measured ones were.
class QbftWorld {
 public:
  explicit QbftWorld(GoQuorumVersion version, wire::BftConfig section) {
    kube::ClusterSpec a;
    a.name = "a";
    a.pods = *net::parse_cidr("10.1.0.0/16");
    a.services = *net::parse_cidr("10.96.0.0/16");
    kube::ClusterSpec b = a;
    b.name = "b";
    b.pods = *net::parse_cidr("10.2.0.0/16");
    clusters_ = {world.add_cluster(a), world.add_cluster(b)};
    world.cluster(clusters_[0]).add_machine("n1", *net::parse_ipv4("1.2.3.4"));
    world.cluster(clusters_[1]).add_machine("n1", *net::parse_ipv4("2.2.3.4"));
    wan_ = world.join(clusters_[0], clusters_[1], {.latency = milliseconds(1)});
    section.ceil_2n_by_3_block = 0;
    deploy_all(version, section);
  }

  /// Cuts the line 200 ms after a block; seconds from that block to the first after the line.
  double resumes_after_cut(Duration length) {
    const std::uint64_t height = run_to_height(10);
    const Instant last = world.now();
    gate(net::WanGate::drop, last + milliseconds(200));
    gate(net::WanGate::open, last + milliseconds(200) + length);
    run_to_height(height + 1);
    return static_cast<double>((world.now() - last).ns()) / 1e9;
  }
  /// Runs until the first validator's chain is so high.
  std::uint64_t run_to_height(std::uint64_t height) {
    while (world.peer(all[0]).disk == nullptr || chain().height() < height) {
      if (world.run_to_head(after(seconds(3'000))) == RunEnd::time_limit) break;
    }
    EXPECT_GE(chain().height(), height);
    return chain().height();
  }
  const chain::Blockchain& chain() const { return *world.chain_of(all[0]); }

  World world;
  std::vector<PeerId> all;

 private:
  void gate(net::WanGate gate, Instant when) {
    for (const int direction : {0, 1}) world.set_gate(wan_, direction, gate, Mark{}, when);
  }
  void deploy_all(GoQuorumVersion version, const wire::BftConfig& section) {
    wire::Genesis base;
    base.mix_hash = wire::istanbul_digest();
    base.difficulty = wire::uint256(1);
    base.config.is_quorum = true;
    base.config.has_qbft = true;
    base.config.qbft = section;
    const std::vector<std::string> names = {"a/a1", "a/a2", "a/a3", "b/b1", "b/b2"};
    std::vector<wire::Address20> validators;
    for (const std::string& name : names) validators.push_back(wire::address(key_from_name(name)));
    const auto chain = make_chain(validators, base);
    for (std::size_t i = 0; i < names.size(); ++i) {
      PeerDeployment deployment;
      deployment.name = names[i].substr(2);
      deployment.p2p_node_port = static_cast<std::uint16_t>(32041 + i);
      deployment.geth.version = version;
      deployment.geth.mine = true;
      deployment.chain = chain;
      all.push_back(deploy(world, clusters_[i < 3 ? 0 : 1], deployment).value());
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      world.set_static(all[i], list(all[i]));
      world.start(all[i], after(milliseconds(100) * static_cast<std::int64_t>(i)));
    }
  }
  PeerList list(PeerId of) {
    PeerList made;
    for (const PeerId id : all) {
      const bool same = world.peer(of).spec.cluster == world.peer(id).spec.cluster;
      made.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(world, id) : external_enode(world, id), Mark{}));
    }
    return made;
  }

  std::array<ClusterId, 2> clusters_{};
  net::WanId wan_{};
};

wire::BftConfig section(std::uint64_t timeout, std::optional<std::uint64_t> cap = {}) {
  wire::BftConfig made;
  made.block_period = 1;
  made.request_timeout = timeout;
  made.max_request_timeout = cap;
  return made;
}

TEST(QbftWorld, BlocksComeAtTheRoundChangesOfLaw1) {
  const std::vector<std::pair<int, double>> rows = {{10, 14.1}, {30, 71},   {60, 71},
                                                    {90, 151},  {120, 151}, {180, 311}};
  for (const auto& [cut, expected] : rows) {
    QbftWorld net({22, 7, 0}, section(10));
    EXPECT_NEAR(net.resumes_after_cut(seconds(cut)), expected, 1.0) << "a cut of " << cut << " s";
  }
}

TEST(QbftWorld, ASmallerTimeoutShiftsThem) {
  QbftWorld net({22, 7, 0}, section(4));
  EXPECT_NEAR(net.resumes_after_cut(seconds(60)), 124.8, 1.0);
}

TEST(QbftWorld, TheCapHelpsWhereItIsRead) {
  QbftWorld capped({24, 4, 1}, section(10, 10));
  EXPECT_NEAR(capped.resumes_after_cut(seconds(120)), 141.0, 1.0);
  QbftWorld old({22, 7, 0}, section(10, 10));
  EXPECT_NEAR(old.resumes_after_cut(seconds(120)), 151.0, 1.0);
}

TEST(QbftWorld, AColdStartWaitsForRound1) {
  QbftWorld net({22, 7, 0}, section(10));
  net.run_to_height(1);
  EXPECT_NEAR(static_cast<double>(net.world.now().ns()) / 1e9, 10.4, 1.0);
}

}  // namespace
}  // namespace seatrial
