// SPDX-License-Identifier: Apache-2.0
#include "sim/core/rng.hpp"

#include <bit>

namespace seatrial {
namespace {

/// An odd increment with enough bit changes to keep splitmix64 good (Steele et al., mixGamma).
std::uint64_t step_from(std::uint64_t entropy) {
  const std::uint64_t step = mix64(entropy) | 1;
  return std::popcount(step ^ (step >> 1)) < 24 ? step ^ 0xaaaaaaaaaaaaaaaaULL : step;
}

}  // namespace

Rng Rng::stream(std::uint64_t seed, std::string_view purpose, std::uint64_t id) {
  Digest name;
  name.add(seed);
  name.add(purpose);
  name.add(id);
  const std::uint64_t state = name.value();
  name.add(std::uint64_t{1});
  return Rng(state, step_from(name.value()));
}

Duration Rng::between(Duration low, Duration high) {
  SEATRIAL_ASSERT(low <= high, "a random length needs low <= high");
  const auto base = static_cast<std::uint64_t>(low.ns());
  const std::uint64_t count = static_cast<std::uint64_t>(high.ns()) - base + 1;
  const std::uint64_t offset = count == 0 ? next() : below(count);  // 0: all 2^64 values
  return Duration(static_cast<std::int64_t>(base + offset));
}

}  // namespace seatrial
