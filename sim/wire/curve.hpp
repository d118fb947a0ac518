// SPDX-License-Identifier: Apache-2.0
// What peers compute on secp256k1 besides making keys: recoverable signatures, plain ones, the
// shared secret of two keys, and the 33-byte form of a public key. Signatures are deterministic
// (RFC 6979), so that the same bytes signed twice are the same message. Nothing here throws on what
// a peer sent: a point off the curve or a broken signature is an Error with go-ethereum's text.
#pragma once

#include "sim/wire/keys.hpp"

namespace seatrial::wire {

/// r, s and the recovery id v (0 to 3), as GoQuorum sends them. // SPEC goquorum 4.1
using Signature = FixedBytes<65, struct SignatureTag>;
/// r and s without a recovery id, as node records carry them. // SPEC goquorum 1.3
using PlainSignature = FixedBytes<64, struct PlainSignatureTag>;
/// The X coordinate behind its sign byte 0x02 or 0x03.
using CompressedKey = FixedBytes<33, struct CompressedKeyTag>;
/// The first byte of a public key that is written with both coordinates.
inline constexpr std::uint8_t kUncompressed = 0x04;
/// The X coordinate of a shared point. // SPEC goquorum 4.3
using SharedSecret = FixedBytes<32, struct SharedSecretTag>;

/// Signs a hash; an error if the key is none.
Result<Signature> sign(const PrivateKey& key, const Hash32& hash);
/// Who signed the hash.
Result<PublicKey> recover(const Signature& signature, const Hash32& hash);
/// Who signed the hash, from bytes of any length that a peer sent.
Result<PublicKey> recover(ByteSpan signature, const Hash32& hash);
/// Whether the holder of the key signed the hash; high values of s are refused, as in geth.
bool verify(const PublicKey& key, const PlainSignature& signature, const Hash32& hash);

/// ECDH: the X coordinate of the point that both sides reach; an error for a point off the curve.
Result<SharedSecret> shared_secret(const PrivateKey& key, const PublicKey& other);

/// The 33-byte form of a public key, which must be on the curve.
CompressedKey compress(const PublicKey& key);
/// The public key of its 33-byte form.
Result<PublicKey> decompress(const CompressedKey& key);

}  // namespace seatrial::wire
