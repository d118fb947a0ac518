// SPDX-License-Identifier: Apache-2.0
// Reads the manifests of a cluster, from a folder or from one file: what a generator wrote, what
// was rendered, or a dump of what runs. It puts together what each GoQuorum process will see. What
// kubectl or geth would choke on is an error of the cluster, and the rest of the files is read all
// the same; a list that GoQuorum ignores is a state of the list. Files without Kubernetes objects
// (values, keys, a genesis.json) are named and passed over.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Reads `path`: a folder with all folders in it, the folder that holds the folder `out` of
/// qubernetes, or a file. An error where there is nothing to read.
Result<ClusterConfig> read_generated_folder(const std::string& path, SourceFiles& files);

/// Whether a file holds Kubernetes objects, rather than a qubernetes.yaml: whether it is JSON or
/// says a kind. It is not read in full.
bool is_manifest_file(const std::string& path);

/// Fills in ClusterConfig::peers from the objects; what is wrong goes to the errors.
void derive_peers(ClusterConfig& cluster, const SourceFiles& files);

}  // namespace seatrial::config
