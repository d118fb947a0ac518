// SPDX-License-Identifier: Apache-2.0
// What a cluster tells another company: its nodes as external_nodes, with the NodePorts that its
// Services have at this moment.
#pragma once

#include "harness/config/external_nodes.hpp"
#include "harness/scenario/scene.hpp"

namespace seatrial::run {

/// The peers of a cluster as external nodes. SPEC kubernetes 1.5 "asexternal"
std::vector<config::ExternalNode> external_nodes_of(const scenario::Scene& scene,
                                                    const scenario::SceneCluster& cluster,
                                                    const std::string& node_ip);

}  // namespace seatrial::run
