// SPDX-License-Identifier: Apache-2.0
// Instant and Duration: the only clock that protocol code ever sees. Both are signed 64-bit
// nanoseconds; an Instant counts from the start of the run. There is no floating point and no wall
// clock here, so that time compares and prints alike on every machine.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace seatrial {

/// A length of virtual time in nanoseconds; may be negative.
class Duration {
 public:
  constexpr Duration() = default;
  explicit constexpr Duration(std::int64_t ns) : ns_(ns) {}

  /// The length in nanoseconds.
  constexpr std::int64_t ns() const { return ns_; }

  constexpr auto operator<=>(const Duration&) const = default;
  constexpr Duration operator-() const { return Duration(-ns_); }
  constexpr Duration& operator+=(Duration d) {
    ns_ += d.ns_;
    return *this;
  }

 private:
  std::int64_t ns_ = 0;
};

constexpr Duration operator+(Duration a, Duration b) {
  return Duration(a.ns() + b.ns());
}
constexpr Duration operator-(Duration a, Duration b) {
  return Duration(a.ns() - b.ns());
}
constexpr Duration operator*(Duration a, std::int64_t n) {
  return Duration(a.ns() * n);
}
constexpr Duration operator*(std::int64_t n, Duration a) {
  return a * n;
}
constexpr Duration operator/(Duration a, std::int64_t n) {
  return Duration(a.ns() / n);
}

constexpr Duration nanoseconds(std::int64_t n) {
  return Duration(n);
}
constexpr Duration microseconds(std::int64_t n) {
  return Duration(n * 1'000);
}
constexpr Duration milliseconds(std::int64_t n) {
  return Duration(n * 1'000'000);
}
constexpr Duration seconds(std::int64_t n) {
  return Duration(n * 1'000'000'000);
}
constexpr Duration minutes(std::int64_t n) {
  return seconds(60 * n);
}

/// A point in virtual time, in nanoseconds since the run began.
class Instant {
 public:
  constexpr Instant() = default;
  explicit constexpr Instant(std::int64_t ns) : ns_(ns) {}

  /// Nanoseconds since the run began.
  constexpr std::int64_t ns() const { return ns_; }
  /// The time since the run began.
  constexpr Duration since_start() const { return Duration(ns_); }
  /// Later than every instant of a run.
  static constexpr Instant never() { return Instant(INT64_MAX); }

  constexpr auto operator<=>(const Instant&) const = default;

 private:
  std::int64_t ns_ = 0;
};

constexpr Instant operator+(Instant t, Duration d) {
  return Instant(t.ns() + d.ns());
}
constexpr Instant operator-(Instant t, Duration d) {
  return Instant(t.ns() - d.ns());
}
constexpr Duration operator-(Instant a, Instant b) {
  return Duration(a.ns() - b.ns());
}

/// Prints in the unit that reads best: "35.0 s", "150 ms", "2 min", "40 us", "0 s".
std::string to_string(Duration d);
/// Prints seconds since the run began with three decimals at most: "35.012 s".
std::string to_string(Instant t);

}  // namespace seatrial
