// SPDX-License-Identifier: Apache-2.0
// kube-proxy as a compiler: it turns a cluster's Services and endpoints into the NAT rules that
// every node of its site applies. The semantics of a rule are in sim/net/walk.
#pragma once

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

/// Replaces the NAT rules of the cluster's site. SPEC kubernetes 4.
void program_kube_proxy(const Cluster& cluster, net::Network& network);

/// Where flows of a Service port may end: the selected pods, or the endpoints that are written down
/// where there is no selector. A pod without the named target port is none of them.
std::vector<net::Backend> backends_of(const Cluster& cluster, const Service& service,
                                      const ServicePort& port);

/// "Service default/quorum-node1 port quorum-listener".
std::string title_of(const Service& service, const ServicePort& port);

}  // namespace seatrial::kube
