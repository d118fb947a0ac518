// SPDX-License-Identifier: Apache-2.0
#include "sim/net/path.hpp"

#include <algorithm>

namespace seatrial::net {

namespace {

// A message of TCP goes as segments, none of which is larger than this.
constexpr std::uint32_t largest_segment = 1460 + 40;

std::uint32_t largest_packet(const Path& path, std::uint32_t bytes) {
  return path.seen.protocol == Protocol::tcp ? std::min(bytes, largest_segment) : bytes;
}

bool fits(std::uint32_t mtu, std::uint32_t bytes) {
  return mtu == 0 || bytes <= mtu;
}

}  // namespace

std::uint32_t mtu_of(const Network& network, const Path& path) {
  std::uint32_t least = path.mtu;
  for (const WanLeg& leg : path.wans) {
    const std::uint32_t mtu = network.wan(leg.wan).spec().mtu;
    if (mtu != 0 && (least == 0 || mtu < least)) least = mtu;
  }
  return least;
}

std::optional<Duration> steady_delay(const Network& network, const Path& path) {
  if (path.disposition != Disposition::delivered || path.idle != Duration()) return std::nullopt;
  if (!fits(mtu_of(network, path), largest_segment)) return std::nullopt;
  Duration delay = path.fixed;
  for (const WanLeg& leg : path.wans) {
    const WanSpec& spec = network.wan(leg.wan).spec();
    const bool by_chance = spec.loss.numerator != 0 || spec.jitter > Duration();
    if (by_chance || spec.bytes_per_second != 0) return std::nullopt;
    delay += spec.latency;
  }
  return delay;
}

Transit traverse(Network& network, const Path& path, std::uint32_t bytes, Instant now) {
  Transit transit{path.disposition, path.fixed, false};
  if (path.disposition != Disposition::delivered) return transit;
  const std::uint32_t packet = largest_packet(path, bytes);
  if (!fits(path.mtu, packet)) return {Disposition::mtu_exceeded, {}, false};
  for (const WanLeg& leg : path.wans) {
    Wan& wan = network.use_wan(leg.wan);
    if (!fits(wan.spec().mtu, packet)) return {Disposition::mtu_exceeded, {}, false};
    const Wan::Outcome outcome = wan.transmit(leg.direction, bytes, now, path.seen.protocol);
    if (outcome.disposition != Disposition::delivered) return {outcome.disposition, {}, false};
    transit.delay += outcome.delay;
    transit.duplicated = transit.duplicated || outcome.duplicated;
  }
  return transit;
}

}  // namespace seatrial::net
