// SPDX-License-Identifier: Apache-2.0
// What a message of a session is called where people read it: in the comment of a captured packet,
// whose bytes are encrypted.
#pragma once

#include <string>

#include "sim/proto/p2p/message.hpp"

namespace seatrial {

/// "RLPx auth", "Hello", "Disconnect: too many peers", "NewBlock{7}".
std::string name_of(const p2p::Message& message);

}  // namespace seatrial
