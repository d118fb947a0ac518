// SPDX-License-Identifier: Apache-2.0
// Stale UDP flows: which entries kube-proxy deletes from the nodes' conntrack when endpoints of a
// Service go away or appear. An entry to a dead pod that nobody deletes lives on as long as its
// client sends: then discovery is one-way until somebody falls silent. SPEC kubernetes 4
#pragma once

#include <map>
#include <vector>

#include "sim/net/address.hpp"
#include "sim/net/network.hpp"

namespace seatrial::kube {

class Cluster;

/// What UDP clients dial, with the endpoints behind it. Address 0: a node port, of any node.
using UdpEndpoints = std::map<net::Endpoint, std::vector<net::Ipv4>>;

/// As the cluster stands; node ports only where its kube-proxy cares for them.
UdpEndpoints udp_endpoints(const Cluster& cluster);

/// Deletes what the change made stale on every node of the cluster.
void forget_stale_flows(const Cluster& cluster, net::Network& network, const UdpEndpoints& before,
                        const UdpEndpoints& now);

}  // namespace seatrial::kube
