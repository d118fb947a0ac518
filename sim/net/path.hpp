// SPDX-License-Identifier: Apache-2.0
// Path: the compiled walk of a flow in one direction: where it ends, how long the fixed part of the
// way takes, and which wans must be asked for every single packet. It is valid for one epoch of the
// network; after that the flow is walked again.
#pragma once

#include <boost/container/static_vector.hpp>
#include <optional>

#include "sim/core/instant.hpp"
#include "sim/net/disposition.hpp"
#include "sim/net/network.hpp"
#include "sim/net/trace.hpp"

namespace seatrial::net {

/// A wan that a path crosses, and in which direction.
struct WanLeg {
  WanId wan = WanId::none;
  int direction = 0;
};

/// The compiled walk of a flow in one direction.
struct Path {
  std::uint32_t epoch = 0;  ///< of the network when it was walked; 0: never
  Disposition disposition = Disposition::no_route;
  StackId at = StackId::none;
  FiveTuple seen;  ///< the flow as the destination sees it
  Duration fixed;  ///< delay of everything but the wans
  boost::container::static_vector<WanLeg, 2> wans;
  std::uint32_t mtu = 0;  ///< the least of the gateways on the way; 0: no limit
  /// The least idle time of the load balancers on the way; 0: none forgets. After such a silence
  /// the flow must be walked again.
  Duration idle{};
};

/// The fate of one packet on a compiled path.
struct Transit {
  Disposition disposition = Disposition::delivered;
  Duration delay;
  bool duplicated = false;  ///< a datagram arrives twice
};

/// The largest packet, headers included, that the way takes; 0: no limit.
std::uint32_t mtu_of(const Network& network, const Path& path);

/// What every segment of TCP takes along a path, for as long as the path is valid; nothing where
/// that depends on the segment, on chance or on how long the flow was silent.
std::optional<Duration> steady_delay(const Network& network, const Path& path);

/// Sends one packet of `bytes`, headers included, along a path that is valid: one draw per lossy
/// wan, no walk.
Transit traverse(Network& network, const Path& path, std::uint32_t bytes, Instant now);

}  // namespace seatrial::net
