// SPDX-License-Identifier: Apache-2.0
// UTF-8 for the writers: one character at a time, and how many columns a text takes. Strict: no
// overlong forms, no surrogates, nothing above U+10FFFF. Width is one column a character, since the
// names here are those of peers and files; combining and wide characters are not told apart.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace seatrial::report {

/// A character and the bytes that it took.
struct Character {
  std::optional<char32_t> code;  ///< none: the one byte taken is no UTF-8
  std::size_t bytes = 1;
};

/// The first character of a text that is not empty.
Character first_character(std::string_view text);

/// How many columns the text takes on a terminal.
std::size_t columns(std::string_view text);

/// One line for a terminal: a control character but a tab becomes "\x1b", what is no UTF-8 becomes
/// U+FFFD.
std::string printable(std::string_view text);

/// U+FFFD in UTF-8.
inline constexpr std::string_view replacement_character = "\xef\xbf\xbd";

}  // namespace seatrial::report
