// SPDX-License-Identifier: Apache-2.0
// What a packet meets on a machine: conntrack, kube-proxy's rules, the pod's NetworkPolicies, the
// routes of the node and the masquerade of kube-proxy and the CNI.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/net/walker.hpp"

namespace seatrial::net {

namespace {

// The name of a Service port is that of its chains, and so of its recent lists: FNV-1a of it.
std::uint64_t chain_of(const NatRule& rule) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : rule.name) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return hash;
}

bool any_contains(const std::vector<Cidr>& ranges, Ipv4 address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Cidr& range) { return range.contains(address); });
}

}  // namespace

// SPEC kubernetes 4: a known flow gets the translation of its first packet; rules are for new ones.
bool Walker::at_machine() {
  const FiveTuple before = packet_;
  const auto known = conntrack().translate(packet_, context_.now);
  known_ = known.has_value();
  if (by_nic_ && !security(true)) return false;
  by_nic_ = false;
  if (!known_) return new_flow(before) && route();
  originates_ = false;
  packet_ = *known;
  if (before != packet_) {
    hop(
        here(), [] { return "translates the known flow (conntrack)"; }, before);
  }
  return !captured() && route();
}

bool Walker::new_flow(const FiveTuple& before) {
  const bool originates = std::exchange(originates_, false);
  masquerade_ = false;
  if (!translate_destination(before)) return false;
  if (originates) {
    const FilterId filter = network_.stack(departure_.from).policy_out;
    if (!policy(filter, departure_.from, packet_.dst.ip, false)) return false;
  }
  if (captured()) return false;
  const FiveTuple routed = packet_;
  translate_source(routed);
  take_free_port(conntrack());
  remember(conntrack(), before);
  return true;
}

/// Destination NAT as kube-proxy programs it; false if the packet ends here.
bool Walker::translate_destination(const FiveTuple& before) {
  const Machine& machine = network_.machine(machine_);
  const NatTable& nat = network_.site(machine.site).nat;
  const bool local = packet_.dst.ip == machine.address || packet_.dst.ip == machine.bridge;
  const NatRule* rule = nat.virtual_address(packet_.protocol, packet_.dst);
  const bool virtual_ip = rule != nullptr;
  const bool has_node_ports = local && nat.has_node_ports(packet_.dst.ip);
  if (!virtual_ip && has_node_ports) rule = nat.node_port(packet_.protocol, packet_.dst.port);
  if (rule == nullptr) return !local || machine.host != StackId::none || at_host();
  if (!may_open()) {
    return end(here(), Disposition::nat_missing, [] { return "has no such flow"; });
  }
  return apply(*rule, virtual_ip, before);
}

bool Walker::at_host() {
  // SPEC kubernetes 4 "Stale UDP": the host remembers a datagram that no rule translated, and rules
  // that come later are not asked for its flow.
  if (packet_.protocol == Protocol::udp && !known_) remember(conntrack(), packet_);
  const auto fate = may_open() ? Disposition::port_closed : Disposition::nat_missing;
  return end(here(), fate, [&] {
    return fmt::format("no Service has NodePort {}/{} here, and the host does not listen on it",
                       packet_.dst.port, to_string(packet_.protocol));
  });
}

// SPEC kubernetes 4 row FW: asked before the endpoints are, by the source that arrives.
bool Walker::source_allowed(const NatRule& rule) {
  if (rule.sources.empty() || any_contains(rule.sources, packet_.src.ip)) return true;
  return end(
      here(), Disposition::lb_source_denied,
      [&] {
        return fmt::format("kube-proxy: loadBalancerSourceRanges of {} do not contain {}",
                           rule.name, to_string(packet_.src.ip));
      },
      rule.sources_mark);
}

bool Walker::from_node(const Machine& machine, Ipv4 source) const {
  return network_.stack(departure_.from).machine == machine_ && source == machine.address;
}

bool Walker::apply(const NatRule& rule, bool virtual_ip, const FiveTuple& before) {
  note_condition(rule.condition);
  if (!source_allowed(rule)) return false;
  if (rule.backends.empty()) {
    return end(
        here(), Disposition::no_endpoint, [&] { return rule.name + " has no endpoint"; },
        rule.origin);
  }
  const Machine& machine = network_.machine(machine_);
  const bool external = !virtual_ip || rule.external;
  const bool from_pod = network_.pod_at(machine.site, before.src.ip) != StackId::none;
  const bool node = from_node(machine, before.src.ip);
  // SPEC kubernetes 3.4: traffic of the cluster's own pods ignores externalTrafficPolicy.
  const bool local_only = rule.local_only && !(external && (from_pod || node));
  const Backend* backend = choose(rule, local_only, before.src.ip);
  if (backend == nullptr) {
    return end(
        here(), Disposition::no_local_endpoint,
        [&] { return rule.name + " has traffic policy Local and no endpoint on this node"; },
        rule.origin);
  }
  packet_.dst = backend->endpoint;
  // SPEC kubernetes 4 rows EXT and 1: policy Cluster masks the source of what came to a NodePort.
  const bool hairpin = before.src.ip == backend->endpoint.ip;
  masquerade_ = hairpin || (external ? !rule.local_only || node : !from_pod);
  hop(
      here(), [&] { return "kube-proxy: " + rule.name; }, before, rule.origin);
  return true;
}

const Backend* Walker::choose(const NatRule& rule, bool local_only, Ipv4 client) {
  if (rule.affinity == Duration()) return draw(rule, local_only);
  const Backend* backend = affine(rule, local_only, client);
  if (backend == nullptr) backend = draw(rule, local_only);
  if (backend == nullptr) return nullptr;
  conntrack().clients.saw(chain_of(rule), client, backend->endpoint, context_.now);
  return backend;
}

/// The endpoint that the client had on this node, if it is still one.
const Backend* Walker::affine(const NatRule& rule, bool local_only, Ipv4 client) {
  const auto had =
      conntrack().clients.endpoint(chain_of(rule), client, context_.now, rule.affinity);
  if (!had) return nullptr;
  for (const Backend& backend : rule.backends) {
    if (local_only && backend.machine != machine_) continue;
    if (backend.endpoint == *had) return &backend;
  }
  return nullptr;
}

/// Uniform over the usable endpoints; null if none is usable.
const Backend* Walker::draw(const NatRule& rule, bool local_only) {
  std::size_t usable = 0;
  for (const Backend& backend : rule.backends) {
    if (!local_only || backend.machine == machine_) ++usable;
  }
  if (usable == 0) return nullptr;
  std::size_t pick = 0;
  if (context_.endpoint_choice != nullptr && usable > 1) {
    pick = static_cast<std::size_t>(context_.endpoint_choice->below(usable));
  }
  for (const Backend& backend : rule.backends) {
    if (local_only && backend.machine != machine_) continue;
    if (pick-- == 0) return &backend;
  }
  return nullptr;
}

/// Whether the packet goes beyond its site. On the flat world somebody must have the address: what
/// goes nowhere is told as it was sent.
bool Walker::leaves_site(const Machine& machine) const {
  const Ipv4 to = packet_.dst.ip;
  const VpcId vpc = network_.vpc_of(machine_);
  const MachineId remote =
      vpc == VpcId::none ? network_.machine_at(to) : network_.machine_in(vpc, to);
  if (remote != MachineId::none) return network_.machine(remote).site != machine.site;
  return vpc != VpcId::none || network_.load_balancer_at(VpcId::none, to) != LoadBalancerId::none;
}

/// kube-proxy's masquerade, or the CNI's for what leaves the site.
void Walker::translate_source(const FiveTuple& before) {
  const Machine& machine = network_.machine(machine_);
  const Site& site = network_.site(machine.site);
  const StackId target = network_.pod_at(machine.site, packet_.dst.ip);
  // SPEC kubernetes 5 "source of pod egress"
  const bool egress = target == StackId::none &&
                      network_.pod_at(machine.site, packet_.src.ip) != StackId::none &&
                      !any_contains(site.unmasqueraded, packet_.dst.ip) && leaves_site(machine);
  if (!masquerade_ && !egress) return;
  // SPEC kubernetes 4 row POST: the address of the interface that the packet leaves by.
  const bool on_this_machine =
      target != StackId::none && network_.stack(target).machine == machine_;
  packet_.src.ip = on_this_machine ? machine.bridge : machine.address;
  hop(
      here(), [&] { return egress ? "CNI masquerades what leaves the cluster" : "masquerades"; },
      before);
}

// SPEC kubernetes 6 "CIDR conflict rules": the node has a route of its own to these ranges.
bool Walker::captured() {
  const Machine& machine = network_.machine(machine_);
  const std::vector<OwnRange>& ranges = network_.site(machine.site).own_ranges;
  const Ipv4 to = packet_.dst.ip;
  if (ranges.empty() || to == machine.address) return false;
  const auto own = std::find_if(ranges.begin(), ranges.end(),
                                [&](const OwnRange& range) { return range.range.contains(to); });
  if (own == ranges.end() || network_.pod_at(machine.site, to) != StackId::none) return false;
  const VpcId vpc = network_.vpc_of(machine_);
  const MachineId near =
      vpc == VpcId::none ? network_.machine_at(to) : network_.machine_in(vpc, to);
  if (near != MachineId::none && network_.machine(near).site == machine.site) return false;
  if (!network_.had_outside(machine.site, to)) {
    return !end(here(), Disposition::no_route,
                [&] { return "nothing that is modelled has the address " + to_string(to); });
  }
  return !end(
      here(), Disposition::captured,
      [&] {
        return fmt::format("{} is in {}, the range of {}: the packet stays in the cluster",
                           to_string(to), to_string(own->range), own->what);
      },
      own->origin);
}

/// Sends the packet on from this machine; true if another machine has it next.
bool Walker::route() {
  const Machine& machine = network_.machine(machine_);
  const StackId pod = network_.pod_at(machine.site, packet_.dst.ip);
  if (pod != StackId::none) return to_stack(pod);
  if (packet_.dst.ip != machine.address) return leave_machine();
  return machine.host != StackId::none ? to_stack(machine.host) : at_host();
}

bool Walker::to_stack(StackId id) {
  const Stack& stack = network_.stack(id);
  if (stack.machine != machine_) {
    machine_ = stack.machine;
    path_.fixed += network_.delays.node;
    return true;
  }
  path_.fixed += network_.delays.pod;
  path_.at = id;
  if (!policy_in(stack)) return false;
  if (departure_.opens && context_.ask_listener &&
      !network_.listens(id, packet_.dst.port, packet_.protocol)) {
    return end(at_stack(id), Disposition::port_closed, [&] {
      const char* of = packet_.protocol == Protocol::tcp ? "port" : "UDP port";
      return fmt::format("nothing listens on {} {}", of, packet_.dst.port);
    });
  }
  return end(at_stack(id), Disposition::delivered, [] { return "receives it"; });
}

}  // namespace seatrial::net
