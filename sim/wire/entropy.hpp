// SPDX-License-Identifier: Apache-2.0
// Bytes and keys from a random stream, for nonces, ephemeral keys and padding. The stream is a
// simulator's: whatever is made from it can be made again from the seed, which a live network must
// not allow.
#pragma once

#include <span>

#include "sim/core/rng.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial::wire {

/// A private key with its public one, which takes a curve operation to find.
struct KeyPair {
  PrivateKey secret;
  PublicKey open;
};

/// Fills the bytes from the stream.
void fill(Rng& rng, std::span<std::uint8_t> bytes);

/// A fixed number of random bytes.
template <class Fixed>
Fixed random_bytes(Rng& rng) {
  Fixed out;
  fill(rng, out.data);
  return out;
}

/// The pair of a private key; an error if that is none.
Result<KeyPair> key_pair(const PrivateKey& secret);
/// A new pair.
KeyPair random_key_pair(Rng& rng);

}  // namespace seatrial::wire
