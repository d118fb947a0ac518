// SPDX-License-Identifier: Apache-2.0
// Throttle: one accept per 30 s and source address, for addresses that are not of a LAN. It owns
// the recent addresses of one process. A refused attempt does not extend the window; a connection
// that fails later has used up its slot all the same.
#pragma once

#include <cstdint>
#include <deque>

#include "sim/core/instant.hpp"

namespace seatrial::p2p {

/// Whether GoQuorum takes an IPv4 address (host order) for one of a LAN. // SPEC goquorum 3.4
bool is_lan(std::uint32_t ipv4);

/// The inbound history of one process.
class Throttle {
 public:
  /// Whether a connection from this source may go on; if so, it uses up the source's slot.
  bool admit(Instant now, std::uint32_t source_ip);
  bool operator==(const Throttle&) const = default;

 private:
  struct Entry {
    Instant until;
    std::uint32_t ip = 0;
    bool operator==(const Entry&) const = default;
  };

  std::deque<Entry> recent_;  ///< ascending by until
};

}  // namespace seatrial::p2p
