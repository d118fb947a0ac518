// SPDX-License-Identifier: Apache-2.0
#include "harness/report/page.hpp"

#include <ostream>
#include <string_view>

#include "harness/report/utf8.hpp"

namespace seatrial::report {
namespace {

std::string_view escape_of(Colour colour) {
  switch (colour) {
    case Colour::plain:
      return "";
    case Colour::bold:
      return "\x1b[1m";
    case Colour::red:
      return "\x1b[31m";
    case Colour::green:
      return "\x1b[32m";
    case Colour::yellow:
      return "\x1b[33m";
    case Colour::cyan:
      return "\x1b[36m";
  }
  return "";
}

/// How many pieces are left without the blank ones at the end.
std::size_t used_pieces(const Line& pieces) {
  std::size_t used = pieces.size();
  while (used > 0 && pieces[used - 1].text.find_last_not_of(' ') == std::string::npos) --used;
  return used;
}

}  // namespace

void Page::line(const Line& pieces) {
  const std::size_t used = used_pieces(pieces);
  for (std::size_t i = 0; i < used; ++i) {
    Piece piece = pieces[i];
    if (i + 1 == used) piece.text.resize(piece.text.find_last_not_of(' ') + 1);
    print(piece);
  }
  out_ << '\n';
  gap_allowed_ = used > 0;
}

void Page::gap() {
  if (gap_allowed_) line(Line{});
}

void Page::print(const Piece& piece) {
  const std::string_view escape = colour_ ? escape_of(piece.colour) : "";
  out_ << escape << printable(piece.text);
  if (!escape.empty()) out_ << "\x1b[0m";
}

}  // namespace seatrial::report
