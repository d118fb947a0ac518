// SPDX-License-Identifier: Apache-2.0
// The numbers that the Services of a cluster pin (nodePort, healthCheckNodePort), as the API server
// takes them one Service after the other: which of them it refuses, and why. It knows the files
// only: numbers that were drawn are in none, and those of a dump were taken already.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "sim/kube/node_port_allocator.hpp"
#include "sim/kube/object.hpp"

namespace seatrial::config {

/// A pin that is refused, or one that stands in another's way.
struct PinTrouble {
  static constexpr std::size_t health_check = SIZE_MAX;
  std::size_t service = 0;          ///< index into ClusterConfig::services
  std::size_t port = health_check;  ///< index into its ports, or its healthCheckNodePort
  kube::RefusedPin refusal;         ///< of itself, or of the later one with the same number
  bool refused = false;             ///< this one is
};

/// What the API server refuses of these pins, in the order of the Services.
std::vector<PinTrouble> refused_pins(const ClusterConfig& cluster, kube::NodePortRange range);

}  // namespace seatrial::config
