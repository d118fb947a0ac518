// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/mounted_files.hpp"

#include <algorithm>

#include "harness/config/workload.hpp"
#include "harness/diff/same_value.hpp"

namespace seatrial::diff {
namespace {

using config::ConfigMapConfig;
using config::ContainerConfig;
using config::PeerConfig;
using config::WorkloadConfig;

/// Of several namespaces in one folder, the map of the workload's own counts.
const ConfigMapConfig* find_map(const config::ClusterConfig& cluster, const std::string& ns,
                                const std::string& name) {
  const ConfigMapConfig* elsewhere = nullptr;
  for (const ConfigMapConfig& map : cluster.config_maps) {
    if (map.name.value != name) continue;
    if (map.ns == ns) return &map;
    elsewhere = &map;
  }
  return elsewhere;
}

/// What geth opens in its data directory.
struct PeerFiles {
  std::optional<config::MountedFile> static_list;
  std::optional<config::MountedFile> permissioned_list;
  std::string genesis;  ///< "ConfigMap/key"
  std::string tessera;  ///< the key of the template that Tessera's version chooses
};

PeerFiles files_of(const WorkloadConfig& workload, const PeerConfig* peer) {
  PeerFiles files;
  if (peer == nullptr) return files;
  const std::string data = peer->settings.data_dir ? peer->settings.data_dir->value : "";
  for (const ContainerConfig& container : workload.containers) {
    if (container.init || !container.geth.runs()) continue;
    files.static_list = config::find_mounted(workload, container, data + "/static-nodes.json");
    files.permissioned_list =
        config::find_mounted(workload, container, data + "/permissioned-nodes.json");
  }
  if (peer->genesis != nullptr) files.genesis = peer->genesis->source;
  if (peer->tessera) files.tessera = peer->tessera->template_key;
  return files;
}

bool is_entry(const std::optional<config::MountedFile>& file, const std::string& map,
              const std::string& key) {
  return file && file->config_map == map && file->key == key;
}

class FileReader {
 public:
  FileReader(const ClusterPair& cluster, const WorkloadConfig& workload, const PeerConfig* peer)
      : cluster_(cluster), workload_(workload), files_(files_of(workload, peer)) {}

  std::vector<ChangedFile> read() {
    for (const ContainerConfig& container : workload_.containers) {
      if (container.init) continue;  // what it read is over
      for (const config::MountConfig& mount : container.mounts) read(mount);
    }
    return std::move(found_);
  }

 private:
  void read(const config::MountConfig& mount) {
    const auto volume =
        std::ranges::find(workload_.volumes, mount.volume, &config::VolumeConfig::name);
    if (volume == workload_.volumes.end() || volume->config_map.empty()) return;
    const ConfigMapConfig* before = find_map(*cluster_.before, workload_.ns, volume->config_map);
    const ConfigMapConfig* after = find_map(*cluster_.after, workload_.ns, volume->config_map);
    if (before == nullptr || after == nullptr) return;
    for (const auto& [key, path] : entries_of(*volume, *before, *after)) {
      if (!mount.sub_path.empty() && mount.sub_path != path) continue;
      if (same_entry(before->find(key), after->find(key))) continue;
      add(mount, *after, key, path);
    }
  }

  /// Key and path of everything that the volume shows.
  static std::vector<std::pair<std::string, std::string>> entries_of(
      const config::VolumeConfig& volume, const ConfigMapConfig& before,
      const ConfigMapConfig& after) {
    if (!volume.items.empty()) return volume.items;
    std::vector<std::pair<std::string, std::string>> entries;
    for (const config::ConfigEntry& entry : after.entries)
      entries.emplace_back(entry.key, entry.key);
    for (const config::ConfigEntry& entry : before.entries) {
      if (after.find(entry.key) == nullptr) entries.emplace_back(entry.key, entry.key);
    }
    return entries;
  }

  void add(const config::MountConfig& mount, const ConfigMapConfig& map, const std::string& key,
           const std::string& path) {
    ChangedFile file;
    file.name = path.substr(path.rfind('/') + 1);
    file.map = map.name.value;
    file.key = key;
    const config::ConfigEntry* entry = map.find(key);
    file.where = entry == nullptr ? mount.mark : entry->key_mark;
    if (file.map + "/" + key == files_.genesis || is_never_read(key)) return;
    add_as(file, !mount.sub_path.empty());
  }

  /// Of the genesis it is told elsewhere. Of three templates Tessera reads one, and the toml is
  /// what the generator encodes the genesis from. SPEC kubernetes 1.4
  bool is_never_read(const std::string& key) const {
    const bool other_template = key.starts_with("tessera-config") && !files_.tessera.empty();
    return (other_template && key != files_.tessera) || key == "istanbul-validator-config.toml";
  }

  /// One entry may be both lists.
  void add_as(ChangedFile file, bool sub_path) {
    const bool is_static = is_entry(files_.static_list, file.map, file.key);
    const bool is_permissioned = is_entry(files_.permissioned_list, file.map, file.key);
    if (is_static) {  // SPEC goquorum 2.1, kubernetes F-71
      push({"static-nodes.json", file.map, file.key, sub_path ? Refresh::never : Refresh::at_start,
            "ST402", file.where});
    }
    if (is_permissioned) {  // SPEC kubernetes 1.4, 3.4a
      push({"permissioned-nodes.json", file.map, file.key,
            sub_path ? Refresh::never : Refresh::live, "", file.where});
    }
    if (is_static || is_permissioned) return;
    file.refresh = sub_path ? Refresh::never : Refresh::not_known;  // SPEC kubernetes 3.4a
    push(std::move(file));
  }

  void push(ChangedFile file) {
    const bool told = std::ranges::any_of(found_, [&](const ChangedFile& other) {
      return other.name == file.name && other.map == file.map && other.key == file.key;
    });
    if (!told) found_.push_back(std::move(file));
  }

  const ClusterPair& cluster_;
  const WorkloadConfig& workload_;
  PeerFiles files_;
  std::vector<ChangedFile> found_;
};

}  // namespace

std::vector<ChangedFile> changed_files(const ClusterPair& cluster,
                                       const config::WorkloadConfig& workload,
                                       const config::PeerConfig* peer) {
  return FileReader(cluster, workload, peer).read();
}

}  // namespace seatrial::diff
