// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/keccak.hpp"

#include <cryptopp/keccak.h>

namespace seatrial::wire {

Hash32 keccak256(ByteSpan bytes) {
  Hash32 hash;
  CryptoPP::Keccak_256 state;
  // An empty span may have no address, and the library copies from what it is given.
  if (!bytes.empty()) state.Update(bytes.data(), bytes.size());
  state.Final(hash.data.data());
  return hash;
}

}  // namespace seatrial::wire
