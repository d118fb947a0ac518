// SPDX-License-Identifier: Apache-2.0
#include "tests/house/source_text.hpp"

#include <algorithm>
#include <cctype>

namespace seatrial::house {
namespace {

bool is_word_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Copies a text and blanks what is not code.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : text_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    if (starts("//")) return blank_until("\n", 0);
    if (starts("/*")) return blank_until("*/", 2);
    if (starts("R\"") && !after_word()) return raw_string();
    if (text_[at_] == '"') return quoted('"');
    if (text_[at_] == '\'' && !after_word()) return quoted('\'');
    out_ += text_[at_++];
  }

  bool starts(std::string_view what) const { return text_.substr(at_).starts_with(what); }
  // A digit separator, or the R of a longer name.
  bool after_word() const { return at_ > 0 && is_word_char(text_[at_ - 1]); }

  void blank(std::size_t end) {
    for (end = std::min(end, text_.size()); at_ < end; ++at_) {
      out_ += text_[at_] == '\n' ? '\n' : ' ';
    }
  }
  void blank_until(std::string_view end, std::size_t keep) {
    const auto found = text_.find(end, at_ + keep);
    blank(found == std::string_view::npos ? text_.size() : found + keep);
  }
  void raw_string() {
    const auto open = std::min(text_.find('(', at_), text_.size());
    const auto tag = text_.substr(at_ + 2, open - at_ - 2);
    const auto close = ")" + std::string(tag) + "\"";
    const auto found = text_.find(close, open);
    blank(found == std::string_view::npos ? text_.size() : found + close.size());
  }
  void quoted(char mark) {
    out_ += text_[at_++];
    while (at_ < text_.size() && text_[at_] != mark && text_[at_] != '\n') {
      blank(at_ + (text_[at_] == '\\' ? 2 : 1));
    }
    if (at_ < text_.size()) out_ += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
};

enum class Block { scope, function, other };

bool opens_scope(std::string_view head) {
  if (has_word(head, "namespace") || has_word(head, "extern")) return true;
  const bool type = has_word(head, "class") || has_word(head, "struct") ||
                    has_word(head, "union") || has_word(head, "enum");
  return type && head.find('(') == std::string_view::npos;
}

bool blank_head(std::string_view head) {
  return std::all_of(head.begin(), head.end(), [](char c) { return std::isspace(c) != 0; });
}

// Follows braces; the head of a block is the code since the last statement or block ended.
class FunctionFinder {
 public:
  explicit FunctionFinder(std::string_view code) : code_(code) {}

  std::vector<FunctionSpan> run() {
    for (const char c : code_) take(c);
    return std::move(found_);
  }

 private:
  void take(char c) {
    if (c == '\n')
      end_line();
    else if (c == '#' && blank_head(head_))
      in_directive_ = true;
    else if (in_directive_)
      last_ = c;
    else if (c == '{')
      open();
    else if (c == '}')
      close();
    else if (c == ';')
      head_.clear();
    else
      head_ += c;
  }

  void end_line() {
    in_directive_ = in_directive_ && last_ == '\\';
    last_ = ' ';
    head_ += ' ';
    ++line_;
  }

  Block kind_of_next() const {
    if (!blocks_.empty() && blocks_.back() != Block::scope) return Block::other;
    if (opens_scope(head_)) return Block::scope;
    const auto end = head_.find_last_not_of(' ');
    if (end != std::string::npos && head_[end] == '=') return Block::other;
    // After the braces of a constructor's initialisers, a bare block is its body.
    const bool body = blank_head(head_) || head_.find(')') != std::string::npos;
    return body ? Block::function : Block::other;
  }

  void open() {
    blocks_.push_back(kind_of_next());
    starts_.push_back(line_);
    head_.clear();
  }

  void close() {
    head_.clear();
    if (blocks_.empty()) return;
    if (blocks_.back() == Block::function) found_.push_back({starts_.back(), line_});
    blocks_.pop_back();
    starts_.pop_back();
  }

  std::string_view code_;
  std::size_t line_ = 1;
  bool in_directive_ = false;
  char last_ = ' ';
  std::string head_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> starts_;
  std::vector<FunctionSpan> found_;
};

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string code_of(std::string_view text) {
  return Blanker(text).run();
}

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> found;
  std::size_t number = 0;
  for (const auto line : lines_of(text)) {
    ++number;
    if (!line.starts_with("#include ")) continue;
    const auto open = line.find_first_of("<\"");
    const auto close = line.find_first_of(">\"", open + 1);
    if (open == std::string_view::npos || close == std::string_view::npos) continue;
    found.push_back({number, std::string(line.substr(open + 1, close - open - 1))});
  }
  return found;
}

std::vector<FunctionSpan> functions_of(std::string_view code) {
  return FunctionFinder(code).run();
}

bool has_word(std::string_view code, std::string_view word) {
  for (auto at = code.find(word); at != std::string_view::npos; at = code.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool left = at > 0 && is_word_char(word.front()) && is_word_char(code[at - 1]);
    const bool right = end < code.size() && is_word_char(word.back()) && is_word_char(code[end]);
    if (!left && !right) return true;
  }
  return false;
}

std::size_t columns_of(std::string_view line) {
  return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // a continuation byte takes no column
  }));
}

}  // namespace seatrial::house
