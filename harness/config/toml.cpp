// SPDX-License-Identifier: Apache-2.0
#include "harness/config/toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace seatrial::config {

namespace {

constexpr int max_depth = 6;

/// A table while it grows.
struct Table {
  struct Member {
    std::string key;
    Mark mark;
    Value value;                   ///< of a value
    std::unique_ptr<Table> table;  ///< of a table
  };
  Mark mark;
  std::vector<Member> members;

  Member* find(std::string_view key) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Member& member) { return member.key == key; });
    return found == members.end() ? nullptr : &*found;
  }
};

Value value_of(Table table) {
  std::vector<Entry> entries;
  for (Table::Member& member : table.members) {
    Value value = member.table ? value_of(std::move(*member.table)) : std::move(member.value);
    entries.push_back({std::move(member.key), member.mark, std::move(value)});
  }
  return Value::map(table.mark, std::move(entries));
}

struct Key {
  std::string text;
  Mark mark;
};

class TomlReader {
 public:
  TomlReader(std::string_view text, const TextOrigin& origin, const SourceFiles& files)
      : text_(text), origin_(origin), files_(files) {
    root_.mark = origin.first;
  }

  Result<Value> read() {
    Table* table = &root_;
    for (skip_blank_lines(); !error_ && at_ < text_.size(); skip_blank_lines()) {
      if (peek() == '[') {
        table = header();
      } else {
        pair(*table, 0);
      }
      if (!error_) end_of_line();
    }
    if (error_) return *error_;
    return value_of(std::move(root_));
  }

 private:
  // --- places

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  void next() {
    if (peek() == '\n') {
      ++line_;
      line_begin_ = at_ + 1;
    }
    ++at_;
  }

  Mark mark() const {
    Mark made = origin_.first;
    if (!origin_.lines_follow) return made;
    made.line += line_;
    const auto column = static_cast<std::uint32_t>(at_ - line_begin_);
    made.column = line_ == 0 ? made.column + column : origin_.indent + 1 + column;
    return made;
  }

  std::nullptr_t fail(std::string what, std::string remedy) { return fail(mark(), what, remedy); }

  std::nullptr_t fail(const Mark& where, const std::string& what, const std::string& remedy) {
    if (!error_) error_ = Error{files_.to_string(where), what, remedy};
    return nullptr;
  }

  // --- lines

  void skip_blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r') next();
    if (peek() != '#') return;
    while (at_ < text_.size() && peek() != '\n') next();
  }

  void skip_blank_lines() {
    for (skip_blanks(); peek() == '\n'; skip_blanks()) next();
  }

  void end_of_line() {
    skip_blanks();
    if (at_ >= text_.size() || peek() == '\n') return;
    fail("a line goes on behind its value", "write one key = value a line");
  }

  // --- keys and tables

  static bool is_bare(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
  }

  Key key() {
    skip_blanks();
    Key read{"", mark()};
    if (peek() == '"' || peek() == '\'') {
      read.text = text().text();
    } else {
      while (is_bare(peek())) {
        read.text += peek();
        next();
      }
    }
    if (read.text.empty()) fail("a key is missing", "write key = value, or [table]");
    skip_blanks();
    return read;
  }

  std::vector<Key> keys() {
    std::vector<Key> path{key()};
    while (!error_ && peek() == '.' && path.size() < max_depth) {
      next();
      path.push_back(key());
    }
    return path;
  }

  Table* header() {
    next();
    if (peek() == '[') return fail("a table in a list is not read", "write [table]");
    const std::vector<Key> path = keys();
    if (error_) return nullptr;
    if (peek() != ']') return fail("a table's name does not end", "write [table]");
    next();
    return below(root_, path, path.size());
  }

  // The table at the front of a path; what is not there is made.
  Table* below(Table& from, const std::vector<Key>& path, std::size_t parts) {
    Table* table = &from;
    for (std::size_t i = 0; i < parts; ++i) {
      Table::Member* member = table->find(path[i].text);
      if (member == nullptr) {
        table->members.push_back({path[i].text, path[i].mark, {}, std::make_unique<Table>()});
        member = &table->members.back();
        member->table->mark = path[i].mark;
      }
      if (!member->table) {
        return fail(path[i].mark, fmt::format("'{}' is a value already", path[i].text),
                    "write each key once");
      }
      table = member->table.get();
    }
    return table;
  }

  void pair(Table& from, int depth) {
    const std::vector<Key> path = keys();
    if (error_) return;
    if (peek() != '=') {
      fail("a '=' is missing behind the key", "write key = value");
      return;
    }
    next();
    Table* table = below(from, path, path.size() - 1);
    Value read = value(depth);
    if (error_) return;
    if (table->find(path.back().text) != nullptr) {
      fail(path.back().mark, fmt::format("'{}' is written twice", path.back().text),
           "keep one of the two");
      return;
    }
    table->members.push_back({path.back().text, path.back().mark, std::move(read), nullptr});
  }

  // --- values

  Value value(int depth) {
    skip_blanks();
    if (depth > max_depth) {
      fail("values are nested too deeply", "write a plain list");
      return {};
    }
    if (peek() == '"' || peek() == '\'') return text();
    if (peek() == '[') return list(depth);
    if (peek() == '{') return inline_table(depth);
    return word();
  }

  Value word() {
    const Mark where = mark();
    std::string read;
    while (is_bare(peek()) || peek() == '.' || peek() == '+' || peek() == ':') {
      if (peek() != '_') read += peek();
      next();
    }
    if (read.empty()) fail("a value is missing", "write a text in quotes, a number or true");
    return Value::scalar(where, std::move(read), Style::plain);
  }

  Value list(int depth) {
    const Mark where = mark();
    std::vector<Value> items;
    next();
    for (skip_blank_lines(); !error_ && peek() != ']'; skip_blank_lines()) {
      items.push_back(value(depth + 1));
      skip_blank_lines();
      if (peek() == ',') {
        next();
      } else if (peek() != ']') {
        fail(at_ < text_.size() ? mark() : where, "a list does not end",
             "write commas between its items and ] behind them");
      }
    }
    if (!error_) next();
    return Value::list(where, std::move(items));
  }

  Value inline_table(int depth) {
    Table table;
    table.mark = mark();
    next();
    for (skip_blanks(); !error_ && peek() != '}'; skip_blanks()) {
      pair(table, depth + 1);
      skip_blanks();
      if (peek() == ',') {
        next();
      } else if (peek() != '}') {
        fail("a table in braces does not end", "write { key = value, ... } in one line");
      }
    }
    if (!error_) next();
    return value_of(std::move(table));
  }

  Value text() {
    const Mark where = mark();
    const char quote = peek();
    const bool long_text = peek(1) == quote && peek(2) == quote;
    for (int i = 0; i < (long_text ? 3 : 1); ++i) next();
    if (long_text && peek() == '\n') next();
    std::string read;
    while (!at_end_of_text(quote, long_text)) {
      if (at_ >= text_.size() || (peek() == '\n' && !long_text)) {
        fail(where, "a text does not end", "write the quote behind it");
        return {};
      }
      if (peek() == '\\' && quote == '"') next();  // what geth writes escaped is \" and \\ alone
      read += peek();
      next();
    }
    for (int i = 0; i < (long_text ? 3 : 1); ++i) next();
    return Value::scalar(where, std::move(read), Style::double_quoted);
  }

  bool at_end_of_text(char quote, bool long_text) const {
    return peek() == quote && (!long_text || (peek(1) == quote && peek(2) == quote));
  }

  std::string_view text_;
  const TextOrigin& origin_;
  const SourceFiles& files_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
  std::size_t line_begin_ = 0;
  Table root_;
  std::optional<Error> error_;
};

}  // namespace

Result<Value> parse_toml(std::string_view text, const TextOrigin& origin,
                         const SourceFiles& files) {
  return TomlReader(text, origin, files).read();
}

}  // namespace seatrial::config
