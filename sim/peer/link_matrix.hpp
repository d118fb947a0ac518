// SPDX-License-Identifier: Apache-2.0
// LinkMatrix: the cause of every ordered pair of peers, a byte each, for worlds in which pairs are
// too many to be read one by one. Senders and places that behave alike are grouped, one pair of
// each two groups is walked through the real model, and rows are filled from that; who is in whose
// list, whose permissions lack whom and whose key is where is looked up for each pair by dense
// numbers. It says what read_dial and TesseraPushes say, without their texts.
//
// Growth for n peers in c clusters of m machines, with s groups of senders and p groups of places:
// s * p walks, plus one look at each entry of each list that is not shared, plus s * n, plus n * n
// bytes written. Where all is regular, s and p are about c * m at most and only pairs of one
// cluster tell its machines apart, so that walks grow with c * (c + m * m) and all else by n * n
// table look-ups. What is irregular (a Service with several endpoints, an address that two machines
// have, a NetworkPolicy that names single addresses) is a group of its own, up to n * n walks.
#pragma once

#include <span>
#include <vector>

#include "sim/peer/world.hpp"

namespace seatrial {

/// Causes of all ordered pairs.
class LinkMatrix {
 public:
  /// All pairs not listed.
  explicit LinkMatrix(std::size_t peers);

  std::size_t peers() const { return peers_; }
  LinkCause cause(PeerId from, PeerId to) const { return cause_of_byte(at(from, to)); }
  /// Whether it depends on what no file tells.
  bool conditional(PeerId from, PeerId to) const { return (at(from, to) & condition_bit) != 0; }

  /// How many pairs of two peers have each cause, by its number.
  std::vector<std::uint64_t> counts() const;

  static constexpr std::uint8_t condition_bit = 0x80;
  static LinkCause cause_of_byte(std::uint8_t byte) {
    return static_cast<LinkCause>(byte & ~condition_bit);
  }
  std::span<std::uint8_t> row(PeerId from) {
    return {cells_.data() + static_cast<std::size_t>(from) * peers_, peers_};
  }
  std::span<const std::uint8_t> row(PeerId from) const {
    return {cells_.data() + static_cast<std::size_t>(from) * peers_, peers_};
  }

 private:
  std::uint8_t at(PeerId from, PeerId to) const { return row(from)[static_cast<std::size_t>(to)]; }

  std::size_t peers_;
  std::vector<std::uint8_t> cells_;
};

/// What a matrix cost.
struct MatrixCost {
  std::size_t groups = 0;  ///< of peers that share a row before their permissions are asked
  std::size_t walks = 0;   ///< pairs that were walked
};

/// Dials that arrive at one peer from one address which is not the dialler's own.
struct Arrivals {
  PeerId at = PeerId::none;
  net::Ipv4 source;
  std::vector<PeerId> diallers;
};

/// What dials of many peers have in common.
struct DialKinds {
  /// By peer: diallers of one number meet the same on their way to each peer and with each peer's
  /// files, by one and the same entry. A peer that is like no other has a number of its own.
  std::vector<std::uint32_t> of_peers;
  std::vector<Arrivals> arrivals;  ///< by whom they reach, and from where
};

/// The dial of every ordered pair, as read_dial says. All processes count as running.
LinkMatrix read_dial_matrix(World& world, MatrixCost* cost = nullptr, DialKinds* kinds = nullptr);
/// The payloads of every ordered pair, as TesseraPushes says.
LinkMatrix read_tessera_matrix(World& world, MatrixCost* cost = nullptr);

}  // namespace seatrial
