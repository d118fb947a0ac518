// SPDX-License-Identifier: Apache-2.0
// On random small networks: a walk means the same with a trace and without, on tables of its own
// and on the network's, now and for the later packets of the flow; and the answer finds its way.
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

/// Two or three sites of one to three nodes, a pod or two on each, and Services as chance has it.
struct RandomNetwork {
  explicit RandomNetwork(std::uint64_t seed) : rng(seed), network(seed) {
    const std::uint64_t count = 2 + rng.below(2);
    for (std::uint32_t s = 0; s < count; ++s) add_site(s);
    for (std::uint32_t s = 0; s < count; ++s) add_services(s);
    for (std::uint32_t s = 1; s < count; ++s) {
      const WanId wan = network.add_wan(SiteId(0), SiteId(s), {milliseconds(10)}, "wan");
      for (const int direction : {0, 1}) {
        network.change_wan(wan).set_gate(direction, WanGate(rng.below(8) < 6 ? 0 : rng.below(4)),
                                         {});
      }
    }
  }

  void add_site(std::uint32_t s) {
    const SiteId site = network.add_site("s" + std::to_string(s));
    const std::uint64_t nodes = 1 + rng.below(3);
    for (std::uint32_t n = 0; n < nodes; ++n) {
      const Ipv4 bridge{ip("10.0.0.1").bits + (s << 16) + (n << 8)};
      const Ipv4 address{ip("1.0.0.1").bits + (s << 16) + n};
      const MachineId machine = network.add_machine(site, "n", address, bridge);
      node_addresses.push_back(address);
      const std::uint64_t pods_here = rng.below(3);
      for (std::uint32_t p = 0; p < pods_here; ++p) {
        pods.push_back(network.add_pod(machine, "p", Ipv4{bridge.bits + 10 + p}));
        if (rng.below(8) != 0) network.listen(pods.back(), 30303);
      }
    }
  }

  void add_services(std::uint32_t s) {
    for (std::uint16_t port = 32000; port < 32003; ++port) {
      NatRule rule;
      rule.local_only = rng.below(2) == 0;
      for (const StackId pod : pods) {
        const Stack& stack = network.stack(pod);
        if (stack.site != SiteId(s) || rng.below(2) == 0) continue;
        rule.backends.push_back({{stack.address, 30303}, stack.machine});
      }
      NatTable& nat = network.change_nat(SiteId(s));
      nat.add_node_port(Protocol::tcp, port, rule);
      nat.add_virtual_address(Protocol::tcp, {ip("10.96.0.10"), port}, rule);
    }
  }

  Departure departure() {
    const StackId from = pods[rng.below(pods.size())];
    Endpoint to{node_addresses[rng.below(node_addresses.size())],
                static_cast<std::uint16_t>(32000 + rng.below(4))};
    // By another node of its own cluster an answer may miss the node that translated: not here.
    const Machine& own = network.machine(network.stack(from).machine);
    if (network.machine(network.machine_at(to.ip)).site == own.site) to.ip = own.address;
    const std::uint64_t kind = rng.below(4);
    if (kind == 0) to.ip = ip("10.96.0.10");
    if (kind == 1) to = {network.stack(pods[rng.below(pods.size())]).address, 30303};
    const auto source = static_cast<std::uint16_t>(40000 + rng.below(4));  // so that ports collide
    return {from, {Protocol::tcp, {network.stack(from).address, source}, to}, true};
  }

  Rng rng;
  Network network;
  std::vector<Ipv4> node_addresses;
  std::vector<StackId> pods;
};

void expect_same_path(const Path& path, const Path& other) {
  EXPECT_EQ(path.disposition, other.disposition);
  EXPECT_EQ(path.at, other.at);
  EXPECT_EQ(path.seen, other.seen);
  EXPECT_EQ(path.fixed, other.fixed);
  EXPECT_EQ(path.wans.size(), other.wans.size());
}

void check(RandomNetwork& random, Rng& choice) {
  const Departure opens = random.departure();
  Rng same_choice = choice;
  const WalkContext context{Instant(), &choice, nullptr, true};
  const Path compiled = walk(random.network, opens, context);
  EXPECT_NE(compiled.disposition, Disposition::looped);
  if (compiled.disposition != Disposition::delivered) return;

  // A later packet of the flow: neither the trace nor the conntrack entries change its way.
  Trace trace;
  const WalkContext again{at(seconds(1)), &same_choice, nullptr, true};
  const Path slow = walk(random.network, {opens.from, opens.tuple, false}, again, &trace);
  expect_same_path(slow, compiled);
  EXPECT_EQ(trace.disposition, compiled.disposition);
  EXPECT_EQ(trace.seen, compiled.seen);

  Duration fixed_and_wans = compiled.fixed;
  for (const WanLeg& leg : compiled.wans) {
    fixed_and_wans += random.network.wan(leg.wan).spec().latency;
  }
  const Transit transit = traverse(random.network, compiled, 100, Instant());
  EXPECT_EQ(transit.disposition, Disposition::delivered);
  EXPECT_EQ(transit.delay, fixed_and_wans);

  const Path back = walk(random.network, {compiled.at, compiled.seen.reversed(), false}, again);
  if (back.disposition == Disposition::delivered) {
    EXPECT_EQ(back.at, opens.from);
    EXPECT_EQ(back.seen, opens.tuple.reversed());
  } else {
    EXPECT_TRUE(back.disposition == Disposition::link_cut ||
                back.disposition == Disposition::link_rejected)
        << to_string(back.disposition);
  }
}

TEST(WalkProperty, CompiledPathEqualsSlowWalk) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    RandomNetwork random(seed);
    Rng choice(seed);
    for (int i = 0; i < 40 && !random.pods.empty(); ++i) check(random, choice);
    if (::testing::Test::HasFailure()) return;
  }
}

TEST(WalkProperty, ScratchTablesGiveTheSamePath) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    RandomNetwork random(seed);
    if (random.pods.empty()) continue;
    const Departure opens = random.departure();
    Conntracks scratch;
    Rng choice(seed);
    Rng same_choice(seed);
    Trace trace;
    const Path dry = walk(random.network, opens, {Instant(), &choice, &scratch, true}, &trace);
    expect_same_path(walk(random.network, opens, {Instant(), &same_choice, nullptr, true}), dry);
    EXPECT_EQ(trace.hops.back().after, dry.seen);
  }
}

}  // namespace
}  // namespace seatrial::net
