// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/rlpx/handshake.hpp"

#include <algorithm>

namespace seatrial::rlpx {

Handshake Handshake::responder(Identity identity) {
  return Handshake(identity);
}

Result<Handshake> Handshake::initiator(Identity identity, const PublicKey& remote, Bytes& first) {
  Handshake made(identity);
  made.initiator_ = true;
  made.remote_ = remote;
  made.ephemeral_ = wire::random_key_pair(*identity.rng);
  made.nonce_ = wire::random_bytes<Hash32>(*identity.rng);
  const auto auth = make_auth(*identity.self, made.ephemeral_, made.nonce_, remote);
  if (!auth) return auth.error();
  auto packet = seal_auth(*auth, remote, Form::eip8, *identity.rng);
  if (!packet) return packet.error();
  made.sent_ = std::move(*packet);
  wire::append(first, made.sent_);
  return made;
}

Result<bool> Handshake::take(ByteSpan& in, Bytes& out) {
  const std::size_t plain = initiator_ ? plain_ack_size : plain_auth_size;
  if (!fill_to(plain, in)) return false;
  if (wanted_ == 0) {  // SPEC goquorum 4.2: plain is tried first
    const auto done = read(Form::plain, out);
    if (done) return done;
    const auto size = eip8_size(received_, plain);
    if (!size) return size.error();
    wanted_ = *size;
  }
  if (!fill_to(wanted_, in)) return false;
  return read(Form::eip8, out);
}

bool Handshake::fill_to(std::size_t size, ByteSpan& in) {
  if (received_.size() >= size) return true;
  const std::size_t more = std::min(size - received_.size(), in.size());
  wire::append(received_, in.first(more));
  in = in.subspan(more);
  return received_.size() >= size;
}

Result<bool> Handshake::read(Form form, Bytes& out) {
  const wire::PrivateKey& key = identity_.self->secret;
  if (initiator_) {
    const auto ack = open_ack(received_, key, form);
    return ack ? on_ack(*ack) : ack.error();
  }
  const auto auth = open_auth(received_, key, form);
  return auth ? on_auth(*auth, form, out) : auth.error();
}

Result<bool> Handshake::on_auth(const Auth& auth, Form form, Bytes& out) {
  const auto their_ephemeral = ephemeral_of(auth, identity_.self->secret);
  if (!their_ephemeral) return their_ephemeral.error();
  remote_ = auth.initiator;
  ephemeral_ = wire::random_key_pair(*identity_.rng);
  nonce_ = wire::random_bytes<Hash32>(*identity_.rng);
  const Ack ack{ephemeral_.open, nonce_, handshake_version};
  // SPEC goquorum 4.2: plain answers plain
  const auto packet = seal_ack(ack, remote_, form, *identity_.rng);
  if (!packet) return packet.error();
  auto secrets =
      derive({false, ephemeral_.secret, *their_ephemeral, auth.nonce, nonce_, received_, *packet});
  if (!secrets) return secrets.error();
  secrets_ = std::move(*secrets);
  wire::append(out, *packet);
  return true;
}

Result<bool> Handshake::on_ack(const Ack& ack) {
  auto secrets =
      derive({true, ephemeral_.secret, ack.ephemeral, nonce_, ack.nonce, sent_, received_});
  if (!secrets) return secrets.error();
  secrets_ = std::move(*secrets);
  return true;
}

}  // namespace seatrial::rlpx
