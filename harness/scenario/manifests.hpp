// SPDX-License-Identifier: Apache-2.0
// Applies Kubernetes objects that a scenario names to a cluster of its world, as `kubectl apply`
// does: what exists already is updated. Reading an object is harness/config's.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scene.hpp"

namespace seatrial::scenario {

/// Applies the objects one after the other, and says in a few words what was done.
/// Errors: of a file, and those of the API server, at the object's place.
Result<std::string> apply_manifests(Scene& scene, SceneCluster& cluster,
                                    const std::vector<Manifest>& manifests);

/// The machine of a cluster with this name, or none.
net::MachineId machine_named(const World& world, const kube::Cluster& cluster,
                             const std::string& name);

}  // namespace seatrial::scenario
