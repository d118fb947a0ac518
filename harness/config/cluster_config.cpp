// SPDX-License-Identifier: Apache-2.0
#include "harness/config/cluster_config.hpp"

#include <algorithm>

namespace seatrial::config {

namespace {

template <class Range, class Match>
auto find_in(const Range& range, Match match) -> decltype(&*range.begin()) {
  const auto found = std::find_if(range.begin(), range.end(), match);
  return found == range.end() ? nullptr : &*found;
}

}  // namespace

const MarkedText* find_pair(const MarkedPairs& pairs, std::string_view key) {
  const auto* found = find_in(pairs, [&](const auto& pair) { return pair.first == key; });
  return found ? &found->second : nullptr;
}

const ServicePortConfig* ServiceConfig::find_port(std::uint16_t port,
                                                  std::string_view protocol) const {
  return find_in(
      ports, [&](const ServicePortConfig& p) { return p.port == port && p.protocol == protocol; });
}

const MarkedText* ContainerConfig::find_env(std::string_view variable) const {
  const auto* found = find_in(env, [&](const auto& entry) { return entry.first == variable; });
  return found ? &found->second : nullptr;
}

const ConfigEntry* ConfigMapConfig::find(std::string_view key) const {
  return find_in(entries, [&](const ConfigEntry& entry) { return entry.key == key; });
}

const ServiceConfig* ClusterConfig::find_service(std::string_view name) const {
  return find_in(services, [&](const ServiceConfig& s) { return s.name.value == name; });
}

const ConfigMapConfig* ClusterConfig::find_config_map(std::string_view name) const {
  return find_in(config_maps, [&](const ConfigMapConfig& m) { return m.name.value == name; });
}

const ServiceConfig* ClusterConfig::find_service(std::string_view ns, std::string_view name) const {
  return find_in(services,
                 [&](const ServiceConfig& s) { return s.ns == ns && s.name.value == name; });
}

const ConfigMapConfig* ClusterConfig::find_config_map(std::string_view ns,
                                                      std::string_view name) const {
  return find_in(config_maps,
                 [&](const ConfigMapConfig& m) { return m.ns == ns && m.name.value == name; });
}

const PeerConfig* ClusterConfig::find_peer(std::string_view name) const {
  return find_in(peers, [&](const PeerConfig& p) { return p.name.value == name; });
}

}  // namespace seatrial::config
