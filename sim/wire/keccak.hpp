// SPDX-License-Identifier: Apache-2.0
// Keccak-256 as Ethereum uses it, which is not the later SHA3-256: the padding differs. One pure
// function over a whole input; running MAC states are none of its business.
#pragma once

#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// The Keccak-256 hash of the bytes.
Hash32 keccak256(ByteSpan bytes);

}  // namespace seatrial::wire
