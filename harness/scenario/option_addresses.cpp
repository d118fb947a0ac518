// SPDX-License-Identifier: Apache-2.0
// Finds the addresses of a cluster's nodes: as they are given, else where a file names one.
#include <algorithm>
#include <set>

#include "harness/config/external_nodes.hpp"
#include "harness/scenario/from_options.hpp"
#include "harness/scenario/option_settings.hpp"
#include "sim/net/address.hpp"
#include "sim/wire/enode.hpp"

namespace seatrial::scenario {
namespace {

/// Addresses in the order in which they are met, each once.
class Addresses {
 public:
  void add(const std::string& host) {
    if (!net::parse_ipv4(host)) return;  // a name or <K8s_NODE_IP>: no address
    if (std::find(all_.begin(), all_.end(), host) == all_.end()) all_.push_back(host);
  }
  std::vector<std::string> take() { return std::move(all_); }
  bool empty() const { return all_.empty(); }

 private:
  std::vector<std::string> all_;
};

Addresses as_given(const std::string& value) {
  Addresses addresses;
  for (std::size_t from = 0; from < value.size();) {
    const std::size_t comma = std::min(value.find(',', from), value.size());
    addresses.add(value.substr(from, comma - from));
    from = comma + 1;
  }
  return addresses;
}

Result<Addresses> of_export(const std::string& path, SourceFiles& files) {
  const auto exported = config::read_external_nodes(path, files);
  if (!exported) return exported.error();
  Addresses addresses;
  for (const config::ExternalNode& node : exported->nodes)
    if (const auto enode = wire::parse_enode(node.enode_url.value)) addresses.add(enode->host);
  return addresses;
}

std::set<std::string> keys_of(const config::ClusterConfig& cluster) {
  std::set<std::string> keys;
  for (const config::PeerConfig& peer : cluster.peers) keys.insert(peer.enode_key.value);
  return keys;
}

void add_hosts(const config::PeerList& list, const std::set<std::string>& keys, Addresses& out) {
  constexpr std::string_view scheme = "enode://";
  constexpr std::size_t key_digits = 128;
  for (const config::MarkedText& entry : list.entries) {
    const std::string_view text = entry.value;
    if (!text.starts_with(scheme)) continue;
    if (!keys.contains(std::string(text.substr(scheme.size(), key_digits)))) continue;
    if (const auto enode = wire::parse_enode(text)) out.add(enode->host);
  }
}

/// What the other clusters' lists say of this cluster's peers. Files that cannot be read say
/// nothing here; whoever resolves the scenario tells of them.
Addresses of_others(const WorldOptions& options, const NamedPath& own,
                    const config::ClusterConfig& cluster, ClusterSources& sources) {
  const std::set<std::string> keys = keys_of(cluster);
  Addresses addresses;
  for (const NamedPath& other : options.clusters) {
    if (other.name == own.name) continue;
    const auto& source = sources.read(other.path, other.name);
    if (!source) continue;
    for (const config::PeerConfig& peer : source->config.peers) {
      add_hosts(*peer.static_list, keys, addresses);
      add_hosts(*peer.permissioned_list, keys, addresses);
    }
  }
  return addresses;
}

const NamedPath* find(const std::vector<NamedPath>& all, std::string_view name) {
  for (const NamedPath& one : all)
    if (one.name == name) return &one;
  return nullptr;
}

/// The nodes of a dump: one address each, that outside where it has one.
Addresses of_nodes(const config::ClusterConfig& cluster) {
  Addresses addresses;
  for (const config::NodeConfig& node : cluster.nodes) {
    const bool outside = node.external_address.known();
    addresses.add(outside ? node.external_address.value : node.internal_address.value);
  }
  return addresses;
}

}  // namespace

Result<std::vector<std::string>> node_addresses(const WorldOptions& options,
                                                std::string_view cluster, ClusterSources& sources) {
  if (const auto given = setting_of(options.settings, cluster, "node-ip"))
    return as_given(*given).take();
  if (const NamedPath* exported = find(options.exported, cluster)) {
    auto addresses = of_export(exported->path, sources.files());
    if (!addresses) return addresses.error();
    if (!addresses->empty()) return addresses->take();
  }
  const NamedPath* own = find(options.clusters, cluster);
  if (own == nullptr) return std::vector<std::string>();
  const auto& source = sources.read(own->path, own->name);
  if (!source) return std::vector<std::string>();
  Addresses addresses = of_nodes(source->config);
  if (addresses.empty()) addresses = of_others(options, *own, source->config, sources);
  return addresses.take();
}

}  // namespace seatrial::scenario
