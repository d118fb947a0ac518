// SPDX-License-Identifier: Apache-2.0
// The way between machines: subnets and their route tables, the flat world where every address is
// public, and the wans that join sites.
#include <fmt/format.h>

#include "sim/net/walker.hpp"

namespace seatrial::net {

namespace {

const Route* longest_prefix(const std::vector<Route>& routes, Ipv4 to) {
  const Route* best = nullptr;
  for (const Route& route : routes) {
    if (!route.to.contains(to)) continue;
    if (best == nullptr || route.to.length > best->to.length) best = &route;
  }
  return best;
}

}  // namespace

bool Walker::leave_machine() {
  if (!security(false)) return false;
  const VpcId vpc = network_.vpc_of(machine_);
  if (vpc != VpcId::none) return leave_private(vpc);
  back_by_balancer(vpc);
  return to_flat(false);
}

bool Walker::leave_private(VpcId vpc) {
  const SubnetId own = network_.machine(machine_).nic.subnet;
  const Subnet& subnet = subnet_for(vpc, packet_.src.ip, own);
  if (!acl(subnet.acl_out, subnet, packet_.dst.ip, false)) return false;
  const LoadBalancerId balancer = back_by_balancer(vpc);
  if (balancer != LoadBalancerId::none && !network_.load_balancer(balancer).internal) {
    return to_flat(true);
  }
  if (network_.load_balancer_at(vpc, packet_.dst.ip) != LoadBalancerId::none ||
      network_.vpc(vpc).contains(packet_.dst.ip)) {
    return inside(vpc);
  }
  // An answer that a load balancer carries leaves by the load balancer's own subnet.
  return by_route(vpc, subnet_for(vpc, packet_.src.ip, own));
}

const Subnet& Walker::subnet_for(VpcId vpc, Ipv4 address, SubnetId otherwise) const {
  const Subnet& own = network_.subnet(otherwise);
  if (own.range.contains(address)) return own;
  const SubnetId found = network_.subnet_at(vpc, address);
  return found == SubnetId::none ? own : network_.subnet(found);
}

/// The destination is in this private network, or nobody has it.
bool Walker::inside(VpcId vpc) {
  const LoadBalancerId balancer = network_.load_balancer_at(vpc, packet_.dst.ip);
  if (balancer != LoadBalancerId::none) return at_balancer(balancer);
  const MachineId owner = network_.machine_in(vpc, packet_.dst.ip);
  if (owner != MachineId::none) return arrive(owner);
  return end(
      [&] { return "network " + network_.vpc(vpc).name; }, Disposition::route_missing,
      [&] { return fmt::format("nobody here has the address {}", to_string(packet_.dst.ip)); });
}

/// The connection to the network that has a private address which is about to go to the internet:
/// what is missing then is a route, not a public address.
const Gateway* Walker::missed_connection(const Gateway& way, VpcId vpc) const {
  const bool is_public = way.kind == GatewayKind::internet || way.kind == GatewayKind::nat;
  if (!is_public || !is_private(packet_.dst.ip)) return nullptr;
  for (const GatewayId id : network_.gateways_of(vpc)) {
    const Gateway& gateway = network_.gateway(id);
    if (gateway.kind == GatewayKind::internet || gateway.kind == GatewayKind::nat) continue;
    for (const VpcId other : gateway.vpcs) {
      if (other != vpc && network_.vpc(other).contains(packet_.dst.ip)) return &gateway;
    }
  }
  return nullptr;
}

bool Walker::by_route(VpcId vpc, const Subnet& subnet) {
  const auto where = [&] { return "subnet " + subnet.name; };
  const Ipv4 to = packet_.dst.ip;
  const Route* route = longest_prefix(subnet.routes, to);
  if (route == nullptr && !subnet.routes_known) return by_unknown_route(vpc, subnet);
  if (route == nullptr) {
    return end(
        where, Disposition::route_missing,
        [&] { return fmt::format("its route table has no route to {}", to_string(to)); },
        subnet.origin);
  }
  note_condition(route->condition);
  if (route->machine != MachineId::none) {
    hop(
        where,
        [&] {
          return fmt::format("route {} leads to {}", to_string(route->to), title(route->machine));
        },
        packet_, route->origin);
    return arrive(route->machine);
  }
  if (route->via == GatewayId::none) {
    return end(
        where, Disposition::route_missing,
        [&] { return fmt::format("route {} is a blackhole", to_string(route->to)); },
        route->origin);
  }
  const Gateway& gateway = network_.gateway(route->via);
  if (const Gateway* joined = missed_connection(gateway, vpc)) {
    return end(
        where, Disposition::route_missing,
        [&] {
          return fmt::format("route {} leads to the internet, and none to {} {}, which joins {}",
                             to_string(route->to), to_string(joined->kind), joined->name,
                             to_string(to));
        },
        route->origin);
  }
  hop(
      where,
      [&] {
        return fmt::format("route {} leads to {} {}", to_string(route->to), to_string(gateway.kind),
                           gateway.name);
      },
      packet_, route->origin);
  return by_gateway(route->via, vpc);
}

/// Where every address is public.
bool Walker::to_flat(bool from_private) {
  const Ipv4 to = packet_.dst.ip;
  const LoadBalancerId balancer = network_.load_balancer_at(VpcId::none, to);
  if (balancer != LoadBalancerId::none) return at_balancer(balancer);
  const MachineId next = network_.machine_at(to);
  if (next == MachineId::none) {
    const GatewayId nat = network_.nat_gateway_at(to);
    if (nat != GatewayId::none) return back_by_nat_gateway(network_.gateway(nat));
    if (from_private && is_private(to)) {
      return end([] { return std::string("internet"); }, Disposition::not_public,
                 [&] {
                   return fmt::format("{} is a private address, which it does not carry",
                                      to_string(to));
                 });
    }
    return end(here(), Disposition::no_route,
               [&] { return "nothing that is modelled has the address " + to_string(to); });
  }
  const Machine& machine = network_.machine(next);
  if (machine.nic.subnet != SubnetId::none) {
    const FiveTuple before = packet_;
    packet_.dst.ip = machine.address;
    hop([] { return std::string("internet"); },
        [&] { return "the public address is that of " + title(next); }, before);
  }
  return arrive(next);
}

/// By the machine's interface; its subnet's ACL is asked for what comes from beyond the subnet.
bool Walker::arrive(MachineId next) {
  const Machine& machine = network_.machine(next);
  const SiteId from = network_.machine(machine_).site;
  if (machine.site != from && !cross(from, machine.site)) return false;
  if (machine.nic.subnet != SubnetId::none) {
    const VpcId vpc = network_.vpc_of(next);
    const Subnet& subnet = subnet_for(vpc, packet_.dst.ip, machine.nic.subnet);
    if (!acl(subnet.acl_in, subnet, packet_.src.ip, true)) return false;
  }
  machine_ = next;
  by_nic_ = true;
  path_.fixed += network_.delays.node;
  return true;
}

bool Walker::cross(SiteId from, SiteId to) {
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
  const bool opens = packet_.protocol == Protocol::udp ? !known_ : departure_.opens;
  const Disposition fate = wan.pass(direction, opens);
  if (fate != Disposition::delivered) {
    return end(
        on_wan, fate, [&] { return "from " + name(from) + ": blocked"; }, wan.gate_mark(direction));
  }
  hop(
      on_wan, [&] { return "carries it, one way " + to_string(wan.spec().latency); }, packet_);
  return true;
}

}  // namespace seatrial::net
