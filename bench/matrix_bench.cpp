// SPDX-License-Identifier: Apache-2.0
// The link matrices of 100 clusters of 100 peers, built through the API: every peer lists every
// other, each cluster mounts one list, and all lines are open. 10^8 ordered pairs each for p2p and
// Tessera, and a byte for each. Building the world is not measured; it is printed.
#include <benchmark/benchmark.h>
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <memory>

#include "sim/peer/deployment.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/link_matrix.hpp"

namespace {

using namespace seatrial;

constexpr std::uint32_t clusters = 100;
constexpr std::uint32_t peers_each = 100;
constexpr std::uint32_t machines_each = 4;

class BigWorld {
 public:
  BigWorld() {
    chain_ = make_chain({}, {});
    for (std::uint32_t c = 0; c < clusters; ++c) add_cluster(c);
    for (std::uint32_t i = 0; i < world.peer_count(); ++i) write(PeerId(i));
    for (std::uint32_t c = 0; c < clusters; ++c) give_lists(c);
    assume_all_running(world);
  }

  World world{1};

 private:
  void add_cluster(std::uint32_t c) {
    kube::ClusterSpec spec;
    spec.name = fmt::format("c{}", c);
    spec.pods = *net::parse_cidr("10.1.0.0/16");
    spec.services = *net::parse_cidr("10.96.0.0/16");
    const ClusterId id = world.add_cluster(spec);
    kube::Cluster& cluster = world.cluster(id);
    for (std::uint32_t m = 0; m < machines_each; ++m) {
      cluster.add_machine(fmt::format("n{}", m),
                          *net::parse_ipv4(fmt::format("52.0.{}.{}", c, 4 + m)));
    }
    for (std::uint32_t other = 0; other < c; ++other) world.join(ClusterId(other), id, {});
    for (std::uint32_t i = 0; i < peers_each; ++i) {
      PeerDeployment deployment;
      deployment.name = fmt::format("p{}", i);
      deployment.machine = cluster.machines()[i % machines_each];
      deployment.geth.permissioned = true;
      deployment.chain = chain_;
      deployment.tessera = TesseraSpec{};
      static_cast<void>(deploy(world, id, deployment).value());
    }
  }

  std::string node_of(PeerId id) const {
    const PeerSpec& spec = world.peer(id).spec;
    const auto machine = world.cluster(spec.cluster).pod(spec.pod).machine;
    return net::to_string(world.network().machine(machine).address);
  }

  void write(PeerId id) {
    inside_.push_back(PeerListEntry::parse(internal_enode(world, id), {}));
    outside_.push_back(PeerListEntry::parse(external_enode(world, id), {}));
    tessera_inside_.push_back(fmt::format("http://{}:9001/", world.peer(id).spec.name));
    tessera_outside_.push_back(
        fmt::format("http://{}:{}/", node_of(id), node_port_of(world, id, 9001).value_or(0)));
  }

  void give_lists(std::uint32_t c) {
    PeerList list;
    TesseraSpec tessera;
    for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
      const bool home = i / peers_each == c;
      list.entries.push_back(home ? inside_[i] : outside_[i]);
      tessera.peers.push_back({home ? tessera_inside_[i] : tessera_outside_[i], {}});
    }
    for (std::uint32_t i = c * peers_each; i < (c + 1) * peers_each; ++i) {
      world.set_static(PeerId(i), list);
      world.set_permissioned(PeerId(i), list, world.now());
      tessera.advertised = tessera_outside_[i];
      world.set_tessera(PeerId(i), tessera);
    }
  }

  std::shared_ptr<const ChainSpec> chain_;
  std::vector<PeerListEntry> inside_;
  std::vector<PeerListEntry> outside_;
  std::vector<std::string> tessera_inside_;
  std::vector<std::string> tessera_outside_;
};

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double peak_gigabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1e6;
}

void print(const char* what, const LinkMatrix& matrix, const MatrixCost& cost, double seconds) {
  const auto counts = matrix.counts();
  fmt::print("{}: {:.2f} s, {} groups, {} walks;", what, seconds, cost.groups, cost.walks);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] != 0) fmt::print(" {} {}", counts[i], to_string(static_cast<LinkCause>(i)));
  }
  fmt::print("\n");
}

void matrices(benchmark::State& state) {
  const auto start = std::chrono::steady_clock::now();
  const auto big = std::make_unique<BigWorld>();
  fmt::print("world built in {:.2f} s, {:.2f} GB\n", seconds_since(start), peak_gigabytes());
  for (auto _ : state) {
    const auto began = std::chrono::steady_clock::now();
    MatrixCost dial_cost;
    const LinkMatrix dials = read_dial_matrix(big->world, &dial_cost);
    const double dialled = seconds_since(began);
    MatrixCost tessera_cost;
    const LinkMatrix tessera = read_tessera_matrix(big->world, &tessera_cost);
    const double both = seconds_since(began);
    state.PauseTiming();
    print("p2p", dials, dial_cost, dialled);
    print("tessera", tessera, tessera_cost, both - dialled);
    state.ResumeTiming();
  }
  fmt::print("peak {:.2f} GB\n", peak_gigabytes());
}

BENCHMARK(matrices)->Unit(benchmark::kMillisecond)->Iterations(3);

}  // namespace

BENCHMARK_MAIN();
