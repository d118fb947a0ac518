// SPDX-License-Identifier: Apache-2.0
// What the API server checks of a Service before it allocates anything, with its own words. It
// knows no other Service and no pool of numbers: those refuse in Cluster and NodePortAllocator.
#pragma once

#include "sim/core/error.hpp"
#include "sim/kube/object.hpp"
#include "sim/kube/version.hpp"

namespace seatrial::kube {

/// `services` is the range of ClusterIPs. SPEC kubernetes 3.1 to 3.3
Result<void> check_service(const Service& service, Version version, const net::Cidr& services);

/// What may not change in place.
Result<void> check_update(const Service& before, const Service& after);

/// Whether the Service has node ports: not of inside types, and not of a load balancer that wants
/// none. // SPEC kubernetes 3.3 allocateLoadBalancerNodePorts
bool wants_node_ports(const Service& service, Version version);

/// Whether it has a healthCheckNodePort.
bool wants_health_check(const Service& service);

}  // namespace seatrial::kube
