// SPDX-License-Identifier: Apache-2.0
// Fidelity: whether the sessions of a run are values or bytes. Both run the same servers; what the
// peers observe, and when, is the same. Which one a run uses is chosen by whoever runs a world.
#pragma once

#include <cstdint>
#include <string_view>

namespace seatrial {

enum class Fidelity : std::uint8_t {
  message,  ///< peers exchange values
  bytes     ///< peers exchange what a live node would accept: RLPx, Hello, Status, Disconnect
};

/// "message" or "bytes".
constexpr std::string_view text(Fidelity fidelity) {
  return fidelity == Fidelity::bytes ? "bytes" : "message";
}

}  // namespace seatrial
