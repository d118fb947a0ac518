// SPDX-License-Identifier: Apache-2.0
#include "harness/report/secret_line.hpp"

#include <algorithm>

namespace seatrial::report {
namespace {

constexpr std::size_t private_key_digits = 64;

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == '/';
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == line.npos;
}

/// A key and what stands behind its colon, on one line.
struct Pair {
  std::string_view key;
  std::string_view value;
};

/// The pair around the colon at `at`; quotes of the key do not count.
Pair pair_at(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end > 0 && (line[end - 1] == ' ' || line[end - 1] == '"' || line[end - 1] == '\'')) --end;
  std::size_t begin = end;
  while (begin > 0 && is_word(line[begin - 1])) --begin;
  std::string_view value = line.substr(at + 1);
  value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
  return {line.substr(begin, end - begin), value};
}

/// A list or a map is no key: a route table may be called "private".
bool is_scalar(std::string_view value) {
  return !value.empty() && value.front() != '[' && value.front() != '{';
}

bool has_secret_pair(std::string_view line) {
  for (std::size_t at = line.find(':'); at != line.npos; at = line.find(':', at + 1)) {
    const Pair pair = pair_at(line, at);
    if (names_a_secret(pair.key) && is_scalar(pair.value)) return true;
  }
  return false;
}

/// A run of exactly 64 hex digits is a node key, or a hash, which nobody misses.
bool has_long_number(std::string_view line) {
  std::size_t run = 0;
  for (std::size_t i = 0; i <= line.size(); ++i) {
    if (i < line.size() && is_hex(line[i])) {
      ++run;
    } else {
      if (run == private_key_digits) return true;
      run = 0;
    }
  }
  return false;
}

struct Indent {
  std::size_t columns = 0;
  bool begins_item = false;  ///< there is a "- "; the columns are those behind it
};

Indent indent_of(std::string_view line) {
  Indent indent;
  indent.columns = std::min(line.find_first_not_of(' '), line.size());
  while (line.substr(indent.columns).starts_with("- ")) {
    indent.begins_item = true;
    indent.columns = std::min(line.find_first_not_of(' ', indent.columns + 1), line.size());
  }
  return indent;
}

bool says_secret(std::string_view line) {
  for (std::size_t at = line.find("kind"); at != line.npos; at = line.find("kind", at + 1)) {
    const std::size_t colon = line.find(':', at);
    if (colon == line.npos) return false;
    const Pair pair = pair_at(line, colon);
    const std::size_t quoted = !pair.value.empty() && pair.value.front() == '"' ? 1 : 0;
    if (pair.key != "kind" || !pair.value.substr(quoted).starts_with("Secret")) continue;
    const std::size_t end = quoted + std::string_view("Secret").size();
    if (end == pair.value.size() || !is_word(pair.value[end])) return true;
  }
  return false;
}

bool ends_document(std::string_view line) {
  return line.starts_with("---") || line.starts_with("...");
}

/// The fields beside a line: those of one map, as far as indentation tells.
struct Siblings {
  std::size_t first;
  std::size_t last;
};

Siblings around(const std::vector<std::string_view>& lines, std::size_t index,
                std::size_t columns) {
  const auto within = [&](std::size_t i) {
    if (ends_document(lines[i])) return false;
    return is_blank(lines[i]) || indent_of(lines[i]).columns >= columns;
  };
  const auto begins = [&](std::size_t i) {
    const Indent indent = indent_of(lines[i]);
    return indent.begins_item && indent.columns == columns;
  };
  Siblings found{index, index};
  while (!begins(found.first) && found.first > 0 && within(found.first - 1)) --found.first;
  while (found.last + 1 < lines.size() && within(found.last + 1) && !begins(found.last + 1))
    ++found.last;
  return found;
}

/// How a key opens a text on the lines below it.
bool opens_text(const std::vector<std::string_view>& lines, std::size_t index) {
  const std::size_t colon = lines[index].find(':');
  const Pair pair = pair_at(lines[index], colon);
  if (!names_a_secret(pair.key)) return false;
  if (!pair.value.empty()) return pair.value.front() == '|' || pair.value.front() == '>';
  if (index + 1 == lines.size()) return false;
  const std::string_view next = lines[index + 1];  // a list or a map is no key
  return !indent_of(next).begins_item && next.find(':') == next.npos;
}

void hide_text(const std::vector<std::string_view>& lines, std::size_t index,
               std::vector<bool>& hidden) {
  const std::size_t columns = indent_of(lines[index]).columns;
  for (std::size_t i = index + 1; i < lines.size(); ++i) {
    if (!is_blank(lines[i]) && lines[i].find_first_not_of(' ') <= columns) return;
    hidden[i] = true;
  }
}

/// The object of a line "kind: Secret".
void hide_object(const std::vector<std::string_view>& lines, std::size_t index,
                 std::vector<bool>& hidden) {
  const Siblings object = around(lines, index, indent_of(lines[index]).columns);
  for (std::size_t i = object.first; i <= object.last; ++i) hidden[i] = true;
}

}  // namespace

// The same rule of thumb by which the readers keep no values of such entries.
bool names_a_secret(std::string_view key) {
  return key == "nodekey" || key == "key" || key.ends_with(".key") || has(key, "password") ||
         has(key, "keystore") || has(key, "private") || has(key, "acctkey");
}

bool may_hold_secret(std::string_view line) {
  return has_secret_pair(line) || has_long_number(line) || has(line, "PRIVATE KEY");
}

std::vector<bool> secret_blocks(const std::vector<std::string_view>& lines) {
  std::vector<bool> hidden(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].find(':') == std::string_view::npos) continue;
    if (says_secret(lines[i])) hide_object(lines, i, hidden);
    if (opens_text(lines, i)) hide_text(lines, i, hidden);
  }
  return hidden;
}

}  // namespace seatrial::report
