// SPDX-License-Identifier: Apache-2.0
// Trace: the walk of one packet, hop by hop, as a person reads it. It is made by the slow path only
// and carries the 5-tuple before and after each hop, the rule that decided and where that rule is
// written. A trace holds exactly one disposition, and the conditions under which it is true (a
// NodePort that no file confirms).
#pragma once

#include <string>
#include <vector>

#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"
#include "sim/net/disposition.hpp"
#include "sim/net/network_ids.hpp"

namespace seatrial::net {

/// One step of a walk.
struct Hop {
  std::string where;  ///< "pod a/quorum-node1", "node a/n1", "wan a-b"
  std::string what;   ///< what happened there, in one clause
  FiveTuple before;
  FiveTuple after;
  Mark rule;  ///< where the rule that decided is written, if it is
};

/// The walk of one packet.
struct Trace {
  std::vector<Hop> hops;
  Disposition disposition = Disposition::no_route;
  StackId at = StackId::none;           ///< the stack that was reached, if any
  FiveTuple seen;                       ///< the 5-tuple as the last hop saw it
  std::vector<std::string> conditions;  ///< "1.2.3.4:32044 is still the NodePort of …"

  bool delivered() const { return disposition == Disposition::delivered; }
};

/// One line a hop: where, what, the tuple where it changed.
std::string to_string(const Trace& trace, const SourceFiles& files);

}  // namespace seatrial::net
