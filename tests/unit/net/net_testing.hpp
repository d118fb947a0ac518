// SPDX-License-Identifier: Apache-2.0
// The network that the tests of this folder share: cluster a with two nodes and a pod on each,
// cluster b with one node and one pod, a wan between them; and the Services' rules that a test
// adds.
#pragma once

#include <gtest/gtest.h>

#include "sim/net/walk.hpp"

namespace seatrial::net {

inline Ipv4 ip(std::string_view text) {
  return parse_ipv4(text).value();
}

inline Instant at(Duration since_start) {
  return Instant() + since_start;
}

/// The measured topology, with a second node in a.
struct TwoSites {
  explicit TwoSites(const WanSpec& spec = {}, std::uint64_t seed = 1) : network(seed) {
    a = network.add_site("a");
    b = network.add_site("b");
    a1 = network.add_machine(a, "a/n1", ip("1.2.3.4"), ip("10.1.0.1"));
    a2 = network.add_machine(a, "a/n2", ip("1.2.3.5"), ip("10.1.1.1"));
    b1 = network.add_machine(b, "b/n1", ip("2.2.3.4"), ip("10.2.0.1"));
    pod_a1 = network.add_pod(a1, "a/one", ip("10.1.0.11"));
    pod_a2 = network.add_pod(a2, "a/two", ip("10.1.1.11"));
    pod_b1 = network.add_pod(b1, "b/one", ip("10.2.0.11"));
    for (const StackId pod : {pod_a1, pod_a2, pod_b1}) network.listen(pod, 30303);
    wan = network.add_wan(a, b, spec, "a-b");
  }

  Backend backend(StackId pod) const {
    return {{network.stack(pod).address, 30303}, network.stack(pod).machine};
  }
  NatRule rule(const std::vector<StackId>& pods, bool local_only = false) const {
    NatRule made;
    made.name = "Service default/s port p2p";
    for (const StackId pod : pods) made.backends.push_back(backend(pod));
    made.local_only = local_only;
    return made;
  }
  void node_port(SiteId site, std::uint16_t port, const std::vector<StackId>& pods,
                 bool local_only = false) {
    network.change_nat(site).add_node_port(Protocol::tcp, port, rule(pods, local_only));
  }
  void cluster_ip(SiteId site, std::string_view address, const std::vector<StackId>& pods,
                  bool local_only = false) {
    network.change_nat(site).add_virtual_address(Protocol::tcp, {ip(address), 30303},
                                                 rule(pods, local_only));
  }
  void gate(SiteId from, WanGate gate) {
    Wan& line = network.change_wan(wan);
    line.set_gate(line.direction_from(from), gate, {});
  }

  /// The first packet of a flow.
  Trace open(StackId from, std::string_view to, std::uint16_t port, std::uint16_t source = 40000) {
    const Endpoint here{network.stack(from).address, source};
    return send({from, {Protocol::tcp, here, {ip(to), port}}, true});
  }
  /// The first answer to a packet that arrived.
  Trace answer(const Trace& arrived) { return send({arrived.at, arrived.seen.reversed(), false}); }
  Trace send(const Departure& departure) {
    Trace trace;
    walk(network, departure, {now, nullptr, nullptr, true}, &trace);
    return trace;
  }

  Network network;
  Instant now;
  SiteId a{};
  SiteId b{};
  MachineId a1{};
  MachineId a2{};
  MachineId b1{};
  StackId pod_a1{};
  StackId pod_a2{};
  StackId pod_b1{};
  WanId wan{};
};

}  // namespace seatrial::net
