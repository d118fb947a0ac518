// SPDX-License-Identifier: Apache-2.0
// The manifests of one node: PersistentVolumeClaim, Service, key ConfigMaps and Deployment, as far
// as the readers of manifests look at them. Each stands at the node's Node_UserIdent, except for
// values that another line of the yaml decides.
#pragma once

#include "harness/config/qubernetes_yaml.hpp"
#include "harness/generate/manifests.hpp"
#include "harness/generate/node_keys.hpp"

namespace seatrial::generate {

/// A node of the yaml with its keys.
struct NodeInput {
  const config::QubernetesYaml& yaml;
  const config::QubernetesNode& node;
  const NodeKeys& keys;
};

/// The metadata of an object: its name, and the namespace where the yaml has one.
config::Value metadata(const config::QubernetesYaml& yaml, const config::Value& name);

/// The namespace of the templates for ConfigMaps: a map with an entry each.
config::Value config_map(const config::QubernetesYaml& yaml, const config::Value& name,
                         std::initializer_list<std::pair<std::string_view, config::Value>> data);

/// Adds the claim of the node's volume.
void add_claim(const NodeInput& input, Manifests& manifests);
/// Adds the node's Service.
void add_service(const NodeInput& input, Manifests& manifests);
/// Adds the ConfigMaps with the node's keys.
void add_key_configs(const NodeInput& input, Manifests& manifests);
/// Adds the node's Deployment.
void add_deployment(const NodeInput& input, Manifests& manifests);

}  // namespace seatrial::generate
