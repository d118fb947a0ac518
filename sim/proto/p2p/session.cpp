// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/session.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace seatrial::p2p {

namespace {

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

Reading broken(CauseKind kind, std::string detail = {},
               std::optional<DisconnectReason> tell = std::nullopt) {
  return {Step::broken, {.kind = kind, .reason = {}, .detail = std::move(detail)}, tell};
}

/// The code of a message that is a frame; nothing for the RLPx packets.
std::optional<unsigned> code_of(const Message& message) {
  return std::visit(
      Overloaded{[](const Hello&) { return std::optional(0U); },
                 [](const Disconnect&) { return std::optional(1U); },
                 [](const Ping&) { return std::optional(2U); },
                 [](const Pong&) { return std::optional(3U); },
                 [](const Status&) { return std::optional(16U); },
                 [](const Payload& payload) { return std::optional(16U + payload.code); },
                 [](const auto&) { return std::optional<unsigned>(); }},
      message);
}

bool spoken(const CommonProtocols& common, Protocol protocol) {
  return protocol == Protocol::eth ? common.eth.has_value() : common.istanbul.has_value();
}

/// Messages that mean the same on every link that has passed the Hello. // SPEC goquorum 4.7
Reading base_message(const Message& message) {
  if (std::holds_alternative<Ping>(message)) return {Step::ping};
  if (std::holds_alternative<Disconnect>(message)) return {Step::disconnect};
  if (!code_of(message)) return broken(CauseKind::bad_frame);  // not encrypted for this link
  return {Step::ignore};
}

Reading payload_on(const CommonProtocols& common, const Payload& payload) {
  if (spoken(common, payload.protocol)) return {Step::payload};
  return broken(CauseKind::out_of_range, fmt::format("{}", 16U + payload.code));
}

/// SPEC goquorum 6.3: the Status must be the first message of its protocol.
Reading first_payload(const CommonProtocols& common, const Payload& payload) {
  if (payload.protocol != common.status_protocol().protocol) return payload_on(common, payload);
  return broken(CauseKind::no_status, fmt::format("first msg has code {:x} (!= 0)", payload.code),
                DisconnectReason::subprotocol_error);
}

Reading expect_auth(const Message& message, NodeRef self) {
  const auto* auth = std::get_if<Auth>(&message);
  if (auth == nullptr) return broken(CauseKind::not_rlpx);
  // SPEC goquorum 4.3: a packet for another key cannot be decrypted
  if (auth->to != self) return broken(CauseKind::wrong_key);
  return {Step::auth};
}

Reading expect_hello(const Message& message) {
  if (std::holds_alternative<Hello>(message)) return {Step::hello};
  // SPEC goquorum 3.2: a Disconnect instead of the Hello is legal
  if (std::holds_alternative<Disconnect>(message)) return {Step::disconnect};
  const auto code = code_of(message);
  if (!code) return broken(CauseKind::bad_frame);
  return broken(CauseKind::unexpected_message, fmt::format("expected handshake, got {:x}", *code));
}

Reading expect_status(const AwaitStatus& state, const Message& message) {
  if (std::holds_alternative<Status>(message)) return {Step::status};
  if (const auto* payload = std::get_if<Payload>(&message))
    return first_payload(state.common, *payload);
  return base_message(message);
}

Reading on_link(const Established& state, const Message& message) {
  if (const auto* payload = std::get_if<Payload>(&message))
    return payload_on(state.common, *payload);
  if (std::holds_alternative<Status>(message))  // SPEC goquorum 6.3
    return broken(CauseKind::extra_status, {}, DisconnectReason::subprotocol_error);
  return base_message(message);
}

Instant peer_deadline(const Session& session) {
  return std::min(session.next_ping, session.last_frame + read_timeout);
}

}  // namespace

bool Session::shaking_hands() const {
  return std::holds_alternative<AwaitAuth>(state) || std::holds_alternative<AwaitAck>(state) ||
         std::holds_alternative<AwaitHello>(state) || std::holds_alternative<HeldHello>(state);
}

bool Session::is_peer() const {
  return std::holds_alternative<AwaitStatus>(state) || std::holds_alternative<Established>(state);
}

bool Session::carries(Protocol protocol) const {
  const auto* up = std::get_if<Established>(&state);
  return up != nullptr && spoken(up->common, protocol);
}

Instant Session::deadline() const {
  return std::visit(
      Overloaded{[](const InBacklog&) { return Instant::never(); },
                 [this](const HeldHello&) { return last_frame; },
                 [this](const AwaitStatus& s) { return std::min(s.until, peer_deadline(*this)); },
                 [this](const Established&) { return peer_deadline(*this); },
                 [this](const auto&) { return opened + handshake_timeout; }},
      state);
}

Reading read(const Session& session, const Message& message, NodeRef self) {
  return std::visit(
      Overloaded{
          [](const InBacklog&) { return Reading{Step::keep}; },
          [&](const AwaitAuth&) { return expect_auth(message, self); },
          [&](const AwaitAck&) {
            const bool ack = std::holds_alternative<Ack>(message);
            return ack ? Reading{Step::ack} : broken(CauseKind::not_rlpx);
          },
          [&](const AwaitHello&) { return expect_hello(message); },
          [](const HeldHello&) { return Reading{Step::ignore}; },  // decided before it is read on
          [&](const AwaitStatus& state) { return expect_status(state, message); },
          [&](const Established& state) { return on_link(state, message); },
      },
      session.state);
}

}  // namespace seatrial::p2p
