// SPDX-License-Identifier: Apache-2.0
// Reading a block header that a peer sent: each field's kind and size is checked, and no consensus
// rule. header.hpp has the header, its encoding and its hash.
#pragma once

#include "sim/wire/header.hpp"
#include "sim/wire/rlp.hpp"

namespace seatrial::wire {

/// Reads the RLP list of the 15 fields. // SPEC goquorum 7.10
Result<Header> decode_header(const rlp::View& view);

}  // namespace seatrial::wire
