// SPDX-License-Identifier: Apache-2.0
#include "harness/config/kube_proxy_config.hpp"

#include <algorithm>
#include <string_view>

namespace seatrial::config {

namespace {

constexpr std::string_view key = "nodePortAddresses:";
constexpr std::string_view addresses_flag = "--nodeport-addresses";
constexpr std::string_view letters = "0123456789./";

/// The ranges among the words of a text, up to the first line that belongs to another key.
std::vector<net::Cidr> ranges_in(std::string_view text) {
  std::vector<net::Cidr> ranges;
  while (!text.empty()) {
    const std::size_t begin = text.find_first_of(letters);
    if (begin == text.npos || text.substr(0, begin).find(':') != text.npos) break;
    const std::size_t end = std::min(text.find_first_not_of(letters, begin), text.size());
    const auto range = net::parse_cidr(std::string(text.substr(begin, end - begin)));
    if (range) ranges.push_back(*range);
    text.remove_prefix(end);
  }
  return ranges;
}

NodePortAddresses of_config_map(const ConfigMapConfig& map) {
  for (const ConfigEntry& entry : map.entries) {
    if (!entry.text.is_scalar()) continue;
    const std::string_view text = entry.text.text();
    const std::size_t at = text.find(key);
    if (at == text.npos) continue;
    return {ranges_in(text.substr(at + key.size())), entry.text.mark_at(at)};
  }
  return {};
}

NodePortAddresses of_words(const std::vector<Value>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view text = words[i].text();
    const std::size_t at = text.find(addresses_flag);
    if (at == text.npos) continue;
    std::string_view rest = text.substr(at + addresses_flag.size());
    if (rest.empty() && i + 1 < words.size()) rest = words[i + 1].text();
    return {ranges_in(rest.substr(0, rest.find_first_of(" \n", 1))), words[i].mark_at(at)};
  }
  return {};
}

}  // namespace

NodePortAddresses node_port_addresses(const ClusterConfig& cluster) {
  NodePortAddresses found;
  for (const ConfigMapConfig& map : cluster.config_maps) {
    if (map.name.value == "kube-proxy" && found.ranges.empty()) found = of_config_map(map);
  }
  for (const WorkloadConfig& workload : cluster.workloads) {
    for (const ContainerConfig& container : workload.containers) {
      const bool is_proxy = container.name == "kube-proxy" || workload.name.value == "kube-proxy";
      if (is_proxy && found.ranges.empty()) found = of_words(container.words);
    }
  }
  return found;
}

}  // namespace seatrial::config
