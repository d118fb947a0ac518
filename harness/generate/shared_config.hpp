// SPDX-License-Identifier: Apache-2.0
// What all nodes of a cluster share: the peer list and the three Tessera templates as texts, and
// the marks of their entries, which no text can carry. Both lists hold the nodes in the order of
// the yaml and then the external ones.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/generate/node_keys.hpp"

namespace seatrial::generate {

/// The text of permissioned-nodes.json, which is static-nodes.json as well.
std::string peer_list_text(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys);

/// The text of a Tessera template by its key in the ConfigMap.
std::string tessera_text(const config::QubernetesYaml& yaml, std::string_view key);

/// The text of istanbul-validator-config.toml.
std::string validators_text(const config::QubernetesYaml& yaml, const std::vector<NodeKeys>& keys);

/// Lets the peers' lists and Tessera configs point to the lines of the yaml that they follow from.
void mark_entries(config::ClusterConfig& cluster, const config::QubernetesYaml& yaml);

}  // namespace seatrial::generate
