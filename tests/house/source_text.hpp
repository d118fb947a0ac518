// SPDX-License-Identifier: Apache-2.0
// Reads C++ text just well enough for the house rules: lines, the code without comments and string
// contents, the includes, and where functions begin and end. It is no parser: it follows braces,
// and needs code that clang-format has been over. Every column and line of the text stays where it
// was, so that a complaint can name the line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace seatrial::house {

/// An include directive; line counts from 1.
struct Include {
  std::size_t line = 0;
  std::string path;
  bool operator==(const Include&) const = default;
};

/// A function body; lines count from 1 and both ends belong to it.
struct FunctionSpan {
  std::size_t first = 0;
  std::size_t last = 0;
  bool operator==(const FunctionSpan&) const = default;
};

/// The lines of a text without their ends.
std::vector<std::string_view> lines_of(std::string_view text);

/// The text with comments, string and character contents replaced by blanks; line ends are kept.
std::string code_of(std::string_view text);

/// The include directives of a text, in order, with either kind of quotes.
std::vector<Include> includes_of(std::string_view text);

/// The functions at namespace or class scope of a text that code_of() made.
std::vector<FunctionSpan> functions_of(std::string_view code);

/// Whether a word stands in the code, not as a part of a longer identifier.
bool has_word(std::string_view code, std::string_view word);

/// The columns of a UTF-8 line: its code points.
std::size_t columns_of(std::string_view line);

}  // namespace seatrial::house
