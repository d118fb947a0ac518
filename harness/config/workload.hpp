// SPDX-License-Identifier: Apache-2.0
// Reads the objects that run pods (Deployment, StatefulSet, DaemonSet, ReplicaSet, Pod) with their
// containers and volumes, and finds out which ConfigMap stands behind a path of a container. It
// reads no content of a ConfigMap.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/config/cluster_config.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Whether a kind runs pods.
bool is_workload(std::string_view kind);

/// Reads a workload.
Result<WorkloadConfig> read_workload(const Value& object, const SourceFiles& files);

/// An entry of a ConfigMap that a container sees as a file.
struct MountedFile {
  std::string config_map;
  std::string key;
  bool sub_path = false;  ///< mounted as a single file, which is never refreshed
  Mark mark;              ///< the mount
};

/// The ConfigMap entry behind a path of a container; links of its script are followed.
std::optional<MountedFile> find_mounted(const WorkloadConfig& workload,
                                        const ContainerConfig& container, std::string path);

}  // namespace seatrial::config
