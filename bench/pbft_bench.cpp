// SPDX-License-Identifier: Apache-2.0
// W-PBFT(N): one decision of N validators after the other: PRE-PREPARE, PREPARE and COMMIT, each
// from everybody to everybody, 64 bytes each. The same protocol runs over a loop that was written
// for nothing else (radix heap, a delay drawn per message) and over Engine and Network: a cached
// Path for each pair, walked through a NodePort, whose wan draws the jitter; one event a message.
// Before the benchmarks it prints the ratios, medians of interleaved runs, which is what to look
// at: single rates drift with the machine.
#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include "bench/hand_written.hpp"
#include "sim/core/engine.hpp"
#include "sim/net/walk.hpp"

namespace {

namespace net = seatrial::net;

constexpr std::uint64_t seed = 1;
constexpr std::uint64_t latency_ns = 1'000'000;
constexpr std::uint64_t jitter_ns = 1'000'000;
constexpr std::uint32_t message_bytes = 64;

enum Kind : std::uint32_t { pre_prepare, prepare, commit };

/// What is in flight, in the word that an event carries.
constexpr std::uint32_t pack(std::uint32_t from, Kind kind) {
  return from << 2 | kind;
}

/// Who has sent what to one validator in one decision.
class Votes {
 public:
  explicit Votes(std::uint32_t validators) : words_((validators + 63) / 64) {}

  /// Counts a sender once; how many there are.
  std::uint32_t add(std::uint32_t from) {
    const std::uint64_t bit = std::uint64_t{1} << (from % 64);
    count_ += (words_[from / 64] & bit) == 0 ? 1 : 0;
    words_[from / 64] |= bit;
    return count_;
  }
  void clear() {
    std::fill(words_.begin(), words_.end(), 0);
    count_ = 0;
  }

 private:
  std::vector<std::uint64_t> words_;
  std::uint32_t count_ = 0;
};

/// The protocol; `Wire` has broadcast(from, kind).
template <class Wire>
class Pbft {
 public:
  Pbft(std::uint32_t validators, Wire& wire)
      : quorum_(2 * validators / 3 + 1), wire_(wire), nodes_(validators, Node(validators)) {}

  void begin(std::uint32_t leader) {
    for (Node& node : nodes_) node.clear();
    wire_.broadcast(leader, pre_prepare);
    propose(leader);
  }
  void deliver(std::uint32_t to, std::uint32_t word) {
    ++delivered_;
    const std::uint32_t from = word >> 2;
    switch (static_cast<Kind>(word & 3)) {
      case pre_prepare:
        return propose(to);
      case prepare:
        return on_prepare(to, from);
      case commit:
        return on_commit(to, from);
    }
  }
  std::uint64_t delivered() const { return delivered_; }
  std::uint64_t decided() const { return decided_; }

 private:
  struct Node {
    explicit Node(std::uint32_t validators) : prepares(validators), commits(validators) {}
    void clear() {
      prepares.clear();
      commits.clear();
      committed = decided = false;
    }
    Votes prepares;
    Votes commits;
    bool committed = false;
    bool decided = false;
  };

  void propose(std::uint32_t who) {
    wire_.broadcast(who, prepare);
    on_prepare(who, who);
  }
  void on_prepare(std::uint32_t who, std::uint32_t from) {
    Node& node = nodes_[who];
    if (node.prepares.add(from) < quorum_ || node.committed) return;
    node.committed = true;
    wire_.broadcast(who, commit);
    on_commit(who, who);
  }
  void on_commit(std::uint32_t who, std::uint32_t from) {
    Node& node = nodes_[who];
    if (node.commits.add(from) < quorum_ || node.decided) return;
    node.decided = true;
    ++decided_;
  }

  std::uint32_t quorum_;
  Wire& wire_;
  std::vector<Node> nodes_;
  std::uint64_t delivered_ = 0;
  std::uint64_t decided_ = 0;
};

/// The loop that was written for it.
class ByHand {
 public:
  explicit ByHand(std::uint32_t validators) : validators_(validators), pbft_(validators, *this) {}

  void decide(std::uint32_t leader) {
    pbft_.begin(leader);
    hand_written::Timer timer{};
    while (heap_.pop(timer)) {
      now_ = timer.at;
      pbft_.deliver(timer.who, timer.what);
    }
  }
  void broadcast(std::uint32_t from, Kind kind) {
    for (std::uint32_t to = 0; to < validators_; ++to) {
      if (to == from) continue;
      heap_.push({now_ + latency_ns + rng_.below(jitter_ns), to, pack(from, kind)});
    }
  }
  const Pbft<ByHand>& pbft() const { return pbft_; }

 private:
  std::uint32_t validators_;
  std::uint64_t now_ = 0;
  hand_written::Splitmix rng_{seed};
  hand_written::RadixHeap heap_;
  Pbft<ByHand> pbft_;
};

/// Site a, from which all send, and site b, where each receives behind a NodePort of its own: every
/// pair crosses the one wan, with a path of its own.
class Wire {
 public:
  explicit Wire(std::uint32_t validators)
      : validators_(validators), paths_(validators * validators) {
    const net::SiteId a = network_.add_site("a");
    const net::SiteId b = network_.add_site("b");
    const auto from = network_.add_machine(a, "a", {0x01020304}, {0x0a010001});
    const auto to = network_.add_machine(b, "b", {0x02020304}, {0x0a020001});
    net::WanSpec wan;
    wan.latency = seatrial::nanoseconds(latency_ns);
    wan.jitter = seatrial::nanoseconds(jitter_ns - 1);
    network_.add_wan(a, b, wan, "a-b");
    for (std::uint32_t who = 0; who < validators; ++who) add(who, from, to, b);
  }

  /// One lookup, and a walk if the network has changed since; then one draw a message.
  void broadcast(seatrial::Engine& engine, std::uint32_t from, std::uint32_t data) {
    for (std::uint32_t to = 0; to < validators_; ++to) {
      if (to == from) continue;
      net::Path& path = paths_[from * validators_ + to];
      if (path.epoch != network_.epoch()) path = walk(from, to, engine.now());
      const auto transit = net::traverse(network_, path, message_bytes, engine.now());
      if (transit.disposition != net::Disposition::delivered) continue;
      engine.schedule_in(transit.delay, to, data);
    }
  }

 private:
  static net::Ipv4 pod(std::uint32_t site, std::uint32_t who) {
    return {0x0a000000U | site << 16 | (who + 16)};
  }
  static std::uint16_t port(std::uint32_t who) { return static_cast<std::uint16_t>(30'000 + who); }

  void add(std::uint32_t who, net::MachineId from, net::MachineId to, net::SiteId site) {
    senders_.push_back(network_.add_pod(from, "s", pod(1, who)));
    const net::StackId receiver = network_.add_pod(to, "r", pod(2, who));
    network_.listen(receiver, 30'303);
    net::NatRule rule;
    rule.backends.push_back({{pod(2, who), 30'303}, to});
    network_.change_nat(site).add_node_port(net::Protocol::tcp, port(who), std::move(rule));
  }
  net::Path walk(std::uint32_t from, std::uint32_t to, seatrial::Instant now) {
    const net::FiveTuple tuple{
        net::Protocol::tcp, {pod(1, from), port(to)}, {{0x02020304}, port(to)}};
    return net::walk(network_, {senders_[from], tuple, true}, {.now = now});
  }

  std::uint32_t validators_;
  net::Network network_{seed};
  std::vector<net::StackId> senders_;
  std::vector<net::Path> paths_;
};

/// Engine and Network.
class BySim {
 public:
  explicit BySim(std::uint32_t validators) : wire_(validators), pbft_(validators, *this) {}

  void decide(std::uint32_t leader) {
    pbft_.begin(leader);
    engine_.run({},
                [this](const seatrial::Event& event) { pbft_.deliver(event.target, event.data); });
  }
  void broadcast(std::uint32_t from, Kind kind) {
    wire_.broadcast(engine_, from, pack(from, kind));
  }
  const Pbft<BySim>& pbft() const { return pbft_; }

 private:
  seatrial::Engine engine_;
  Wire wire_;
  Pbft<BySim> pbft_;
};

/// Decisions of one run: about four million messages.
std::uint32_t decisions(std::uint32_t validators) {
  return std::max(1U, 4'000'000U / ((validators - 1) * (2 * validators + 1)));
}

/// CPU seconds of a run after one decision to warm up, in which paths are walked.
template <class System>
double cpu_seconds(System& system, std::uint32_t validators) {
  const std::clock_t start = std::clock();
  for (std::uint32_t k = 0; k < decisions(validators); ++k) system.decide(k % validators);
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

template <class System>
void pbft_bench(benchmark::State& state) {
  const auto validators = static_cast<std::uint32_t>(state.range(0));
  System system(validators);
  system.decide(0);
  std::uint32_t leader = 0;
  for (auto _ : state) system.decide(++leader % validators);
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * (validators - 1) *
                          (2 * validators + 1));
}
BENCHMARK(pbft_bench<BySim>)->Arg(4)->Arg(64)->Arg(512);
BENCHMARK(pbft_bench<ByHand>)->Arg(4)->Arg(64)->Arg(512);

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Every message was delivered and everybody decided, or the comparison means nothing.
template <class System>
bool complete(System& system, std::uint32_t validators) {
  const std::uint64_t messages = system.pbft().delivered();
  const std::uint64_t decided = system.pbft().decided();
  system.decide(0);
  if (system.pbft().delivered() - messages == (validators - 1) * (2ULL * validators + 1) &&
      system.pbft().decided() - decided == validators) {
    return true;
  }
  fmt::print(stderr, "W-PBFT N={}: not every message was delivered\n", validators);
  return false;
}

bool print_ratio(std::uint32_t validators) {
  constexpr int rounds = 9;
  ByHand hand(validators);
  BySim sim(validators);
  if (!complete(hand, validators) || !complete(sim, validators)) return false;
  std::vector<double> by_hand;
  std::vector<double> by_sim;
  std::vector<double> ratios;
  for (int round = 0; round < rounds; ++round) {
    by_sim.push_back(cpu_seconds(sim, validators));
    by_hand.push_back(cpu_seconds(hand, validators));
    ratios.push_back(by_hand.back() / by_sim.back());
  }
  const double messages =
      static_cast<double>(decisions(validators)) * (validators - 1) * (2.0 * validators + 1) / 1e6;
  const auto [least, most] = std::minmax_element(ratios.begin(), ratios.end());
  fmt::print("W-PBFT N={:<4} M messages/s: engine and network {:5.1f}, hand-written {:5.1f}",
             validators, messages / median(by_sim), messages / median(by_hand));
  fmt::print("   ratio {:.2f} [{:.2f}-{:.2f}], wanted 0.40\n", median(ratios), *least, *most);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return EXIT_FAILURE;
  for (const std::uint32_t validators : {64U, 512U}) {
    if (!print_ratio(validators)) return EXIT_FAILURE;
  }
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
