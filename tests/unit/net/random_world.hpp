// SPDX-License-Identifier: Apache-2.0
// A world as chance has it, for property tests: private networks with peerings and hubs, routes,
// filters and load balancers, and one flat site; and the changes that a world may see.
#pragma once

#include "tests/unit/net/underlay_testing.hpp"

namespace seatrial::net {

struct RandomWorld {
  explicit RandomWorld(std::uint64_t seed) : rng(seed), choice(seed), network(seed) {
    const std::uint64_t count = 2 + rng.below(2);
    for (std::uint32_t s = 0; s < count; ++s) add_private_site(s);
    add_flat_site();
    add_gateways();
    for (std::uint32_t s = 0; s < sites.size(); ++s) {
      for (std::uint32_t t = 0; t < s; ++t) {
        wans.push_back(network.add_wan(sites[t], sites[s], {milliseconds(5)}, "wan"));
      }
    }
    for (const SiteId site : sites) program(site);
    add_balancers();
    for (int i = 0; i < 4; ++i) change();
  }

  bool chance(std::uint64_t one_in) { return rng.below(one_in) == 0; }
  template <class Items>
  auto any(const Items& items) {
    return items[static_cast<std::size_t>(rng.below(items.size()))];
  }

  void add_private_site(std::uint32_t s) {
    const std::uint32_t base = ip("10.0.0.0").bits + ((s + 1) << 16);
    const VpcId vpc = network.add_vpc({"vpc", {{Ipv4{base}, 16}}, {}});
    vpcs.push_back(vpc);
    const SiteId site = network.add_site("s");
    sites.push_back(site);
    const std::uint64_t nodes = 1 + rng.below(3);
    for (std::uint32_t n = 0; n < nodes; ++n) {
      Subnet subnet;
      subnet.name = "subnet";
      subnet.vpc = vpc;
      subnet.range = {Ipv4{base + (n << 8)}, 24};
      subnet.routes_known = !chance(4);
      subnets.push_back(network.add_subnet(subnet));
      const Ipv4 address{subnet.range.base.bits + 4};
      const Ipv4 open_to{chance(2) ? ip("52.0.0.0").bits + (s << 8) + n : 0};
      const MachineId machine = add_node(site, address, bridge(s, n));
      network.attach(machine, {.subnet = subnets.back(), .public_address = open_to});
      if (open_to != Ipv4{}) targets.push_back(open_to);
    }
    network.change_site(site).pods_routable = chance(3);
  }

  void add_flat_site() {
    sites.push_back(network.add_site("flat"));
    for (std::uint32_t n = 0; n < 2; ++n) {
      add_node(sites.back(), Ipv4{ip("1.0.0.1").bits + n}, bridge(9, n));
    }
  }

  // Pods of two sites have different addresses here, so that an answer cannot end at a twin.
  static Ipv4 bridge(std::uint32_t s, std::uint32_t n) {
    return Ipv4{ip("10.200.0.1").bits + (s << 16) + (n << 8)};
  }

  MachineId add_node(SiteId site, Ipv4 address, Ipv4 bridge) {
    const MachineId machine = network.add_machine(site, "n", address, bridge);
    machines.push_back(machine);
    targets.push_back(address);
    const std::uint64_t count = 1 + rng.below(2);
    for (std::uint32_t p = 0; p < count; ++p) {
      pods.push_back(network.add_pod(machine, "p", Ipv4{bridge.bits + 10 + p}));
    }
    return machine;
  }

  void add_gateways() {
    Gateway made;
    for (std::size_t v = 1; v < vpcs.size(); ++v) {
      made.name = "gateway";
      made.kind = v == 1 ? GatewayKind::peering : GatewayKind::transit;
      made.vpcs = {vpcs[v - 1], vpcs[v]};
      if (v > 1) made.vpcs.insert(made.vpcs.begin(), vpcs[0]);
      gateways.push_back(network.add_gateway(made));
    }
    for (const VpcId vpc : vpcs) {
      made.vpcs = {vpc};
      made.kind = chance(2) ? GatewayKind::internet : GatewayKind::nat;
      made.address = Ipv4{ip("53.0.0.1").bits + static_cast<std::uint32_t>(vpc)};
      gateways.push_back(network.add_gateway(made));
    }
    for (const SubnetId subnet : subnets) add_routes(subnet);
  }

  void add_routes(SubnetId id) {
    Subnet& subnet = network.change_subnet(id);
    for (const GatewayId gateway : network.gateways_of(subnet.vpc)) {
      const GatewayKind kind = network.gateway(gateway).kind;
      const bool out = kind == GatewayKind::internet || kind == GatewayKind::nat;
      for (const VpcId vpc : network.gateway(gateway).vpcs) {
        if (chance(6) || (vpc == subnet.vpc) != out) continue;
        Route route;
        route.to = out ? Cidr{Ipv4{}, 0} : network.vpc(vpc).ranges[0];
        route.via = gateway;
        subnet.routes.push_back(route);
      }
    }
  }

  NatRule rule(SiteId site) {
    NatRule made;
    made.local_only = chance(2);
    made.affinity = chance(4) ? seconds(100) : Duration();
    for (const StackId pod : pods) {
      const Stack& stack = network.stack(pod);
      if (stack.site != site || !stack.present || chance(3)) continue;
      made.backends.push_back({{stack.address, 30303}, stack.machine});
    }
    return made;
  }
  void program(SiteId site) {
    NatTable& nat = network.change_nat(site);
    nat.clear();
    for (std::uint16_t port = 32000; port < 32003; ++port) {
      nat.add_node_port(Protocol::tcp, port, rule(site));
      nat.add_virtual_address(Protocol::tcp, {ip("10.96.0.10"), port}, rule(site));
    }
    NatRule external = rule(site);
    external.external = true;
    nat.add_virtual_address(Protocol::tcp, {balancer_address(site), 32000}, external);
  }

  static Ipv4 balancer_address(SiteId site) {
    return Ipv4{ip("54.0.0.1").bits + static_cast<std::uint32_t>(site)};
  }
  void add_balancers() {
    for (const SiteId site : sites) {
      LoadBalancer made;
      made.name = "balancer";
      made.address = balancer_address(site);
      made.site = site;
      made.hand_over = chance(2) ? HandOver::virtual_ip : HandOver::node_port;
      made.tcp_idle = chance(2) ? seconds(350) : Duration();
      Listener listener;
      listener.port = 32000;
      for (const MachineId machine : machines) {
        if (network.machine(machine).site != site) continue;
        made.vpc = network.vpc_of(machine);
        listener.backends.push_back({{network.machine(machine).address, 32000}, machine});
      }
      made.listeners = {listener};
      targets.push_back(made.address);
      balancers.push_back(network.add_load_balancer(made));
    }
  }

  Departure departure() {
    StackId from = any(pods);
    while (!network.stack(from).present) from = any(pods);
    Endpoint to{any(targets), static_cast<std::uint16_t>(32000 + rng.below(3))};
    // By another node of its own cluster an answer may miss the node that translated: not here.
    const Machine& own = network.machine(network.stack(from).machine);
    for (const MachineId machine : machines) {
      const Machine& other = network.machine(machine);
      if (other.site == own.site && (to.ip == other.address || to.ip == other.nic.public_address)) {
        to.ip = own.address;
      }
    }
    if (to.ip == balancer_address(own.site)) to.ip = own.address;
    if (chance(8)) to.ip = ip("10.96.0.10");
    if (chance(8)) to = {network.stack(any(pods)).address, 30303};
    // Of a flow by a load balancer and one past it to the same target, with the same client port,
    // the answers cannot be told apart; that is so in the field too.
    const bool balanced = (to.ip.bits >> 24) == 54;
    const auto source = static_cast<std::uint16_t>((balanced ? 50000 : 40000) + rng.below(4));
    return {from, {Protocol::tcp, {network.stack(from).address, source}, to}, true, {}};
  }

  FilterId any_filter(bool stateful) {
    if (chance(2)) return FilterId::none;
    Filter made;
    made.name = "filter";
    made.stateful = stateful;
    made.allows_rest = !chance(3);
    if (chance(2)) made.rules = {PrivateWorld::allow(30000, 65000, "10.0.0.0/8")};
    filters.push_back(network.add_filter(made));
    return filters.back();
  }

  /// One thing that may alter a walk.
  void change() {
    switch (rng.below(11)) {
      case 0:
        return program(any(sites));
      case 1: {
        const FilterId in = any_filter(true);
        return network.set_policies(any(pods), in, any_filter(true));
      }
      case 2: {
        const MachineId machine = any(machines);
        Nic nic = network.machine(machine).nic;
        nic.security_in = any_filter(true);
        return network.attach(machine, nic);
      }
      case 3: {
        Subnet& subnet = network.change_subnet(any(subnets));
        subnet.acl_in = any_filter(false);
        return;
      }
      case 4: {
        Subnet& subnet = network.change_subnet(any(subnets));
        if (subnet.routes.empty() || chance(3)) return add_routes(subnets.front());
        subnet.routes.pop_back();
        return;
      }
      case 5: {
        Gateway& gateway = network.change_gateway(any(gateways));
        gateway.active = !chance(3);
        gateway.mtu = chance(2) ? 1400 : 0;
        return;
      }
      case 6: {
        Wan& wan = network.change_wan(any(wans));
        const int direction = static_cast<int>(rng.below(2));
        return wan.set_gate(direction, WanGate(chance(3) ? rng.below(4) : 0), {});
      }
      case 7: {
        Site& site = network.change_site(any(sites));
        site.unmasqueraded.clear();
        if (chance(2)) site.unmasqueraded = {cidr("10.0.0.0/8")};
        return;
      }
      case 8:
        return replace_pod();
      case 9: {
        LoadBalancer& balancer = network.change_load_balancer(any(balancers));
        auto& backends = balancer.listeners[0].backends;
        if (!backends.empty() && chance(2)) backends.pop_back();
        return;
      }
      default:
        if (!filters.empty()) network.change_filter(any(filters)).allows_rest = chance(2);
        return;
    }
  }

  void replace_pod() {
    const auto place = static_cast<std::size_t>(rng.below(pods.size()));
    const Stack gone = network.stack(pods[place]);
    if (!gone.present) return;
    network.remove_stack(pods[place]);
    pods[place] = network.add_pod(gone.machine, "p", Ipv4{gone.address.bits + 20});
    program(gone.site);
  }

  Rng rng;
  Rng choice;
  Network network;
  std::vector<VpcId> vpcs;
  std::vector<SubnetId> subnets;
  std::vector<SiteId> sites;
  std::vector<WanId> wans;
  std::vector<MachineId> machines;
  std::vector<StackId> pods;
  std::vector<GatewayId> gateways;
  std::vector<LoadBalancerId> balancers;
  std::vector<FilterId> filters;
  std::vector<Ipv4> targets;
};

}  // namespace seatrial::net
