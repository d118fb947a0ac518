// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/manifests.hpp"

namespace seatrial::scenario {

Result<std::string> apply_manifests(Scene& scene, SceneCluster&,
                                    const std::vector<Manifest>& manifests) {
  return Error{scene.files->to_string(manifests.front().mark()), "manifests cannot be applied yet",
               "leave them out"};
}

net::MachineId machine_named(const World& world, const kube::Cluster& cluster,
                             const std::string& name) {
  for (const net::MachineId machine : cluster.machines()) {
    if (world.network().machine(machine).name == cluster.spec().name + "/" + name) return machine;
  }
  return net::MachineId::none;
}

}  // namespace seatrial::scenario
