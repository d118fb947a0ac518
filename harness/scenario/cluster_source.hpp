// SPDX-License-Identifier: Apache-2.0
// ClusterSource: what a cluster's `config` names, read: manifests (a folder, or a file such as a
// dump), or the qubernetes.yaml that they are generated from. A yaml is derived as its generator
// would write it, and is kept with its keys and its genesis, since later steps generate from it
// again.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "harness/generate/generate.hpp"
#include "sim/peer/peer_spec.hpp"

namespace seatrial::scenario {

/// What the operator of a cluster has at hand to generate from.
struct Qubernetes {
  config::QubernetesYaml yaml;
  std::vector<generate::NodeKeys> keys;                  ///< of its nodes, in their order
  std::shared_ptr<const config::GenesisConfig> genesis;  ///< genesis.json beside it
};

/// The manifests of a cluster and what they were made from.
struct ClusterSource {
  config::ClusterConfig config;
  std::optional<Qubernetes> qubernetes;  ///< none for manifests
  Findings traps;
  std::vector<std::string> assumptions;
};

/// Reads a yaml with the keys that are kept beside it; nothing is generated yet and no genesis
/// read.
Result<Qubernetes> read_qubernetes(const std::string& path, const std::string& cluster_name,
                                   SourceFiles& files, std::vector<std::string>& assumptions);

/// Whether a config is a qubernetes.yaml rather than manifests.
bool is_qubernetes_file(const std::string& path);

/// Reads manifests or a qubernetes.yaml. A yaml beside which a genesis.json lies was generated
/// before, so that it is derived as an update; else as created. Errors of single files are in its
/// config.
Result<ClusterSource> read_cluster_source(const std::string& path, const std::string& cluster_name,
                                          SourceFiles& files);

/// Clusters as they are read, each once: who makes a scenario of options asks for the same ones
/// again and again.
class ClusterSources {
 public:
  explicit ClusterSources(SourceFiles& files) : files_(files) {}
  /// What read_cluster_source says of them; stays where it is.
  const Result<ClusterSource>& read(const std::string& path, const std::string& cluster_name);
  SourceFiles& files() const { return files_; }

 private:
  SourceFiles& files_;
  std::map<std::pair<std::string, std::string>, Result<ClusterSource>> read_;
};

/// A generated genesis in the model's words.
std::shared_ptr<const ChainSpec> chain_of(const config::GenesisConfig& genesis);

}  // namespace seatrial::scenario
