// SPDX-License-Identifier: Apache-2.0
// More of the measured runs of QBFT as whole worlds: missing and restarted validators, sparse
// links, releases that differ, and the move from IBFT. // SPEC qbft-law 5, 8-14
#include <gtest/gtest.h>

#include <array>

#include "sim/peer/deployment.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {
namespace {

constexpr GoQuorumVersion v2_7{2, 7, 0};
constexpr GoQuorumVersion v21_4{21, 4, 0};
constexpr GoQuorumVersion v22_7{22, 7, 0};

Instant when(double in_seconds) {
  return Instant(static_cast<std::int64_t>(in_seconds * 1e9));
}
double in_seconds(Instant at) {
  return static_cast<double>(at.ns()) / 1e9;
}

wire::ChainConfig qbft_section(std::uint64_t timeout = 10) {
  wire::ChainConfig config;
  config.is_quorum = true;
  config.has_qbft = true;
  config.qbft.block_period = 1;
  config.qbft.request_timeout = timeout;
  return config;
}
wire::ChainConfig moves_at(std::optional<std::uint64_t> block) {
  wire::ChainConfig config;
  config.is_quorum = true;
  config.istanbul = wire::IstanbulConfig{};
  config.istanbul->ceil_2n_by_3_block = 0;
  config.istanbul->test_qbft_block = block;
  return config;
}

/// So many validators in a and in b.
class Validators {
 public:
  Validators(int in_a, int in_b, wire::ChainConfig config, GoQuorumVersion version = v22_7) {
    for (const char* name : {"a", "b"}) {
      kube::ClusterSpec spec;
      spec.name = name;
      spec.pods = *net::parse_cidr(name[0] == 'a' ? "10.1.0.0/16" : "10.2.0.0/16");
      spec.services = *net::parse_cidr("10.96.0.0/16");
      clusters_.push_back(world.add_cluster(spec));
      world.cluster(clusters_.back())
          .add_machine("n1", *net::parse_ipv4(name[0] == 'a' ? "1.2.3.4" : "2.2.3.4"));
    }
    wan_ = world.join(clusters_[0], clusters_[1], {.latency = milliseconds(1)});
    for (int i = 0; i < in_a; ++i) names_.push_back("a" + std::to_string(i + 1));
    for (int i = 0; i < in_b; ++i) names_.push_back("b" + std::to_string(i + 1));
    base_.mix_hash = wire::istanbul_digest();
    base_.difficulty = wire::uint256(1);
    base_.config = std::move(config);
    std::vector<wire::Address20> validators;
    for (const std::string& name : names_)
      validators.push_back(wire::address(key_from_name(name.substr(0, 1) + "/" + name)));
    validators_ = validators;
    const auto chain = make_chain(validators, base_);
    for (const std::string& name : names_) add(name, chain, version);
    link([](std::size_t, std::size_t) { return true; });
  }

  /// Whom each lists.
  template <class Lists>
  void link(Lists&& lists) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      PeerList list;
      for (std::size_t j = 0; j < all.size(); ++j)
        if (i != j && lists(i, j)) list.entries.push_back(entry(i, j));
      world.set_static(all[i], list);
    }
  }
  void give(std::size_t who, const wire::ChainConfig& config) {
    wire::Genesis other = base_;
    other.config = config;
    world.set_chain(all[who], make_chain(validators_, other));
  }
  void release(std::size_t who, GoQuorumVersion version) {
    GethSettings geth = world.peer(all[who]).spec.geth;
    geth.version = version;
    world.set_geth(all[who], geth);
  }
  void start(std::size_t who, Duration after = {}) { world.start(all[who], world.now() + after); }
  void start_all() {
    for (std::size_t i = 0; i < all.size(); ++i)
      start(i, milliseconds(100) * static_cast<std::int64_t>(i));
  }
  void run_for(double length) { world.run_until(when(in_seconds(world.now()) + length)); }
  std::uint64_t height(std::size_t who = 0) const {
    const chain::Blockchain* chain = world.chain_of(all[who]);
    return chain == nullptr ? 0 : chain->height();
  }
  /// Runs until one is so high; when that was.
  double reach(std::uint64_t target, std::size_t who = 0, double most = 600) {
    const Instant end = when(in_seconds(world.now()) + most);
    while (height(who) < target && world.run_to_head(end) != RunEnd::time_limit) {
    }
    EXPECT_GE(height(who), target);
    return in_seconds(world.now());
  }
  std::uint64_t blocks_in(double length, std::size_t who = 0) {
    const std::uint64_t before = height(who);
    run_for(length);
    return height(who) - before;
  }
  void cut(double from, double length) {
    for (const int direction : {0, 1}) {
      world.set_gate(wan_, direction, net::WanGate::drop, Mark{}, when(from));
      world.set_gate(wan_, direction, net::WanGate::open, Mark{}, when(from + length));
    }
  }
  void kill(std::size_t who) { world.kill(all[who]); }

  World world;
  std::vector<PeerId> all;

 private:
  void add(const std::string& name, const std::shared_ptr<const ChainSpec>& chain,
           GoQuorumVersion version) {
    PeerDeployment deployment;
    deployment.name = name;
    deployment.p2p_node_port = static_cast<std::uint16_t>(32041 + all.size());
    deployment.geth.version = version;
    deployment.geth.mine = true;
    deployment.chain = chain;
    all.push_back(deploy(world, clusters_[name[0] == 'a' ? 0 : 1], deployment).value());
  }
  PeerListEntry entry(std::size_t of, std::size_t to) {
    const bool same = names_[of][0] == names_[to][0];
    return PeerListEntry::parse(
        same ? internal_enode(world, all[to]) : external_enode(world, all[to]), Mark{});
  }

  std::vector<ClusterId> clusters_;
  net::WanId wan_{};
  std::vector<std::string> names_;
  std::vector<wire::Address20> validators_;
  wire::Genesis base_;
};

TEST(QbftLaws, AMissingValidatorOfFourCosts11SOfTwelve) {  // SPEC qbft-law 9
  Validators net(2, 2, qbft_section());
  for (const int one : {0, 1, 2}) net.start(static_cast<std::size_t>(one), milliseconds(100) * one);
  net.reach(6);
  EXPECT_NEAR(static_cast<double>(net.blocks_in(120)), 30, 2);
}

TEST(QbftLaws, AMissingValidatorOfFive) {  // SPEC qbft-law 9
  Validators net(3, 2, qbft_section());
  net.start_all();
  net.reach(10);
  net.kill(4);
  net.run_for(20);
  EXPECT_NEAR(static_cast<double>(net.blocks_in(130)), 40, 3);
}

TEST(QbftLaws, TwoOfFourAreBackAt71S) {  // SPEC qbft-law 11
  Validators net(2, 2, qbft_section());
  net.start_all();
  const double last = net.reach(10);
  net.run_for(0.2);
  for (const std::size_t one : {2U, 3U}) net.kill(one);
  net.run_for(45);
  for (const std::size_t one : {2U, 3U}) net.start(one);
  EXPECT_NEAR(net.reach(11) - last, 71, 1);
}

TEST(QbftLaws, ARestartOfAllBringsABlockAfter10S) {  // SPEC qbft-law 11
  Validators net(3, 2, qbft_section());
  net.start_all();
  const double last = net.reach(10);
  net.cut(last + 0.2, 115);
  net.run_for(120);
  for (std::size_t i = 0; i < 5; ++i) net.kill(i);
  net.start_all();
  const double restart = in_seconds(net.world.now());
  EXPECT_NEAR(net.reach(11) - restart, 10.5, 1);
}

TEST(QbftLaws, ARestartOfOneSideGainsNothing) {  // SPEC qbft-law 11
  Validators net(3, 2, qbft_section());
  net.start_all();
  const double last = net.reach(10);
  net.cut(last + 0.2, 115);
  net.run_for(120);
  for (const std::size_t one : {3U, 4U}) net.kill(one);
  for (const std::size_t one : {3U, 4U}) net.start(one);
  EXPECT_NEAR(net.reach(11) - last, 151, 1);
}

TEST(QbftLaws, OneLinkCarriesTheChain) {  // SPEC qbft-law 14
  Validators net(3, 2, qbft_section());
  net.link([](std::size_t i, std::size_t j) {
    const bool same = (i < 3) == (j < 3);
    return same || (i == 0 && j == 3) || (i == 3 && j == 0);
  });
  net.start_all();
  net.reach(10);
  EXPECT_NEAR(static_cast<double>(net.blocks_in(60)), 60, 2);
}

TEST(QbftLaws, FPlus1OfANewerReleasePullTheOthers) {  // SPEC qbft-law 4, 5
  wire::ChainConfig capped = qbft_section();
  capped.qbft.max_request_timeout = 10;
  Validators net(3, 2, capped);
  for (const std::size_t one : {3U, 4U}) net.release(one, {24, 4, 1});
  net.start_all();
  const double last = net.reach(10);
  net.cut(last + 0.2, 120);
  EXPECT_NEAR(net.reach(11) - last, 141, 1);
}

TEST(QbftMigration, GoesOnWithoutAPause) {  // SPEC goquorum 8.4
  Validators net(3, 2, moves_at(15));
  net.start_all();
  const double before = net.reach(14);
  EXPECT_LT(net.reach(20) - before, 8);
  EXPECT_EQ(net.world.blocks()[*net.world.chain_of(net.all[0])->at(14)].form,
            chain::HeaderForm::ibft);
  EXPECT_EQ(net.world.blocks()[*net.world.chain_of(net.all[0])->at(15)].form,
            chain::HeaderForm::qbft);
}

TEST(QbftMigration, WhoLacksTheBlockStaysBehind) {
  Validators net(3, 2, moves_at(15));
  net.give(4, moves_at({}));
  net.start_all();
  net.reach(20);
  net.run_for(30);
  EXPECT_EQ(net.height(4), 14U);
  EXPECT_GT(net.height(0), 22U);
}

TEST(QbftMigration, AnOldReleaseOnBothSidesStopsTheChain) {
  Validators net(3, 2, moves_at(15));
  for (const std::size_t one : {3U, 4U}) net.release(one, v21_4);
  net.start_all();
  net.reach(14);
  net.run_for(120);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(net.height(i), 14U) << i;
}

TEST(QbftMigration, MixedWith2_7UntilTheMove) {
  Validators net(3, 2, moves_at(15));
  net.release(4, v2_7);
  net.start_all();
  net.reach(18);
  net.run_for(60);
  EXPECT_EQ(net.height(4), 14U);
}

TEST(QbftRefused, GethWithAFaultyGenesisDoesNotStart) {  // SPEC goquorum 8.4
  wire::ChainConfig both = moves_at({});
  both.has_qbft = true;
  Validators net(3, 2, both);
  net.start_all();
  net.run_for(5);
  EXPECT_FALSE(net.world.peer(net.all[0]).running());
}

}  // namespace
}  // namespace seatrial
