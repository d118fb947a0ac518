// SPDX-License-Identifier: Apache-2.0
// Uint256: the numbers of a genesis that may not fit 64 bits (balances, difficulty). It owns
// reading them from text and bringing them into RLP's minimal form; there is no arithmetic.
#pragma once

#include <string_view>

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire {

/// An unsigned number of 256 bits, big-endian.
using Uint256 = FixedBytes<32, struct Uint256Tag>;

/// The number as 256 bits.
Uint256 uint256(std::uint64_t value);

/// Reads decimal digits, or hex digits after 0x; "" is 0, as in genesis.json.
Result<Uint256> parse_uint256(std::string_view text);

/// Reads a number of 64 bits in the same notation.
Result<std::uint64_t> parse_uint64(std::string_view text);

/// The bytes without leading zeros: what RLP calls the scalar form; empty for 0.
ByteSpan minimal(ByteSpan big_endian);

}  // namespace seatrial::wire
