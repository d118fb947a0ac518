// SPDX-License-Identifier: Apache-2.0
// Scene: a scenario resolved to the model. It owns the World and what the harness must remember
// beside it: which files each cluster was read from, what was assumed, what has to be asked of the
// other company, and what was found while resolving. Names become dense ids here; below, there are
// no files any more, only marks.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/config/external_nodes.hpp"
#include "harness/finding/finding.hpp"
#include "harness/scenario/cluster_source.hpp"
#include "harness/scenario/scenario.hpp"
#include "sim/peer/deployment.hpp"
#include "sim/peer/world.hpp"

namespace seatrial::scenario {

/// One cluster of a scene and where it came from.
struct SceneCluster {
  std::string name;
  ClusterId id = ClusterId::none;
  bool external = false;                        ///< the other company's: only its exports are known
  const Cluster* written = nullptr;             ///< null for an external
  std::optional<config::ClusterConfig> config;  ///< of generated files, as they are applied
  std::optional<Qubernetes> qubernetes;         ///< where the files are generated from a yaml
  std::optional<config::ExternalNodes> nodes;   ///< of an external
  std::optional<config::PlatformConfig> platform;  ///< the cloud's template, where one is at hand
  std::shared_ptr<const ChainSpec> chain;          ///< null where no file tells
};

/// A genesis.json that the scenario itself names, so that findings stand at its lines.
struct GenesisFile {
  std::shared_ptr<const ChainSpec> chain;
  config::Value json;
};

/// A scenario resolved to the model.
struct Scene {
  const Scenario* scenario = nullptr;
  SourceFiles* files = nullptr;
  std::unique_ptr<World> world;
  std::vector<SceneCluster> clusters;
  std::vector<GenesisFile> genesis_files;
  Findings findings;                     ///< found while resolving
  std::vector<Error> errors;             ///< of files that cannot be read; the world has the rest
  std::vector<std::string> assumptions;  ///< "the wan a-b has 10 ms one way"
  std::vector<std::string> ask;          ///< "b: does 2.2.3.4:31923 still belong to quorum-node1?"

  SceneCluster* find(std::string_view cluster_name);
  /// The peers that a selector means, in the order of the world.
  std::vector<PeerId> peers(const Selector& selector) const;
  std::vector<PeerId> peers(const Selectors& selectors) const;
  /// The cluster of a peer.
  const SceneCluster& cluster_of(PeerId peer) const;
};

/// Reads the files that the scenario names and builds its world. Nothing runs yet.
/// Errors: the first fault of a file, or a contradiction between the scenario and its files.
Result<Scene> resolve(const Scenario& scenario, SourceFiles& files);

/// Changes what is written of a wan, and nothing else.
void change_wan(const Wan& wan, net::WanSpec& spec);

/// The entries of a list of the scenario as this peer's file would hold them: a peer of the same
/// cluster and namespace by its Service's name, any other by node address and NodePort.
seatrial::PeerList entries_for(const Scene& scene, PeerId of, const EntryList& list);

}  // namespace seatrial::scenario
