// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/entropy.hpp"

namespace seatrial::wire {

void fill(Rng& rng, std::span<std::uint8_t> bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i, word >>= 8) {
    if (i % 8 == 0) word = rng.next();
    bytes[i] = static_cast<std::uint8_t>(word & 0xff);
  }
}

Result<KeyPair> key_pair(const PrivateKey& secret) {
  const Result<PublicKey> open = public_key(secret);
  if (!open) return open.error();
  return KeyPair{secret, *open};
}

KeyPair random_key_pair(Rng& rng) {
  std::array<std::uint8_t, 32> scalar{};
  for (;;) {  // one draw in 2^128 is no key
    fill(rng, scalar);
    const Result<KeyPair> made = key_pair(PrivateKey(scalar));
    if (made) return *made;
  }
}

}  // namespace seatrial::wire
