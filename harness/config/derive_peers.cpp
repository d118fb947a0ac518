// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/config/generated_folder.hpp"
#include "harness/config/genesis_reader.hpp"
#include "harness/config/geth_file.hpp"
#include "harness/config/json.hpp"
#include "harness/config/node_keys_of_files.hpp"
#include "harness/config/tessera_reader.hpp"
#include "harness/config/toml.hpp"
#include "harness/config/workload.hpp"

namespace seatrial::config {

namespace {

constexpr std::string_view genesis_path = "/etc/quorum/genesis/genesis-geth.json";

std::string without_suffix(const std::string& text, std::string_view suffix) {
  return text.ends_with(suffix) ? text.substr(0, text.size() - suffix.size()) : text;
}

// Reads what several peers share once: the same list, the same genesis.
class PeerDeriver {
 public:
  PeerDeriver(ClusterConfig& cluster, const SourceFiles& files)
      : cluster_(cluster), files_(files), keys_(cluster) {
    for (const ConfigMapConfig& map : cluster.config_maps) {
      maps_.try_emplace({map.ns, map.name.value}, &map);
      maps_.try_emplace({"", map.name.value}, &map);
    }
    missing_ = std::make_shared<const PeerList>();
  }

  /// What was wrong, each once, although several peers may share it.
  const std::vector<Error>& errors() const { return errors_; }

  /// Reads the commands again whose variables or script stand in ConfigMaps.
  void complete_command(const WorkloadConfig& workload, ContainerConfig& container) const {
    std::map<std::string, std::string> more;
    for (const EnvSource& source : container.env_sources) {
      if (!source.config_map.empty()) add_variables(workload.ns, source, more);
    }
    if (!more.empty()) read_command(container, more);
    const auto path = script_path(container);
    const ConfigEntry* script = path ? find_file(workload, container, *path) : nullptr;
    if (script != nullptr) read_script_file(container, script->text, more);
  }

  /// Nothing where geth would not start.
  std::optional<PeerConfig> derive(std::size_t index, const ContainerConfig& container) {
    const WorkloadConfig& workload = cluster_.workloads[index];
    PeerConfig peer;
    peer.workload = index;
    peer.mark = workload.mark;
    peer.ns = workload.ns;
    peer.geth = container.geth;
    peer.version = {container.version, container.image.mark};
    const auto settings = geth_settings(peer.geth, files_);
    if (!settings) {
      keep(settings.error());
      return std::nullopt;
    }
    peer.settings = *settings;
    GethFileLists lists;
    if (auto error = read_config_file(workload, container, peer, lists)) keep(*error);
    read_identity(workload, container, peer);
    read_lists(workload, container, peer);
    // What the configuration lists counts, and the files do not. SPEC goquorum 2.1
    if (lists.static_nodes) peer.static_list = lists.static_nodes;
    if (lists.trusted_nodes) peer.trusted_list = lists.trusted_nodes;
    if (auto error = read_genesis(workload, container, peer)) keep(*error);
    if (auto error = read_tessera_of(workload, peer)) keep(*error);
    return peer;
  }

 private:
  void keep(Error error) {
    const auto known = std::find(errors_.begin(), errors_.end(), error);
    if (known == errors_.end()) errors_.push_back(std::move(error));
  }

  // A file that names no namespace is applied to whichever the others are in.
  const ConfigMapConfig* find_map(const std::string& ns, const std::string& name) const {
    for (const std::string& where : {ns, std::string()}) {
      const auto found = maps_.find({where, name});
      if (found == maps_.end()) continue;
      const bool other = !ns.empty() && !found->second->ns.empty() && found->second->ns != ns;
      if (!other) return found->second;
    }
    return nullptr;
  }

  const ConfigEntry* find_entry(const std::string& ns, const std::string& map,
                                std::string_view key) const {
    const ConfigMapConfig* found = find_map(ns, map);
    return found ? found->find(key) : nullptr;
  }

  const ConfigEntry* find_file(const WorkloadConfig& workload, const ContainerConfig& container,
                               const std::string& path) const {
    const auto file = find_mounted(workload, container, path);
    return file ? find_entry(workload.ns, file->config_map, file->key) : nullptr;
  }

  void add_variables(const std::string& ns, const EnvSource& source,
                     std::map<std::string, std::string>& more) const {
    const ConfigMapConfig* map = find_map(ns, source.config_map);
    if (map == nullptr) return;
    for (const ConfigEntry& entry : map->entries) {
      if (!source.name.empty() && entry.key != source.key) continue;
      more[source.name.empty() ? entry.key : source.name] = trimmed_text(entry).value;
    }
  }

  // The file of --config, where a ConfigMap holds it.
  std::optional<Error> read_config_file(const WorkloadConfig& workload,
                                        const ContainerConfig& container, PeerConfig& peer,
                                        GethFileLists& lists) const {
    if (!peer.settings.config_file) return std::nullopt;
    const std::string& path = peer.settings.config_file->value;
    const ConfigEntry* entry = find_file(workload, container, path);
    std::optional<PlacedText> text;
    if (entry != nullptr) text = placed(*entry);
    for (const ScriptFile& file : container.geth.files) {
      if (file.path == path) text = PlacedText{file.text, file.origin};
    }
    if (!text) return std::nullopt;
    const auto file = parse_toml(text->text, text->origin, files_);
    if (!file) return file.error();
    auto read = apply_geth_file(*file, peer.settings, files_);
    if (!read) return read.error();
    lists = std::move(*read);
    return std::nullopt;
  }

  void read_identity(const WorkloadConfig& workload, const ContainerConfig& container,
                     PeerConfig& peer) const {
    const MarkedText* id = container.find_env("THIS_NODE_ID");
    peer.name =
        id ? *id
           : MarkedText{without_suffix(workload.name.value, "-deployment"), workload.name.mark};
    peer.pod = workload.kind == "StatefulSet" ? workload.name.value + "-0" : peer.name.value;
    if (const MarkedText* enode = container.find_env("THIS_ENODE")) peer.enode_env = *enode;
    if (const MarkedText* ptm = container.find_env("PRIVATE_CONFIG")) peer.private_config = *ptm;
    peer.enode_key = keys_.find(peer.ns, peer.name.value);
    // SPEC kubernetes 1.2
    const std::string map = peer.name.value + "-nodekey-address-config";
    if (const ConfigEntry* address = find_entry(peer.ns, map, "nodekey")) {
      peer.node_address = trimmed_text(*address);
    }
    for (const ServiceConfig& service : cluster_.services) {
      if (!selects(service, workload)) continue;
      peer.service = service.name.value;
      break;
    }
  }

  void read_lists(const WorkloadConfig& workload, const ContainerConfig& container,
                  PeerConfig& peer) {
    const std::string data = peer.settings.data_dir ? peer.settings.data_dir->value : "";
    const auto in_data = [&](const char* name) {
      return find_mounted(workload, container, data + name);
    };
    // SPEC goquorum 2.1, 2.2
    const auto read_once = [&](const std::string& name) {
      auto file = in_data(("/" + name).c_str());
      return file ? file : in_data(("/geth/" + name).c_str());
    };
    const auto permissioned = in_data("/permissioned-nodes.json");
    peer.static_list = list_of(workload, read_once("static-nodes.json"));
    peer.trusted_list = list_of(workload, read_once("trusted-nodes.json"));
    peer.permissioned_list = list_of(workload, permissioned);
    peer.disallowed_list = list_of(workload, in_data("/disallowed-nodes.json"));
    peer.permissioned_is_live = permissioned && !permissioned->sub_path && !permissioned->copied;
  }

  std::shared_ptr<const PeerList> list_of(const WorkloadConfig& workload,
                                          const std::optional<MountedFile>& file) {
    if (!file) return missing_;
    const ConfigMapConfig* map = find_map(workload.ns, file->config_map);
    const ConfigEntry* entry = map ? map->find(file->key) : nullptr;
    // A copy by "*.json" copies what there is.
    if (entry == nullptr && map != nullptr && file->copied) return missing_;
    if (entry == nullptr) return std::make_shared<const PeerList>(missing_at(*file));
    auto& list = lists_[entry];
    if (!list) {
      list = std::make_shared<const PeerList>(
          parse_peer_list(entry->text.text(), entry->text.origin(), files_));
    }
    return list;
  }

  Error no_entry(const MountedFile& file) const {
    return {files_.to_string(file.mark),
            fmt::format("ConfigMap {} has no {}", file.config_map, file.key),
            "generate the network again"};
  }

  PeerList missing_at(const MountedFile& file) const {
    PeerList list;
    list.mark = file.mark;
    list.error = no_entry(file);
    return list;
  }

  // The file that is given to `geth init`, or qubernetes' place for it.
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
    const ConfigEntry* entry = find_entry(workload.ns, file->config_map, file->key);
    if (entry == nullptr) return no_entry(*file);
    auto& genesis = geneses_[entry];
    if (!genesis) {
      auto read = parse_genesis(file->config_map + "/" + file->key, *entry);
      if (!read) return read.error();
      genesis = std::make_shared<const GenesisConfig>(std::move(*read));
    }
    peer.genesis = genesis;
    return std::nullopt;
  }

  Result<GenesisConfig> parse_genesis(std::string source, const ConfigEntry& entry) const {
    auto json = parse_json(entry.text, files_);
    // `geth init` fails on it, and the pod never starts: a finding (ST405), and no reason to read
    // nothing else.
    if (!json) return GenesisConfig{std::move(source), Value(), {}};
    auto genesis = to_genesis(*json, files_);
    if (!genesis) return genesis.error();
    return GenesisConfig{std::move(source), std::move(*json), std::move(*genesis)};
  }

  static bool runs_tessera(const ContainerConfig& container) {
    if (container.init) return false;
    return container.name == "tessera" || container.geth.tessera_config.known();
  }

  std::optional<Error> read_tessera_of(const WorkloadConfig& workload, PeerConfig& peer) const {
    for (const ContainerConfig& container : workload.containers) {
      if (!runs_tessera(container)) continue;
      auto read = tessera_in(workload, container, peer.name.value);
      if (!read) return read.error();
      if (!*read) return std::nullopt;
      peer.tessera = std::move(**read);
      peer.tessera->version = {container.version, container.image.mark};
      if (peer.tessera->public_keys.empty()) {
        add_public_key(workload, container, *peer.tessera);
      }
    }
    return std::nullopt;
  }

  // The file that Tessera is called with, which its script or a ConfigMap holds; else the template
  // that qubernetes' script makes it from.
  Result<std::optional<TesseraConfig>> tessera_in(const WorkloadConfig& workload,
                                                  const ContainerConfig& container,
                                                  const std::string& host) const {
    const std::string& path = container.geth.tessera_config.value;
    for (const ScriptFile& file : container.geth.files) {
      if (file.path == path)
        return parse_tessera({file.text, file.origin}, workload, container, host);
    }
    if (const ConfigEntry* entry = path.empty() ? nullptr : find_file(workload, container, path)) {
      return parse_tessera(placed(*entry), workload, container, host);
    }
    const std::string key = tessera_template(container.version);
    const auto mount = std::find_if(container.mounts.begin(), container.mounts.end(),
                                    [&](const MountConfig& m) { return m.path.ends_with(key); });
    if (mount == container.mounts.end()) return std::optional<TesseraConfig>();
    const ConfigEntry* entry = find_file(workload, container, mount->path);
    if (entry == nullptr) {
      return Error{files_.to_string(mount->mark), fmt::format("no ConfigMap has {}", key),
                   "generate the network again"};
    }
    auto tessera = parse_tessera(placed(*entry), workload, container, host);
    if (tessera && *tessera) (*tessera)->template_key = key;
    return tessera;
  }

  static PlacedText placed(const ConfigEntry& entry) {
    return {entry.text.text(), entry.text.origin()};
  }

  Result<std::optional<TesseraConfig>> parse_tessera(const PlacedText& text,
                                                     const WorkloadConfig& workload,
                                                     const ContainerConfig& container,
                                                     const std::string& host) const {
    const auto lookup = [&](const std::string& path) {
      const ConfigEntry* entry = find_file(workload, container, path);
      return entry ? std::optional(placed(*entry)) : std::nullopt;
    };
    auto read = read_tessera(text, host, lookup, files_, template_);
    if (!read) return read.error();
    return std::optional(std::move(*read));
  }

  // The public half beside the key that nobody reads: tm.pub. SPEC kubernetes 1.2
  void add_public_key(const WorkloadConfig& workload, const ContainerConfig& container,
                      TesseraConfig& tessera) const {
    for (const MountConfig& mount : container.mounts) {
      if (!mount.path.ends_with("/tm.pub")) continue;
      const ConfigEntry* entry = find_file(workload, container, mount.path);
      const MarkedText key = entry ? trimmed_text(*entry) : MarkedText();
      if (!key.value.empty()) tessera.public_keys.push_back(key);
      return;
    }
  }

  ClusterConfig& cluster_;
  const SourceFiles& files_;
  KeysInMaps keys_;
  mutable TesseraTemplate template_;
  std::map<std::pair<std::string, std::string>, const ConfigMapConfig*> maps_;  ///< by ns and name
  std::map<const ConfigEntry*, std::shared_ptr<const PeerList>> lists_;
  std::map<const ConfigEntry*, std::shared_ptr<const GenesisConfig>> geneses_;
  std::shared_ptr<const PeerList> missing_;
  std::vector<Error> errors_;
};

}  // namespace

void derive_peers(ClusterConfig& cluster, const SourceFiles& files) {
  PeerDeriver deriver(cluster, files);
  std::vector<PeerConfig> peers;
  for (std::size_t i = 0; i < cluster.workloads.size(); ++i) {
    WorkloadConfig& workload = cluster.workloads[i];
    for (ContainerConfig& container : workload.containers) {
      deriver.complete_command(workload, container);
    }
    for (const ContainerConfig& container : workload.containers) {
      if (container.init || !container.geth.runs()) continue;
      if (auto peer = deriver.derive(i, container)) peers.push_back(std::move(*peer));
    }
  }
  cluster.peers = std::move(peers);
  take_keys_from_lists(cluster);
  for (const Error& error : deriver.errors()) cluster.errors.push_back(error);
}

}  // namespace seatrial::config
