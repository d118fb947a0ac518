// SPDX-License-Identifier: Apache-2.0
// Walker: one packet on its way, the inside of walk(). Each member function is one element of the
// way and returns true while the packet goes on; what ends it sets the disposition. Texts are given
// as functions, so that none is made where there is no trace. Nobody but walk*.cpp includes this.
#pragma once

#include <boost/container/static_vector.hpp>

#include "sim/net/walk.hpp"

namespace seatrial::net {

class Walker {
 public:
  Walker(Network& network, const Departure& departure, const WalkContext& context, Trace* trace)
      : network_(network),
        departure_(departure),
        context_(context),
        trace_(trace),
        packet_(departure.tuple) {}

  Path run();

 private:
  static constexpr int hop_limit = 32;

  /// An entry that this walk made, to be taken back if a filter denies the packet later.
  struct Added {
    Conntrack* table;
    FiveTuple original;
    FiveTuple translated;
  };

  // What the texts are made of; deduced types, so they stand before their uses.
  auto here() const {
    return [this] { return title(machine_); };
  }
  auto at_stack(StackId id) const {
    return [this, id] {
      const bool host = network_.machine(network_.stack(id).machine).host == id;
      return (host ? "host " : "pod ") + network_.stack(id).name;
    };
  }
  auto at_gateway(const Gateway& gateway) const {
    return [&gateway] { return std::string(to_string(gateway.kind)) + ' ' + gateway.name; };
  }
  std::string title(MachineId machine) const;

  // walk.cpp: the loop and its helpers
  void leave_stack();
  Conntrack& conntrack();
  Conntrack& fabric(VpcId vpc, FabricTable table);
  /// Whether the packet may be the first of a flow where none is known.
  bool may_open() const { return departure_.opens || packet_.protocol == Protocol::udp; }
  /// Two flows never have the same replies: the later one gets another source port.
  void take_free_port(const Conntrack& table);
  void remember(Conntrack& table, const FiveTuple& original, const FlowNote& note = {});
  void take_back();
  void note_condition(const std::string& condition);

  // walk_machine.cpp: conntrack, kube-proxy, the CNI
  bool at_machine();
  bool new_flow(const FiveTuple& before);
  bool translate_destination(const FiveTuple& before);
  bool at_host();
  bool apply(const NatRule& rule, bool virtual_ip, const FiveTuple& before);
  bool source_allowed(const NatRule& rule);
  bool from_node(const Machine& machine, Ipv4 source) const;
  const Backend* choose(const NatRule& rule, bool local_only, Ipv4 client);
  const Backend* affine(const NatRule& rule, bool local_only, Ipv4 client);
  const Backend* draw(const NatRule& rule, bool local_only);
  void translate_source(const FiveTuple& before);
  bool leaves_site(const Machine& machine) const;
  bool captured();
  bool route();
  bool to_stack(StackId stack);

  // walk_filters.cpp: policies, security groups, network ACLs
  bool policy(FilterId filter, StackId of, Ipv4 remote, bool inwards);
  bool policy_in(const Stack& stack);
  bool security(bool inwards);
  bool allowed_by_balancer(const LoadBalancer& balancer);
  bool acl(FilterId filter, const Subnet& subnet, Ipv4 remote, bool inwards);
  template <class Where>
  bool pass(const Filter& filter, Ipv4 remote, Disposition denied, const Where& where,
            bool inwards);
  /// Whether filters that keep state must be asked for this packet on this machine.
  bool starts_flow() const { return !known_ && may_open(); }

  // walk_fabric.cpp: private networks, gateways, the flat world, wans
  bool leave_machine();
  bool leave_private(VpcId vpc);
  const Subnet& subnet_for(VpcId vpc, Ipv4 address, SubnetId otherwise) const;
  bool inside(VpcId vpc);
  const Gateway* missed_connection(const Gateway& way, VpcId vpc) const;
  bool by_route(VpcId vpc, const Subnet& subnet);
  bool by_unknown_route(VpcId vpc, const Subnet& subnet);
  GatewayId leading_to_destination(VpcId vpc) const;
  const TransitRoute* transit_route(const Gateway& gateway) const;
  VpcId beyond(const Gateway& gateway, VpcId vpc) const;
  bool by_gateway(GatewayId id, VpcId vpc);
  bool by_peering(const Gateway& gateway, VpcId vpc);
  bool by_transit(const Gateway& gateway, VpcId vpc);
  bool by_internet_gateway(const Gateway& gateway, VpcId vpc);
  bool to_flat(bool from_private);
  bool arrive(MachineId machine);
  bool cross(SiteId from, SiteId to);

  // walk_balancer.cpp: what keeps flows in the fabric
  bool by_nat_gateway(GatewayId id, VpcId vpc);
  bool back_by_nat_gateway(const Gateway& gateway);
  bool at_balancer(LoadBalancerId id);
  bool open_at_balancer(LoadBalancerId id, Conntrack& table, FlowNote& note);
  const Backend* target(const LoadBalancer& balancer);
  LoadBalancerId back_by_balancer(VpcId vpc);
  void keep_idle(Duration idle);

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
  bool known_ = false;      ///< this machine's conntrack knew the flow
  bool originates_ = true;  ///< the packet is still on the machine of its sender
  bool by_nic_ = false;     ///< it came to this machine from the fabric
  boost::container::static_vector<Added, hop_limit> added_;
};

}  // namespace seatrial::net
