// SPDX-License-Identifier: Apache-2.0
#include "harness/config/node_keys_of_files.hpp"

#include <algorithm>
#include <cctype>
#include <set>

#include "sim/wire/enode.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::config {

namespace {

// "validator-1" and "validator1PubKey" are written in many ways.
std::string plain(std::string_view text) {
  std::string made;
  for (const char c : text) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isalnum(letter) != 0) made += static_cast<char>(std::tolower(letter));
  }
  return made;
}

bool is_public_key(std::string_view text) {
  return text.size() == 128 && std::all_of(text.begin(), text.end(),
                                           [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// playground: quorum-validators-configmap/validator1PubKey; others: NAME-enode-config/enode.
// SPEC kubernetes 1.2, 2.2
bool is_key_of(const std::string& map, const std::string& key, const std::string& peer) {
  for (const char* word : {"pubkey", "enode", "nodekeypub"}) {
    if (key == peer + word || (map.starts_with(peer + word) && key.starts_with(word))) return true;
    if (map == peer && key == word) return true;
  }
  return false;
}

std::vector<std::string_view> labels_of(std::string_view host) {
  std::vector<std::string_view> labels;
  while (!host.empty()) {
    const std::size_t dot = std::min(host.find('.'), host.size());
    labels.push_back(host.substr(0, dot));
    host.remove_prefix(std::min(dot + 1, host.size()));
  }
  return labels;
}

// What stands behind the Service's name: nothing, the namespace, or that with svc and a domain.
bool in_namespace(const std::vector<std::string_view>& labels, std::size_t from,
                  std::string_view ns) {
  if (labels.size() == from) return true;
  if (!ns.empty() && labels[from] != ns) return false;
  return labels.size() == from + 1 || labels[from + 1] == "svc";
}

bool is_pod_of(std::string_view label, const PeerConfig& peer, const WorkloadConfig& workload) {
  if (label == peer.pod) return true;
  const std::string& name = workload.name.value;
  return label.size() > name.size() + 1 && label.starts_with(name) && label[name.size()] == '-' &&
         std::all_of(label.begin() + static_cast<std::ptrdiff_t>(name.size()) + 1, label.end(),
                     [](unsigned char c) { return std::isdigit(c) != 0; });
}

// The peers of a cluster by the Services that select them.
std::multimap<std::string, PeerConfig*> by_service(ClusterConfig& cluster) {
  std::multimap<std::string, PeerConfig*> found;
  for (PeerConfig& peer : cluster.peers) {
    if (!peer.enode_key.value.empty() || !peer.enode_env.value.empty()) continue;
    if (peer.service.empty()) found.emplace(peer.name.value, &peer);
    for (const ServiceConfig& service : cluster.services) {
      if (selects(service, cluster.workloads[peer.workload])) {
        found.emplace(service.name.value, &peer);
      }
    }
  }
  return found;
}

// Permissioned lists first: they are what peers compare keys with.
std::vector<const PeerList*> lists_of(const ClusterConfig& cluster) {
  std::vector<const PeerList*> lists;
  std::set<const PeerList*> seen;
  const auto add = [&](const std::shared_ptr<const PeerList>& list) {
    if (list && seen.insert(list.get()).second) lists.push_back(list.get());
  };
  for (const PeerConfig& peer : cluster.peers) add(peer.permissioned_list);
  for (const PeerConfig& peer : cluster.peers) add(peer.static_list);
  return lists;
}

}  // namespace

bool selects(const ServiceConfig& service, const WorkloadConfig& workload) {
  const Labels& labels = workload.labels;
  if (service.ns != workload.ns || service.selector.empty()) return false;
  return std::all_of(service.selector.begin(), service.selector.end(), [&](const auto& label) {
    return std::find(labels.begin(), labels.end(), label) != labels.end();
  });
}

MarkedText trimmed_text(const ConfigEntry& entry) {
  if (!entry.text.is_scalar()) return {};
  constexpr std::string_view blanks = " \t\r\n";
  const std::string_view text = entry.text.text();
  const std::size_t begin = text.find_first_not_of(blanks);
  const Mark mark = entry.text.origin().first;
  if (begin == std::string_view::npos) return {"", mark};
  return {std::string(text.substr(begin, text.find_last_not_of(blanks) - begin + 1)), mark};
}

KeysInMaps::KeysInMaps(const ClusterConfig& cluster) {
  for (const ConfigMapConfig& map : cluster.config_maps) {
    if (map.name.value.ends_with("-enode-config")) own_.try_emplace(map.name.value, &map);
    for (const ConfigEntry& entry : map.entries) {
      MarkedText text = trimmed_text(entry);
      if (!is_public_key(text.value)) continue;
      keys_.push_back({map.ns, plain(map.name.value), plain(entry.key), std::move(text)});
    }
  }
}

MarkedText KeysInMaps::find(const std::string& ns, const std::string& name) const {
  // qubernetes' own name holds the key, or what is there in its place.
  const auto own = own_.find(name + "-enode-config");
  const ConfigEntry* entry = own == own_.end() ? nullptr : own->second->find("enode");
  if (entry != nullptr) return trimmed_text(*entry);
  const std::string wanted = plain(name);
  for (const Key& key : keys_) {
    if (key.ns != ns && !key.ns.empty() && !ns.empty()) continue;
    if (is_key_of(key.map, key.key, wanted)) return key.text;
  }
  return {};
}

bool names_peer(std::string_view host, const ClusterConfig& cluster, const PeerConfig& peer) {
  const WorkloadConfig& workload = cluster.workloads[peer.workload];
  const std::vector<std::string_view> labels = labels_of(host);
  if (labels.empty()) return false;
  if (labels.size() == 1 && labels[0] == peer.name.value && peer.service.empty()) return true;
  const bool as_pod = labels.size() > 1 && is_pod_of(labels[0], peer, workload);
  for (const ServiceConfig& service : cluster.services) {
    if (!selects(service, workload)) continue;
    const std::string& name = service.name.value;
    if (labels[0] == name && in_namespace(labels, 1, peer.ns)) return true;
    if (as_pod && labels[1] == name && in_namespace(labels, 2, peer.ns)) return true;
  }
  return false;
}

void take_keys_from_lists(ClusterConfig& cluster) {
  const std::multimap<std::string, PeerConfig*> peers = by_service(cluster);
  if (peers.empty()) return;
  for (const PeerList* list : lists_of(cluster)) {
    for (const MarkedText& entry : list->entries) {
      const auto enode = wire::parse_enode(entry.value);
      if (!enode) continue;
      const std::vector<std::string_view> labels = labels_of(enode->host);
      for (std::size_t i = 0; i < std::min<std::size_t>(labels.size(), 2); ++i) {
        const auto [first, last] = peers.equal_range(std::string(labels[i]));
        for (auto it = first; it != last; ++it) {
          PeerConfig& peer = *it->second;
          if (!peer.enode_key.value.empty() || !names_peer(enode->host, cluster, peer)) continue;
          peer.enode_key = {wire::to_hex(enode->key), entry.mark};
        }
      }
    }
  }
}

}  // namespace seatrial::config
