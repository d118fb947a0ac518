// SPDX-License-Identifier: Apache-2.0
// Ratio: a probability or a share as two integers, so that it means the same on every machine. It
// is not reduced: 1/2 and 2/4 are two values of the same size. Who reads one from a file checks
// valid() there; everybody below relies on it.
#pragma once

#include <cstdint>

namespace seatrial {

/// numerator/denominator, from 0/1 (never) to 1/1 (always).
struct Ratio {
  std::uint32_t numerator = 0;
  std::uint32_t denominator = 1;

  /// Whether this is a share between 0 and 1.
  constexpr bool valid() const { return denominator != 0 && numerator <= denominator; }
  /// Whether it is 0, so that nothing need be drawn.
  constexpr bool never() const { return numerator == 0; }
  bool operator==(const Ratio&) const = default;
};

/// n in a hundred.
constexpr Ratio percent(std::uint32_t n) {
  return Ratio{n, 100};
}

}  // namespace seatrial
