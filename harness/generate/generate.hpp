// SPDX-License-Identifier: Apache-2.0
// What `qctl generate network --create` and `--update` would write for a qubernetes.yaml: the same
// ClusterConfig that reading their out/ folder gives, with marks that lead to the lines of the
// yaml. The manifests are built as the generator's templates would and read by the readers of
// manifests, so that there is one truth about what a manifest means. What the generator does
// wrongly is done here, too, and told as a finding. Nothing is written to disk.
#pragma once

#include <memory>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/qubernetes_yaml.hpp"
#include "harness/finding/finding.hpp"
#include "harness/generate/node_keys.hpp"
#include "sim/core/error.hpp"

namespace seatrial::generate {

/// A cluster as it would be generated.
struct GeneratedCluster {
  config::ClusterConfig cluster;  ///< without peers where the generator stops half-way
  Findings traps;                 ///< what the generator accepts and does wrongly
  std::shared_ptr<const config::GenesisConfig> genesis;  ///< genesis.json beside it; never null
};

/// `qctl generate network --create`; `keys` are those of the nodes, in their order.
Result<GeneratedCluster> create(const config::QubernetesYaml& yaml,
                                const std::vector<NodeKeys>& keys, const SourceFiles& files);

/// `qctl generate network --update`: everything anew but the genesis, which is the one on disk; an
/// error where there is none. SPEC kubernetes 1.4
Result<GeneratedCluster> update(const config::QubernetesYaml& yaml,
                                const std::vector<NodeKeys>& keys,
                                std::shared_ptr<const config::GenesisConfig> genesis_on_disk,
                                const SourceFiles& files);

/// Reads the genesis.json that config.Genesis_File names, for update().
Result<std::shared_ptr<const config::GenesisConfig>> read_genesis_file(const std::string& path,
                                                                       SourceFiles& files);

}  // namespace seatrial::generate
