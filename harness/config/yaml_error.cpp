// SPDX-License-Identifier: Apache-2.0
#include "harness/config/yaml_error.hpp"

#include <fmt/format.h>

#include <optional>

#include "harness/config/text_check.hpp"

namespace seatrial::config {

namespace {

std::size_t indent_of(std::string_view line) {
  const std::size_t first = line.find_first_not_of(' ');
  return first == std::string_view::npos ? line.size() : first;
}

bool is_blank(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos || line[first] == '#';
}

std::optional<Error> find_tab(std::string_view text, const Mark& mark, const SourceFiles& files) {
  const std::string_view line = line_of(text, mark.line);
  const std::size_t tab = line.find('\t');
  if (tab == std::string_view::npos || tab > line.find_first_not_of(" \t")) return std::nullopt;
  const Mark at{mark.file, mark.line, static_cast<std::uint32_t>(tab) + 1};
  return Error{files.to_string(at), "a tab indents this line", "indent with spaces"};
}

// The list item that a line seems to belong to: "- key: value" above it, indented no deeper.
// The text ends before that line.
std::optional<std::size_t> item_column(std::string_view text, std::size_t indent) {
  while (!text.empty()) {
    text.remove_suffix(1);                                             // the line break
    const std::string_view above = text.substr(text.rfind('\n') + 1);  // npos + 1 is 0
    text.remove_suffix(above.size());
    if (is_blank(above)) continue;
    const std::size_t dash = indent_of(above);
    if (dash > indent) continue;
    if (!above.substr(dash).starts_with("- ")) return std::nullopt;
    const std::size_t key = above.find_first_not_of(' ', dash + 1);
    if (key == std::string_view::npos || key <= indent) return std::nullopt;
    return key;
  }
  return std::nullopt;
}

// The public documentation shows "- Node_UserIdent: …" with "Key_Dir: …" indented too little
// under it, which is not YAML.
std::optional<Error> find_loose(std::string_view text, const Mark& mark, const SourceFiles& files) {
  const std::string_view line = line_of(text, mark.line);
  const std::size_t indent = indent_of(line);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || line.substr(indent).starts_with("-")) return std::nullopt;
  const auto before = static_cast<std::size_t>(line.data() - text.data());
  const auto column = item_column(text.substr(0, before), indent);
  if (!column) return std::nullopt;
  const std::string_view key = line.substr(indent, colon - indent);
  const Mark at{mark.file, mark.line, static_cast<std::uint32_t>(indent) + 1};
  return Error{files.to_string(at),
               fmt::format("{} is indented by {}, less than the list item above it", key, indent),
               fmt::format("indent {} by {}", key, *column)};
}

struct Words {
  std::string_view parser;
  std::string_view what;
  std::string_view remedy;
};

// What yaml-cpp 0.7 says, and what it means to the person who wrote the file.
constexpr Words known_words[] = {
    {"end of map not found", "this line belongs to no map or list above it",
     "give it the indentation of its neighbours"},
    {"end of sequence not found", "this line belongs to no map or list above it",
     "give it the indentation of its neighbours"},
    {"illegal map value", "a ':' where no key can stand",
     "check the indentation, or quote the value"},
    {"end of sequence flow not found", "a '[' is not closed", "add the ']'"},
    {"end of map flow not found", "a '{' is not closed", "add the '}'"},
    {"unknown token", "a character that no value can begin with", "quote the value"},
    {"the referenced anchor is not defined", "the alias names no anchor above it",
     "define the anchor first, or quote the '*'"},
    {"bad conversion", "not YAML", "check this line"},
};

}  // namespace

Error explain_yaml_error(std::string_view text, const Mark& mark, const std::string& message,
                         const SourceFiles& files) {
  for (std::uint32_t back = 0; back < 2 && back < mark.line; ++back) {
    if (auto error = find_tab(text, {mark.file, mark.line - back, 1}, files)) return *error;
  }
  if (auto error = find_loose(text, mark, files)) return *error;
  for (const Words& words : known_words) {
    if (message != words.parser) continue;
    return {files.to_string(mark), std::string(words.what), std::string(words.remedy)};
  }
  return {files.to_string(mark), "not YAML: " + message, "check the quotes and the indentation"};
}

bool follows_separator(std::string_view text, std::size_t offset) {
  std::size_t end = text.find('\n', offset);
  if (end == std::string_view::npos) end = text.size();
  for (bool first = true;; first = false) {
    const std::size_t begin = end == 0 ? 0 : text.rfind('\n', end - 1) + 1;  // npos + 1 is 0
    const std::string_view line = text.substr(begin, end - begin);
    if (line.starts_with("---") || line.starts_with("...")) return true;
    const bool skipped = first || is_blank(line) || line == "\r" || line.starts_with("%");
    if (!skipped || begin == 0) return false;
    end = begin - 1;
  }
}

}  // namespace seatrial::config
