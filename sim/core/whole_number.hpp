// SPDX-License-Identifier: Apache-2.0
// Decimal numbers out of texts, without a sign for unsigned types, blanks or a locale.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace seatrial {

/// The number at the front of a text, whatever follows; nothing where there is none or it does not
/// fit in a T.
template <std::integral T>
std::optional<T> leading_number(std::string_view text) {
  T number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() ? std::optional(number) : std::nullopt;
}

/// The number that is the whole of a text; nothing where it is another text or does not fit.
template <std::integral T>
std::optional<T> whole_number(std::string_view text) {
  T number = 0;
  const char* const stop = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), stop, number);
  return error == std::errc() && end == stop ? std::optional(number) : std::nullopt;
}

}  // namespace seatrial
