// SPDX-License-Identifier: Apache-2.0
// A page of plain or coloured lines for a terminal. What it prints is clean: names and texts come
// from files and peers, so control characters are shown and not obeyed, and no line ends in blanks.
// Colour is the caller's choice; without it the page is the same text without escape sequences.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace seatrial::report {

enum class Colour : std::uint8_t { plain, bold, red, green, yellow, cyan };

/// A part of a line in one colour.
struct Piece {
  std::string text;
  Colour colour = Colour::plain;
  bool operator==(const Piece&) const = default;
};

using Line = std::vector<Piece>;

/// Prints lines to a stream.
class Page {
 public:
  Page(std::ostream& out, bool colour) : out_(out), colour_(colour) {}
  /// Prints a line.
  void line(const Line& pieces);
  void line(const std::string& text) { line(Line{{text}}); }
  /// Prints an empty line, but neither at the top nor two in a row.
  void gap();

 private:
  void print(const Piece& piece);

  std::ostream& out_;
  bool colour_;
  bool gap_allowed_ = false;
};

}  // namespace seatrial::report
