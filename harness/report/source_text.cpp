// SPDX-License-Identifier: Apache-2.0
#include "harness/report/source_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "harness/report/diff.hpp"
#include "harness/report/secret_line.hpp"
#include "harness/report/utf8.hpp"

namespace seatrial::report {
namespace {

constexpr std::size_t most_bytes_kept = 32U << 20U;
constexpr std::size_t most_columns_shown = 88;
constexpr std::size_t columns_before_caret = 24;

/// How far below a mark the text of a block may begin.
constexpr std::size_t most_blank_lines = 3;

std::size_t width_of_indent(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

std::string read_whole(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error)) return "";
  std::ifstream in(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text;
}

/// One character as it is printed. A tab stays a tab, of whatever width.
struct Glyph {
  std::size_t offset = 0;  ///< in the line
  std::string text;
  std::size_t columns = 1;
};

std::vector<Glyph> glyphs_of(std::string_view line) {
  std::vector<Glyph> glyphs;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t bytes = first_character(line.substr(at)).bytes;
    const std::string_view raw = line.substr(at, bytes);
    std::string text = raw == "\t" ? "\t" : printable(raw);
    const std::size_t width = columns(text);
    glyphs.push_back({at, std::move(text), width});
    at += bytes;
  }
  return glyphs;
}

/// Which glyphs of a line are shown: [first, end).
struct Window {
  std::size_t first = 0;
  std::size_t end = 0;
};

std::size_t width_of(const std::vector<Glyph>& glyphs, Window window) {
  std::size_t width = 0;
  for (std::size_t i = window.first; i < window.end; ++i) width += glyphs[i].columns;
  return width;
}

Window window_around(const std::vector<Glyph>& glyphs, std::size_t caret) {
  Window window{0, glyphs.size()};
  if (width_of(glyphs, window) <= most_columns_shown) return window;
  const std::size_t left = caret > columns_before_caret ? caret - columns_before_caret : 0;
  window.end = glyphs.size();
  window.first = window.end;
  std::size_t width = 0;
  while (window.first > left && width < most_columns_shown) width += glyphs[--window.first].columns;
  if (window.first > left) {  // the line goes on behind what fits
    window.first = left;
    window.end = left;
    width = 0;
    while (window.end < glyphs.size() && width < most_columns_shown)
      width += glyphs[window.end++].columns;
    return window;
  }
  while (window.first > 0 && width < most_columns_shown) width += glyphs[--window.first].columns;
  return window;
}

/// The glyph at a column, which counts bytes from 1; of a column behind the end, one more than all.
std::size_t glyph_at(const std::vector<Glyph>& glyphs, std::uint32_t column) {
  const auto found = std::find_if(glyphs.begin(), glyphs.end(),
                                  [&](const Glyph& g) { return g.offset >= column; });
  const auto behind = static_cast<std::size_t>(found - glyphs.begin());
  return column == 0 || behind == 0 ? 0 : behind - 1;
}

std::string shown(const std::vector<Glyph>& glyphs, Window window) {
  std::string text = window.first > 0 ? "…" : "";
  for (std::size_t i = window.first; i < window.end; ++i) text += glyphs[i].text;
  return text + (window.end < glyphs.size() ? "…" : "");
}

/// Blanks as wide as what stands before the caret, with its tabs.
std::string before_caret(const std::vector<Glyph>& glyphs, Window window, std::size_t caret) {
  std::string text = window.first > 0 ? " " : "";
  for (std::size_t i = window.first; i < caret; ++i)
    text += glyphs[i].text == "\t" ? "\t" : std::string(glyphs[i].columns, ' ');
  return text;
}

}  // namespace

std::optional<std::string_view> SourceText::line(const Mark& mark) {
  if (!mark.known() || mark.line == 0) return std::nullopt;
  if (names_a_secret(std::filesystem::path(files_.path(mark.file)).filename().string()))
    return std::nullopt;
  const File& from = file(mark.file);
  const std::size_t index = mark.line - 1;
  if (index >= from.lines.size() || from.hidden[index]) return std::nullopt;
  if (may_hold_secret(from.lines[index])) return std::nullopt;
  return from.lines[index];
}

const SourceText::File& SourceText::file(FileId id) {
  if (const auto found = read_.find(id); found != read_.end()) return found->second;
  std::string text = read_whole(files_.path(id));
  if (bytes_ + text.size() > most_bytes_kept) {
    read_.clear();
    bytes_ = 0;
  }
  bytes_ += text.size();
  File& made = read_[id];
  made.text = std::move(text);
  made.lines = lines_of(made.text);
  for (std::string_view& line : made.lines)
    if (line.ends_with('\r')) line.remove_suffix(1);
  made.hidden = secret_blocks(made.lines);
  return made;
}

std::vector<std::string> excerpt(SourceText& text, const Mark& mark) {
  Mark at = mark;
  auto line = text.line(at);
  for (std::size_t more = 0; line && width_of_indent(*line) == line->size(); ++more) {
    if (more == most_blank_lines) return {};
    ++at.line;
    line = text.line(at);
    if (line) at.column = static_cast<std::uint32_t>(width_of_indent(*line) + 1);
  }
  if (!line) return {};
  const std::vector<Glyph> glyphs = glyphs_of(*line);
  const std::size_t caret = glyph_at(glyphs, at.column);
  const Window window = window_around(glyphs, caret);
  std::vector<std::string> lines{fmt::format("{:>5} | {}", at.line, shown(glyphs, window))};
  if (at.column > 0 && at.column <= line->size())
    lines.push_back(fmt::format("      | {}^", before_caret(glyphs, window, caret)));
  return lines;
}

}  // namespace seatrial::report
