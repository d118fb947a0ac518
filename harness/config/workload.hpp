// SPDX-License-Identifier: Apache-2.0
// Reads the objects that run pods (Deployment, StatefulSet, DaemonSet, ReplicaSet, Pod) with their
// containers and volumes, and finds out which ConfigMap stands behind a path of a container. It
// reads no content of a ConfigMap.
#pragma once

#include <map>
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

/// Reads command and args of a container again, with its own environment and what `more` says of
/// variables that stand elsewhere.
void read_command(ContainerConfig& container, const std::map<std::string, std::string>& more);

/// Reads a script that the container runs from a file.
void read_script_file(ContainerConfig& container, const Value& script,
                      const std::map<std::string, std::string>& more);

/// The path of that file; nothing where the container has its script in args.
std::optional<std::string> script_path(const ContainerConfig& container);

/// An entry of a ConfigMap that a container sees as a file.
struct MountedFile {
  std::string config_map;
  std::string key;
  bool sub_path = false;  ///< mounted as a single file, which is never refreshed
  bool copied = false;    ///< what the process reads is a copy, which is not refreshed either
  Mark mark;              ///< the mount
};

/// The ConfigMap entry behind a path of a container; links of its script are followed.
std::optional<MountedFile> find_mounted(const WorkloadConfig& workload,
                                        const ContainerConfig& container, std::string path);

}  // namespace seatrial::config
