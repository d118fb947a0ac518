// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/types.hpp"

namespace seatrial::p2p {

std::string_view permission_word(Direction direction) {
  return direction == Direction::outbound ? "OUTGOING" : "INCOMING";
}

std::string_view conn_word(Direction direction) {
  return direction == Direction::outbound ? "staticdial" : "inbound";
}

std::string_view text(DisconnectReason reason) {
  switch (reason) {  // SPEC goquorum 3.7
    case DisconnectReason::requested:
      return "disconnect requested";
    case DisconnectReason::network_error:
      return "network error";
    case DisconnectReason::breach_of_protocol:
      return "breach of protocol";
    case DisconnectReason::useless_peer:
      return "useless peer";
    case DisconnectReason::too_many_peers:
      return "too many peers";
    case DisconnectReason::already_connected:
      return "already connected";
    case DisconnectReason::incompatible_version:
      return "incompatible p2p protocol version";
    case DisconnectReason::invalid_identity:
      return "invalid node identity";
    case DisconnectReason::quitting:
      return "client quitting";
    case DisconnectReason::unexpected_identity:
      return "unexpected identity";
    case DisconnectReason::self:
      return "connected to self";
    case DisconnectReason::read_timeout:
      return "read timeout";
    case DisconnectReason::subprotocol_error:
      return "subprotocol error";
  }
  return "unknown disconnect reason";
}

std::string_view text(DialError error) {
  switch (error) {  // SPEC goquorum 3.3
    case DialError::refused:
      return "connect: connection refused";
    case DialError::timeout:
      return "i/o timeout";
    case DialError::no_route:
      return "connect: no route to host";
    case DialError::name_not_resolved:
      return "no such host";
  }
  return "unknown dial error";
}

std::string_view text(Protocol protocol) {
  return protocol == Protocol::eth ? "eth" : "istanbul";
}

}  // namespace seatrial::p2p
