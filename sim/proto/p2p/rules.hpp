// SPDX-License-Identifier: Apache-2.0
// Rules: the constants of the p2p server, and what differs between GoQuorum releases. Only the
// differences that decide whether and when a link forms are here.
#pragma once

#include <cstdint>

#include "sim/core/instant.hpp"

namespace seatrial::p2p {

inline constexpr Duration history_expiry = seconds(35);    ///< SPEC goquorum 3.3, law 1
inline constexpr Duration throttle_window = seconds(30);   ///< SPEC goquorum 3.4, law 7
inline constexpr Duration handshake_timeout = seconds(5);  ///< SPEC goquorum 3.2
inline constexpr Duration status_timeout = seconds(5);     ///< SPEC goquorum 6.3
inline constexpr Duration read_timeout = seconds(30);      ///< SPEC goquorum 3.6, law 9
inline constexpr Duration ping_interval = seconds(15);     ///< SPEC goquorum 3.6
inline constexpr std::uint32_t max_pending_inbound = 50;   ///< SPEC goquorum 3.4

/// What a release does differently from its neighbours.
struct Rules {
  std::uint32_t max_active_dials = 16;  ///< SPEC goquorum 3.3; 50 from v21.4
  /// v21.4 on: the 35 s count from the start of a dial, and expire on time. // SPEC goquorum 14
  bool history_from_start = false;
  /// Before v21.4 a static dial passes the p2p layer's MaxPeers. // SPEC goquorum 3.1
  bool static_bypasses_max_peers = true;
  /// v21.4 on: a third of MaxPeers, at least one, caps static dials too. // SPEC goquorum 3.1
  bool dial_share_caps_static = false;
  /// Before v21.4 admin.addPeer on a static node replaces its endpoint. // SPEC goquorum 2.1
  bool add_static_replaces = true;
  /// How late a loop wakes that sleeps on the dial history, so that dials that ended together go
  /// out together again: measured, all links are back 180.7 to 181.0 s after a cut. // SPEC law 10
  Duration wake_slack{};

  bool operator==(const Rules&) const = default;
};

/// v2.6.0 to v21.1.0; v2.7.0 is the one that was measured.
constexpr Rules rules_2_7_0() {
  return {};
}
/// v21.4.0 and later.
constexpr Rules rules_21_4() {
  return {.max_active_dials = 50,
          .history_from_start = true,
          .static_bypasses_max_peers = false,
          .dial_share_caps_static = true,
          .add_static_replaces = false};
}

}  // namespace seatrial::p2p
