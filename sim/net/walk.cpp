// SPDX-License-Identifier: Apache-2.0
#include "sim/net/walk.hpp"

#include <fmt/format.h>

namespace seatrial::net {

namespace {

constexpr int hop_limit = 32;

/// One packet on its way. Each member function is one element of the way and returns true while the
/// packet goes on. Texts are given as functions, so that they are only made where there is a trace.
class Walker {
 public:
  Walker(Network& network, const Departure& departure, const WalkContext& context, Trace* trace)
      : network_(network), departure_(departure), context_(context), trace_(trace) {
    packet_ = departure.tuple;
  }

  Path run();

 private:
  // Their types are deduced, so they stand before their uses.
  auto here() const {
    return [this] { return "node " + network_.machine(machine_).name; };
  }

  static auto at_pod(const Stack& stack) {
    return [&stack] { return "pod " + stack.name; };
  }

  void leave_stack() {
    const Stack& stack = network_.stack(departure_.from);
    machine_ = stack.machine;
    path_.fixed += network_.delays.pod;
    hop(
        at_pod(stack), [] { return "sends"; }, packet_);
  }

  Conntrack& conntrack() {
    if (context_.scratch == nullptr) return network_.conntrack(machine_);
    if (context_.scratch->size() < network_.machine_count()) {
      context_.scratch->resize(network_.machine_count());
    }
    return (*context_.scratch)[static_cast<std::size_t>(machine_)];
  }

  // SPEC kubernetes 4: a known flow gets the translation of its first packet; rules are for new
  // ones.
  bool at_machine() {
    const FiveTuple before = packet_;
    if (const auto known = conntrack().translate(packet_, context_.now)) {
      packet_ = *known;
      if (before != packet_) {
        hop(
            here(), [] { return "translates the known flow (conntrack)"; }, before);
      }
      return route();
    }
    masquerade_ = false;
    if (!translate_destination(before)) return false;
    const FiveTuple routed = packet_;
    translate_source(routed);
    take_free_port();
    conntrack().add(before, packet_, context_.now);
    return route();
  }

  /// Destination NAT as kube-proxy programs it; false if the packet ends here.
  bool translate_destination(const FiveTuple& before) {
    const Machine& machine = network_.machine(machine_);
    const NatTable& nat = network_.site(machine.site).nat;
    const bool local = packet_.dst.ip == machine.address || packet_.dst.ip == machine.bridge;
    const NatRule* rule = nat.virtual_address(packet_.protocol, packet_.dst);
    const bool virtual_ip = rule != nullptr;
    if (!virtual_ip && local) rule = nat.node_port(packet_.protocol, packet_.dst.port);
    if (rule == nullptr) return local ? at_host() : true;
    if (!departure_.opens) {
      return end(here(), Disposition::nat_missing, [] { return "has no such flow"; });
    }
    return apply(*rule, virtual_ip, before);
  }

  bool at_host() {
    const auto fate = departure_.opens ? Disposition::port_closed : Disposition::nat_missing;
    return end(here(), fate, [&] {
      return fmt::format("no Service has NodePort {}/{} here, and the host does not listen on it",
                         packet_.dst.port, to_string(packet_.protocol));
    });
  }

  bool apply(const NatRule& rule, bool virtual_ip, const FiveTuple& before) {
    note_condition(rule);
    if (rule.backends.empty()) {
      return end(
          here(), Disposition::no_endpoint, [&] { return rule.name + " has no endpoint"; },
          rule.origin);
    }
    const Machine& machine = network_.machine(machine_);
    const bool from_pod = network_.pod_at(machine.site, before.src.ip) != StackId::none;
    // SPEC kubernetes 3.4: traffic of the cluster's own pods ignores externalTrafficPolicy.
    const bool local_only = rule.local_only && !(from_pod && !virtual_ip);
    const Backend* backend = choose(rule, local_only);
    if (backend == nullptr) {
      return end(
          here(), Disposition::no_local_endpoint,
          [&] { return rule.name + " has traffic policy Local and no endpoint on this node"; },
          rule.origin);
    }
    packet_.dst = backend->endpoint;
    // SPEC kubernetes 4 rows EXT and 1: policy Cluster masks the source of what came to a NodePort.
    const bool hairpin = before.src.ip == backend->endpoint.ip;
    masquerade_ = hairpin || (virtual_ip ? !from_pod : !rule.local_only);
    hop(
        here(), [&] { return "kube-proxy: " + rule.name; }, before, rule.origin);
    return true;
  }

  /// Uniform over the usable endpoints; null if none is usable.
  const Backend* choose(const NatRule& rule, bool local_only) {
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

  /// kube-proxy's masquerade, or the CNI's for what leaves the site.
  void translate_source(const FiveTuple& before) {
    const Machine& machine = network_.machine(machine_);
    const StackId target = network_.pod_at(machine.site, packet_.dst.ip);
    const bool own_pod = network_.pod_at(machine.site, packet_.src.ip) != StackId::none;
    const MachineId remote = network_.machine_at(packet_.dst.ip);
    const bool leaves = target == StackId::none && remote != MachineId::none &&
                        network_.machine(remote).site != machine.site;
    const bool egress = leaves && own_pod;
    if (!masquerade_ && !egress) return;
    // SPEC kubernetes 4 row POST: the address of the interface that the packet leaves by.
    const bool on_this_machine =
        target != StackId::none && network_.stack(target).machine == machine_;
    packet_.src.ip = on_this_machine ? machine.bridge : machine.address;
    hop(
        here(), [&] { return egress ? "CNI masquerades what leaves the cluster" : "masquerades"; },
        before);
  }

  // Two flows never have the same replies: Linux changes the source port of the later one, also
  // where it translates nothing else.
  void take_free_port() {
    const FiveTuple before = packet_;
    while (!conntrack().reply_is_free(packet_.reversed(), context_.now)) {
      packet_.src.port = packet_.src.port == 65535
                             ? std::uint16_t{1024}
                             : static_cast<std::uint16_t>(packet_.src.port + 1);
    }
    if (packet_ != before) {
      hop(
          here(), [] { return "takes a free source port"; }, before);
    }
  }

  /// Sends the packet on from this machine; true if another machine has it next.
  bool route() {
    const Machine& machine = network_.machine(machine_);
    const StackId pod = network_.pod_at(machine.site, packet_.dst.ip);
    if (pod != StackId::none) return to_pod(pod);
    const MachineId next = network_.machine_at(packet_.dst.ip);
    if (next == MachineId::none) {
      return end(here(), Disposition::no_route, [&] {
        return "nothing that is modelled has the address " + to_string(packet_.dst.ip);
      });
    }
    if (next == machine_) return at_host();
    const SiteId site = network_.machine(next).site;
    if (site != machine.site && !cross(machine.site, site)) return false;
    machine_ = next;
    path_.fixed += network_.delays.node;
    return true;
  }

  bool to_pod(StackId pod) {
    const Stack& stack = network_.stack(pod);
    if (stack.machine != machine_) {
      machine_ = stack.machine;
      path_.fixed += network_.delays.node;
      return true;
    }
    path_.fixed += network_.delays.pod;
    path_.at = pod;
    if (departure_.opens && context_.ask_listener && !network_.listens(pod, packet_.dst.port)) {
      return end(at_pod(stack), Disposition::port_closed,
                 [&] { return fmt::format("nothing listens on port {}", packet_.dst.port); });
    }
    return end(at_pod(stack), Disposition::delivered, [] { return "receives it"; });
  }

  bool cross(SiteId from, SiteId to) {
    const auto name = [&](SiteId site) { return network_.site(site).name; };
    const WanId id = network_.wan_between(from, to);
    if (id == WanId::none) {
      return end(here(), Disposition::no_route,
                 [&] { return fmt::format("no wan joins {} and {}", name(from), name(to)); });
    }
    if (path_.wans.size() == path_.wans.max_size()) {
      return end(here(), Disposition::looped, [] { return "more wans than a packet may cross"; });
    }
    const Wan& wan = network_.wan(id);
    const auto on_wan = [&] { return "wan " + wan.name(); };
    const int direction = wan.direction_from(from);
    path_.wans.push_back({id, direction});
    const Disposition fate = wan.pass(direction, departure_.opens);
    if (fate != Disposition::delivered) {
      return end(
          on_wan, fate, [&] { return "from " + name(from) + ": blocked"; },
          wan.gate_mark(direction));
    }
    hop(
        on_wan, [&] { return "carries it, one way " + to_string(wan.spec().latency); }, packet_);
    return true;
  }

  void note_condition(const NatRule& rule) {
    if (trace_ != nullptr && !rule.condition.empty()) trace_->conditions.push_back(rule.condition);
  }

  template <class Where, class What>
  void hop(const Where& where, const What& what, const FiveTuple& before, Mark rule = {}) {
    if (trace_ != nullptr) trace_->hops.push_back(Hop{where(), what(), before, packet_, rule});
  }

  /// The walk is over; always false.
  template <class Where, class What>
  bool end(const Where& where, Disposition disposition, const What& what, Mark rule = {}) {
    path_.disposition = disposition;
    hop(where, what, packet_, rule);
    return false;
  }

  Network& network_;
  const Departure& departure_;
  const WalkContext& context_;
  Trace* trace_;
  Path path_;
  FiveTuple packet_;
  MachineId machine_ = MachineId::none;
  bool masquerade_ = false;
};

Path Walker::run() {
  path_.epoch = network_.epoch();
  leave_stack();
  int hops = 0;
  while (at_machine()) {
    if (++hops > hop_limit) {
      end(here(), Disposition::looped, [] { return "more hops than a packet may take"; });
      break;
    }
  }
  path_.seen = packet_;
  if (trace_ != nullptr) {
    trace_->disposition = path_.disposition;
    trace_->at = path_.at;
    trace_->seen = packet_;
  }
  return path_;
}

}  // namespace

Path walk(Network& network, const Departure& departure, const WalkContext& context, Trace* trace) {
  return Walker(network, departure, context, trace).run();
}

}  // namespace seatrial::net
