// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/wire_readers.hpp"

#include "sim/proto/devp2p/peer.hpp"
#include "sim/proto/discv4/packet.hpp"
#include "sim/proto/p2p/log_text.hpp"
#include "sim/wire/eth_message.hpp"
#include "sim/wire/ibft_message.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/seal.hpp"
#include "sim/wire/snappy.hpp"

namespace seatrial::fuzz {

namespace {

using Errors = std::vector<Error>;
using wire::Bytes;
using wire::ByteSpan;

template <class T>
Errors errors_of(const Result<T>& result) {
  return result ? Errors() : Errors{result.error()};
}

/// Key B of EIP-8, for which the packets of its corpus are encrypted.
wire::KeyPair listener_key() {
  return wire::key_pair(wire::parse_private_key(
                            "b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291")
                            .value())
      .value();
}

wire::KeyPair dialer_key() {
  return wire::key_pair(wire::PrivateKey(wire::keccak256(wire::as_bytes("dialer")).data)).value();
}

/// A peer and a remote that shook hands with it and may now say anything.
class Session {
 public:
  Session() : peer_(devp2p::Peer::listener(process_, chain_, rng_)) {
    peer_.on_open({}, out_);
    Bytes auth;
    const auto dialer = dialer_key();
    auto handshake = rlpx::Handshake::initiator({&dialer, &rng_}, process_.key.open, auth).value();
    give(auth);
    ByteSpan ack = sent_;
    Bytes none;
    handshake.take(ack, none).value();
    frames_.emplace(handshake.secrets());
    peer_.admit({}, out_);
    carry_out();
  }
  void say(std::uint64_t code, ByteSpan payload) {
    Bytes bytes;
    frames_->put(code, payload, bytes);
    give(bytes);
  }
  Errors errors() const { return errors_; }

 private:
  void give(ByteSpan bytes) {
    peer_.on_bytes({}, bytes, out_);
    carry_out();
  }
  void carry_out() {
    while (!out_.empty()) {
      const auto effects = out_.effects();
      out_.clear();
      for (const devp2p::Effect& effect : effects) carry_out(effect);
    }
  }
  void carry_out(const devp2p::Effect& effect) {
    if (const auto* send = std::get_if<devp2p::Send>(&effect)) wire::append(sent_, send->bytes);
    if (const auto* ended = std::get_if<devp2p::Ended>(&effect))
      errors_.push_back({"", "ended: " + p2p::error_text(ended->cause), ""});
    if (std::holds_alternative<devp2p::HelloKnown>(effect)) {
      peer_.add({}, out_);
      frames_->use_snappy();
    }
  }

  devp2p::Process process_{listener_key(), "fuzz", p2p::istanbul_capabilities(), {}};
  p2p::LocalChain chain_ = p2p::chain_at_genesis(1337, {}, {});
  Rng rng_{1};
  devp2p::Peer peer_;
  devp2p::Outbox out_;
  std::optional<rlpx::Frames> frames_;
  Bytes sent_;
  Errors errors_;
};

}  // namespace

Errors read_rlpx_auth(std::string_view bytes, SourceFiles&) {
  const auto key = listener_key();
  Rng rng(1);
  auto handshake = rlpx::Handshake::responder({&key, &rng});
  ByteSpan in = wire::as_bytes(bytes);
  Bytes ack;
  return errors_of(handshake.take(in, ack));
}

// A script of messages: a byte of code, two of length, and the payload.
Errors read_peer_session(std::string_view bytes, SourceFiles&) {
  Session session;
  for (ByteSpan rest = wire::as_bytes(bytes); rest.size() >= 3 && session.errors().empty();) {
    const std::size_t length = std::size_t{rest[1]} << 8 | rest[2];
    const ByteSpan payload = rest.subspan(3, std::min(length, rest.size() - 3));
    session.say(rest[0], payload);
    rest = rest.subspan(3 + payload.size());
  }
  return session.errors();
}

Errors read_discovery_packet(std::string_view bytes, SourceFiles&) {
  // The hash and the signature would keep nearly everything out: they are made right first.
  Bytes body(bytes.begin(), bytes.end());
  const auto signature = wire::sign(listener_key().secret, wire::keccak256(body)).value();
  Bytes whole(signature.data.begin(), signature.data.end());
  wire::append(whole, body);
  const wire::Hash32 hash = wire::keccak256(whole);
  Bytes datagram(hash.data.begin(), hash.data.end());
  wire::append(datagram, whole);
  return errors_of(discv4::decode_packet(datagram));
}

Errors read_node_record(std::string_view bytes, SourceFiles&) {
  return errors_of(wire::decode_record(wire::as_bytes(bytes)));
}

Errors read_ibft_message(std::string_view bytes, SourceFiles&) {
  const auto message = wire::decode_ibft(wire::as_bytes(bytes));
  if (!message) return {message.error()};
  (void)wire::verify_ibft(*message, {});
  if (message->code != 0) return errors_of(wire::decode_subject(message->payload));
  const auto proposal = wire::decode_proposal(message->payload);
  if (!proposal) return {proposal.error()};
  (void)wire::verify_seals(proposal->block.header, {});
  return {};
}

Errors read_eth_message(std::string_view bytes, SourceFiles&) {
  const ByteSpan all = wire::as_bytes(bytes);
  if (all.empty()) return {Error{"", "no code", ""}};
  return errors_of(wire::decode_eth(all[0], all.subspan(1)));
}

Errors read_snappy(std::string_view bytes, SourceFiles&) {
  return errors_of(wire::uncompress(wire::as_bytes(bytes)));
}

}  // namespace seatrial::fuzz
