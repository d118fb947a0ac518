// SPDX-License-Identifier: Apache-2.0
// Ways: what one peer's connection to one place meets, walked once for each two shapes of sender
// and place. It stops at the socket: who answers there is the reader's business.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include "sim/net/walk.hpp"
#include "sim/peer/link_matrix_classes.hpp"

namespace seatrial::matrix {

/// What a connection met.
struct Way {
  LinkCause cause = LinkCause::up;  ///< up: a socket answers
  bool conditional = false;
  bool arrives = false;                       ///< the first packet does; the answer may not
  net::StackId reached = net::StackId::none;  ///< whose pod it got to, if it did
  std::uint16_t port = 0;                     ///< there
  net::Ipv4 source;                           ///< as which the sender arrives
  bool own_source = false;                    ///< that is the sender's own address
  bool machine_source = false;                ///< that is the address of its machine
};

class Ways {
 public:
  /// `source_port` is the one that the reading of single links uses.
  Ways(World& world, std::uint16_t source_port)
      : world_(world), shapes_(world), port_(source_port) {}

  WayShapes& shapes() { return shapes_; }
  /// For a place where it may be known from another pair of the same shapes.
  Way way(PeerId from, std::uint32_t place);
  /// Whether each sender must be asked for itself.
  bool must_ask(PeerId from, std::uint32_t place) const;
  /// For an endpoint, walked now.
  Way walk(PeerId from, net::Endpoint target);
  std::size_t walks() const { return walks_; }

 private:
  net::Ipv4 machine_address(net::StackId stack) const;
  std::uint64_t key(PeerId from, const Place& place);
  static bool fits(const Way& way, const Place& place);

  World& world_;
  WayShapes shapes_;
  std::uint16_t port_;
  std::size_t walks_ = 0;
  net::Conntracks scratch_;
  boost::unordered_flat_map<std::uint64_t, Way> known_;
};

}  // namespace seatrial::matrix
