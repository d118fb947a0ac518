// SPDX-License-Identifier: Apache-2.0
#include "harness/run/readings.hpp"

namespace seatrial::run {

std::vector<LinkReading> read_links(scenario::Scene& scene) {
  std::vector<LinkReading> links;
  const auto count = static_cast<std::uint32_t>(scene.world->peer_count());
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t b = a + 1; b < count; ++b) {
      links.push_back(read_link(*scene.world, PeerId(a), PeerId(b)));
    }
  }
  return links;
}

}  // namespace seatrial::run
