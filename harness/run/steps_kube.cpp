// SPDX-License-Identifier: Apache-2.0
// Steps that act on Kubernetes objects: what `kubectl apply` and a scheduler do.
#include <fmt/format.h>

#include "harness/run/runner.hpp"
#include "harness/run/step_note.hpp"
#include "harness/scenario/manifests.hpp"

namespace seatrial::run {

Runner::Note Runner::act(const scenario::Apply& step) {
  scenario::SceneCluster& cluster = *scene_.find(step.cluster.value);
  Result<std::string> applied = scenario::apply_manifests(scene_, cluster, step.manifests);
  if (!applied) return applied.error();
  return note(cluster.name + ": " + *applied);
}

// A pod on another node is another pod: a new address, and the process starts anew.
Runner::Note Runner::act(const scenario::Reschedule& step) {
  std::string text;
  const auto moved = [&](const std::string& name) { text += (text.empty() ? "" : ", ") + name; };
  for (const scenario::Selector& pods : step.pods) {
    kube::Cluster& cluster = world_.cluster(scene_.find(pods.cluster)->id);
    const net::MachineId machine = scenario::machine_named(world_, cluster, step.to.value);
    if (machine == net::MachineId::none) {
      return Error{scene_.files->to_string(step.to.mark),
                   fmt::format("cluster {} has no node '{}'", pods.cluster, step.to.value),
                   "name one under 'nodes'"};
    }
    for (const PeerId id : scene_.peers(pods)) {
      const bool runs = world_.peer(id).running();
      world_.replace_pod(id, machine);
      if (runs) world_.start(id, world_.now());
      moved(world_.name(id));
    }
    for (std::uint32_t i = 0; i < cluster.pods().size(); ++i) {
      const kube::Pod& pod = cluster.pod(kube::PodId(i));
      if (pod.name != pods.peer || world_.find_peer(pods.text()) != PeerId::none) continue;
      cluster.replace_pod(kube::PodId(i), machine);
      moved(pods.text());
    }
  }
  return note(fmt::format("{} to {}", text, step.to.value));
}

}  // namespace seatrial::run
