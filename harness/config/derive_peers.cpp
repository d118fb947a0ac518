// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/config/generated_folder.hpp"
#include "harness/config/genesis_reader.hpp"
#include "harness/config/json.hpp"
#include "harness/config/tessera_reader.hpp"
#include "harness/config/workload.hpp"

namespace seatrial::config {

namespace {

constexpr std::string_view genesis_path = "/etc/quorum/genesis/genesis-geth.json";

std::string trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return "";
  return std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1));
}

bool selects(const Labels& selector, const Labels& labels) {
  return !selector.empty() && std::all_of(selector.begin(), selector.end(), [&](const auto& label) {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  });
}

std::string without_suffix(const std::string& text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// Reads what several peers share once: the same list, the same genesis.
class PeerDeriver {
 public:
  PeerDeriver(const ClusterConfig& cluster, const SourceFiles& files)
      : cluster_(cluster), files_(files) {
    for (const ConfigMapConfig& map : cluster.config_maps) maps_[map.name.value] = &map;
    missing_ = std::make_shared<const PeerList>();
  }

  Result<PeerConfig> derive(std::size_t index, const ContainerConfig& container) {
    const WorkloadConfig& workload = cluster_.workloads[index];
    PeerConfig peer;
    peer.workload = index;
    peer.mark = workload.mark;
    peer.ns = workload.ns;
    peer.geth = container.geth;
    peer.version = {container.version, container.image.mark};
    const auto settings = geth_settings(peer.geth, files_);
    if (!settings) return settings.error();
    peer.settings = *settings;
    read_identity(workload, container, peer);
    read_lists(workload, container, peer);
    if (auto error = read_genesis(workload, container, peer)) return *error;
    if (auto error = read_tessera_of(workload, peer)) return *error;
    return peer;
  }

 private:
  const ConfigEntry* find_entry(const std::string& map, std::string_view key) const {
    const auto found = maps_.find(map);
    return found == maps_.end() ? nullptr : found->second->find(key);
  }

  MarkedText text_of(const std::string& map, std::string_view key) const {
    const ConfigEntry* entry = find_entry(map, key);
    if (entry == nullptr || !entry->text.is_scalar()) return {};
    return {trimmed(entry->text.text()), entry->text.origin().first};
  }

  void read_identity(const WorkloadConfig& workload, const ContainerConfig& container,
                     PeerConfig& peer) const {
    const MarkedText* id = container.find_env("THIS_NODE_ID");
    peer.name =
        id ? *id
           : MarkedText{without_suffix(workload.name.value, "-deployment"), workload.name.mark};
    if (const MarkedText* enode = container.find_env("THIS_ENODE")) peer.enode_env = *enode;
    if (const MarkedText* ptm = container.find_env("PRIVATE_CONFIG")) peer.private_config = *ptm;
    // SPEC kubernetes 1.2
    peer.enode_key = text_of(peer.name.value + "-enode-config", "enode");
    peer.node_address = text_of(peer.name.value + "-nodekey-address-config", "nodekey");
    for (const ServiceConfig& service : cluster_.services) {
      if (service.ns != workload.ns || !selects(service.selector, workload.labels)) continue;
      peer.service = service.name.value;
      break;
    }
  }

  void read_lists(const WorkloadConfig& workload, const ContainerConfig& container,
                  PeerConfig& peer) {
    const std::string data = peer.settings.data_dir ? peer.settings.data_dir->value : "";
    // SPEC goquorum 2.1, 2.2
    auto static_file = find_mounted(workload, container, data + "/static-nodes.json");
    if (!static_file) {
      static_file = find_mounted(workload, container, data + "/geth/static-nodes.json");
    }
    const auto permissioned = find_mounted(workload, container, data + "/permissioned-nodes.json");
    auto trusted = find_mounted(workload, container, data + "/trusted-nodes.json");
    if (!trusted) trusted = find_mounted(workload, container, data + "/geth/trusted-nodes.json");
    peer.trusted_list = list_of(trusted);
    peer.disallowed_list =
        list_of(find_mounted(workload, container, data + "/disallowed-nodes.json"));
    peer.static_list = list_of(static_file);
    peer.permissioned_list = list_of(permissioned);
    peer.permissioned_is_live = permissioned && !permissioned->sub_path;
  }

  std::shared_ptr<const PeerList> list_of(const std::optional<MountedFile>& file) {
    if (!file) return missing_;
    auto& list = lists_[file->config_map + "/" + file->key];
    if (list) return list;
    const ConfigEntry* entry = find_entry(file->config_map, file->key);
    if (entry == nullptr) {
      list = std::make_shared<const PeerList>(missing_at(*file));
    } else {
      list = std::make_shared<const PeerList>(
          parse_peer_list(entry->text.text(), entry->text.origin(), files_));
    }
    return list;
  }

  PeerList missing_at(const MountedFile& file) const {
    PeerList list;
    list.mark = file.mark;
    list.error = Error{files_.to_string(file.mark),
                       fmt::format("ConfigMap {} has no {}", file.config_map, file.key),
                       "generate the network again"};
    return list;
  }

  // The file that an init container gives to `geth init`, or qubernetes' place for it.
  std::optional<MountedFile> genesis_file(const WorkloadConfig& workload,
                                          const ContainerConfig& container) const {
    for (const ContainerConfig& other : workload.containers) {
      if (!other.geth.init_with) continue;
      if (auto file = find_mounted(workload, other, other.geth.init_with->value)) return file;
    }
    return find_mounted(workload, container, std::string(genesis_path));
  }

  std::optional<Error> read_genesis(const WorkloadConfig& workload,
                                    const ContainerConfig& container, PeerConfig& peer) {
    const auto file = genesis_file(workload, container);
    if (!file) return std::nullopt;
    const std::string source = file->config_map + "/" + file->key;
    auto& genesis = geneses_[source];
    if (!genesis) {
      auto read = parse_genesis(source, *file);
      if (!read) return read.error();
      genesis = std::make_shared<const GenesisConfig>(std::move(*read));
    }
    peer.genesis = genesis;
    return std::nullopt;
  }

  Result<GenesisConfig> parse_genesis(const std::string& source, const MountedFile& file) const {
    const ConfigEntry* entry = find_entry(file.config_map, file.key);
    if (entry == nullptr) {
      return Error{files_.to_string(file.mark),
                   fmt::format("ConfigMap {} has no {}", file.config_map, file.key),
                   "generate the network again"};
    }
    auto json = parse_json(entry->text, files_);
    // `geth init` fails on it, and the pod never starts: a finding (ST405), and no reason to read
    // nothing else.
    if (!json) return GenesisConfig{source, Value(), {}};
    auto genesis = to_genesis(*json, files_);
    if (!genesis) return genesis.error();
    return GenesisConfig{source, std::move(*json), std::move(*genesis)};
  }

  // The public half beside the key that nobody reads: tm.pub. SPEC kubernetes 1.2
  void add_public_key(const WorkloadConfig& workload, const ContainerConfig& container,
                      TesseraConfig& tessera) const {
    for (const MountConfig& mount : container.mounts) {
      if (!mount.path.ends_with("/tm.pub")) continue;
      const auto file = find_mounted(workload, container, mount.path);
      if (!file) continue;
      const MarkedText key = text_of(file->config_map, file->key);
      if (!key.value.empty()) tessera.public_keys.push_back(key);
      return;
    }
  }

  std::optional<Error> read_tessera_of(const WorkloadConfig& workload, PeerConfig& peer) const {
    for (const ContainerConfig& container : workload.containers) {
      if (container.init || container.name != "tessera") continue;
      const std::string key = tessera_template(container.version);
      const auto mount = std::find_if(container.mounts.begin(), container.mounts.end(),
                                      [&](const MountConfig& m) { return m.path.ends_with(key); });
      if (mount == container.mounts.end()) return std::nullopt;
      const auto file = find_mounted(workload, container, mount->path);
      const ConfigEntry* entry = file ? find_entry(file->config_map, file->key) : nullptr;
      if (entry == nullptr) {
        return Error{files_.to_string(mount->mark), fmt::format("no ConfigMap has {}", key),
                     "generate the network again"};
      }
      auto tessera = read_tessera(entry->text, peer.name.value, files_);
      if (!tessera) return tessera.error();
      tessera->version = {container.version, container.image.mark};
      tessera->template_key = key;
      if (tessera->public_keys.empty()) add_public_key(workload, container, *tessera);
      peer.tessera = std::move(*tessera);
    }
    return std::nullopt;
  }

  const ClusterConfig& cluster_;
  const SourceFiles& files_;
  std::map<std::string, const ConfigMapConfig*> maps_;
  std::map<std::string, std::shared_ptr<const PeerList>> lists_;
  std::map<std::string, std::shared_ptr<const GenesisConfig>> geneses_;
  std::shared_ptr<const PeerList> missing_;
};

}  // namespace

std::optional<Error> derive_peers(ClusterConfig& cluster, const SourceFiles& files) {
  PeerDeriver deriver(cluster, files);
  std::vector<PeerConfig> peers;
  for (std::size_t i = 0; i < cluster.workloads.size(); ++i) {
    for (const ContainerConfig& container : cluster.workloads[i].containers) {
      if (container.init || !container.geth.runs()) continue;
      auto peer = deriver.derive(i, container);
      if (!peer) return peer.error();
      peers.push_back(std::move(*peer));
    }
  }
  cluster.peers = std::move(peers);
  return std::nullopt;
}

}  // namespace seatrial::config
