// SPDX-License-Identifier: Apache-2.0
// The private networks that tests of this folder share: vpc-a with cluster a in two subnets, vpc-b
// with cluster b, vpc-c with the host c/vm, and the host net/office on the internet. Pods of a and
// b are on overlays with the same addresses. Nothing joins the networks until a test says so.
#pragma once

#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {

inline Cidr cidr(std::string_view text) {
  return parse_cidr(text).value();
}

struct PrivateWorld {
  PrivateWorld() : network(1) {
    vpc_a = add_vpc("vpc-a", "10.1.0.0/16");
    vpc_b = add_vpc("vpc-b", "10.2.0.0/16");
    vpc_c = add_vpc("vpc-c", "10.3.0.0/16");
    sub_a1 = add_subnet(vpc_a, "a-one", "10.1.0.0/24");
    sub_a2 = add_subnet(vpc_a, "a-two", "10.1.1.0/24");
    sub_b = add_subnet(vpc_b, "b-nodes", "10.2.0.0/24");
    sub_c = add_subnet(vpc_c, "c-hosts", "10.3.0.0/24");
    for (SiteId* site : {&a, &b, &c, &net}) {
      const char* names[] = {"a", "b", "c", "net"};
      *site = network.add_site(names[network_sites++]);
    }
    a1 = add_node(a, "a/n1", "10.1.0.4", "10.244.0.1", sub_a1);
    a2 = add_node(a, "a/n2", "10.1.1.4", "10.244.1.1", sub_a2);
    b1 = add_node(b, "b/n1", "10.2.0.4", "10.244.0.1", sub_b);
    pod_a1 = network.add_pod(a1, "a/one", ip("10.244.0.11"));
    pod_a2 = network.add_pod(a2, "a/two", ip("10.244.1.11"));
    pod_b = network.add_pod(b1, "b/one", ip("10.244.0.11"));
    vm = network.add_host(c, "c/vm", ip("10.3.0.5"));
    network.attach(network.stack(vm).machine, {.subnet = sub_c});
    office = network.add_host(net, "net/office", ip("5.5.5.5"));
    for (const StackId stack : {pod_a1, pod_a2, pod_b, vm, office}) network.listen(stack, 30303);
    join(a, b);
    join(a, c);
    join(b, c);
    for (const SiteId site : {a, b, c}) join(site, net);
    node_port(a, 32041, {pod_a1});
    node_port(b, 32041, {pod_b});
  }

  VpcId add_vpc(const char* name, const char* range) {
    return network.add_vpc({name, {cidr(range)}, {}});
  }
  SubnetId add_subnet(VpcId vpc, const char* name, const char* range) {
    Subnet subnet;
    subnet.name = name;
    subnet.vpc = vpc;
    subnet.range = cidr(range);
    return network.add_subnet(subnet);
  }
  MachineId add_node(SiteId site, const char* name, const char* address, const char* bridge,
                     SubnetId subnet) {
    const MachineId id = network.add_machine(site, name, ip(address), ip(bridge));
    network.attach(id, {.subnet = subnet});
    return id;
  }
  void join(SiteId from, SiteId to) {
    network.add_wan(from, to, {.latency = milliseconds(5)},
                    network.site(from).name + '-' + network.site(to).name);
  }
  NatRule rule(const std::vector<StackId>& pods, bool local_only = false) const {
    NatRule made;
    made.name = "Service default/s port p2p";
    made.local_only = local_only;
    for (const StackId pod : pods) {
      const Stack& stack = network.stack(pod);
      made.backends.push_back({{stack.address, 30303}, stack.machine});
    }
    return made;
  }
  void node_port(SiteId site, std::uint16_t port, const std::vector<StackId>& pods,
                 bool local_only = false, Protocol protocol = Protocol::tcp) {
    network.change_nat(site).add_node_port(protocol, port, rule(pods, local_only));
  }
  GatewayId gateway(GatewayKind kind, const char* name, const std::vector<VpcId>& vpcs) {
    Gateway made;
    made.kind = kind;
    made.name = name;
    made.vpcs = vpcs;
    return network.add_gateway(made);
  }
  void route(SubnetId subnet, const char* to, GatewayId via) {
    Route made;
    made.to = cidr(to);
    made.via = via;
    network.change_subnet(subnet).routes.push_back(made);
  }
  /// vpc-a and vpc-b peered, with routes on both sides.
  GatewayId peer_a_b() {
    const GatewayId made = gateway(GatewayKind::peering, "a-b", {vpc_a, vpc_b});
    for (const SubnetId subnet : {sub_a1, sub_a2}) route(subnet, "10.2.0.0/16", made);
    route(sub_b, "10.1.0.0/16", made);
    return made;
  }
  FilterId filter(const char* name, std::vector<FilterRule> rules, bool stateful = true) {
    Filter made;
    made.name = name;
    made.rules = std::move(rules);
    made.stateful = stateful;
    return network.add_filter(made);
  }
  static FilterRule allow(std::uint16_t first, std::uint16_t last, const char* remote = nullptr,
                          Protocol protocol = Protocol::tcp) {
    FilterRule made;
    made.name = "rule " + std::to_string(first);
    made.protocol = protocol;
    made.first_port = first;
    made.last_port = last;
    if (remote != nullptr) made.remotes = {cidr(remote)};
    return made;
  }
  void nic(MachineId machine, const Nic& changed) { network.attach(machine, changed); }

  Trace open(StackId from, std::string_view to, std::uint16_t port, std::uint16_t source = 40000,
             Protocol protocol = Protocol::tcp) {
    const Endpoint here{network.stack(from).address, source};
    return send({from, {protocol, here, {ip(to), port}}, true});
  }
  Trace answer(const Trace& arrived) { return send({arrived.at, arrived.seen.reversed(), false}); }
  Trace send(const Departure& departure) {
    Trace trace;
    walk(network, departure, {now, choice, nullptr, true}, &trace);
    return trace;
  }
  /// It arrives, and its answer comes back to who dialled, as what was dialled.
  void expect_there_and_back(const Trace& there, StackId from, StackId to) {
    ASSERT_EQ(there.disposition, Disposition::delivered) << last(there);
    EXPECT_EQ(there.at, to);
    const Trace back = answer(there);
    EXPECT_EQ(back.disposition, Disposition::delivered) << last(back);
    EXPECT_EQ(back.at, from);
    EXPECT_EQ(back.seen, there.hops.front().before.reversed());
  }
  static std::string last(const Trace& trace) {
    return trace.hops.back().where + ": " + trace.hops.back().what;
  }
  static void expect_end(const Trace& trace, Disposition disposition, std::string_view text) {
    EXPECT_EQ(to_string(trace.disposition), to_string(disposition));
    EXPECT_EQ(last(trace), text);
  }

  Network network;
  Instant now;
  Rng* choice = nullptr;
  std::size_t network_sites = 0;
  VpcId vpc_a{}, vpc_b{}, vpc_c{};
  SubnetId sub_a1{}, sub_a2{}, sub_b{}, sub_c{};
  SiteId a{}, b{}, c{}, net{};
  MachineId a1{}, a2{}, b1{};
  StackId pod_a1{}, pod_a2{}, pod_b{}, vm{}, office{};
};

}  // namespace seatrial::net
