// SPDX-License-Identifier: Apache-2.0
// The files that containers see of ConfigMaps: which of them a change alters, and what each of them
// is to the GoQuorum process of the pod. It follows links of the container's script, as the readers
// of the config do.
#pragma once

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/diff/difference.hpp"

namespace seatrial::diff {

/// A changed entry of a ConfigMap as one container sees it.
struct ChangedFile {
  std::string name;  ///< the last part of its path: "tessera-config-9.0.json.tmpl"
  std::string map;   ///< of the ConfigMap
  std::string key;
  Refresh refresh = Refresh::never;
  std::string code;  ///< of the catalogue; may be empty
  Mark where;        ///< the entry as it is now, or else the mount
};

/// One cluster before and after.
struct ClusterPair {
  std::string name;
  const config::ClusterConfig* before = nullptr;
  const config::ClusterConfig* after = nullptr;
};

/// The changed files below a workload that stays as it is, each once. `peer` runs in it, or is
/// null.
std::vector<ChangedFile> changed_files(const ClusterPair& cluster,
                                       const config::WorkloadConfig& workload,
                                       const config::PeerConfig* peer);

}  // namespace seatrial::diff
