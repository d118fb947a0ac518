// SPDX-License-Identifier: Apache-2.0
#include "sim/net/path.hpp"

namespace seatrial::net {

Transit traverse(Network& network, const Path& path, std::uint32_t bytes, Instant now) {
  Transit transit{path.disposition, path.fixed};
  if (path.disposition != Disposition::delivered) return transit;
  for (const WanLeg& leg : path.wans) {
    const Wan::Outcome outcome = network.use_wan(leg.wan).transmit(leg.direction, bytes, now);
    if (outcome.disposition != Disposition::delivered) return {outcome.disposition, {}};
    transit.delay += outcome.delay;
  }
  return transit;
}

}  // namespace seatrial::net
