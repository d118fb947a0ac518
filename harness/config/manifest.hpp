// SPDX-License-Identifier: Apache-2.0
// Reads Kubernetes manifests into the objects of a ClusterConfig: Services, workloads, ConfigMaps,
// nodes; every other kind is kept as it is. Private keys are dropped here, at the door. It reads
// what a manifest or a live object says and fills in nothing but Kubernetes' own defaults. An
// object that cannot be read is an error of the cluster, and the others stand.
#pragma once

#include <string_view>

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Adds one document, or the items of a List, to the cluster; what is wrong goes to its errors.
void add_manifest(Value document, ClusterConfig& cluster, const SourceFiles& files);

/// Reads a Service object.
Result<ServiceConfig> read_service(const Value& object, const SourceFiles& files);

/// Whether an entry of a ConfigMap is a private key or a password.
bool is_secret_entry(std::string_view config_map, std::string_view key);

}  // namespace seatrial::config
