// SPDX-License-Identifier: Apache-2.0
// Rng: the only source of chance. One run has one seed, and everything that needs chance takes its
// own named stream of it, so that adding a node never shifts another node's numbers. Integers only,
// and no std distribution: those differ between libraries. Never draw twice in one full expression:
// compilers disagree on the order.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/core/assert.hpp"
#include "sim/core/digest.hpp"
#include "sim/core/instant.hpp"
#include "sim/core/ratio.hpp"

namespace seatrial {

/// A stream of random numbers: splitmix64, with an increment of its own for each named stream.
class Rng {
 public:
  /// The plain splitmix64 sequence of a seed, as published; for tests and benchmarks.
  explicit constexpr Rng(std::uint64_t seed) : state_(seed) {}

  /// The stream of one purpose ("link.loss") and one user of it (a dense id) under a seed.
  static Rng stream(std::uint64_t seed, std::string_view purpose, std::uint64_t id);

  /// The next 64 random bits.
  constexpr std::uint64_t next() {
    state_ += step_;
    return mix64(state_);
  }

  /// A number in [0, n), each as likely as the other; n must not be 0.
  std::uint64_t below(std::uint64_t n);

  /// True with the given probability; draws once whatever the ratio, so that changing a loss from
  /// 0 to 1 % leaves the stream's other draws where they were.
  bool chance(Ratio ratio);

  /// A length in [low, high], both included, by the nanosecond; low must not exceed high.
  Duration between(Duration low, Duration high);

  bool operator==(const Rng&) const = default;

 private:
  constexpr Rng(std::uint64_t state, std::uint64_t step) : state_(state), step_(step) {}

  std::uint64_t state_;
  std::uint64_t step_ = 0x9e3779b97f4a7c15ULL;  ///< always odd, so the period is 2^64
};

inline std::uint64_t Rng::below(std::uint64_t n) {
  SEATRIAL_ASSERT(n != 0, "a number below 0 was asked for");
  // Lemire's method: the high word of next()*n, and another draw in the rare case that would bias.
  __extension__ using Wide = unsigned __int128;
  Wide product = Wide{next()} * n;
  if (static_cast<std::uint64_t>(product) < n) {
    const std::uint64_t biased = (0 - n) % n;
    while (static_cast<std::uint64_t>(product) < biased) product = Wide{next()} * n;
  }
  return static_cast<std::uint64_t>(product >> 64);
}

inline bool Rng::chance(Ratio ratio) {
  SEATRIAL_ASSERT(ratio.valid(), "a probability must be a ratio from 0 to 1");
  return below(ratio.denominator) < ratio.numerator;
}

}  // namespace seatrial
