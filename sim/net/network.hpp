// SPDX-License-Identifier: Apache-2.0
// Network: what is connected to what. It holds stacks (pods and outside hosts), machines (the
// Kubernetes nodes' networks), sites and the wans between them, and who owns which address. It does
// not move packets (walk and Tcp do) and it knows nothing of Services (sim/kube compiles them into
// a site's NatTable). Every change raises the epoch, which makes compiled paths stale.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/conntrack.hpp"
#include "sim/net/filter.hpp"
#include "sim/net/load_balancer.hpp"
#include "sim/net/nat.hpp"
#include "sim/net/underlay.hpp"
#include "sim/net/wan.hpp"

namespace seatrial::net {

/// One network stack: a pod's, or that of a host outside of every cluster.
struct Stack {
  std::string name;
  Ipv4 address;
  SiteId site = SiteId::none;
  MachineId machine = MachineId::none;
  bool present = true;  ///< false once its pod is deleted: its address leads nowhere
  std::vector<std::uint16_t> tcp_listeners;
  std::vector<std::uint16_t> udp_listeners;
  FilterId policy_in = FilterId::none;  ///< NetworkPolicies that select it, where they are enforced
  FilterId policy_out = FilterId::none;
};

/// The network of one Kubernetes node.
struct Machine {
  std::string name;
  SiteId site = SiteId::none;
  Ipv4 address;  ///< by which other machines and other sites reach it
  Ipv4 bridge;   ///< its side of the pod network: what a local pod sees after masquerading
  Nic nic;       ///< its place in a private network, if it has one
  StackId host = StackId::none;  ///< the stack that has the machine's own address, of a host
};

/// A range of addresses that a cluster uses inside.
struct OwnRange {
  Cidr range;
  std::string what;  ///< "pods of a", "Services of a", "the docker bridge of a's nodes"
  Mark origin;
};

/// One cluster's network, or that of hosts outside of every cluster.
struct Site {
  std::string name;
  NatTable nat;
  /// Towards these destinations outside of the site pods keep their address; towards all others
  /// they leave under their node's. SPEC kubernetes 5 "source of pod egress"
  std::vector<Cidr> unmasqueraded;
  /// Others can route to pods: their addresses are those of the nodes' private network.
  /// SPEC kubernetes 5 "pod IP reachable"
  bool pods_routable = false;
  /// Ranges that the cluster itself uses, with what for. What is sent there never leaves it, even
  /// if somebody else has the address. Not the addresses of routable pods: those are the private
  /// network's. SPEC kubernetes 6 "CIDR conflict rules"
  std::vector<OwnRange> own_ranges;
};

/// Fixed one-way delays inside a site. Not measured: small enough never to show beside a wan, and
/// not zero, so that cause comes before effect.
struct LocalDelays {
  Duration pod = microseconds(20);   ///< pod to its node
  Duration node = microseconds(80);  ///< node to node
};

/// What is connected to what.
class Network {
 public:
  explicit Network(std::uint64_t seed);

  SiteId add_site(std::string name);
  MachineId add_machine(SiteId site, std::string name, Ipv4 address, Ipv4 bridge);
  /// With the machine's own address: the stack of a host, not of a pod.
  StackId add_pod(MachineId machine, std::string name, Ipv4 address);
  /// A host outside of every cluster: a machine whose own address is that of its one stack.
  StackId add_host(SiteId site, std::string name, Ipv4 address);
  WanId add_wan(SiteId a, SiteId b, const WanSpec& spec, std::string name);

  // The underlay: private networks and what stands in them.
  VpcId add_vpc(Vpc vpc);
  SubnetId add_subnet(Subnet subnet);
  GatewayId add_gateway(Gateway gateway);
  FilterId add_filter(Filter filter);
  LoadBalancerId add_load_balancer(LoadBalancer balancer);
  /// Puts a machine into a private network.
  void attach(MachineId machine, const Nic& nic);
  /// The NetworkPolicies of a pod, where its CNI enforces them.
  void set_policies(StackId stack, FilterId in, FilterId out);

  /// The pod is gone: its listeners close and its address is free.
  void remove_stack(StackId stack);
  void listen(StackId stack, std::uint16_t port, Protocol protocol = Protocol::tcp);
  void close_listener(StackId stack, std::uint16_t port, Protocol protocol = Protocol::tcp);
  bool listens(StackId stack, std::uint16_t port, Protocol protocol = Protocol::tcp) const;

  const Site& site(SiteId id) const { return sites_[static_cast<std::size_t>(id)]; }
  const Machine& machine(MachineId id) const { return machines_[static_cast<std::size_t>(id)]; }
  const Stack& stack(StackId id) const { return stacks_[static_cast<std::size_t>(id)]; }
  const Wan& wan(WanId id) const { return wans_[static_cast<std::size_t>(id)]; }
  std::size_t wan_count() const { return wans_.size(); }
  std::size_t machine_count() const { return machines_.size(); }
  const Vpc& vpc(VpcId id) const { return vpcs_[static_cast<std::size_t>(id)]; }
  const Subnet& subnet(SubnetId id) const { return subnets_[static_cast<std::size_t>(id)]; }
  const Gateway& gateway(GatewayId id) const { return gateways_[static_cast<std::size_t>(id)]; }
  const Filter& filter(FilterId id) const { return filters_[static_cast<std::size_t>(id)]; }
  const LoadBalancer& load_balancer(LoadBalancerId id) const {
    return balancers_[static_cast<std::size_t>(id)];
  }
  std::size_t vpc_count() const { return vpcs_.size(); }
  std::size_t subnet_count() const { return subnets_.size(); }
  std::size_t gateway_count() const { return gateways_.size(); }
  std::size_t load_balancer_count() const { return balancers_.size(); }
  std::size_t filter_count() const { return filters_.size(); }
  std::size_t site_count() const { return sites_.size(); }
  std::size_t stack_count() const { return stacks_.size(); }

  /// For whoever changes one of these; raises the epoch.
  NatTable& change_nat(SiteId id);
  Site& change_site(SiteId id);
  Subnet& change_subnet(SubnetId id);
  Gateway& change_gateway(GatewayId id);
  Filter& change_filter(FilterId id);
  LoadBalancer& change_load_balancer(LoadBalancerId id);
  Wan& change_wan(WanId id);
  Conntrack& change_conntrack(MachineId id);
  /// Sends one packet over a wan: not a change of topology.
  Wan& use_wan(WanId id) { return wans_[static_cast<std::size_t>(id)]; }
  Conntrack& conntrack(MachineId id) { return conntracks_.machines[static_cast<std::size_t>(id)]; }
  /// The flows that a private network keeps, or (none) the flat world.
  Conntrack& fabric(VpcId vpc, FabricTable table) {
    return conntracks_.fabrics[fabric_index(vpc, table)];
  }
  Conntrack& change_fabric(VpcId vpc, FabricTable table);
  static std::size_t fabric_index(VpcId vpc, FabricTable table) {
    const std::size_t network = vpc == VpcId::none ? 0 : static_cast<std::size_t>(vpc) + 1;
    return 2 * network + static_cast<std::size_t>(table);
  }
  /// The tables that a walk uses where it leaves no trace: they grow with the network.
  void fit(Conntracks& tables) const;

  /// The machine with this address on the flat world, or with this public address; or none.
  MachineId machine_at(Ipv4 address) const;
  /// The machine that answers for a private address of a private network, its own or that of a pod
  /// on it; or none.
  MachineId machine_in(VpcId vpc, Ipv4 address) const;
  /// The load balancer with this address: of a private network, or (none) of the internet.
  LoadBalancerId load_balancer_at(VpcId vpc, Ipv4 address) const;
  /// The NAT gateway with this public address, or none.
  GatewayId nat_gateway_at(Ipv4 address) const;
  /// The subnet of a private network that contains the address, or none.
  SubnetId subnet_at(VpcId vpc, Ipv4 address) const;
  /// The private network that a machine is in, or none.
  VpcId vpc_of(MachineId id) const {
    const SubnetId at = machine(id).nic.subnet;
    return at == SubnetId::none ? VpcId::none : subnet(at).vpc;
  }
  /// The gateways of a private network, in order of creation.
  std::vector<GatewayId> gateways_of(VpcId vpc) const;
  /// Whether a machine of another site, a load balancer or a NAT gateway anywhere has the address.
  bool had_outside(SiteId site, Ipv4 address) const;
  /// The pod of this site with this address, or none. Pod addresses of two sites may be equal.
  StackId pod_at(SiteId site, Ipv4 address) const;
  /// The wan between two sites, or none.
  WanId wan_between(SiteId a, SiteId b) const;

  /// Grows with every change that may alter a walk.
  std::uint32_t epoch() const { return epoch_; }
  std::uint64_t seed() const { return seed_; }
  LocalDelays delays;

 private:
  static std::uint64_t pod_key(SiteId site, Ipv4 address) {
    return (static_cast<std::uint64_t>(site) << 32) | address.bits;
  }
  static std::uint64_t vpc_key(VpcId vpc, Ipv4 address) {
    return (static_cast<std::uint64_t>(vpc) << 32) | address.bits;
  }
  void take_flat_address(Ipv4 address, MachineId id);
  void leave_flat_address(Ipv4 address, MachineId id);
  void join_vpc(MachineId id);
  void leave_vpc(MachineId id);
  void index_services() const;

  std::uint64_t seed_;
  std::uint32_t epoch_ = 1;
  std::vector<Site> sites_;
  std::vector<Machine> machines_;
  Conntracks conntracks_;
  std::vector<Stack> stacks_;
  std::vector<Wan> wans_;
  std::vector<Vpc> vpcs_;
  std::vector<std::vector<SiteId>> sites_in_vpc_;      ///< by VpcId: sites with machines there
  std::vector<std::vector<SubnetId>> subnets_of_vpc_;  ///< by VpcId
  std::vector<Subnet> subnets_;
  std::vector<Gateway> gateways_;
  std::vector<Filter> filters_;
  std::vector<LoadBalancer> balancers_;
  boost::unordered_flat_map<std::uint32_t, MachineId> machines_by_address_;
  std::size_t shadowed_ = 0;  ///< flat addresses that a second machine wanted too
  boost::unordered_flat_map<std::uint64_t, MachineId> machines_in_vpc_;
  boost::unordered_flat_map<std::uint64_t, StackId> pods_by_address_;
  boost::unordered_flat_map<std::uint64_t, WanId> wans_by_sites_;
  // Who changes a load balancer or gateway may change its address: these are made again when they
  // are asked next.
  mutable bool services_indexed_ = true;
  mutable boost::unordered_flat_map<std::uint64_t, LoadBalancerId> balancers_by_address_;
  mutable boost::unordered_flat_map<std::uint32_t, GatewayId> nat_by_address_;
};

}  // namespace seatrial::net
