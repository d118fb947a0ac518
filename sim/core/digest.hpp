// SPDX-License-Identifier: Apache-2.0
// Digest: a rolling 64-bit hash that tells whether two runs did the same, and a cheap hash for
// names. Order matters, and a change of any one word always changes the value. It is no
// cryptographic hash: an adversary can build collisions. Alike on every machine and compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace seatrial {

/// Spreads every bit of x over the whole word, reversibly (the finaliser of splitmix64).
constexpr std::uint64_t mix64(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

/// A hash over a sequence of words and byte strings, readable at any time.
class Digest {
 public:
  /// Appends one word.
  constexpr void add(std::uint64_t word) {
    state_ = (state_ ^ word) * 0xd6e8feb86659fd93ULL;  // odd, so each step is reversible
    state_ ^= state_ >> 32;
  }
  /// Appends bytes and their number, so that "ab"+"c" differs from "a"+"bc".
  void add(std::span<const std::byte> bytes);
  /// Appends a text like its bytes.
  void add(std::string_view text);

  /// The hash of what was added so far; adding may go on.
  constexpr std::uint64_t value() const { return mix64(state_); }
  bool operator==(const Digest&) const = default;

 private:
  std::uint64_t state_ = 0x9e3779b97f4a7c15ULL;
};

}  // namespace seatrial
