// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/genesis_changes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/kept_genesis.hpp"
#include "harness/diff/same_value.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::diff {
namespace {

using config::PeerConfig;
using config::WorkloadConfig;

bool is_below(const std::string& path, const std::string& folder) {
  return path == folder || path.starts_with(folder.ends_with('/') ? folder : folder + '/');
}

/// The claim that a mount is of: a PersistentVolumeClaim, or a StatefulSet's template of one.
std::string claim_of(const WorkloadConfig& workload, const config::MountConfig& mount) {
  for (const config::VolumeConfig& volume : workload.volumes) {
    if (volume.name == mount.volume && !volume.claim.empty()) return volume.claim;
  }
  const bool is_template =
      std::ranges::find(workload.claim_templates, mount.volume) != workload.claim_templates.end();
  return is_template ? mount.volume + "-" + workload.name.value : "";
}

/// The claim that holds geth's data directory, with the folder in it; "" where none does.
std::string volume_of(const config::ClusterConfig& cluster, const PeerConfig& peer) {
  if (peer.workload >= cluster.workloads.size()) return "";
  const WorkloadConfig& workload = cluster.workloads[peer.workload];
  const std::string data = peer.settings.data_dir ? peer.settings.data_dir->value : "";
  for (const config::ContainerConfig& container : workload.containers) {
    if (container.init || !container.geth.runs()) continue;
    for (const config::MountConfig& mount : container.mounts) {
      if (!is_below(data, mount.path)) continue;
      const std::string claim = claim_of(workload, mount);
      if (!claim.empty()) return claim + "/" + mount.sub_path;
    }
  }
  return "";
}

/// Peers of one changed genesis.
struct Group {
  const config::GenesisConfig* before = nullptr;
  const config::GenesisConfig* after = nullptr;
  std::vector<std::string> peers;
  std::vector<std::string> workloads;
};

/// The peers that both have, on one volume, and with another genesis.
std::vector<Group> groups_of(const ClusterPair& cluster) {
  std::vector<Group> groups;
  for (const PeerConfig& now : cluster.after->peers) {
    const PeerConfig* was = cluster.before->find_peer(now.name.value);
    if (was == nullptr || was->genesis == nullptr || now.genesis == nullptr) continue;
    if (same_value(was->genesis->json, now.genesis->json)) continue;
    const std::string volume = volume_of(*cluster.after, now);
    if (volume.empty() || volume != volume_of(*cluster.before, *was)) continue;
    auto group = std::ranges::find(groups, now.genesis.get(), &Group::after);
    if (group == groups.end()) {
      groups.push_back({was->genesis.get(), now.genesis.get(), {}, {}});
      group = groups.end() - 1;
    }
    group->peers.push_back(cluster.name + "/" + now.name.value);
    group->workloads.push_back(cluster.after->workloads[now.workload].name.value);
  }
  return groups;
}

}  // namespace

void read_genesis_changes(const ClusterPair& cluster, PodChanges& changes) {
  for (const Group& group : groups_of(cluster)) {
    const wire::Hash32 was = wire::genesis_hash(group.before->genesis);
    const wire::Hash32 is = wire::genesis_hash(group.after->genesis);
    if (was != is) {
      changes.findings.push_back(diagnosis::kept_genesis({.where = group.after->json.mark(),
                                                          .before_where = group.before->json.mark(),
                                                          .before = was,
                                                          .after = is,
                                                          .peers = group.peers}));
      continue;
    }
    changes.kept.push_back({"genesis.json",
                            fmt::format("{} of {}", group.after->source, cluster.name),
                            Refresh::at_init,
                            "",
                            group.peers,
                            {},
                            group.after->json.mark()});
  }
}

}  // namespace seatrial::diff
