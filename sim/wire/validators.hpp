// SPDX-License-Identifier: Apache-2.0
// The validators that a genesis names in its extraData, whichever of the two forms it has. Who they
// are and what they need is not decided here.
#pragma once

#include <optional>
#include <vector>

#include "sim/wire/genesis.hpp"

namespace seatrial::wire {

/// The validators of an IBFT or QBFT extraData, in its order; nothing where it is neither.
/// SPEC goquorum 7.10, 8.2
std::optional<std::vector<Address20>> genesis_validators(const Genesis& genesis);

/// The extraData of a QBFT block 0: no vanity, no vote, round 0, no seals. // SPEC goquorum 8.2
Bytes qbft_genesis_extra(const std::vector<Address20>& validators);

}  // namespace seatrial::wire
