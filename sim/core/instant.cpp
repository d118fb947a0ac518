// SPDX-License-Identifier: Apache-2.0
#include "sim/core/instant.hpp"

#include <algorithm>

namespace seatrial {
namespace {

constexpr std::uint64_t microsecond = 1'000;
constexpr std::uint64_t millisecond = 1'000'000;
constexpr std::uint64_t second = 1'000'000'000;
constexpr std::uint64_t minute = 60 * second;

/// The length without its sign; safe for the most negative one, too.
std::uint64_t magnitude(std::int64_t ns) {
  const auto bits = static_cast<std::uint64_t>(ns);
  return ns < 0 ? 0 - bits : bits;
}

std::string sign(std::int64_t ns) {
  return ns < 0 ? "-" : "";
}

/// ns/unit with `at_least` to three decimals. Cut, not rounded: 34.9999 s is not yet 35 s.
std::string decimal(std::uint64_t ns, std::uint64_t unit, std::size_t at_least) {
  std::string digits = std::to_string(ns % unit * 1'000 / unit);
  digits.insert(0, 3 - digits.size(), '0');
  const std::size_t used = digits.find_last_not_of('0') + 1;
  digits.resize(std::max(used, at_least));
  const std::string whole = std::to_string(ns / unit);
  return digits.empty() ? whole : whole + '.' + digits;
}

std::string unsigned_text(std::uint64_t ns) {
  if (ns == 0) return "0 s";
  if (ns % minute == 0) return std::to_string(ns / minute) + " min";
  if (ns >= second) return decimal(ns, second, 1) + " s";
  if (ns >= millisecond) return decimal(ns, millisecond, 0) + " ms";
  if (ns >= microsecond) return decimal(ns, microsecond, 0) + " us";
  return std::to_string(ns) + " ns";
}

}  // namespace

std::string to_string(Duration d) {
  return sign(d.ns()) + unsigned_text(magnitude(d.ns()));
}

std::string to_string(Instant t) {
  if (t == Instant::never()) return "never";
  return sign(t.ns()) + decimal(magnitude(t.ns()), second, 1) + " s";
}

}  // namespace seatrial
