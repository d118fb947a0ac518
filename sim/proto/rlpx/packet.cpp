// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/rlpx/packet.hpp"

#include "sim/core/assert.hpp"
#include "sim/wire/keccak.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::rlpx {

using wire::append;
using wire::copy_fixed;
using wire::PrivateKey;
using wire::SharedSecret;
using wire::Signature;

namespace {

constexpr std::size_t kPrefix = 2;
// SPEC goquorum 4.1, 4.2: 100 to 299 zero bytes
constexpr std::uint64_t kLeastPadding = 100;
constexpr std::uint64_t kPaddings = 200;

Hash32 exclusive_or(ByteSpan a, ByteSpan b) {
  Hash32 out;
  for (std::size_t i = 0; i < out.size(); ++i) out.data[i] = a[i] ^ b[i];
  return out;
}

template <class... Parts>
Bytes joined(const Parts&... parts) {
  Bytes out;
  (append(out, parts), ...);
  return out;
}

Bytes listed(const Auth& auth) {  // SPEC goquorum 4.2
  wire::rlp::List list;
  list.add(auth.signature.span()).add(auth.initiator.span()).add(auth.nonce.span());
  return list.add_number(auth.version).encode();
}

Bytes listed(const Ack& ack) {
  wire::rlp::List list;
  list.add(ack.ephemeral.span()).add(ack.nonce.span());
  return list.add_number(ack.version).encode();
}

Result<Bytes> encrypted(const PublicKey& to, ByteSpan plain, ByteSpan authenticated, Rng& rng) {
  const KeyPair once = wire::random_key_pair(rng);
  const auto iv = wire::random_bytes<wire::EciesIv>(rng);
  return wire::ecies_seal(to, once, iv, plain, authenticated);
}

Result<Bytes> seal_eip8(Bytes body, const PublicKey& to, Rng& rng) {
  body.resize(body.size() + kLeastPadding + rng.below(kPaddings));
  const std::size_t size = body.size() + wire::ecies_overhead;
  const Bytes prefix = {static_cast<std::uint8_t>(size >> 8),
                        static_cast<std::uint8_t>(size & 0xff)};
  const Result<Bytes> box = encrypted(to, body, prefix, rng);
  if (!box) return box;
  return joined(prefix, *box);
}

/// The first RLP value of an EIP-8 body; what follows it, and more list elements, are ignored.
Result<std::vector<wire::rlp::View>> fields_of(ByteSpan body, std::size_t count) {
  const auto list = wire::rlp::View::take(body);
  if (!list) return list.error();
  return list->items_at_least(count);
}

Result<Auth> listed_auth(ByteSpan body) {
  const auto fields = fields_of(body, 4);
  if (!fields) return fields.error();
  const auto signature = (*fields)[0].fixed<Signature>();
  if (!signature) return signature.error();
  const auto initiator = (*fields)[1].fixed<PublicKey>();
  if (!initiator) return initiator.error();
  const auto nonce = (*fields)[2].fixed<Hash32>();
  if (!nonce) return nonce.error();
  const auto version = (*fields)[3].number();
  if (!version) return version.error();
  return Auth{*signature, *initiator, *nonce, *version};
}

Result<Ack> listed_ack(ByteSpan body) {
  const auto fields = fields_of(body, 3);
  if (!fields) return fields.error();
  const auto ephemeral = (*fields)[0].fixed<PublicKey>();
  if (!ephemeral) return ephemeral.error();
  const auto nonce = (*fields)[1].fixed<Hash32>();
  if (!nonce) return nonce.error();
  const auto version = (*fields)[2].number();
  if (!version) return version.error();
  return Ack{*ephemeral, *nonce, *version};
}

/// The fields of a plain auth: signature, hash of the ephemeral key, key, nonce, flag.
Auth plain_auth(ByteSpan body) {  // SPEC goquorum 4.1
  return {copy_fixed<Signature>(body.first(65)), copy_fixed<PublicKey>(body.subspan(97, 64)),
          copy_fixed<Hash32>(body.subspan(161, 32)), handshake_version};
}

Ack plain_ack(ByteSpan body) {  // SPEC goquorum 4.1
  return {copy_fixed<PublicKey>(body.first(64)), copy_fixed<Hash32>(body.subspan(64, 32)),
          handshake_version};
}

Result<Bytes> decrypted(ByteSpan packet, const PrivateKey& self, Form form) {
  if (form == Form::plain) return wire::ecies_open(self, packet, {});
  return wire::ecies_open(self, packet.subspan(kPrefix), packet.first(kPrefix));
}

}  // namespace

Result<Auth> make_auth(const KeyPair& self, const KeyPair& ephemeral, const Hash32& nonce,
                       const PublicKey& remote) {
  const Result<SharedSecret> token = wire::shared_secret(self.secret, remote);
  if (!token) return token.error();
  const auto signature = wire::sign(ephemeral.secret, exclusive_or(token->span(), nonce.span()));
  if (!signature) return signature.error();
  return Auth{*signature, self.open, nonce, handshake_version};
}

Result<PublicKey> ephemeral_of(const Auth& auth, const PrivateKey& self) {
  const Result<SharedSecret> token = wire::shared_secret(self, auth.initiator);
  if (!token) return token.error();
  return wire::recover(auth.signature, exclusive_or(token->span(), auth.nonce.span()));
}

Result<Bytes> seal_auth(const Auth& auth, const PublicKey& to, Form form, Rng& rng) {
  if (form == Form::eip8) return seal_eip8(listed(auth), to, rng);
  // The hash of the ephemeral key is not read by anybody any more, and left zero.
  const Bytes no_hash(32);
  const Bytes flag(1);
  return encrypted(
      to, joined(auth.signature.span(), no_hash, auth.initiator.span(), auth.nonce.span(), flag),
      {}, rng);
}

Result<Bytes> seal_ack(const Ack& ack, const PublicKey& to, Form form, Rng& rng) {
  if (form == Form::eip8) return seal_eip8(listed(ack), to, rng);
  const Bytes flag(1);
  return encrypted(to, joined(ack.ephemeral.span(), ack.nonce.span(), flag), {}, rng);
}

Result<std::size_t> eip8_size(ByteSpan begun, std::size_t plain_size) {
  if (begun.size() < plain_size) return std::size_t{0};
  const std::size_t size = std::size_t{begun[0]} << 8 | begun[1];
  if (size < plain_size) {  // SPEC goquorum 4.2
    return Error{"", "size underflow, need at least " + std::to_string(plain_size) + " bytes", ""};
  }
  return kPrefix + size;
}

Result<Auth> open_auth(ByteSpan packet, const PrivateKey& self, Form form) {
  const Result<Bytes> body = decrypted(packet, self, form);
  if (!body) return body.error();
  return form == Form::plain ? plain_auth(*body) : listed_auth(*body);
}

Result<Ack> open_ack(ByteSpan packet, const PrivateKey& self, Form form) {
  const Result<Bytes> body = decrypted(packet, self, form);
  if (!body) return body.error();
  return form == Form::plain ? plain_ack(*body) : listed_ack(*body);
}

Result<wire::LinkSecrets> derive(const Agreement& a) {  // SPEC goquorum 4.4
  const auto ecdhe = wire::shared_secret(a.ephemeral, a.remote_ephemeral);
  if (!ecdhe) return ecdhe.error();
  const Hash32 nonces = wire::keccak256(joined(a.responder_nonce.span(), a.initiator_nonce.span()));
  const Hash32 shared = wire::keccak256(joined(ecdhe->span(), nonces.span()));
  wire::LinkSecrets secrets;
  secrets.aes = wire::keccak256(joined(ecdhe->span(), shared.span()));
  secrets.mac = wire::keccak256(joined(ecdhe->span(), secrets.aes.span()));
  const Hash32 to_responder = exclusive_or(secrets.mac.span(), a.responder_nonce.span());
  const Hash32 to_initiator = exclusive_or(secrets.mac.span(), a.initiator_nonce.span());
  secrets.egress = joined(to_responder.span(), a.auth_packet);
  secrets.ingress = joined(to_initiator.span(), a.ack_packet);
  if (!a.initiator) std::swap(secrets.egress, secrets.ingress);
  return secrets;
}

}  // namespace seatrial::rlpx
