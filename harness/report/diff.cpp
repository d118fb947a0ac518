// SPDX-License-Identifier: Apache-2.0
#include "harness/report/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace seatrial::report {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context = 3;
constexpr std::size_t most_cells = 4'000'000;

/// A line of the merged text: ' ' in both, '-' in the old, '+' in the new one.
struct Edit {
  char kind = ' ';
  std::string_view text;
};

/// lengths[i][j] of the longest common subsequence of a[i..] and b[j..], in one block.
class CommonLengths {
 public:
  CommonLengths(const Lines& a, const Lines& b)
      : columns_(b.size() + 1), cells_((a.size() + 1) * columns_) {
    for (std::size_t i = a.size(); i-- > 0;)
      for (std::size_t j = b.size(); j-- > 0;)
        at(i, j) = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  }
  std::uint32_t& at(std::size_t i, std::size_t j) { return cells_[i * columns_ + j]; }

 private:
  std::size_t columns_;
  std::vector<std::uint32_t> cells_;
};

void append(std::vector<Edit>& edits, char kind, const Lines& lines, std::size_t from = 0) {
  for (std::size_t i = from; i < lines.size(); ++i) edits.push_back({kind, lines[i]});
}

/// Too long to compare line by line: all of the old out, all of the new in.
std::vector<Edit> replaced(const Lines& a, const Lines& b) {
  std::vector<Edit> edits;
  append(edits, '-', a);
  append(edits, '+', b);
  return edits;
}

std::vector<Edit> merged(const Lines& a, const Lines& b) {
  if ((a.size() + 1) > most_cells / (b.size() + 1)) return replaced(a, b);
  CommonLengths common(a, b);
  std::vector<Edit> edits;
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) {
      edits.push_back({' ', a[i++]});
      ++j;
    } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
      edits.push_back({'-', a[i++]});
    } else {
      edits.push_back({'+', b[j++]});
    }
  }
  append(edits, '-', a, i);
  append(edits, '+', b, j);
  return edits;
}

/// The same with what both begin and end with left out of the comparison.
std::vector<Edit> edits_between(Lines a, Lines b) {
  const auto head = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin();
  const Lines before(a.begin(), a.begin() + head);
  a.erase(a.begin(), a.begin() + head);
  b.erase(b.begin(), b.begin() + head);
  const auto tail = std::mismatch(a.rbegin(), a.rend(), b.rbegin(), b.rend()).first - a.rbegin();
  const Lines after(a.end() - tail, a.end());
  a.erase(a.end() - tail, a.end());
  b.erase(b.end() - tail, b.end());
  std::vector<Edit> edits;
  append(edits, ' ', before);
  for (const Edit& edit : merged(a, b)) edits.push_back(edit);
  append(edits, ' ', after);
  return edits;
}

/// Which edits are printed: the changes and what stands near them.
std::vector<bool> shown(const std::vector<Edit>& edits) {
  std::vector<bool> show(edits.size(), false);
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (edits[i].kind == ' ') continue;
    const std::size_t first = i - std::min(i, context);
    const std::size_t end = std::min(edits.size(), i + context + 1);
    std::fill(show.begin() + static_cast<std::ptrdiff_t>(first),
              show.begin() + static_cast<std::ptrdiff_t>(end), true);
  }
  return show;
}

/// A carriage return or other control character would hide the difference.
std::string visible(std::string_view line) {
  std::string text;
  for (const char c : line) text += c == '\r' ? std::string("\\x0d") : std::string(1, c);
  return text;
}

}  // namespace

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string diff(std::string_view old_text, std::string_view new_text) {
  if (old_text == new_text) return "";
  const std::vector<Edit> edits = edits_between(lines_of(old_text), lines_of(new_text));
  const std::vector<bool> show = shown(edits);
  std::string text;
  std::size_t old_line = 1;
  std::size_t new_line = 1;
  for (std::size_t i = 0; i < edits.size(); ++i) {
    if (show[i] && (i == 0 || !show[i - 1]))
      text += fmt::format("@@ -{} +{} @@\n", old_line, new_line);
    if (show[i]) text += edits[i].kind + visible(edits[i].text) + '\n';
    if (edits[i].kind != '+') ++old_line;
    if (edits[i].kind != '-') ++new_line;
  }
  return text.empty() ? "only the line feed at the end differs\n" : text;
}

}  // namespace seatrial::report
