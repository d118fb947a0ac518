// SPDX-License-Identifier: Apache-2.0
// Applies Kubernetes objects that a scenario names to a cluster of its world, as `kubectl apply`
// does: what exists already is updated. Reading an object is harness/config's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "harness/scenario/scene.hpp"

namespace seatrial::scenario {

/// Applies the objects one after the other, and says in a few words what was done.
/// Errors: of a file, and those of the API server, at the object's place.
Result<std::string> apply_manifests(Scene& scene, const SceneCluster& cluster,
                                    const std::vector<Manifest>& manifests);

/// What ConfigMaps named tcp-services among the objects say: by port of the Ingress controller's
/// Service, "namespace/service:port", to which it forwards TCP as it is.
/// Errors: of a file; a key that is no port.
Result<std::map<std::uint16_t, std::string>> tcp_services_of(const std::vector<Manifest>& manifests,
                                                             SourceFiles& files);

/// The machine of a cluster with this name, or none.
net::MachineId machine_named(const World& world, const kube::Cluster& cluster,
                             const std::string& name);

}  // namespace seatrial::scenario
