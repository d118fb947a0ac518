// SPDX-License-Identifier: Apache-2.0
#include "sim/net/wan.hpp"

#include <algorithm>

namespace seatrial::net {

Wan::Wan(SiteId a, SiteId b, WanSpec spec, std::string name, std::uint64_t seed, std::uint64_t id)
    : sites_{a, b},
      spec_(spec),
      name_(std::move(name)),
      directions_{make_direction(seed, 2 * id), make_direction(seed, 2 * id + 1)} {}

Wan::Direction Wan::make_direction(std::uint64_t seed, std::uint64_t id) {
  return {WanGate::open,
          {},
          {},
          Rng::stream(seed, "wan.loss", id),
          Rng::stream(seed, "wan.jitter", id),
          Rng::stream(seed, "wan.duplicate", id),
          Rng::stream(seed, "wan.reorder", id)};
}

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

/// What only datagrams suffer.
void Wan::disturb(Direction& way, Outcome& outcome) const {
  if (!spec_.duplicate.never()) outcome.duplicated = way.duplicate.chance(spec_.duplicate);
  if (!spec_.reorder.never() && way.reorder.chance(spec_.reorder))
    outcome.delay += spec_.reorder_by;
}

Wan::Outcome Wan::transmit(int direction, std::uint32_t bytes, Instant now, Protocol protocol) {
  Direction& way = directions_[index(direction)];
  Outcome outcome{Disposition::delivered, spec_.latency, false};
  if (!queue(way, bytes, now, outcome.delay)) return {Disposition::queue_full, {}, false};
  if (spec_.loss.numerator != 0 && way.loss.chance(spec_.loss)) {
    return {Disposition::lost, {}, false};
  }
  if (spec_.jitter > Duration()) outcome.delay += way.jitter.between(Duration(), spec_.jitter);
  if (protocol == Protocol::udp) disturb(way, outcome);
  return outcome;
}

}  // namespace seatrial::net
