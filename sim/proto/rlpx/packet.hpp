// SPDX-License-Identifier: Apache-2.0
// The two packets by which RLPx agrees on secrets: auth by the dialer, ack by the listener, each in
// the form of EIP-8 or in the plain one before it. Pure functions from values to bytes and back;
// the order of things is handshake.hpp's. Bytes that are no such packet are an Error with
// go-ethereum's text.
#pragma once

#include "sim/wire/ecies.hpp"
#include "sim/wire/frame_cipher.hpp"

namespace seatrial::rlpx {

using wire::Bytes;
using wire::ByteSpan;
using wire::Hash32;
using wire::KeyPair;
using wire::PublicKey;

/// How a packet is laid out.
enum class Form : std::uint8_t {
  plain,  ///< of fixed size, from before EIP-8
  eip8    ///< two bytes of size, an RLP list, padding
};

inline constexpr std::size_t plain_auth_size = 307;  ///< SPEC goquorum 4.1
inline constexpr std::size_t plain_ack_size = 210;   ///< SPEC goquorum 4.1
inline constexpr std::uint64_t handshake_version = 4;

/// What the dialer says.
struct Auth {
  wire::Signature signature;  ///< by the ephemeral key, over the shared secret XOR the nonce
  PublicKey initiator;        ///< the dialer's node key
  Hash32 nonce;
  std::uint64_t version = handshake_version;  ///< never checked

  bool operator==(const Auth&) const = default;
};

/// What the listener answers.
struct Ack {
  PublicKey ephemeral;
  Hash32 nonce;
  std::uint64_t version = handshake_version;  ///< never checked

  bool operator==(const Ack&) const = default;
};

/// The auth that a dialer with these keys and nonce sends.
Result<Auth> make_auth(const KeyPair& self, const KeyPair& ephemeral, const Hash32& nonce,
                       const PublicKey& remote);
/// The ephemeral key that the signature of an auth proves.
Result<PublicKey> ephemeral_of(const Auth& auth, const wire::PrivateKey& self);

/// The bytes of an auth. Chance gives the key of the encryption, and the padding.
Result<Bytes> seal_auth(const Auth& auth, const PublicKey& to, Form form, Rng& rng);
/// The bytes of an ack.
Result<Bytes> seal_ack(const Ack& ack, const PublicKey& to, Form form, Rng& rng);

/// How many bytes the packet that begins like this has: 0 as long as `plain_size` bytes of it are
/// not there; "size underflow" for an EIP-8 size below that. // SPEC goquorum 4.2
Result<std::size_t> eip8_size(ByteSpan begun, std::size_t plain_size);

/// Reads a whole packet in one form.
Result<Auth> open_auth(ByteSpan packet, const wire::PrivateKey& self, Form form);
Result<Ack> open_ack(ByteSpan packet, const wire::PrivateKey& self, Form form);

/// What both sides derive, from the dialer's or the listener's place. // SPEC goquorum 4.4
struct Agreement {
  bool initiator = false;
  wire::PrivateKey ephemeral;  ///< one's own
  PublicKey remote_ephemeral;
  Hash32 initiator_nonce;
  Hash32 responder_nonce;
  ByteSpan auth_packet;  ///< whole, with its size
  ByteSpan ack_packet;
};
Result<wire::LinkSecrets> derive(const Agreement& agreement);

}  // namespace seatrial::rlpx
