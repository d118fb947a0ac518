// SPDX-License-Identifier: Apache-2.0
#include "sim/net/wan.hpp"

#include <algorithm>

namespace seatrial::net {

Wan::Wan(SiteId a, SiteId b, WanSpec spec, std::string name, std::uint64_t seed, std::uint64_t id)
    : sites_{a, b},
      spec_(spec),
      name_(std::move(name)),
      directions_{Direction{WanGate::open,
                            {},
                            {},
                            Rng::stream(seed, "wan.loss", 2 * id),
                            Rng::stream(seed, "wan.jitter", 2 * id)},
                  Direction{WanGate::open,
                            {},
                            {},
                            Rng::stream(seed, "wan.loss", 2 * id + 1),
                            Rng::stream(seed, "wan.jitter", 2 * id + 1)}} {}

void Wan::set_gate(int direction, WanGate gate, Mark why) {
  Direction& way = directions_[index(direction)];
  way.gate = gate;
  way.why = why;
}

Disposition Wan::pass(int direction, bool opens) const {
  switch (gate(direction)) {
    case WanGate::drop:
      return Disposition::link_cut;
    case WanGate::reject:
      return Disposition::link_rejected;
    case WanGate::drop_new:
      return opens ? Disposition::firewall_denied : Disposition::delivered;
    case WanGate::open:
      break;
  }
  return Disposition::delivered;
}

bool Wan::queue(Direction& way, std::uint32_t bytes, Instant now, Duration& delay) const {
  if (spec_.bytes_per_second == 0) return true;
  const auto rate = static_cast<std::int64_t>(spec_.bytes_per_second);
  const Instant start = std::max(now, way.busy_until);
  const Duration queue_limit(static_cast<std::int64_t>(spec_.queue_bytes) * seconds(1).ns() / rate);
  if (start - now > queue_limit) return false;
  way.busy_until = start + Duration(std::int64_t{bytes} * seconds(1).ns() / rate);
  delay += way.busy_until - now;
  return true;
}

Wan::Outcome Wan::transmit(int direction, std::uint32_t bytes, Instant now) {
  Direction& way = directions_[index(direction)];
  Outcome outcome{Disposition::delivered, spec_.latency};
  if (!queue(way, bytes, now, outcome.delay)) return {Disposition::queue_full, {}};
  if (spec_.loss.numerator != 0 && way.loss.chance(spec_.loss)) return {Disposition::lost, {}};
  if (spec_.jitter > Duration()) outcome.delay += way.jitter.between(Duration(), spec_.jitter);
  return outcome;
}

}  // namespace seatrial::net
