// SPDX-License-Identifier: Apache-2.0
// Turn: what one input of a consensus core may use, and the states that IBFT's and QBFT's cores
// have in common.
#pragma once

#include "sim/core/instant.hpp"
#include "sim/proto/istanbul/gossip.hpp"

namespace seatrial::istanbul {

/// How far a validator is with the block of its round. // SPEC goquorum 7.4
enum class State : std::uint8_t { accept_request, preprepared, prepared, committed };

/// What one input of the core may use: the time, and the ways out.
struct Turn {
  Instant now;
  Gossip& gossip;
  Outbox& out;
};

}  // namespace seatrial::istanbul
