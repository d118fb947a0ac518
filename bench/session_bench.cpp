// SPDX-License-Identifier: Apache-2.0
// A full mesh of peers through dial, handshake, Hello and Status, over NodePorts with policy
// Cluster, where each peer dials only those behind it. Asked of values: at least 300,000 sessions a
// second of CPU time with 200 peers, and at most 1 KB a session; of bytes: 50 peers in less than 2
// s. The label is the digest, which is the same for both fidelities.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include "sim/peer/deployment.hpp"

namespace {

using namespace seatrial;

constexpr std::uint32_t clusters = 4;

ClusterId add_cluster(World& world, std::uint32_t number) {
  kube::ClusterSpec spec;
  spec.name = fmt::format("c{}", number);
  spec.pods = *net::parse_cidr(fmt::format("10.{}.0.0/16", number + 1));
  spec.services = *net::parse_cidr("10.96.0.0/12");
  const ClusterId id = world.add_cluster(std::move(spec));
  world.cluster(id).add_machine("n1", *net::parse_ipv4(fmt::format("{}.2.3.4", number + 1)));
  for (std::uint32_t other = 0; other < number; ++other) world.join(ClusterId(other), id, {});
  return id;
}

/// Peer i lists every j > i; nothing runs yet.
std::unique_ptr<World> mesh(std::uint32_t count, Fidelity fidelity) {
  auto world = std::make_unique<World>(1);
  for (std::uint32_t i = 0; i < clusters; ++i) add_cluster(*world, i);
  const auto chain = make_chain({}, {});
  for (std::uint32_t i = 0; i < count; ++i) {
    PeerDeployment peer;
    peer.name = fmt::format("p{}", i);
    peer.geth.max_peers = count;
    peer.chain = chain;
    if (!deploy(*world, ClusterId(i % clusters), peer)) std::abort();
  }
  for (std::uint32_t i = count; i-- > 0;) {
    PeerList list;
    for (std::uint32_t j = i + 1; j < count; ++j)
      list.entries.push_back(PeerListEntry::parse(external_enode(*world, PeerId(j)), {}));
    world->set_static(PeerId(i), std::move(list));
  }
  world->set_fidelity(fidelity);
  return world;
}

/// Those that are dialled run before those that dial them.
void link_all(World& world) {
  const auto count = static_cast<std::uint32_t>(world.peer_count());
  for (std::uint32_t i = count; i-- > 0;)
    world.start(PeerId(i), Instant() + microseconds(10) * std::int64_t{count - i});
  world.run_until(Instant() + seconds(5));
}

std::size_t sessions_of(const World& world) {
  std::size_t ends = 0;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i)
    ends += world.peer(PeerId(i)).server->established_count();
  return ends / 2;
}

void full_mesh(benchmark::State& state, Fidelity fidelity) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const std::size_t wanted = std::size_t{count} * (count - 1) / 2;
  std::uint64_t digest = 0;
  std::size_t sessions = 0;
  double bytes = 0;
  for (auto _ : state) {
    state.PauseTiming();
    auto world = mesh(count, fidelity);
    const auto before = mallinfo2().uordblks;
    state.ResumeTiming();
    link_all(*world);
    state.PauseTiming();
    bytes = static_cast<double>(mallinfo2().uordblks - before) / static_cast<double>(wanted);
    sessions += sessions_of(*world);
    if (sessions_of(*world) != wanted) state.SkipWithError("the mesh is not whole");
    digest = world->digest();
    world.reset();
    state.ResumeTiming();
  }
  state.SetLabel(fmt::format("{:016x}", digest));
  state.counters["sessions"] =
      benchmark::Counter(static_cast<double>(sessions), benchmark::Counter::kIsRate);
  state.counters["bytes_a_session"] = bytes;
}

BENCHMARK_CAPTURE(full_mesh, values, Fidelity::message)
    ->Arg(50)
    ->Arg(200)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(full_mesh, bytes, Fidelity::bytes)->Arg(50)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
