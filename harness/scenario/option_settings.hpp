// SPDX-License-Identifier: Apache-2.0
// The settings of a scenario that is made of options: "a.node-ip=1.2.3.4". It knows their keys and
// the values that each may have, and puts them into a cluster. Addresses are put in elsewhere,
// since files can tell them, too.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/scenario/world.hpp"
#include "sim/core/error.hpp"

namespace seatrial::scenario {

/// Who runs a cluster.
inline constexpr std::array<std::string_view, 5> providers{"bare-metal", "minikube", "eks", "aks",
                                                           "gke"};

/// "NAME.KEY=VALUE" in its parts.
struct Setting {
  std::string cluster;
  std::string key;
  std::string value;
  bool operator==(const Setting&) const = default;
};

/// Splits a setting and checks its key and value; the error says what is known.
Result<Setting> parse_setting(std::string_view text);

/// Checks every setting, and that it is of one of these clusters.
Result<void> check_settings(const std::vector<std::string>& settings,
                            const std::vector<std::string_view>& clusters);

/// The last value of a key of a cluster.
std::optional<std::string> setting_of(const std::vector<std::string>& settings,
                                      std::string_view cluster, std::string_view key);

/// Puts everything but addresses into a cluster. Provider and CNI have no place in a scenario so
/// far: that is an error, since a setting without effect would mislead.
Result<void> apply_settings(Cluster& cluster, const std::vector<std::string>& settings);

}  // namespace seatrial::scenario
