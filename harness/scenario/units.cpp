// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/units.hpp"

#include <array>
#include <numeric>
#include <span>

namespace seatrial::scenario {

namespace {

struct Unit {
  std::string_view name;
  std::uint64_t factor;
};

constexpr std::array time_units = {Unit{"h", 3'600'000'000'000},
                                   Unit{"min", 60'000'000'000},
                                   Unit{"m", 60'000'000'000},
                                   Unit{"s", 1'000'000'000},
                                   Unit{"ms", 1'000'000},
                                   Unit{"us", 1'000},
                                   Unit{"µs", 1'000},
                                   Unit{"ns", 1}};
// In bits, so that both ways of writing a rate are whole numbers.
constexpr std::array rate_units = {Unit{"B/s", 8},
                                   Unit{"kB/s", 8'000},
                                   Unit{"MB/s", 8'000'000},
                                   Unit{"GB/s", 8'000'000'000},
                                   Unit{"bit/s", 1},
                                   Unit{"kbit/s", 1'000},
                                   Unit{"Mbit/s", 1'000'000},
                                   Unit{"Gbit/s", 1'000'000'000}};
constexpr std::array size_units = {Unit{"B", 1}, Unit{"kB", 1'000}, Unit{"MB", 1'000'000},
                                   Unit{"GB", 1'000'000'000}};

/// A decimal number: digits / 10^decimals.
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t scale = 1;
};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Takes "12.5" from the front; at most 15 digits, so that nothing overflows.
std::optional<Decimal> take_decimal(std::string_view& text) {
  Decimal number;
  std::size_t count = 0;
  bool point = false;
  std::size_t used = 0;
  for (; used < text.size() && (is_digit(text[used]) || text[used] == '.'); ++used) {
    if (text[used] == '.') {
      if (point || used == 0) return std::nullopt;
      point = true;
      continue;
    }
    number.digits = number.digits * 10 + static_cast<std::uint64_t>(text[used] - '0');
    if (point) number.scale *= 10;
    if (++count > 15) return std::nullopt;
  }
  if (count == 0 || text[used - 1] == '.') return std::nullopt;
  text.remove_prefix(used);
  return number;
}

// digits * factor / scale, if that is a whole number below 2^63.
std::optional<std::uint64_t> scaled(Decimal number, std::uint64_t factor) {
  const std::uint64_t common = std::gcd(factor, number.scale);
  const std::uint64_t rest = number.scale / common;
  if (number.digits % rest != 0) return std::nullopt;
  const std::uint64_t count = number.digits / rest;
  const std::uint64_t each = factor / common;
  if (count != 0 && each > static_cast<std::uint64_t>(INT64_MAX) / count) return std::nullopt;
  return count * each;
}

const Unit* find_unit(std::span<const Unit> units, std::string_view name) {
  for (const Unit& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

std::optional<std::uint64_t> parse_amount(std::string_view text, std::span<const Unit> units) {
  text = trim(text);
  const auto number = take_decimal(text);
  const Unit* unit = number ? find_unit(units, trim(text)) : nullptr;
  return unit ? scaled(*number, unit->factor) : std::nullopt;
}

std::string_view take_unit(std::string_view& text) {
  std::size_t used = 0;
  while (used < text.size() && !is_digit(text[used]) && text[used] != '.') ++used;
  const std::string_view unit = text.substr(0, used);
  text.remove_prefix(used);
  return trim(unit);
}

std::optional<std::uint64_t> parse_ns(std::string_view text) {
  if (text == "0") return 0;
  if (text.empty()) return std::nullopt;
  std::uint64_t sum = 0;
  while (!text.empty()) {
    const auto number = take_decimal(text);
    const Unit* unit = number ? find_unit(time_units, take_unit(text)) : nullptr;
    const auto part = unit ? scaled(*number, unit->factor) : std::nullopt;
    if (!part || *part > static_cast<std::uint64_t>(INT64_MAX) - sum) return std::nullopt;
    sum += *part;
  }
  return sum;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  text = trim(text);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto ns = parse_ns(text);
  if (!ns) return std::nullopt;
  const Duration length(static_cast<std::int64_t>(*ns));
  return negative ? -length : length;
}

std::optional<Tolerance> parse_tolerance(std::string_view text) {
  std::string_view value = text;
  std::string_view spread = "0";
  for (std::string_view sign : {"±", "+-", "+/-"}) {
    const std::size_t at = text.find(sign);
    if (at == std::string_view::npos) continue;
    value = text.substr(0, at);
    spread = text.substr(at + sign.size());
    break;
  }
  const auto middle = parse_duration(value);
  const auto plus_minus = parse_duration(spread);
  if (!middle || !plus_minus || *middle < Duration() || *plus_minus < Duration()) {
    return std::nullopt;
  }
  return Tolerance{*middle, *plus_minus};
}

namespace {

std::optional<Ratio> ratio(std::uint64_t numerator, std::uint64_t denominator) {
  if (denominator == 0 || numerator > denominator) return std::nullopt;
  const std::uint64_t common = std::gcd(numerator, denominator);
  numerator /= common;
  denominator /= common;
  if (denominator > UINT32_MAX) return std::nullopt;
  return Ratio{static_cast<std::uint32_t>(numerator), static_cast<std::uint32_t>(denominator)};
}

}  // namespace

std::optional<Ratio> parse_share(std::string_view text) {
  text = trim(text);
  const auto number = take_decimal(text);
  if (!number) return std::nullopt;
  text = trim(text);
  if (text.empty() && number->digits == 0) return Ratio{0, 1};
  if (text == "%") return ratio(number->digits, number->scale * 100);
  if (!text.starts_with('/') || number->scale != 1) return std::nullopt;
  text = trim(text.substr(1));
  const auto denominator = take_decimal(text);
  if (!denominator || denominator->scale != 1 || !text.empty()) return std::nullopt;
  return ratio(number->digits, denominator->digits);
}

std::optional<std::uint64_t> parse_rate(std::string_view text) {
  const auto bits = parse_amount(text, rate_units);
  if (!bits || *bits < 8) return std::nullopt;
  return *bits / 8;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  const auto bytes = parse_amount(text, size_units);
  return bytes == 0U ? std::nullopt : bytes;
}

}  // namespace seatrial::scenario
