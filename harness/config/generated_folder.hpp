// SPDX-License-Identifier: Apache-2.0
// Reads the folder that qubernetes generates and kubectl applies (out/*.yaml and
// out/deployments/*.yaml), and puts together what each GoQuorum process of it will see. What
// kubectl or geth would choke on is one Error; a list that GoQuorum ignores is a state of the list.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Reads `path`, which is the folder `out` or the folder that holds it.
Result<ClusterConfig> read_generated_folder(const std::string& path, SourceFiles& files);

/// Fills in ClusterConfig::peers from the objects; what of a peer cannot be read goes to `errors`.
void derive_peers(ClusterConfig& cluster, const SourceFiles& files);

}  // namespace seatrial::config
