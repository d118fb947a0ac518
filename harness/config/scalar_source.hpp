// SPDX-License-Identifier: Apache-2.0
// Finds out from the source text how a YAML scalar was written (its style, where a quote ends, how
// a block is indented, where each of its lines begins), which the YAML parser does not tell. It
// never changes what the scalar says.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/config/value.hpp"

namespace seatrial::config {

/// How a scalar stands in the source.
struct ScalarSource {
  Style style = Style::plain;
  std::size_t begin = 0;       ///< offset of the quote, the '|' or the first character
  bool closed = true;          ///< false where a quote is never closed
  std::uint16_t indent = 0;    ///< columns before the lines of a literal block
  bool several_lines = false;  ///< a folded or quoted text that goes over a line break
};

/// Looks at the scalar whose tag, anchor or first character is at `offset`.
ScalarSource find_scalar(std::string_view source, std::size_t offset);

/// Where the lines of a folded, quoted or plain scalar begin in its decoded text; empty where the
/// two cannot be laid side by side.
std::vector<LineStart> line_starts(std::string_view source, const ScalarSource& scalar,
                                   std::string_view decoded, std::uint32_t first_line);

}  // namespace seatrial::config
