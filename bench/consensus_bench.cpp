// SPDX-License-Identifier: Apache-2.0
// A whole network of validators in two clusters over one virtual hour: every block, vote and
// keep-alive over the modelled connections, as a scenario runs them. Asked: seven validators in
// less than 1 s of CPU time. The label is the digest: a change that is only about speed keeps it.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "sim/peer/deployment.hpp"
#include "sim/wire/header.hpp"

namespace {

using namespace seatrial;

enum class Rules : std::uint8_t { ibft, qbft };

std::shared_ptr<const ChainSpec> chain_of(const World& world, Rules rules) {
  wire::Genesis genesis;
  genesis.difficulty = wire::uint256(1);
  genesis.mix_hash = wire::istanbul_digest();
  if (rules == Rules::qbft) {
    genesis.config.has_qbft = true;
    genesis.config.qbft.block_period = 1;
  } else {
    genesis.config.istanbul = wire::IstanbulConfig{};
    genesis.config.istanbul->ceil_2n_by_3_block = 0;
  }
  std::vector<wire::Address20> validators;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    validators.push_back(wire::address(world.peer(PeerId(i)).spec.key));
  }
  return make_chain(validators, genesis);
}

/// Validators in two clusters that list one another, not started yet.
std::unique_ptr<World> validators_in_two_clusters(int count, Rules rules) {
  auto world = std::make_unique<World>(1);
  for (const char* name : {"a", "b"}) {
    kube::ClusterSpec spec;
    spec.name = name;
    spec.pods = *net::parse_cidr(name[0] == 'a' ? "10.1.0.0/16" : "10.2.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/12");
    const ClusterId id = world->add_cluster(std::move(spec));
    world->cluster(id).add_machine("n1", *net::parse_ipv4(name[0] == 'a' ? "1.2.3.4" : "2.2.3.4"));
  }
  world->join(ClusterId(0), ClusterId(1), {});
  for (int i = 0; i < count; ++i) {
    PeerDeployment peer;
    peer.name = "v" + std::to_string(i);
    peer.geth.mine = true;
    if (rules == Rules::qbft) peer.geth.version = {22, 7, 0};
    if (!deploy(*world, ClusterId(static_cast<std::uint32_t>(i % 2)), peer)) std::abort();
  }
  const auto chain = chain_of(*world, rules);
  for (std::uint32_t i = 0; i < world->peer_count(); ++i) {
    PeerList list;
    for (std::uint32_t j = 0; j < world->peer_count(); ++j) {
      const bool same = world->peer(PeerId(i)).spec.cluster == world->peer(PeerId(j)).spec.cluster;
      list.entries.push_back(PeerListEntry::parse(
          same ? internal_enode(*world, PeerId(j)) : external_enode(*world, PeerId(j)), {}));
    }
    world->set_static(PeerId(i), std::move(list));
    world->set_chain(PeerId(i), chain);
  }
  return world;
}

void one_virtual_hour(benchmark::State& state, Rules rules) {
  std::uint64_t events = 0;
  std::uint64_t height = 0;
  std::uint64_t digest = 0;
  for (auto _ : state) {
    const auto world = validators_in_two_clusters(static_cast<int>(state.range(0)), rules);
    for (std::uint32_t i = 0; i < world->peer_count(); ++i) {
      world->start(PeerId(i), Instant() + milliseconds(100) * i);
    }
    world->run_until(Instant() + minutes(60));
    events += world->executed();
    height = world->chain_of(PeerId(0))->height();
    digest = world->digest();
  }
  state.SetLabel(fmt::format("{:016x}", digest));
  state.counters["events"] =
      benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["height"] = static_cast<double>(height);
}

BENCHMARK_CAPTURE(one_virtual_hour, ibft, Rules::ibft)
    ->Arg(4)
    ->Arg(7)
    ->Arg(13)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(one_virtual_hour, qbft, Rules::qbft)
    ->Arg(4)
    ->Arg(7)
    ->Arg(13)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
