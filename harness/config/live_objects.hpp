// SPDX-License-Identifier: Apache-2.0
// What only a running cluster has: its nodes, where its pods are placed, and the objects that
// Kubernetes' own controllers made. A dump holds a Deployment, its ReplicaSets and its Pods: they
// are one workload, and its Pod says where it runs. Endpoints that follow from a selector are left
// out, since the model makes them anew. Of two objects of one name the later one stands, as in a
// cluster.
#pragma once

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Reads a Node object.
Result<NodeConfig> read_node(const Value& object, const SourceFiles& files);

/// Gives Pods to the workloads that own them; drops what controllers made and what is written
/// twice.
void settle_objects(ClusterConfig& cluster, const SourceFiles& files);

}  // namespace seatrial::config
