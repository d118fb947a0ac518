// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/version.hpp"

#include <charconv>

namespace seatrial::kube {

std::optional<Version> parse_version(std::string_view text) {
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  if (!text.starts_with("1.")) return std::nullopt;
  text.remove_prefix(2);
  int minor = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), minor);
  const bool ends_well =
      end == text.data() + text.size() || *end == '.' || *end == '-' || *end == '+';
  if (error != std::errc() || minor < 0 || !ends_well) return std::nullopt;
  return Version{minor};
}

}  // namespace seatrial::kube
