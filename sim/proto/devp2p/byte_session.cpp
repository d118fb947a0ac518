// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/byte_session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "sim/proto/devp2p/payload_bytes.hpp"

namespace seatrial::devp2p {

using p2p::CauseKind;
using p2p::DisconnectReason;

namespace {

/// The capabilities of a Hello that a server knows by name.
p2p::Capabilities known(const std::vector<Offer>& offers) {
  p2p::Capabilities list;
  for (const Offer& offer : offers) {
    for (const p2p::Protocol protocol : {p2p::Protocol::eth, p2p::Protocol::istanbul}) {
      if (offer.name == p2p::text(protocol) && offer.version <= UINT8_MAX)
        list.insert({protocol, static_cast<std::uint8_t>(offer.version)});
    }
  }
  return list;
}

/// What the machine tells a remote with which it breaks off for this cause.
DisconnectReason reason_of(const p2p::Cause& cause) {
  return cause.kind == CauseKind::disconnect ? cause.reason : DisconnectReason::subprotocol_error;
}

}  // namespace

void ByteSession::open(Instant now) {
  machine_.on_open(now, out_);
}

wire::Bytes ByteSession::say(Instant now, const p2p::Message& message) {
  const bool answered = !answers_.empty() && (std::holds_alternative<p2p::Ack>(message) ||
                                              std::holds_alternative<p2p::Pong>(message) ||
                                              std::holds_alternative<p2p::Disconnect>(message));
  if (answered) return std::exchange(answers_, {});
  do_say(now, message);
  return collect();
}

void ByteSession::do_say(Instant now, const p2p::Message& message) {
  if (std::holds_alternative<p2p::Auth>(message)) {
    dialer_ = true;
    return open(now);
  }
  if (std::holds_alternative<p2p::Hello>(message)) return machine_.admit(now, out_);
  if (std::holds_alternative<p2p::Status>(message)) return machine_.add(now, out_);
  if (std::holds_alternative<p2p::Ping>(message)) return machine_.ping(out_);
  if (const auto* last = std::get_if<p2p::Disconnect>(&message))
    return machine_.refuse(now, last->reason, out_);
  if (const auto* payload = std::get_if<p2p::Payload>(&message)) return send_payload(*payload);
}

void ByteSession::send_payload(const p2p::Payload& payload) {
  // A link names the protocol of its Status; the codes behind eth's are istanbul's all the same.
  // SPEC goquorum 6.2
  constexpr std::uint8_t first_of_istanbul = 0x11;
  const bool votes = payload.code >= first_of_istanbul;
  const p2p::Protocol protocol = votes ? p2p::Protocol::istanbul : payload.protocol;
  machine_.send({protocol, payload.code}, encode_payload(payload), out_);
}

void ByteSession::hear(Instant now, wire::ByteSpan bytes, std::vector<Heard>& heard) {
  machine_.on_bytes(now, bytes, out_);
  wire::append(answers_, collect());
  std::ranges::move(std::exchange(heard_, {}), std::back_inserter(heard));
}

wire::Bytes ByteSession::collect() {
  wire::Bytes sent;
  for (const Effect& effect : out_.effects()) {
    if (const auto* bytes = std::get_if<Send>(&effect)) {
      wire::append(sent, bytes->bytes);
    } else if (auto one = read(effect, !sent.empty())) {
      heard_.push_back(*std::move(one));
    }
  }
  out_.clear();
  return sent;
}

std::optional<Heard> ByteSession::read(const Effect& effect, bool answered) {
  if (const auto* key = std::get_if<KeyKnown>(&effect)) {
    remote_ = keys_->node(key->remote);
    if (dialer_) return p2p::Message(p2p::Ack{});
    return p2p::Message(p2p::Auth{remote_, self_});
  }
  if (const auto* said = std::get_if<HelloKnown>(&effect)) {
    const auto key = wire::copy_fixed<wire::PublicKey>(said->hello.id);
    return p2p::Message(p2p::Hello{keys_->node(key), known(said->hello.offers)});
  }
  if (const auto* up = std::get_if<LinkUp>(&effect)) return p2p::Message(up->remote);
  if (const auto* came = std::get_if<Deliver>(&effect)) return read_payload(*came);
  if (const auto* base = std::get_if<BaseHeard>(&effect)) {
    return base->ping ? p2p::Message(p2p::Ping{}) : p2p::Message(p2p::Pong{});
  }
  if (const auto* end = std::get_if<Ended>(&effect)) return read_end(*end, answered);
  return std::nullopt;
}

std::optional<Heard> ByteSession::read_end(const Ended& end, bool answered) const {
  if (end.remote_requested) return p2p::Message(p2p::Disconnect{end.cause.reason});
  // A Hello without a protocol in common: the server comes to the same end, in its own time.
  if (end.cause == p2p::because(DisconnectReason::useless_peer))
    return p2p::Message(p2p::Hello{remote_, {}});
  Broken broken{end.cause, std::nullopt};
  if (answered) broken.tell = reason_of(end.cause);
  return broken;
}

Heard ByteSession::read_payload(const Deliver& came) const {
  const auto code = static_cast<std::uint8_t>(came.code.code);
  const auto payload = decode_payload(came.code.protocol, code, came.payload);
  if (payload) return p2p::Message(*payload);
  p2p::Cause cause{.kind = CauseKind::handler, .reason = {}, .detail = {}};
  cause.detail = "Invalid message - " + payload.error().what;
  return Broken{std::move(cause), DisconnectReason::subprotocol_error};
}

}  // namespace seatrial::devp2p
