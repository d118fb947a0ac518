// SPDX-License-Identifier: Apache-2.0
// Observed: what one server saw happen, as a typed value that tests, questions and the log can
// read. It owns the vocabulary (which kinds, which causes) and no text beyond a mismatch's detail;
// log_text.hpp prints it in GoQuorum's words. An observation is made by the process it is about:
// the two ends of one connection report separately, and often differently.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/core/instant.hpp"
#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

/// What happened.
enum class Happening : std::uint8_t {
  dial_started,       ///< a static task went out
  dial_failed,        ///< a static task ended without a peer: TCP, handshake or check
  candidate_dropped,  ///< a static entry that will never be dialled (oneself)
  inbound_rejected,   ///< closed at accept, before RLPx
  permission_denied,  ///< by this side's own permissioned-nodes.json
  rlpx_failed,        ///< the key exchange did not complete
  peer_rejected,      ///< by this side's checks, after RLPx or after Hello
  hello_failed,       ///< the remote's Hello did not come
  peer_added,         ///< p2p link up; the Status exchange begins
  status_failed,      ///< the Status exchange failed: "Ethereum handshake failed"
  message_failed,     ///< an established link broke on a message
  peer_removed,       ///< p2p link gone
  link_established,   ///< Status accepted: blocks and votes may flow
  link_lost,          ///< a link that was established is gone
};

/// Why it happened; the families are TCP, RLPx, permission, disconnect reasons, Status.
enum class CauseKind : std::uint8_t {
  none,
  refused,
  dial_timeout,
  no_route,
  name_not_resolved,
  eof,
  reset,
  tcp_timed_out,
  read_timeout,
  throttled,
  wrong_key,
  not_rlpx,
  permission_denied,
  unexpected_message,
  disconnect,
  no_status,
  network_id,
  protocol_version,
  genesis,
  fork_id,
  extra_status,
  handler,
  out_of_range,
  bad_frame,
};

/// A cause with what its text needs besides the kind.
struct Cause {
  CauseKind kind = CauseKind::none;
  DisconnectReason reason = DisconnectReason::requested;  ///< for CauseKind::disconnect
  std::string detail;  ///< the values of a mismatch, as GoQuorum prints them; mostly empty

  bool operator==(const Cause&) const = default;
};

/// The cause that is a disconnect reason, ours or the remote's.
Cause because(DisconnectReason reason);
/// The cause of a kind that needs no more.
Cause because(CauseKind kind);
/// The cause of a TCP dial that failed.
Cause because(DialError error);
/// The cause of a connection that the transport reports gone.
Cause because(CloseReason reason);

/// One observation of one server.
struct Observed {
  Happening what = Happening::dial_started;
  NodeRef node = no_node;  ///< the remote, where it is known
  ConnId conn{};           ///< where there is a connection
  DialId dial = no_dial;   ///< for an outbound connection, and for dials
  Direction direction = Direction::outbound;
  bool remote_requested = false;  ///< peer_removed, link_lost: the remote sent a Disconnect
  /// Peers now (peer_added, peer_removed, link_lost); target (dials); verdict (permission_denied);
  /// else the source IPv4 of an inbound connection.
  std::uint32_t value = 0;
  Duration lived{};  ///< peer_removed: since peer_added
  Cause cause{};

  bool operator==(const Observed&) const = default;
};

/// "peer_added", for tests and reports.
std::string_view text(Happening happening);
/// "inbound peer_rejected node 3: already connected", for failed tests.
std::string to_string(const Observed& observed);

}  // namespace seatrial::p2p
