// SPDX-License-Identifier: Apache-2.0
// ECIES as RLPx uses it: a message that only the holder of one key can read, and that nobody can
// change. Whatever is random about it is the caller's to give, so that the same inputs make the
// same bytes. A box that does not open says why in go-ethereum's words.
#pragma once

#include "sim/wire/curve.hpp"
#include "sim/wire/entropy.hpp"

namespace seatrial::wire {

/// Bytes that a box is longer than what is in it. // SPEC goquorum 4.1
inline constexpr std::size_t ecies_overhead = 65 + 16 + 32;

/// The initial counter of the cipher.
using EciesIv = FixedBytes<16, struct EciesIvTag>;

/// Encrypts to a public key. `authenticated` is not part of the box but of its MAC; an error if the
/// key is off the curve. // SPEC goquorum 4.3
Result<Bytes> ecies_seal(const PublicKey& to, const KeyPair& ephemeral, const EciesIv& iv,
                         ByteSpan plain, ByteSpan authenticated);

/// Decrypts: "ecies: invalid public key" where no box begins, "ecies: invalid message" for one that
/// is for another key, or changed. // SPEC goquorum 4.3
Result<Bytes> ecies_open(const PrivateKey& key, ByteSpan box, ByteSpan authenticated);

}  // namespace seatrial::wire
