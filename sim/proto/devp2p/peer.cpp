// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/devp2p/peer.hpp"

#include <fmt/format.h>

namespace seatrial::devp2p {

using p2p::because;
using p2p::Cause;
using p2p::CauseKind;
using p2p::DisconnectReason;
using wire::Bytes;
using wire::ByteSpan;

namespace {

/// More than this a remote cannot have sent before it is let in and is honest.
constexpr std::size_t kMostHeld = 64 * 1024;

Cause as_cause(const Error& error) {
  if (error.what == "ecies: invalid message") return because(CauseKind::wrong_key);
  if (error.what == "ecies: invalid public key") return because(CauseKind::not_rlpx);
  if (error.what == "bad header MAC") return because(CauseKind::bad_frame);
  return {.kind = CauseKind::handler, .reason = {}, .detail = error.what};
}

std::uint64_t number(BaseCode code) {
  return static_cast<std::uint64_t>(code);
}

bool is(const rlpx::Frame& frame, BaseCode code) {
  return frame.code == number(code);
}

}  // namespace

Peer Peer::dialer(const Process& process, const p2p::LocalChain& chain, Rng& rng,
                  const wire::PublicKey& remote) {
  Peer peer(process, chain, rng);
  peer.dialled_ = remote;
  return peer;
}

Peer Peer::listener(const Process& process, const p2p::LocalChain& chain, Rng& rng) {
  return Peer(process, chain, rng);
}

void Peer::on_open(Instant now, Outbox& out) {
  opened_ = now;
  const rlpx::Identity self{&process_->key, rng_};
  if (!dialled_) {
    state_ = ShakingHands{rlpx::Handshake::responder(self)};
    return;
  }
  Bytes first;
  auto handshake = rlpx::Handshake::initiator(self, *dialled_, first);
  if (!handshake) return end(as_cause(handshake.error()), out);
  state_ = ShakingHands{std::move(*handshake)};
  out.add(Send{std::move(first)});
}

void Peer::on_bytes(Instant now, ByteSpan in, Outbox& out) {
  read(now, in, out);
}

void Peer::read(Instant now, ByteSpan in, Outbox& out) {
  while (!is_over()) {
    if (waits_for_owner()) {
      wire::append(held_, in);
      if (held_.size() > kMostHeld)
        end(as_cause({"", "more than 64 KiB before the first check", ""}), out);
      return;
    }
    const bool more = std::holds_alternative<ShakingHands>(state_) ? read_handshake(now, in, out)
                                                                   : read_frame(now, in, out);
    if (!more) return;
  }
}

bool Peer::read_handshake(Instant, ByteSpan& in, Outbox& out) {
  rlpx::Handshake& handshake = std::get<ShakingHands>(state_).handshake;
  Bytes answer;
  const auto done = handshake.take(in, answer);
  if (!answer.empty()) out.add(Send{std::move(answer)});
  if (!done) {
    end(as_cause(done.error()), out);
    return false;
  }
  if (!*done) return false;
  frames_.emplace(handshake.secrets());
  frames_->limit(max_hello);
  remote_ = handshake.remote();
  state_ = AwaitAdmission{};
  out.add(KeyKnown{remote_});
  return true;
}

bool Peer::read_frame(Instant now, ByteSpan& in, Outbox& out) {
  if (!frames_) return false;
  auto frame = frames_->take(in);
  if (!frame) {
    end(as_cause(frame.error()), out);
    return false;
  }
  if (!*frame) return false;
  last_frame_ = now;
  on_frame(now, std::move(**frame), out);
  return true;
}

void Peer::on_frame(Instant now, rlpx::Frame frame, Outbox& out) {
  if (std::holds_alternative<AwaitHello>(state_)) return on_hello_frame(now, frame, out);
  if (is_peer()) on_peer_frame(now, std::move(frame), out);
}

void Peer::on_hello_frame(Instant now, const rlpx::Frame& frame, Outbox& out) {
  // SPEC goquorum 3.2: a Disconnect instead of the Hello is legal
  if (is(frame, BaseCode::disconnect))
    return end(because(decode_disconnect(frame.payload)), out, true);
  if (!is(frame, BaseCode::hello)) {
    return end({.kind = CauseKind::unexpected_message,
                .reason = {},
                .detail = fmt::format("expected handshake, got {:x}", frame.code)},
               out);
  }
  auto hello = decode_hello(frame.payload);
  if (!hello) return end(as_cause(hello.error()), out);
  on_hello(now, std::move(*hello), out);
}

void Peer::on_hello(Instant, Hello hello, Outbox& out) {
  const bool no_key = hello.id.size() != wire::PublicKey::size() ||
                      std::ranges::all_of(hello.id, [](std::uint8_t byte) { return byte == 0; });
  // SPEC goquorum 3.7, 4.6
  if (no_key)
    return break_off(because(DisconnectReason::invalid_identity),
                     DisconnectReason::invalid_identity, out);
  if (!std::ranges::equal(hello.id, remote_.data))  // SPEC goquorum 3.2 step 9
    return break_off(because(DisconnectReason::unexpected_identity),
                     DisconnectReason::unexpected_identity, out);
  frames_->limit(wire::max_frame_size);
  if (hello.version >= snappy_version) frames_->use_snappy();
  protocols_ = SharedProtocols(process_->capabilities, hello.offers, process_->lengths);
  if (protocols_.common().none())
    return break_off(because(DisconnectReason::useless_peer), DisconnectReason::useless_peer, out);
  state_ = AwaitAddition{};
  out.add(HelloKnown{std::move(hello)});
}

void Peer::on_peer_frame(Instant now, rlpx::Frame frame, Outbox& out) {
  if (is(frame, BaseCode::ping)) {
    put(number(BaseCode::pong), encode_empty(), out);
    return out.add(BaseHeard{true});
  }
  if (is(frame, BaseCode::disconnect))
    return end(because(decode_disconnect(frame.payload)), out, true);
  if (frame.code < base_protocol_length) return out.add(BaseHeard{});  // SPEC goquorum 4.7: ignored
  if (const auto code = protocols_.find(frame.code))
    return on_protocol_frame(now, *code, std::move(frame), out);
  end({.kind = CauseKind::out_of_range, .reason = {}, .detail = fmt::format("{}", frame.code)},
      out);
}

void Peer::on_protocol_frame(Instant now, ProtocolCode code, rlpx::Frame frame, Outbox& out) {
  const bool opens = code.protocol == protocols_.common().status_protocol().protocol;
  if (std::holds_alternative<AwaitStatus>(state_) && opens) return on_status(now, code, frame, out);
  if (code.code == 0)  // SPEC goquorum 6.3
    return break_off(because(CauseKind::extra_status), DisconnectReason::subprotocol_error, out);
  if (frame.payload.size() > max_protocol_message) {
    return break_off({.kind = CauseKind::handler,
                      .reason = {},
                      .detail = fmt::format("Message too long - {} > {}", frame.payload.size(),
                                            max_protocol_message)},
                     DisconnectReason::subprotocol_error, out);
  }
  out.add(Deliver{code, std::move(frame.payload)});
}

void Peer::on_status(Instant, ProtocolCode code, const rlpx::Frame& frame, Outbox& out) {
  p2p::Status remote;
  auto cause = accept_status(*chain_, protocols_.common().status_protocol(), code.code,
                             frame.payload, remote);
  if (cause) return break_off(std::move(*cause), DisconnectReason::subprotocol_error, out);
  state_ = Up{};
  out.add(LinkUp{remote});
}

void Peer::on_close(Instant, p2p::CloseReason reason, Outbox& out) {
  if (!is_over()) end(because(reason), out);
}

std::optional<Instant> Peer::deadline() const {
  if (is_over() || std::holds_alternative<Closed>(state_)) return std::nullopt;
  if (!is_peer()) return opened_ + p2p::handshake_timeout;  // SPEC goquorum 3.2
  const Instant quiet = std::min(next_ping_, last_frame_ + p2p::read_timeout);
  const auto* status = std::get_if<AwaitStatus>(&state_);
  return status == nullptr ? quiet : std::min(quiet, status->until);
}

void Peer::on_deadline(Instant now, Outbox& out) {
  const auto due = deadline();
  if (!due || now < *due) return;
  if (!is_peer()) return end(because(CauseKind::read_timeout), out);
  const auto* status = std::get_if<AwaitStatus>(&state_);
  if (status != nullptr && status->until <= now)  // SPEC goquorum 6.3
    return break_off(because(DisconnectReason::read_timeout), DisconnectReason::read_timeout, out);
  keep_alive(now, out);
}

void Peer::keep_alive(Instant now, Outbox& out) {
  // SPEC goquorum 3.6: a network error is never told to the remote
  if (last_frame_ + p2p::read_timeout <= now) return end(because(CauseKind::read_timeout), out);
  while (next_ping_ <= now) next_ping_ = next_ping_ + p2p::ping_interval;
  put(number(BaseCode::ping), encode_empty(), out);
}

void Peer::admit(Instant now, Outbox& out) {
  if (!std::holds_alternative<AwaitAdmission>(state_)) return;
  state_ = AwaitHello{};
  const Hello hello{p2p_version, process_->client, offers(process_->capabilities), 0,
                    Bytes(process_->key.open.data.begin(), process_->key.open.data.end())};
  put(number(BaseCode::hello), encode_hello(hello), out);
  read(now, std::exchange(held_, {}), out);
}

void Peer::add(Instant now, Outbox& out) {
  if (!std::holds_alternative<AwaitAddition>(state_)) return;
  state_ = AwaitStatus{now + p2p::status_timeout};
  last_frame_ = now;
  next_ping_ = now + p2p::ping_interval;
  p2p::Status status = chain_->status;
  status.protocol = protocols_.common().status_protocol();
  if (const auto code = protocols_.wire_code({status.protocol.protocol, 0}))
    put(*code, encode_status(status), out);
  read(now, std::exchange(held_, {}), out);
}

void Peer::refuse(Instant, DisconnectReason reason, Outbox& out) {
  if (!is_over()) break_off(because(reason), reason, out);
}

void Peer::drop(Instant, Cause cause, Outbox& out) {
  if (!is_over()) end(std::move(cause), out);
}

bool Peer::send(ProtocolCode code, ByteSpan payload, Outbox& out) {
  const auto on_wire = protocols_.wire_code(code);
  if (!is_up() || !on_wire) return false;
  put(*on_wire, payload, out);
  return true;
}

void Peer::ping(Outbox& out) {
  if (is_peer()) put(number(BaseCode::ping), encode_empty(), out);
}

void Peer::put(std::uint64_t code, ByteSpan payload, Outbox& out) {
  Bytes bytes;
  if (frames_->put(code, payload, bytes)) out.add(Send{std::move(bytes)});
}

bool Peer::waits_for_owner() const {
  return std::holds_alternative<AwaitAdmission>(state_) ||
         std::holds_alternative<AwaitAddition>(state_);
}

bool Peer::is_peer() const {
  return std::holds_alternative<AwaitStatus>(state_) || is_up();
}

p2p::Happening Peer::where() const {
  using p2p::Happening;
  if (is_up()) return Happening::link_lost;
  if (std::holds_alternative<AwaitStatus>(state_)) return Happening::status_failed;
  if (std::holds_alternative<AwaitHello>(state_)) return Happening::hello_failed;
  if (waits_for_owner()) return Happening::peer_rejected;
  return Happening::rlpx_failed;
}

void Peer::end(Cause cause, Outbox& out, bool remote_requested) {
  out.add(Ended{where(), std::move(cause), remote_requested});
  out.add(Close{});
  state_ = Over{};
  frames_.reset();
  held_.clear();
}

void Peer::break_off(Cause cause, DisconnectReason tell, Outbox& out) {
  // SPEC goquorum 3.7: reason 1 is local and never sent
  if (frames_ && tell != DisconnectReason::network_error)
    put(number(BaseCode::disconnect), encode_disconnect(tell), out);
  end(std::move(cause), out);
}

}  // namespace seatrial::devp2p
