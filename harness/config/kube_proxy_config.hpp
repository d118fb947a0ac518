// SPDX-License-Identifier: Apache-2.0
// What the manifests of a cluster say of kube-proxy itself: --nodeport-addresses, which kubeadm
// keeps in the ConfigMap kube-proxy and others on the command line. The word "primary" (each node's
// first address) is taken as no limit. All other settings of kube-proxy are left alone.
#pragma once

#include <vector>

#include "harness/config/cluster_config.hpp"
#include "sim/net/address.hpp"

namespace seatrial::config {

/// --nodeport-addresses. // SPEC kubernetes 3.1, F-22
struct NodePortAddresses {
  std::vector<net::Cidr> ranges;  ///< empty: every address of a node
  Mark mark;                      ///< where they are written
};

NodePortAddresses node_port_addresses(const ClusterConfig& cluster);

}  // namespace seatrial::config
