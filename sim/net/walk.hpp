// SPDX-License-Identifier: Apache-2.0
// walk: the slow path. It takes one packet through the network hop by hop, as kube-proxy,
// conntrack, the CNI and the wans would treat it, and gives the compiled Path; with a Trace it also
// writes down what happened at each hop. Both readings of the model use this one function: `check`
// on scratch conntrack tables, a run on the network's own.
#pragma once

#include "sim/core/rng.hpp"
#include "sim/net/path.hpp"

namespace seatrial::net {

/// A packet that leaves a stack.
struct Departure {
  StackId from = StackId::none;
  FiveTuple tuple;
  /// The first packet of a connection. A datagram opens a flow wherever none is known; of it this
  /// says only that somebody must listen.
  bool opens = false;
  /// When the flow last had a packet that was not walked; see Conntrack::find.
  Instant active_at{};
};

/// Where walks remember flows, and what they draw a Service's endpoint from.
struct WalkContext {
  Instant now;
  Rng* endpoint_choice = nullptr;  ///< null: always the first endpoint
  Conntracks* scratch = nullptr;   ///< null: the network's own tables
  /// Whether a port that nobody listens on ends the walk. Not for a packet under way: what counts
  /// for it is the instant of its arrival.
  bool ask_listener = true;
};

/// Walks one packet. Random loss and queues are not part of it (see traverse).
Path walk(Network& network, const Departure& departure, const WalkContext& context,
          Trace* trace = nullptr);

}  // namespace seatrial::net
