// SPDX-License-Identifier: Apache-2.0
// What keeps flows between machines: load balancers and NAT gateways.
#include <fmt/format.h>

#include <algorithm>

#include "sim/net/walker.hpp"

namespace seatrial::net {

namespace {

const Listener* listener_of(const LoadBalancer& balancer, const FiveTuple& packet) {
  const auto found = std::find_if(
      balancer.listeners.begin(), balancer.listeners.end(), [&](const Listener& listener) {
        return listener.protocol == packet.protocol && listener.port == packet.dst.port;
      });
  return found == balancer.listeners.end() ? nullptr : &*found;
}

}  // namespace

void Walker::keep_idle(Duration idle) {
  if (idle == endless) return;
  path_.idle = path_.idle == Duration() ? idle : std::min(path_.idle, idle);
}

/// The answer of a target gets the load balancer's address back; which one it was, or none.
LoadBalancerId Walker::back_by_balancer(VpcId vpc) {
  Conntrack& table = fabric(vpc, FabricTable::balancers);
  if (table.empty()) return LoadBalancerId::none;
  const auto known = table.find(packet_, context_.now, departure_.active_at);
  if (!known || !known->is_reply) return LoadBalancerId::none;
  const auto id = LoadBalancerId(known->note.owner);
  const FiveTuple before = packet_;
  packet_ = known->tuple;
  keep_idle(known->note.idle);
  hop([&] { return network_.load_balancer(id).name; }, [] { return "carries the answer back"; },
      before, network_.load_balancer(id).origin);
  return id;
}

bool Walker::at_balancer(LoadBalancerId id) {
  const LoadBalancer& balancer = network_.load_balancer(id);
  Conntrack& table = fabric(balancer.vpc, FabricTable::balancers);
  FlowNote note;
  const auto known = table.find(packet_, context_.now, departure_.active_at);
  if (known && !known->is_reply) {
    const FiveTuple before = packet_;
    packet_ = known->tuple;
    note = known->note;
    hop([&] { return balancer.name; }, [&] { return "hands the known flow to " + title(note.to); },
        before, balancer.origin);
  } else if (!open_at_balancer(id, table, note)) {
    return false;
  }
  keep_idle(note.idle);
  return arrive(note.to);
}

bool Walker::open_at_balancer(LoadBalancerId id, Conntrack& table, FlowNote& note) {
  const LoadBalancer& balancer = network_.load_balancer(id);
  const auto where = [&] { return balancer.name; };
  if (!may_open()) {
    return end(where, Disposition::nat_missing, [] { return "has no such flow, or forgot it"; });
  }
  note_condition(balancer.condition);
  const Backend* backend = target(balancer);
  if (backend == nullptr) return false;
  const FiveTuple before = packet_;
  if (balancer.hand_over != HandOver::virtual_ip) packet_.dst = backend->endpoint;
  if (!balancer.keeps_client) packet_.src.ip = balancer.inside;
  const Duration idle = packet_.protocol == Protocol::tcp ? balancer.tcp_idle : balancer.udp_idle;
  note = {idle == Duration() ? endless : idle, backend->machine, static_cast<std::uint32_t>(id)};
  take_free_port(table);
  remember(table, before, note);
  hop(
      where, [&] { return "hands it to " + title(note.to); }, before, balancer.origin);
  return true;
}

/// The target of a new flow; null if it ends here.
const Backend* Walker::target(const LoadBalancer& balancer) {
  const auto where = [&] { return balancer.name; };
  if (!allowed_by_balancer(balancer)) return nullptr;
  const Listener* listener = listener_of(balancer, packet_);
  if (listener == nullptr) {
    end(
        where, Disposition::lb_no_listener,
        [&] {
          return fmt::format("has no listener for {} port {}", to_string(packet_.protocol),
                             packet_.dst.port);
        },
        balancer.origin);
    return nullptr;
  }
  if (listener->backends.empty()) {
    end(
        where, Disposition::lb_no_target,
        [&] {
          return fmt::format("no target of {} port {} is healthy", to_string(packet_.protocol),
                             packet_.dst.port);
        },
        listener->origin);
    return nullptr;
  }
  const std::size_t count = listener->backends.size();
  if (context_.endpoint_choice == nullptr || count == 1) return &listener->backends.front();
  return &listener->backends[static_cast<std::size_t>(context_.endpoint_choice->below(count))];
}

/// Out under the gateway's own address.
bool Walker::by_nat_gateway(GatewayId id, VpcId vpc) {
  const Gateway& gateway = network_.gateway(id);
  Conntrack& table = fabric(vpc, FabricTable::nat);
  const FiveTuple before = packet_;
  const auto known = table.find(packet_, context_.now, departure_.active_at);
  if (known && !known->is_reply) {
    packet_ = known->tuple;
  } else if (!may_open()) {
    return end(
        at_gateway(gateway), Disposition::nat_missing, [] { return "has no such flow"; },
        gateway.origin);
  } else {
    packet_.src.ip = gateway.address;
    take_free_port(table);
    remember(table, before, {{}, MachineId::none, static_cast<std::uint32_t>(id)});
  }
  hop(
      at_gateway(gateway), [] { return "sends it under its own address"; }, before, gateway.origin);
  return to_flat(true);
}

/// In only what answers.
bool Walker::back_by_nat_gateway(const Gateway& gateway) {
  const VpcId vpc = gateway.vpcs.empty() ? VpcId::none : gateway.vpcs.front();
  const FiveTuple before = packet_;
  const auto known =
      fabric(vpc, FabricTable::nat).find(packet_, context_.now, departure_.active_at);
  if (known && known->is_reply) {
    packet_ = known->tuple;
    hop(
        at_gateway(gateway), [] { return "translates the answer back"; }, before, gateway.origin);
    return inside(vpc);
  }
  const auto fate = may_open() ? Disposition::firewall_denied : Disposition::nat_missing;
  return end(
      at_gateway(gateway), fate, [] { return "lets in only what answers a flow from inside"; },
      gateway.origin);
}

}  // namespace seatrial::net
