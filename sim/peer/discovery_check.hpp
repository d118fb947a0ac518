// SPDX-License-Identifier: Apache-2.0
// The static reading of discovery: whether one peer's PING gets to another's UDP port and the PONG
// back, as the endpoint says that the pinger's bootnodes or static list gives. It is a reading of
// the network only: tables, records and bonding of discv4 are not modelled, so that a peer whom
// only a third one knows counts as not listed.
#pragma once

#include "sim/peer/link_check.hpp"

namespace seatrial {

/// The fate of one PING. `cause` up: the PONG arrives.
struct PingReading {
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;
  PeerId reached = PeerId::none;         ///< who got it
  const PeerListEntry* entry = nullptr;  ///< null: `from` knows no endpoint of `to`
  LinkCause cause = LinkCause::not_listed;
  std::string detail;
  net::Trace out;   ///< the PING's walk
  net::Trace back;  ///< the PONG's
  std::vector<std::string> conditions;

  bool up() const { return cause == LinkCause::up; }
};

/// Two peers find each other if one of them can ping the other: the pinged bonds back along the
/// same flow.
struct DiscoveryReading {
  PeerId a = PeerId::none;
  PeerId b = PeerId::none;
  LinkStatus status = LinkStatus::down;
  PingReading forward;   ///< a pings b
  PingReading backward;  ///< b pings a

  const PingReading& decisive() const;
};

/// Reads the ping of `to` by the last of `from`'s bootnodes, else static nodes, that means it.
PingReading read_ping(World& world, PeerId from, PeerId to);
/// Reads both directions.
DiscoveryReading read_discovery(World& world, PeerId a, PeerId b);

}  // namespace seatrial
