// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/option_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "harness/scenario/nearest.hpp"
#include "sim/net/address.hpp"

namespace seatrial::scenario {
namespace {

constexpr std::array<std::string_view, 5> known_keys{"node-ip", "kubernetes", "traffic-policy",
                                                     "provider", "cni"};

Error at(std::string_view text, std::string what, std::string remedy) {
  return {fmt::format("--set {}", text), std::move(what), std::move(remedy)};
}

/// The parts between commas.
std::vector<std::string> parts_of(const std::string& list) {
  std::vector<std::string> parts;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    parts.push_back(list.substr(from, comma - from));
    from = comma + 1;
  }
  return parts;
}

bool is_version(std::string_view text) {
  const std::size_t dot = text.find('.');
  constexpr std::string_view digits = "0123456789";
  return dot != std::string_view::npos && dot > 0 && dot + 1 < text.size() &&
         text.find_first_not_of("0123456789.") == std::string_view::npos &&
         digits.find(text[dot + 1]) != std::string_view::npos;
}

Result<void> check_value(std::string_view text, const Setting& setting) {
  const std::string& value = setting.value;
  if (setting.key == "kubernetes" && !is_version(value))
    return at(text, fmt::format("'{}' is not a version", value), "write it as in 1.27");
  if (setting.key == "traffic-policy" && value != "Cluster" && value != "Local")
    return at(text, fmt::format("'{}' is not a traffic policy", value), "write Cluster or Local");
  if (setting.key == "provider" &&
      std::find(providers.begin(), providers.end(), value) == providers.end())
    return at(text, fmt::format("unknown provider '{}'", value), suggestion(value, providers));
  if (setting.key != "node-ip") return {};
  for (const std::string& part : parts_of(value))
    if (!net::parse_ipv4(part))
      return at(text, fmt::format("'{}' is not an IPv4 address", part),
                "write an address of a node, as in 1.2.3.4");
  return {};
}

}  // namespace

Result<Setting> parse_setting(std::string_view text) {
  const std::size_t equals = text.find('=');
  // Names of clusters may hold dots, keys never do.
  const std::size_t dot = text.substr(0, equals).rfind('.');
  if (equals == std::string_view::npos || dot == std::string_view::npos || dot == 0)
    return at(text, "this is not NAME.KEY=VALUE", "write it as in a.node-ip=1.2.3.4");
  Setting setting{std::string(text.substr(0, dot)),
                  std::string(text.substr(dot + 1, equals - dot - 1)),
                  std::string(text.substr(equals + 1))};
  if (std::find(known_keys.begin(), known_keys.end(), setting.key) == known_keys.end())
    return at(text, fmt::format("unknown key '{}'", setting.key),
              suggestion(setting.key, known_keys));
  if (const auto good = check_value(text, setting); !good) return good.error();
  return setting;
}

Result<void> check_settings(const std::vector<std::string>& settings,
                            const std::vector<std::string_view>& clusters) {
  for (const std::string& text : settings) {
    const auto setting = parse_setting(text);
    if (!setting) return setting.error();
    if (std::find(clusters.begin(), clusters.end(), setting->cluster) != clusters.end()) continue;
    return at(text, fmt::format("there is no cluster '{}'", setting->cluster),
              suggestion(setting->cluster, clusters));
  }
  return {};
}

std::optional<std::string> setting_of(const std::vector<std::string>& settings,
                                      std::string_view cluster, std::string_view key) {
  std::optional<std::string> found;
  for (const std::string& text : settings) {
    const auto setting = parse_setting(text);
    if (setting && setting->cluster == cluster && setting->key == key) found = setting->value;
  }
  return found;
}

Result<void> apply_settings(Cluster& cluster, const std::vector<std::string>& settings) {
  const std::string& name = cluster.name.value;
  for (const std::string_view key : {"provider", "cni"})
    if (const auto value = setting_of(settings, name, key))
      return at(fmt::format("{}.{}={}", name, key, *value),
                "a verdict does not depend on it so far",
                "leave it out; only 'seatrial init' takes it");
  if (const auto version = setting_of(settings, name, "kubernetes"))
    cluster.kubernetes = Text{*version, {}};
  if (const auto policy = setting_of(settings, name, "traffic-policy"))
    cluster.traffic_policy = Marked<TrafficPolicy>{
        *policy == "Local" ? TrafficPolicy::local : TrafficPolicy::cluster, {}};
  return {};
}

}  // namespace seatrial::scenario
