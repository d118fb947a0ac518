// SPDX-License-Identifier: Apache-2.0
// The route line that a walk lacked, in the words of a scenario, so that it can be pasted: the
// range of the other network and the connection that leads there. It proposes only what the
// networks that were read can carry out.
#pragma once

#include <string>

#include "sim/net/network.hpp"
#include "sim/net/trace.hpp"

namespace seatrial::diagnosis {

/// "add {to: 10.2.0.0/16, via: a-b} to the routes of vpc-a (subnet nodes)"; without a connection,
/// that one is to be made first; "" for a walk that ended elsewhere than at a route table.
std::string route_fix(const net::Network& network, const net::Trace& trace);

}  // namespace seatrial::diagnosis
