// SPDX-License-Identifier: Apache-2.0
// The manifests that a cluster has once: namespace, StorageClass, genesis and shared ConfigMaps,
// Ingress, NetworkPolicies, monitor and cakeshop. Scripts of ConfigMaps are left empty, since no
// reader looks at them.
#pragma once

#include <string>

#include "harness/config/qubernetes_yaml.hpp"
#include "harness/generate/manifests.hpp"
#include "harness/generate/node_keys.hpp"

namespace seatrial::generate {

/// Adds the Namespace and the StorageClass, where the yaml asks for them.
void add_foundations(const config::QubernetesYaml& yaml, Manifests& manifests);
/// Adds the ConfigMap of the genesis, whose text is `genesis`.
void add_genesis(const config::QubernetesYaml& yaml, const std::string& genesis,
                 Manifests& manifests);
/// Adds the ConfigMaps that all nodes share.
void add_shared_config(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys,
                       Manifests& manifests);
/// Adds what stands beside the nodes: Ingress, NetworkPolicies, monitor, cakeshop.
void add_company(const config::QubernetesYaml& yaml, Manifests& manifests);

}  // namespace seatrial::generate
