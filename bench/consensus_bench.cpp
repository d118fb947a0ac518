// SPDX-License-Identifier: Apache-2.0
// Whole networks of validators: every block, vote, relay and keep-alive over the modelled
// connections, as a scenario runs them. The label is the digest: a change that is only about speed
// keeps it. Asked of one core: seven validators over one virtual hour in less than 1 s; 4 million
// deliveries a second in a full mesh of 64 and 128, and hence 128 validators in four clusters over
// 60 virtual seconds in 60 s and 1.5 GB; 512 validators without relays one block in less than 1 s.
// MaxPeers is above the number of validators everywhere, and a delivery counts whether or not the
// receiver has the message already.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sys/resource.h>

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

/// A network of validators that list one another.
struct Mesh {
  int validators = 4;
  int clusters = 2;
  bool relay = true;
  bool far = false;  ///< the lines between the clusters take 5 ms and more
  Rules rules = Rules::ibft;
};

net::WanSpec line_between(int a, int b, bool far) {
  net::WanSpec spec;
  if (far) spec.latency = milliseconds(3 * a + 2 * b);
  return spec;
}

void add_clusters(World& world, const Mesh& mesh) {
  for (int k = 1; k <= mesh.clusters; ++k) {
    kube::ClusterSpec spec;
    spec.name = std::string(1, static_cast<char>('a' + k - 1));
    spec.pods = *net::parse_cidr(fmt::format("10.{}.0.0/16", k));
    spec.services = *net::parse_cidr("10.96.0.0/12");
    const ClusterId id = world.add_cluster(std::move(spec));
    world.cluster(id).add_machine("n1", *net::parse_ipv4(fmt::format("{}.2.3.4", k)));
    for (int other = 1; other < k; ++other) {
      const auto there = ClusterId(static_cast<std::uint32_t>(other - 1));
      world.join(there, id, line_between(other, k, mesh.far));
    }
  }
}

/// All validators as those of one cluster reach them.
PeerList list_seen_from(World& world, ClusterId cluster) {
  PeerList list;
  for (std::uint32_t j = 0; j < world.peer_count(); ++j) {
    const bool same = world.peer(PeerId(j)).spec.cluster == cluster;
    list.entries.push_back(PeerListEntry::parse(
        same ? internal_enode(world, PeerId(j)) : external_enode(world, PeerId(j)), {}));
  }
  return list;
}

/// The validators of a mesh, dealt out to its clusters, not started yet.
std::unique_ptr<World> validators_of(const Mesh& mesh) {
  auto world = std::make_unique<World>(1);
  world->set_relay(mesh.relay);
  add_clusters(*world, mesh);
  for (int i = 0; i < mesh.validators; ++i) {
    PeerDeployment peer;
    peer.name = "v" + std::to_string(i);
    peer.geth.mine = true;
    if (mesh.rules == Rules::qbft) peer.geth.version = {22, 7, 0};
    if (mesh.validators >= 50) peer.geth.max_peers = static_cast<std::uint32_t>(mesh.validators);
    const auto cluster = ClusterId(static_cast<std::uint32_t>(i % mesh.clusters));
    if (!deploy(*world, cluster, peer)) std::abort();
  }
  const auto chain = chain_of(*world, mesh.rules);
  std::vector<PeerList> lists;
  for (int k = 0; k < mesh.clusters; ++k)
    lists.push_back(list_seen_from(*world, ClusterId(static_cast<std::uint32_t>(k))));
  for (std::uint32_t i = 0; i < world->peer_count(); ++i) {
    world->set_static(PeerId(i), lists[i % lists.size()]);
    world->set_chain(PeerId(i), chain);
  }
  return world;
}

/// Starts all of them, one every so often.
void start_all(World& world, Duration every) {
  for (std::uint32_t i = 0; i < world.peer_count(); ++i)
    world.start(PeerId(i), Instant() + every * i);
}

void one_virtual_hour(benchmark::State& state, Rules rules) {
  std::uint64_t events = 0;
  std::uint64_t height = 0;
  std::uint64_t digest = 0;
  for (auto _ : state) {
    const auto world = validators_of({static_cast<int>(state.range(0)), 2, true, false, rules});
    start_all(*world, milliseconds(100));
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

/// Peak of the process, in MB.
double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

/// What is told of a mesh beside its time.
void report(benchmark::State& state, const World& world, double deliveries, double blocks) {
  state.SetLabel(fmt::format("{:016x}", world.digest()));
  state.counters["deliveries"] = benchmark::Counter(deliveries, benchmark::Counter::kIsRate);
  state.counters["blocks"] = blocks;
  state.counters["per_block"] = deliveries / blocks;
  state.counters["peak_MB"] = peak_memory();
}

/// N validators, in four clusters, over 60 virtual seconds from their start on.
void one_virtual_minute(benchmark::State& state) {
  for (auto _ : state) {
    const Mesh mesh{static_cast<int>(state.range(0)), 4, true, state.range(1) != 0};
    const auto world = validators_of(mesh);
    start_all(*world, milliseconds(10));
    world->run_until(Instant() + seconds(60));
    const auto height = static_cast<double>(world->chain_of(PeerId(0))->height());
    report(state, *world, static_cast<double>(world->delivered()), height);
  }
}

/// From one block to the next, after all are linked and the chain has begun.
void one_block(benchmark::State& state) {
  const Mesh mesh{static_cast<int>(state.range(0)), 4, state.range(1) != 0, true};
  const auto world = validators_of(mesh);
  const chain::Blockchain* chain = nullptr;
  start_all(*world, milliseconds(10));
  world->run_until(Instant() + seconds(30));
  chain = world->chain_of(PeerId(0));
  const std::uint64_t before = world->delivered();
  std::uint64_t blocks = 0;
  for (auto _ : state) {
    const std::uint64_t height = chain->height();
    while (chain->height() == height && world->now() < Instant() + minutes(10))
      world->run_to_head(Instant() + minutes(10));
    blocks += chain->height() - height;
  }
  report(state, *world, static_cast<double>(world->delivered() - before),
         static_cast<double>(blocks));
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
BENCHMARK(one_virtual_minute)
    ->ArgNames({"validators", "far"})
    ->ArgsProduct({{4, 7, 32, 64, 128}, {0, 1}})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(one_block)
    ->ArgNames({"validators", "relay"})
    ->ArgsProduct({{4, 7, 32, 64, 128}, {1, 0}})
    ->Args({512, 0})
    ->Iterations(3)
    ->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
