// SPDX-License-Identifier: Apache-2.0
// Capabilities: what a Hello offers, and what two Hellos have in common. The list is sorted by
// name and version, free of duplicates, and small enough to travel by value. Offsets of message
// codes are not kept here: at message fidelity a payload names its code relative to its protocol.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>

#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

/// The sorted capabilities of one Hello; at most eight, further ones are ignored.
class Capabilities {
 public:
  static constexpr std::size_t max_size = 8;

  Capabilities() = default;
  /// Sorts, and drops duplicates.
  Capabilities(std::initializer_list<Capability> list);

  /// In the order of the wire.
  std::span<const Capability> list() const { return {items_.data(), size_}; }
  /// Whether this exact capability is offered.
  bool contains(Capability capability) const;
  /// Adds one at its place, unless it is there.
  void insert(Capability capability);
  bool operator==(const Capabilities&) const = default;

 private:
  std::array<Capability, max_size> items_{};
  std::uint8_t size_ = 0;
};

/// What a GoQuorum 2.7.0 process offers with an istanbul genesis (IBFT).
Capabilities istanbul_capabilities();
/// What a GoQuorum 2.7.0 process offers under raft or clique.
Capabilities raft_capabilities();
/// What v21.4.0 to v22.4.4 offer with an istanbul, ibft or qbft genesis.
Capabilities istanbul_capabilities_21_4();
/// What v22.7.0 to v23.4.0 offer.
Capabilities istanbul_capabilities_22_7();
/// What v24.4.0 and later offer.
Capabilities istanbul_capabilities_24_4();

/// What two peers will speak: at most one version of each protocol.
struct CommonProtocols {
  std::optional<Capability> eth;
  std::optional<Capability> istanbul;

  /// No capability in common: the peer is useless.
  bool none() const { return !eth && !istanbul; }
  /// The protocol whose Status opens the link: eth where it is spoken, else istanbul.
  Capability status_protocol() const { return eth ? *eth : istanbul.value_or(Capability{}); }
  bool operator==(const CommonProtocols&) const = default;
};

/// The highest version in common of each protocol.
CommonProtocols match(const Capabilities& local, const Capabilities& remote);

}  // namespace seatrial::p2p
