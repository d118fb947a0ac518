// SPDX-License-Identifier: Apache-2.0
// Compares a derived cluster with one that was read from out/, and says where they first differ.
// Marks differ by nature and are left out; so are helper scripts and private keys. It owns no
// behaviour that is tested.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/config/cluster_config.hpp"
#include "harness/generate/generate.hpp"
#include "sim/wire/genesis.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::generate::testing_help {

/// What is compared: files as the generator wrote them, or files of our own in their shape, which
/// leave out what no reader looks at.
enum class Depth { whole, what_the_model_reads };

/// Collects the first difference.
class Comparison {
 public:
  explicit Comparison(Depth depth) : whole_(depth == Depth::whole) {}

  /// "" where the two say the same; else the first difference.
  std::string run(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    services(derived, read);
    workloads(derived, read);
    config_maps(derived, read);
    others(derived, read);
    peers(derived, read);
    return difference_;
  }

 private:
  template <class A, class B>
  void same(const std::string& what, const A& derived, const B& read) {
    if (derived == read || !difference_.empty()) return;
    difference_ = fmt::format("{}: derived {}, read {}", what, derived, read);
  }

  template <class A, class B, class Each>
  void each(const std::string& what, const A& derived, const B& read, Each compare) {
    same(what + " (number of)", derived.size(), read.size());
    for (std::size_t i = 0; i < derived.size() && difference_.empty(); ++i) {
      compare(fmt::format("{} {}", what, i), derived[i], read[i]);
    }
  }

  void pairs(const std::string& what,
             const std::vector<std::pair<std::string, std::string>>& derived,
             const std::vector<std::pair<std::string, std::string>>& read) {
    each(what, derived, read, [&](const std::string& at, const auto& a, const auto& b) {
      same(at, a.first + "=" + a.second, b.first + "=" + b.second);
    });
  }

  void services(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    each("Service", derived.services, read.services,
         [&](const std::string& at, const auto& a, const auto& b) {
           same(at + " name", a.name.value, b.name.value);
           same(at + " namespace", a.ns, b.ns);
           same(at + " type", a.type.value, b.type.value);
           same(at + " policy", a.external_policy.value, b.external_policy.value);
           pairs(at + " selector", a.selector, b.selector);
           each(at + " port", a.ports, b.ports,
                [&](const std::string& port, const auto& c, const auto& d) {
                  same(port + " name", c.name, d.name);
                  same(port + " protocol", c.protocol, d.protocol);
                  same(port + " number", c.port, d.port);
                  same(port + " target", c.target_port, d.target_port);
                  same(port + " pinned", c.node_port.has_value(), d.node_port.has_value());
                });
         });
  }

  void container(const std::string& at, const config::ContainerConfig& a,
                 const config::ContainerConfig& b) {
    same(at + " name", a.name, b.name);
    same(at + " image", a.image.value, b.image.value);
    same(at + " version", a.version, b.version);
    same(at + " init", a.init, b.init);
    each(
        at + " port", a.ports, b.ports,
        [&](const std::string& port, const auto& c, const auto& d) { same(port, c.port, d.port); });
    if (!whole_) return;
    each(at + " env", a.env, b.env, [&](const std::string& env, const auto& c, const auto& d) {
      same(env, c.first + "=" + c.second.value, d.first + "=" + d.second.value);
    });
    each(at + " mount", a.mounts, b.mounts,
         [&](const std::string& mount, const auto& c, const auto& d) {
           same(mount, c.volume + " " + c.path + " " + c.sub_path,
                d.volume + " " + d.path + " " + d.sub_path);
         });
  }

  void workloads(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    each("workload", derived.workloads, read.workloads,
         [&](const std::string& at, const auto& a, const auto& b) {
           same(at + " kind", a.kind, b.kind);
           same(at + " namespace", a.ns, b.ns);
           same(at + " name", a.name.value, b.name.value);
           same(at + " replicas", a.replicas, b.replicas);
           pairs(at + " label", a.labels, b.labels);
           each(at + " container", a.containers, b.containers,
                [&](const std::string& name, const auto& c, const auto& d) {
                  container(name, c, d);
                });
           if (!whole_) return;
           each(at + " volume", a.volumes, b.volumes,
                [&](const std::string& volume, const auto& c, const auto& d) {
                  same(volume, c.name + " " + c.config_map, d.name + " " + d.config_map);
                  pairs(volume + " item", c.items, d.items);
                });
         });
  }

  void config_map(const config::ConfigMapConfig& a, const config::ConfigMapConfig& b) {
    for (const config::ConfigEntry& entry : b.entries) {
      const config::ConfigEntry* mine = a.find(entry.key);
      same(fmt::format("ConfigMap {} has {}", b.name.value, entry.key), mine != nullptr, true);
      if (mine != nullptr) same(entry.key + " is secret", mine->secret, entry.secret);
    }
  }

  void config_maps(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    if (whole_) same("number of ConfigMaps", derived.config_maps.size(), read.config_maps.size());
    for (std::size_t i = 0; i < read.config_maps.size(); ++i) {
      const config::ConfigMapConfig& map = read.config_maps[i];
      const config::ConfigMapConfig* mine = derived.find_config_map(map.name.value);
      same("ConfigMap " + map.name.value, mine != nullptr, true);
      if (whole_ && difference_.empty()) {
        same(fmt::format("ConfigMap {}", i), derived.config_maps[i].name.value, map.name.value);
      }
      if (mine != nullptr) config_map(*mine, map);
    }
  }

  void others(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    each("other", derived.others, read.others,
         [&](const std::string& at, const auto& a, const auto& b) {
           same(at, a.kind + " " + a.ns + "/" + a.name.value,
                b.kind + " " + b.ns + "/" + b.name.value);
         });
  }

  template <class T>
  static std::string shown(const std::optional<T>& value) {
    return value ? fmt::format("{}", value->value) : "nothing";
  }

  void settings(const std::string& at, const config::GethSettings& a,
                const config::GethSettings& b) {
    same(at + " networkid", shown(a.network_id), shown(b.network_id));
    same(at + " port", shown(a.port), shown(b.port));
    same(at + " block period", shown(a.block_period), shown(b.block_period));
    same(at + " maxpeers", shown(a.max_peers), shown(b.max_peers));
    same(at + " raftport", shown(a.raft_port), shown(b.raft_port));
    same(at + " verbosity", shown(a.verbosity), shown(b.verbosity));
    same(at + " nat", shown(a.nat), shown(b.nat));
    same(at + " bootnodes", shown(a.bootnodes), shown(b.bootnodes));
    same(at + " netrestrict", shown(a.netrestrict), shown(b.netrestrict));
    same(at + " syncmode", shown(a.sync_mode), shown(b.sync_mode));
    same(at + " datadir", shown(a.data_dir), shown(b.data_dir));
    same(at + " permissioned", a.permissioned.value, b.permissioned.value);
    same(at + " nodiscover", a.no_discover.value, b.no_discover.value);
    same(at + " mine", a.mine.value, b.mine.value);
    same(at + " raft", a.raft.value, b.raft.value);
  }

  void geth(const std::string& at, const config::GethCommand& a, const config::GethCommand& b) {
    each(at + " flag", a.flags, b.flags,
         [&](const std::string& flag, const auto& c, const auto& d) {
           same(flag, c.name + "=" + c.value.value_or("-"), d.name + "=" + d.value.value_or("-"));
         });
    each(at + " argument", a.arguments, b.arguments,
         [&](const std::string& word, const auto& c, const auto& d) {
           same(word, c.value, d.value);
         });
    each(at + " link", a.links, b.links,
         [&](const std::string& link, const auto& c, const auto& d) {
           same(link, c.from + " " + c.to.value, d.from + " " + d.to.value);
         });
    each(at + " unset", a.unset, b.unset,
         [&](const std::string& word, const auto& c, const auto& d) {
           same(word, c.value, d.value);
         });
  }

  void list(const std::string& at, const config::PeerList& a, const config::PeerList& b) {
    same(at + " state", config::to_string(a.state), config::to_string(b.state));
    each(at + " entry", a.entries, b.entries,
         [&](const std::string& entry, const auto& c, const auto& d) {
           same(entry, c.value, d.value);
         });
  }

  void tessera(const std::string& at, const config::TesseraConfig& a,
               const config::TesseraConfig& b) {
    same(at + " version", a.version.value, b.version.value);
    same(at + " template", a.template_key, b.template_key);
    same(at + " address", a.server_address.value, b.server_address.value);
    same(at + " binding", a.binding_address.value, b.binding_address.value);
    each(at + " peer", a.peers, b.peers,
         [&](const std::string& peer, const auto& c, const auto& d) {
           same(peer, c.value, d.value);
         });
    same(at + " white list", a.use_white_list.value, b.use_white_list.value);
    same(at + " discovery", a.disable_peer_discovery.value, b.disable_peer_discovery.value);
    same(at + " validation", a.remote_key_validation.value, b.remote_key_validation.value);
  }

  void peer(const std::string& at, const config::PeerConfig& a, const config::PeerConfig& b) {
    same(at + " name", a.name.value, b.name.value);
    same(at + " namespace", a.ns, b.ns);
    same(at + " workload", a.workload, b.workload);
    same(at + " service", a.service, b.service);
    same(at + " enode", a.enode_key.value, b.enode_key.value);
    same(at + " enode variable", a.enode_env.value, b.enode_env.value);
    same(at + " address", a.node_address.value, b.node_address.value);
    same(at + " version", a.version.value, b.version.value);
    settings(at, a.settings, b.settings);
    if (whole_) geth(at, a.geth, b.geth);
    list(at + " static", *a.static_list, *b.static_list);
    list(at + " permissioned", *a.permissioned_list, *b.permissioned_list);
    same(at + " shares one list", a.static_list == a.permissioned_list,
         b.static_list == b.permissioned_list);
    same(at + " live", a.permissioned_is_live, b.permissioned_is_live);
    same(at + " has a genesis", a.genesis != nullptr, b.genesis != nullptr);
    if (a.genesis && b.genesis) genesis(at, *a.genesis, *b.genesis);
    same(at + " has Tessera", a.tessera.has_value(), b.tessera.has_value());
    if (a.tessera && b.tessera) tessera(at + " Tessera", *a.tessera, *b.tessera);
  }

  void genesis(const std::string& at, const config::GenesisConfig& a,
               const config::GenesisConfig& b) {
    same(at + " genesis hash", wire::to_hex(wire::genesis_hash(a.genesis)),
         wire::to_hex(wire::genesis_hash(b.genesis)));
    same(at + " genesis", a.genesis == b.genesis, true);
    same(at + " genesis source", a.source, b.source);
  }

  void peers(const config::ClusterConfig& derived, const config::ClusterConfig& read) {
    each("peer", derived.peers, read.peers,
         [&](const std::string& at, const auto& a, const auto& b) { peer(at, a, b); });
  }

  bool whole_;
  std::string difference_;
};

}  // namespace seatrial::generate::testing_help
