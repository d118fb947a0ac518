// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/pod_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/diff/genesis_changes.hpp"
#include "harness/diff/mounted_files.hpp"
#include "harness/diff/template_changes.hpp"

namespace seatrial::diff {
namespace {

using config::ClusterConfig;
using config::PeerConfig;
using config::WorkloadConfig;

const WorkloadConfig* find(const ClusterConfig& cluster, const WorkloadConfig& wanted) {
  const auto found = std::ranges::find_if(cluster.workloads, [&](const WorkloadConfig& one) {
    return one.kind == wanted.kind && one.ns == wanted.ns && one.name.value == wanted.name.value;
  });
  return found == cluster.workloads.end() ? nullptr : &*found;
}

std::vector<const PeerConfig*> peers_in(const ClusterConfig& cluster, std::size_t workload) {
  std::vector<const PeerConfig*> peers;
  for (const PeerConfig& peer : cluster.peers) {
    if (peer.workload == workload) peers.push_back(&peer);
  }
  return peers;
}

/// A Pod's template cannot be changed, and OnDelete waits for somebody.
bool rolls_by_itself(const WorkloadConfig& workload) {
  return workload.kind != "Pod" && workload.strategy.value != "OnDelete";
}

std::string lower(std::string word) {
  for (char& c : word) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return word;
}

class PodReader {
 public:
  PodReader(const ClusterPair& cluster, PodChanges& changes)
      : cluster_(cluster), changes_(changes) {}

  void read() {
    for (std::size_t i = 0; i < cluster_.after->workloads.size(); ++i) {
      const WorkloadConfig& now = cluster_.after->workloads[i];
      const WorkloadConfig* was = find(*cluster_.before, now);
      if (was != nullptr && was->replicas > 0 && now.replicas > 0) read(*was, now, i);
    }
  }

 private:
  void read(const WorkloadConfig& was, const WorkloadConfig& now, std::size_t index) {
    const std::vector<const PeerConfig*> peers = peers_in(*cluster_.after, index);
    std::vector<std::string> reasons = template_changes(was, now);
    const std::string name = fmt::format("{}: {} {}", cluster_.name, now.kind, now.name.value);
    if (!reasons.empty()) {
      changes_.rolls.push_back(
          {name, names_of(peers), std::move(reasons), rolls_by_itself(now), now.mark});
      if (rolls_by_itself(now)) return;
    }
    const PeerConfig* peer = peers.empty() ? nullptr : peers.front();
    for (const ChangedFile& file : changed_files(cluster_, now, peer)) {
      keep(file, now, peer == nullptr ? std::vector{name} : names_of(peers));
    }
  }

  /// Of files that many pods share there is one row.
  void keep(const ChangedFile& file, const WorkloadConfig& workload,
            const std::vector<std::string>& readers) {
    const std::string source =
        fmt::format("ConfigMap {} of {}, {}", file.map, cluster_.name, file.key);
    auto row = std::ranges::find_if(changes_.kept, [&](const KeptFile& other) {
      return other.source == source && other.file == file.name && other.refresh == file.refresh;
    });
    if (row == changes_.kept.end()) {
      changes_.kept.push_back({file.name, source, file.refresh, file.code, {}, {}, file.where});
      row = changes_.kept.end() - 1;
    }
    row->readers.insert(row->readers.end(), readers.begin(), readers.end());
    row->workloads.push_back(lower(workload.kind) + "/" + workload.name.value);
  }

  std::vector<std::string> names_of(const std::vector<const PeerConfig*>& peers) const {
    std::vector<std::string> names;
    for (const PeerConfig* peer : peers) names.push_back(cluster_.name + "/" + peer->name.value);
    return names;
  }

  const ClusterPair& cluster_;
  PodChanges& changes_;
};

}  // namespace

PodChanges pod_changes(const Side& before, const Side& after) {
  PodChanges changes;
  for (const scenario::SceneCluster& now : after.scene.clusters) {
    const auto was =
        std::ranges::find(before.scene.clusters, now.name, &scenario::SceneCluster::name);
    if (was == before.scene.clusters.end() || !was->config || !now.config) continue;
    const ClusterPair pair{now.name, &*was->config, &*now.config};
    PodReader(pair, changes).read();
    read_genesis_changes(pair, changes);
  }
  return changes;
}

}  // namespace seatrial::diff
