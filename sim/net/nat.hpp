// SPDX-License-Identifier: Apache-2.0
// NatTable: destination translation as kube-proxy programs it on every node of a site. It knows
// virtual addresses (ClusterIPs) and node ports and the backends behind them; it does not know
// Services, and it keeps no flows (conntrack does). sim/kube compiles Services into it.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/network_ids.hpp"
#include "sim/net/trace.hpp"

namespace seatrial::net {

/// Where a translated flow may end.
struct Backend {
  Endpoint endpoint;
  MachineId machine = MachineId::none;

  bool operator==(const Backend&) const = default;
};

/// What is done to a new flow whose destination matched.
struct NatRule {
  std::string name;               ///< "Service default/quorum-node1 port quorum-listener"
  Mark origin;                    ///< where the Service port is written
  std::vector<Backend> backends;  ///< all ready endpoints
  bool local_only = false;        ///< externalTrafficPolicy (or internal…) Local
  std::string condition;          ///< what must hold for this rule to exist; "" if it is certain
  /// Of a virtual address: an externalIP or a load balancer's, so that row EXT counts as for node
  /// ports: masked by policy Cluster, and `local_only` does not bind the cluster's own pods. False:
  /// a ClusterIP, row 1. SPEC kubernetes 4
  bool external = false;
  /// Who may come (loadBalancerSourceRanges, row FW), by the source that arrives; empty: anybody.
  std::vector<Cidr> sources{};
  Mark sources_mark{};  ///< where they are written
  Duration affinity{};  ///< sessionAffinity ClientIP: how long a client keeps its endpoint; 0: none
};

/// The rules of one site, all nodes alike.
class NatTable {
 public:
  void clear();
  void add_virtual_address(Protocol protocol, Endpoint address, NatRule rule);
  void add_node_port(Protocol protocol, std::uint16_t port, NatRule rule);
  /// Only these addresses of nodes have node ports; empty: all. // SPEC kubernetes 3.1
  void limit_node_ports(std::vector<Cidr> addresses);
  /// Whether node ports are to be had at this address of a node.
  bool has_node_ports(Ipv4 address) const;

  /// The rule of a virtual address, or null.
  const NatRule* virtual_address(Protocol protocol, Endpoint address) const;
  /// The rule of a node port, or null.
  const NatRule* node_port(Protocol protocol, std::uint16_t port) const;

 private:
  static std::uint64_t key(Protocol protocol, Endpoint address);
  const NatRule* find(std::uint64_t wanted) const;

  boost::unordered_flat_map<std::uint64_t, std::uint32_t> index_;
  std::vector<NatRule> rules_;
  std::vector<Cidr> node_port_addresses_;
};

}  // namespace seatrial::net
