// SPDX-License-Identifier: Apache-2.0
#include "harness/config/scalar_source.hpp"

#include <algorithm>

namespace seatrial::config {

namespace {

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// Tags and anchors stand before the scalar that they belong to.
std::size_t skip_properties(std::string_view source, std::size_t at) {
  while (at < source.size() && (source[at] == '!' || source[at] == '&')) {
    while (at < source.size() && !is_space(source[at])) ++at;
    while (at < source.size() && is_space(source[at])) ++at;
  }
  return at;
}

Style style_at(std::string_view source, std::size_t at) {
  switch (at < source.size() ? source[at] : ' ') {
    case '\'':
      return Style::single_quoted;
    case '"':
      return Style::double_quoted;
    case '|':
      return Style::literal;
    case '>':
      return Style::folded;
    default:
      return Style::plain;
  }
}

void find_quote_end(std::string_view source, ScalarSource& scalar) {
  const char quote = source[scalar.begin];
  for (std::size_t i = scalar.begin + 1; i < source.size(); ++i) {
    if (source[i] == '\n') scalar.several_lines = true;
    if (source[i] == '\\' && quote == '"') {
      ++i;
      if (i < source.size() && source[i] == '\n') scalar.several_lines = true;
    } else if (source[i] == quote) {
      if (quote == '"' || i + 1 >= source.size() || source[i + 1] != quote) return;
      ++i;  // '' is a quote inside single quotes
    }
  }
  scalar.closed = false;
}

// The first line of a block that is not blank sets its indentation, unless the header names it;
// then the header's number counts from the parent, which is not known here: the line decides too.
void find_block_indent(std::string_view source, ScalarSource& scalar) {
  std::size_t at = source.find('\n', scalar.begin);
  while (at != std::string_view::npos) {
    const std::size_t begin = at + 1;
    const std::size_t text = source.find_first_not_of(' ', begin);
    if (text == std::string_view::npos) return;
    if (source[text] != '\n' && source[text] != '\r') {
      scalar.indent = static_cast<std::uint16_t>(std::min<std::size_t>(text - begin, UINT16_MAX));
      return;
    }
    at = source.find('\n', begin);
  }
}

// Walks a scalar's characters in the source, and says which of them show up in the decoded text.
class SourceWalk {
 public:
  SourceWalk(std::string_view source, const ScalarSource& scalar, std::uint32_t line)
      : source_(source), style_(scalar.style), at_(scalar.begin), line_(line) {
    line_begin_ =
        source.rfind('\n', at_) == std::string_view::npos ? 0 : source.rfind('\n', at_) + 1;
    if (style_ == Style::folded) {
      next_line();
    } else if (style_ != Style::plain) {
      ++at_;
    }
  }

  bool done() const { return at_ >= source_.size(); }
  std::uint32_t line() const { return line_; }
  std::uint32_t column() const { return static_cast<std::uint32_t>(at_ - line_begin_) + 1; }
  char peek() const { return source_[at_]; }

  void next_line() {
    at_ = std::min(source_.find('\n', at_), source_.size() - 1) + 1;
    line_begin_ = at_;
    ++line_;
  }

  // Skips what decodes to white space or to nothing.
  void skip_space() {
    while (!done()) {
      if (peek() == '\n') {
        next_line();
      } else if (is_space(peek())) {
        ++at_;
      } else if (escaped_space()) {
        at_ += source_[at_ + 1] == '\n' ? 1 : 2;
      } else {
        return;
      }
    }
  }

  // Takes one visible character; '\0' where it is written as a number (\x41).
  char take() {
    const char c = source_[at_++];
    if (style_ == Style::single_quoted && c == '\'' && !done()) return source_[at_++];
    if (style_ != Style::double_quoted || c != '\\' || done()) return c;
    const char escape = source_[at_++];
    const std::size_t digits = escape == 'x' ? 2 : escape == 'u' ? 4 : escape == 'U' ? 8 : 0;
    at_ = std::min(at_ + digits, source_.size());
    return escape == '"' || escape == '\\' || escape == '/' ? escape : '\0';
  }

 private:
  bool escaped_space() const {
    if (style_ != Style::double_quoted || peek() != '\\' || at_ + 1 >= source_.size()) return false;
    return is_space(source_[at_ + 1]) || source_[at_ + 1] == 'n' || source_[at_ + 1] == 't' ||
           source_[at_ + 1] == 'r';
  }

  std::string_view source_;
  Style style_;
  std::size_t at_;
  std::size_t line_begin_ = 0;
  std::uint32_t line_;
};

// The end of one UTF-8 character.
std::size_t next_char(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

ScalarSource find_scalar(std::string_view source, std::size_t offset) {
  ScalarSource scalar;
  scalar.begin = skip_properties(source, offset);
  scalar.style = style_at(source, scalar.begin);
  if (scalar.style == Style::single_quoted || scalar.style == Style::double_quoted) {
    find_quote_end(source, scalar);
  } else if (scalar.style == Style::literal) {
    find_block_indent(source, scalar);
  } else if (scalar.style == Style::folded) {
    scalar.several_lines = true;
  }
  return scalar;
}

std::vector<LineStart> line_starts(std::string_view source, const ScalarSource& scalar,
                                   std::string_view decoded, std::uint32_t first_line) {
  std::vector<LineStart> lines;
  SourceWalk walk(source, scalar, first_line);
  for (std::size_t at = 0;;) {
    while (at < decoded.size() && is_space(decoded[at])) ++at;
    if (at >= decoded.size()) return lines;
    walk.skip_space();
    if (walk.done()) return {};
    if (lines.empty() || lines.back().line != walk.line()) {
      lines.push_back({static_cast<std::uint32_t>(at), walk.line(), walk.column()});
    }
    const char c = walk.take();
    if (c != '\0' && c != decoded[at]) return {};
    at = c == '\0' ? next_char(decoded, at) : at + 1;
  }
}

}  // namespace seatrial::config
