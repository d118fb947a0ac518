// SPDX-License-Identifier: Apache-2.0
// A scenario without a scenario file: made of folders and exported files, as the command line takes
// them in place of one. Every cluster is deployed, and every p2p link between two clusters is
// expected up. What no file holds must be given or is asked for in the error; it is never guessed.
// The result stands at no place of a file, so its marks are not known and its path is empty.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/cluster_source.hpp"
#include "harness/scenario/scenario.hpp"
#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::scenario {

/// "NAME=PATH": a file or folder of a cluster.
struct NamedPath {
  std::string name;
  std::string path;
  bool operator==(const NamedPath&) const = default;
};

/// What a scenario can be made of.
struct WorldOptions {
  std::vector<NamedPath> clusters;    ///< folders with generated files
  std::vector<NamedPath> externals;   ///< external_nodes of another company's cluster
  std::vector<NamedPath> exported;    ///< external_nodes that one of `clusters` exported
  std::vector<NamedPath> services;    ///< `kubectl get services` of one of `clusters`
  std::vector<NamedPath> platforms;   ///< the cloud's template of one of `clusters`
  std::string genesis;                ///< the genesis of the externals; "" where it is not known
  std::vector<std::string> settings;  ///< "NAME.node-ip=ADDRESS" and the like, see from_options

  bool empty() const;
  bool operator==(const WorldOptions&) const = default;
};

/// Splits "NAME=PATH"; `option` ("--cluster") names the place in the error.
Result<NamedPath> parse_named_path(std::string_view text, std::string_view option);

/// Makes the scenario. Settings are NAME.node-ip (several, with commas), NAME.kubernetes and
/// NAME.traffic-policy. A node address that is not set is taken from where a file names one: the
/// cluster's own export, else what the other clusters' lists say of its peers.
Result<Scenario> from_options(const WorldOptions& options, SourceFiles& files);

/// The addresses of a cluster's nodes that `options` name or that their files hold, in the order
/// in which they are met; none where no file tells.
Result<std::vector<std::string>> node_addresses(const WorldOptions& options,
                                                std::string_view cluster, ClusterSources& sources);

}  // namespace seatrial::scenario
