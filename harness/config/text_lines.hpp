// SPDX-License-Identifier: Apache-2.0
// Takes the output of command-line tools apart: lines with their marks, words, and the port of a
// URL. It knows no tool; text is only looked at, never copied.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/core/mark.hpp"

namespace seatrial::config {

/// A line of a text without its line break.
struct Line {
  std::string_view text;
  Mark mark;
};

/// The lines of a text; line breaks of either kind.
std::vector<Line> lines_of(std::string_view text, FileId file);

/// The words of a line, parted by blanks.
std::vector<std::string_view> words_of(std::string_view line);

/// The port behind the last ':' of host:port, before a '?' or a '/'; what stands before an '@' does
/// not matter.
std::optional<std::uint16_t> port_of_url(std::string_view url);

}  // namespace seatrial::config
