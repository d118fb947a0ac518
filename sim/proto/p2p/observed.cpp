// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/observed.hpp"

#include <fmt/format.h>

#include "sim/proto/p2p/log_text.hpp"

namespace seatrial::p2p {

Cause because(DisconnectReason reason) {
  return {.kind = CauseKind::disconnect, .reason = reason, .detail = {}};
}

Cause because(CauseKind kind) {
  return {.kind = kind, .reason = {}, .detail = {}};
}

Cause because(DialError error) {
  switch (error) {
    case DialError::refused:
      return because(CauseKind::refused);
    case DialError::timeout:
      return because(CauseKind::dial_timeout);
    case DialError::no_route:
      return because(CauseKind::no_route);
    case DialError::name_not_resolved:
      return because(CauseKind::name_not_resolved);
  }
  return because(CauseKind::none);
}

Cause because(CloseReason reason) {
  switch (reason) {
    case CloseReason::eof:
      return because(CauseKind::eof);
    case CloseReason::reset:
      return because(CauseKind::reset);
    case CloseReason::timed_out:
      return because(CauseKind::tcp_timed_out);
  }
  return because(CauseKind::none);
}

std::string_view text(Happening happening) {
  switch (happening) {
    case Happening::dial_started:
      return "dial_started";
    case Happening::dial_failed:
      return "dial_failed";
    case Happening::candidate_dropped:
      return "candidate_dropped";
    case Happening::inbound_rejected:
      return "inbound_rejected";
    case Happening::permission_denied:
      return "permission_denied";
    case Happening::rlpx_failed:
      return "rlpx_failed";
    case Happening::peer_rejected:
      return "peer_rejected";
    case Happening::hello_failed:
      return "hello_failed";
    case Happening::peer_added:
      return "peer_added";
    case Happening::status_failed:
      return "status_failed";
    case Happening::message_failed:
      return "message_failed";
    case Happening::peer_removed:
      return "peer_removed";
    case Happening::link_established:
      return "link_established";
    case Happening::link_lost:
      return "link_lost";
  }
  return "unknown";
}

std::string to_string(const Observed& observed) {
  const bool outbound = observed.direction == Direction::outbound;
  const std::string node = observed.node == no_node
                               ? std::string("nobody")
                               : fmt::format("node {}", static_cast<std::uint32_t>(observed.node));
  const std::string why = error_text(observed.cause);
  return fmt::format("{} {} {}{}{}", outbound ? "outbound" : "inbound", text(observed.what), node,
                     why.empty() ? "" : ": ", why);
}

}  // namespace seatrial::p2p
