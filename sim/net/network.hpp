// SPDX-License-Identifier: Apache-2.0
// Network: what is connected to what. It holds stacks (pods and outside hosts), machines (the
// Kubernetes nodes' networks), sites and the wans between them, and who owns which address. It does
// not move packets (walk and Tcp do) and it knows nothing of Services (sim/kube compiles them into
// a site's NatTable). Every change raises the epoch, which makes compiled paths stale.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/conntrack.hpp"
#include "sim/net/nat.hpp"
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
};

/// The network of one Kubernetes node.
struct Machine {
  std::string name;
  SiteId site = SiteId::none;
  Ipv4 address;  ///< by which other machines and other sites reach it
  Ipv4 bridge;   ///< its side of the pod network: what a local pod sees after masquerading
};

/// One cluster's network.
struct Site {
  std::string name;
  NatTable nat;
  /// Pods leave the site under their node's address. SPEC kubernetes 5 "overlay CNI".
  bool masquerade_egress = true;
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
  explicit Network(std::uint64_t seed) : seed_(seed) {}

  SiteId add_site(std::string name);
  MachineId add_machine(SiteId site, std::string name, Ipv4 address, Ipv4 bridge);
  StackId add_pod(MachineId machine, std::string name, Ipv4 address);
  WanId add_wan(SiteId a, SiteId b, const WanSpec& spec, std::string name);

  /// The pod is gone: its listeners close and its address is free.
  void remove_stack(StackId stack);
  void listen(StackId stack, std::uint16_t port);
  void close_listener(StackId stack, std::uint16_t port);
  bool listens(StackId stack, std::uint16_t port) const;

  const Site& site(SiteId id) const { return sites_[static_cast<std::size_t>(id)]; }
  const Machine& machine(MachineId id) const { return machines_[static_cast<std::size_t>(id)]; }
  const Stack& stack(StackId id) const { return stacks_[static_cast<std::size_t>(id)]; }
  const Wan& wan(WanId id) const { return wans_[static_cast<std::size_t>(id)]; }
  std::size_t wan_count() const { return wans_.size(); }
  std::size_t machine_count() const { return machines_.size(); }

  /// For whoever changes one of these; raises the epoch.
  NatTable& change_nat(SiteId id);
  Wan& change_wan(WanId id);
  Conntrack& change_conntrack(MachineId id);
  /// Sends one packet over a wan: not a change of topology.
  Wan& use_wan(WanId id) { return wans_[static_cast<std::size_t>(id)]; }
  Conntrack& conntrack(MachineId id) { return conntracks_[static_cast<std::size_t>(id)]; }

  /// The machine with this address, or none.
  MachineId machine_at(Ipv4 address) const;
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

  std::uint64_t seed_;
  std::uint32_t epoch_ = 1;
  std::vector<Site> sites_;
  std::vector<Machine> machines_;
  std::deque<Conntrack> conntracks_;
  std::vector<Stack> stacks_;
  std::vector<Wan> wans_;
  boost::unordered_flat_map<std::uint32_t, MachineId> machines_by_address_;
  boost::unordered_flat_map<std::uint64_t, StackId> pods_by_address_;
  boost::unordered_flat_map<std::uint64_t, WanId> wans_by_sites_;
};

}  // namespace seatrial::net
