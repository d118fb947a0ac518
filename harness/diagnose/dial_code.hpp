// SPDX-License-Identifier: Apache-2.0
// From the cause of one failed dial to the code of the catalogue. One cause may have several codes:
// a refused connection is a stale NodePort or a process that is down. Only the code is decided
// here; the words of the finding are dial_finding's.
#pragma once

#include <optional>

#include "harness/finding/catalogue.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial::diagnosis {

using MaybeCode = std::optional<finding::Code>;

/// The code of a dial that fails; nothing for one that is up.
MaybeCode code_of_dial(const World& world, const DialReading& dial);
/// The code of what a packet meets on its way, of whatever kind of link it is: filters, routes,
/// load balancers, wans, Services and names. `out` is its walk.
MaybeCode code_of_packet(LinkCause cause, const std::string& detail, const net::Trace& out);
/// Whether the dial ends at another port of a pod than geth's p2p port.
bool at_other_port(const World& world, const DialReading& dial);
/// The code of an entry that geth skips, or whose host is nobody's; nothing for a sound one.
MaybeCode code_of_entry(const PeerListEntry& entry);
/// The code of two genesis blocks that differ.
finding::Code code_of_geneses(const PeerSpec& a, const PeerSpec& b);
/// Whether the cause lies with both ends alike, whoever dials: keys permitted, chains.
bool concerns_both(LinkCause cause);

}  // namespace seatrial::diagnosis
