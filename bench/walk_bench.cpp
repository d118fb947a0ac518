// SPDX-License-Identifier: Apache-2.0
// One flow end to end across two clusters, by NodePort: the walk of its first packet, of a later
// one, and a packet on the compiled path; on the flat world, and through private networks with a
// peering, route tables, security groups and a NetworkPolicy. Targets: 2 us a walk, 60 ns a packet.
#include <benchmark/benchmark.h>

#include "sim/net/walk.hpp"

namespace {

namespace net = seatrial::net;

constexpr std::uint16_t node_port = 32041;
constexpr std::uint32_t nodes_a_site = 10;
constexpr std::uint32_t pods_a_node = 10;

net::Ipv4 ip(std::string_view text) {
  return net::parse_ipv4(text).value();
}

/// Clusters a and b of ten nodes with ten pods each.
struct World {
  explicit World(bool is_private) {
    if (is_private) add_networks();
    for (std::uint32_t s = 0; s < 2; ++s) add_site(s, is_private);
    network.add_wan(sites[0], sites[1], {seatrial::milliseconds(15)}, "a-b");
  }

  void add_networks() {
    net::Gateway peering;
    peering.name = "a-b";
    peering.kind = net::GatewayKind::peering;
    for (std::uint32_t s = 0; s < 2; ++s) {
      const net::Ipv4 base{ip("10.0.0.0").bits + ((s + 1) << 16)};
      peering.vpcs.push_back(network.add_vpc({"vpc", {{base, 16}}, {}}));
      net::Subnet subnet;
      subnet.name = "nodes";
      subnet.vpc = peering.vpcs.back();
      subnet.range = {base, 20};
      subnets[s] = network.add_subnet(subnet);
    }
    const net::GatewayId id = network.add_gateway(peering);
    for (std::uint32_t s = 0; s < 2; ++s) {
      net::Route route;
      route.to = network.vpc(peering.vpcs[1 - s]).ranges[0];
      route.via = id;
      network.change_subnet(subnets[s]).routes.push_back(route);
    }
    net::FilterRule rule;
    rule.first_port = 30000;
    rule.last_port = 32767;
    rule.remotes = {{ip("10.0.0.0"), 8}};
    security = network.add_filter({"nodes", {}, {rule}, false, true, ""});
  }

  void add_site(std::uint32_t s, bool is_private) {
    sites[s] = network.add_site(s == 0 ? "a" : "b");
    for (std::uint32_t n = 0; n < nodes_a_site; ++n) {
      const std::uint32_t base = is_private ? ip("10.1.0.4").bits : ip("1.1.0.4").bits;
      const net::Ipv4 bridge{ip("10.244.0.1").bits + (n << 8)};
      const auto machine =
          network.add_machine(sites[s], "n", net::Ipv4{base + (s << 16) + n}, bridge);
      if (is_private) network.attach(machine, {subnets[s], {}, security, security});
      for (std::uint32_t p = 0; p < pods_a_node; ++p) {
        pods[s].push_back(network.add_pod(machine, "p", net::Ipv4{bridge.bits + 10 + p}));
        if (is_private) network.set_policies(pods[s].back(), security, security);
        add_service(s, n * pods_a_node + p);
      }
    }
  }

  void add_service(std::uint32_t s, std::uint32_t which) {
    const net::Stack& stack = network.stack(pods[s][which]);
    net::NatRule rule;
    rule.backends = {{{stack.address, 30303}, stack.machine}};
    network.change_nat(sites[s]).add_node_port(
        net::Protocol::tcp, static_cast<std::uint16_t>(node_port + which), std::move(rule));
  }

  /// From a pod of a to the first node of b, where the NodePort leads to another node's pod.
  net::Departure departure(std::uint32_t flow) const {
    const net::StackId from = pods[0][flow % pods[0].size()];
    const net::Machine& node = network.machine(network.stack(pods[1][0]).machine);
    const auto source = static_cast<std::uint16_t>(32768 + flow / pods[0].size());
    const auto port = static_cast<std::uint16_t>(node_port + flow % pods[1].size());
    const net::FiveTuple tuple{
        net::Protocol::tcp, {network.stack(from).address, source}, {node.address, port}};
    return {from, tuple, true, {}};
  }

  net::Network network{1};
  std::array<net::SiteId, 2> sites{};
  std::array<net::SubnetId, 2> subnets{};
  std::array<std::vector<net::StackId>, 2> pods;
  net::FilterId security = net::FilterId::none;
};

constexpr std::uint32_t flows = 10'000;

/// Argument: 0 the flat world, 1 private networks.
void first_packet(benchmark::State& state) {
  World world(state.range(0) == 1);
  net::Conntracks tables;
  std::uint32_t flow = 0;
  for (auto _ : state) {
    if (flow == flows) {
      for (net::Conntrack& table : tables.machines) table.clear();
      flow = 0;
    }
    const net::Path path =
        net::walk(world.network, world.departure(flow++), {{}, nullptr, &tables, false});
    if (path.disposition != net::Disposition::delivered) return state.SkipWithError("lost");
  }
}
BENCHMARK(first_packet)->Arg(0)->Arg(1);

void later_packet(benchmark::State& state) {
  World world(state.range(0) == 1);
  std::uint32_t flow = 0;
  for (std::uint32_t i = 0; i < flows; ++i) net::walk(world.network, world.departure(i), {});
  for (auto _ : state) {
    net::Departure departure = world.departure(flow);
    departure.opens = false;
    flow = flow + 1 == flows ? 0 : flow + 1;
    const net::Path path = net::walk(world.network, departure, {});
    if (path.disposition != net::Disposition::delivered) return state.SkipWithError("lost");
  }
}
BENCHMARK(later_packet)->Arg(0)->Arg(1);

void compiled_path(benchmark::State& state) {
  World world(state.range(0) == 1);
  std::vector<net::Path> paths;
  const net::WalkContext context{{}, nullptr, nullptr, false};
  for (std::uint32_t i = 0; i < flows; ++i) {
    paths.push_back(net::walk(world.network, world.departure(i), context));
  }
  std::uint32_t flow = 0;
  for (auto _ : state) {
    const net::Path& path = paths[flow];
    flow = flow + 1 == flows ? 0 : flow + 1;
    if (path.epoch != world.network.epoch()) return state.SkipWithError("stale");
    benchmark::DoNotOptimize(net::traverse(world.network, path, 500, {}));
  }
}
BENCHMARK(compiled_path)->Arg(0)->Arg(1);

}  // namespace

BENCHMARK_MAIN();
