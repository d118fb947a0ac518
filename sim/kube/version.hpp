// SPDX-License-Identifier: Apache-2.0
// A Kubernetes version, as far as behaviour depends on it: the minor number of 1.x.
#pragma once

#include <optional>
#include <string_view>

namespace seatrial::kube {

/// Kubernetes 1.minor.
struct Version {
  int minor = 29;

  auto operator<=>(const Version&) const = default;
};

/// "1.27", "v1.27.3" or "1.30.6-gke.5".
std::optional<Version> parse_version(std::string_view text);

}  // namespace seatrial::kube
