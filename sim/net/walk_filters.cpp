// SPDX-License-Identifier: Apache-2.0
// Where the filters of a way are asked: NetworkPolicies at the pods, security groups at the
// machines, network ACLs at the borders of subnets.
#include <fmt/format.h>

#include "sim/net/walker.hpp"

namespace seatrial::net {

/// Asks one filter.
template <class Where>
bool Walker::pass(const Filter& filter, Ipv4 remote, Disposition denied, const Where& where,
                  bool inwards) {
  const FilterVerdict verdict = judge(filter, packet_.protocol, remote, packet_.dst.port);
  const auto text = [&] {
    const std::string rule = verdict.rule == nullptr ? "no rule matches" : verdict.rule->name;
    return fmt::format("{} {} {} port {} {} {}: {}", filter.name,
                       verdict.allowed ? "allows" : "denies", to_string(packet_.protocol),
                       packet_.dst.port, inwards ? "from" : "to", to_string(remote), rule);
  };
  const Mark mark = verdict.rule == nullptr ? filter.origin : verdict.rule->origin;
  if (!verdict.allowed) return end(where, denied, text, mark);
  if (verdict.rule == nullptr) note_condition(filter.condition);
  hop(where, text, packet_, mark);
  return true;
}

bool Walker::policy(FilterId id, StackId of, Ipv4 remote, bool inwards) {
  if (id == FilterId::none) return true;
  const Filter& filter = network_.filter(id);
  if (filter.stateful && !starts_flow()) return true;
  const auto denied = inwards ? Disposition::policy_denied_in : Disposition::policy_denied_out;
  return pass(filter, remote, denied, at_stack(of), inwards);
}

// SPEC kubernetes 7: judged by the source after every translation; what comes from the pod's own
// node is always allowed [U].
bool Walker::policy_in(const Stack& stack) {
  if (stack.policy_in == FilterId::none) return true;
  const Machine& machine = network_.machine(machine_);
  const Ipv4 from = packet_.src.ip;
  if (from == machine.address || from == machine.bridge) return true;
  return policy(stack.policy_in, path_.at, from, true);
}

/// The security group of this machine's interface, by the port that the packet shows there: a
/// NodePort, not a pod's port.
bool Walker::security(bool inwards) {
  const Nic& nic = network_.machine(machine_).nic;
  const FilterId id = inwards ? nic.security_in : nic.security_out;
  if (id == FilterId::none) return true;
  const Filter& filter = network_.filter(id);
  if (filter.stateful && !starts_flow()) return true;
  const Ipv4 remote = inwards ? packet_.src.ip : packet_.dst.ip;
  return pass(filter, remote, Disposition::security_denied, here(), inwards);
}

/// Of a flow that the load balancer does not know.
bool Walker::allowed_by_balancer(const LoadBalancer& balancer) {
  if (balancer.sources == FilterId::none) return true;
  const auto where = [&] { return balancer.name; };
  return pass(network_.filter(balancer.sources), packet_.src.ip, Disposition::lb_source_denied,
              where, true);
}

/// The network ACL of a subnet, for what crosses its border. SPEC kubernetes 6: stateless, so that
/// answers are asked too, by the port of the one who opened.
bool Walker::acl(FilterId id, const Subnet& subnet, Ipv4 remote, bool inwards) {
  if (id == FilterId::none || subnet.range.contains(remote)) return true;
  const Filter& filter = network_.filter(id);
  if (filter.stateful && !starts_flow()) return true;
  const auto where = [&] { return "subnet " + subnet.name; };
  return pass(filter, remote, Disposition::acl_denied, where, inwards);
}

}  // namespace seatrial::net
