// SPDX-License-Identifier: Apache-2.0
#include "harness/generate/marked_script.hpp"

#include <cstdint>

namespace seatrial::generate {

namespace {

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The escapes of YAML's double quotes that stand for one plain character.
std::optional<char> escaped(char c) {
  constexpr std::string_view plain = "\"\\/ ";
  if (plain.find(c) != std::string_view::npos) return c;
  if (c == 't') return '\t';
  if (c == 'n') return '\n';
  return std::nullopt;
}

// What the shell gets, or nothing where the quotes or escapes end the YAML text.
std::optional<std::string> unescaped(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return std::nullopt;
    if (text[i] != '\\') {
      result += text[i] == '\n' ? ' ' : text[i];
      continue;
    }
    const auto c = ++i < text.size() ? escaped(text[i]) : std::nullopt;
    if (!c) return std::nullopt;
    result += *c;
  }
  return result;
}

bool has_open_quote(std::string_view script) {
  char open = '\0';
  for (std::size_t i = 0; i < script.size(); ++i) {
    const char c = script[i];
    if (c == '\\' && open != '\'') {
      ++i;
    } else if (open == '\0' && (c == '"' || c == '\'')) {
      open = c;
    } else if (c == open) {
      open = '\0';
    }
  }
  return open != '\0';
}

}  // namespace

ScriptSlip check_params(std::string_view params) {
  const auto script = unescaped(params);
  if (!script) return ScriptSlip::ends_the_yaml;
  return has_open_quote(*script) ? ScriptSlip::open_quote : ScriptSlip::none;
}

void MarkedScript::word_at(const Mark& mark) {
  lines_.push_back({static_cast<std::uint32_t>(text_.size()), mark.line, mark.column});
}

void MarkedScript::add(std::string_view text, const Mark& mark) {
  word_at(mark);
  bool blank = false;
  for (char c : text) {
    if (blank && !is_blank(c)) word_at(mark);
    blank = is_blank(c);
    text_ += c;
  }
}

void MarkedScript::add_unescaped(const config::Value& source) {
  const std::string_view text = source.text();
  bool blank = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (blank && !is_blank(text[i])) word_at(source.mark_at(i));
    blank = is_blank(text[i]);
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    text_ += text[i] == '\n' ? ' ' : text[i];
  }
}

config::Value MarkedScript::value(const Mark& mark) const {
  auto script = config::Value::scalar(mark, text_, config::Style::double_quoted);
  script.set_lines(lines_);
  return script;
}

}  // namespace seatrial::generate
