// SPDX-License-Identifier: Apache-2.0
// PodAddresses: how one cluster gives its pods addresses, by its networking mode: of a /24 that
// each node has, of the node's own subnet, or of a range for all pods. It says why a pod gets none:
// too many on the node, or no address left. It changes nothing in the network; Cluster makes the
// pods and gives back what it removes by removing it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/kube/cni.hpp"
#include "sim/kube/object.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

/// Hands out the pod addresses of one cluster.
class PodAddresses {
 public:
  /// `pods` is the cluster's range. The network must outlive this.
  PodAddresses(CniSpec cni, net::Cidr pods, const net::Network& network, net::SiteId site);

  /// Where the node with this number gets its own /24, unless `own` says it.
  net::Ipv4 node_range(std::size_t number, std::optional<net::Cidr> own) const;
  /// The node's side of the pod network: .1 of its range as CNI bridges do, or its own address
  /// where pods stand in the network of the nodes.
  net::Ipv4 bridge(net::Ipv4 range, net::Ipv4 address) const;
  /// The next node of the cluster, with the base of its own range.
  void add_machine(net::MachineId machine, net::Ipv4 range);
  /// What a node takes, whatever its cluster and its type say.
  void set_max_pods(net::MachineId machine, std::uint32_t most);
  /// The node's EC2 type, which counts with the VPC CNI only. A type that is not in the table is an
  /// error.
  Result<void> set_instance_type(net::MachineId machine, const std::string& type);
  /// How many pods a node takes. // SPEC kubernetes 5
  std::uint32_t max_pods(net::MachineId machine) const;

  /// An address for a pod on its machine, where `pods` are all of the cluster and it is one of
  /// them, without a stack. Zero if it stays Pending: pod.pending says why then, and how many
  /// addresses all that wait for the same range miss together.
  net::Ipv4 take(Pod& pod, std::vector<Pod>& pods);

 private:
  struct Node {
    net::MachineId machine = net::MachineId::none;
    net::Ipv4 range;          ///< base of its own /24
    std::uint32_t given = 0;  ///< addresses of the /24 that were given out
    std::optional<std::uint32_t> most;
    std::string type;
  };

  /// The range of all pods of a node, where it has none of its own.
  std::optional<net::Cidr> shared_range(net::MachineId machine) const;
  net::SubnetId subnet_of(net::MachineId machine) const;
  bool is_free(net::Ipv4 address, net::SubnetId subnet) const;
  std::string too_many(const Pod& pod, const std::vector<Pod>& pods) const;
  net::Ipv4 take_of_node(Pod& pod);
  net::Ipv4 take_of_range(const net::Cidr& range, Pod& pod);
  std::size_t place(net::MachineId machine) const;
  Node& node(net::MachineId machine) { return nodes_[place(machine)]; }
  const Node& node(net::MachineId machine) const { return nodes_[place(machine)]; }

  CniSpec cni_;
  net::Cidr pods_;
  const net::Network& network_;
  net::SiteId site_;
  std::vector<Node> nodes_;
  std::map<net::Cidr, std::uint64_t> given_;  ///< of ranges that nodes share
};

}  // namespace seatrial::kube
