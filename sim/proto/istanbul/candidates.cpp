// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/istanbul/candidates.hpp"

#include <vector>

namespace seatrial::istanbul {

chain::Vote Candidates::pick(const chain::Snapshot& validators) {
  std::vector<chain::Vote> meaningful;
  for (const auto& [candidate, authorize] : all_) {
    if (validators.contains(candidate) != authorize) meaningful.push_back({candidate, authorize});
  }
  if (meaningful.empty()) return {};
  return meaningful[static_cast<std::size_t>(chance_.below(meaningful.size()))];
}

}  // namespace seatrial::istanbul
