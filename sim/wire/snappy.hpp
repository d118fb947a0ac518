// SPDX-License-Identifier: Apache-2.0
// Snappy's block format, in which payloads travel from p2p version 5 on. What does not decompress,
// or would be too large, is an Error and never an allocation of that size.
#pragma once

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// The most that a payload may decompress to. // SPEC goquorum 4.5
inline constexpr std::size_t max_plain_payload = 0xff'ffff;

/// The bytes in snappy's block format; empty ones too.
Bytes compress(ByteSpan plain);
/// What was compressed: "snappy: corrupt input", or "message length >= 16MB" before it is made.
Result<Bytes> uncompress(ByteSpan packed, std::size_t most = max_plain_payload);

}  // namespace seatrial::wire
