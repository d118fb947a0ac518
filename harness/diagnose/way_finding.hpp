// SPDX-License-Identifier: Apache-2.0
// The finding of a way that is no p2p dial: a PING of discovery, what a Tessera posts, any packet
// between two pods or hosts. It has the codes of the catalogue, the rule that decided as its place,
// and a remedy with names and numbers. What concerns geth's handshake only is dial_finding's.
#pragma once

#include <optional>
#include <string_view>

#include "harness/diagnose/view.hpp"
#include "sim/peer/discovery_check.hpp"
#include "sim/peer/reach_check.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

/// One way of packets there and back, whoever sent them.
struct Way {
  PodRef from;
  PodRef to;  ///< who is meant
  std::string host;
  std::uint16_t port = 0;  ///< as the sender writes it
  net::Protocol protocol = net::Protocol::tcp;
  LinkCause cause = LinkCause::other;
  std::string detail;
  const net::Trace* out = nullptr;
  const net::Trace* back = nullptr;
  Mark where;  ///< the place where no rule has one: an entry, a URL
};

/// Whose Tessera a URL was written for: who answers there, or else whom its host and port belong
/// to; none if nobody's.
PeerId meant_by(const World& world, const TesseraReading& url);

Way way_of(const World& world, const PingReading& ping);
Way way_of(const World& world, const TesseraReading& url);
Way way_of(const ReachReading& reading, PodRef from, PodRef to, const Reach& reach);

/// The code of a way that fails; "" for one that is up, and for one that nobody tries.
std::string_view code_of(const Way& way);
/// Its finding; none where it has no code.
std::optional<Finding> finding_of(const World& world, const Way& way);

}  // namespace seatrial::diagnosis
