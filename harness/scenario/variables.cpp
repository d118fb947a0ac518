// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/variables.hpp"

#include <algorithm>

namespace seatrial::scenario {

namespace {

using config::Value;

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name_char(char c) {
  return is_letter(c) || (c >= '0' && c <= '9');
}

std::string_view leading_name(std::string_view text) {
  if (text.empty() || !is_letter(text.front())) return {};
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_char);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

/// The reference at the front of a text that begins with '$'; an empty name means there is none.
struct Reference {
  std::string_view name;
  std::size_t length = 0;
};

Reference leading_reference(std::string_view text) {
  if (!text.starts_with("${")) {
    const std::string_view name = leading_name(text.substr(1));
    return {name, 1 + name.size()};
  }
  const std::string_view name = leading_name(text.substr(2));
  if (text.substr(2 + name.size(), 1) != "}") return {};
  return {name, name.size() + 3};
}

void note_unset(const Value& value, const Substituted& result, std::vector<Text>& unset) {
  for (const auto& [name, offset] : result.unset) {
    const bool known = std::any_of(unset.begin(), unset.end(),
                                   [&name = name](const Text& t) { return t.value == name; });
    if (!known) unset.push_back({name, value.mark_at(offset)});
  }
}

Value substitute_scalar(const Value& value, const Variables& variables, std::vector<Text>& unset) {
  // A text without variables keeps the lines that it was written on.
  if (value.text().find('$') == std::string_view::npos) return value;
  Substituted result = substitute(value.text(), variables);
  note_unset(value, result, unset);
  return Value::scalar(value.mark(), std::move(result.text), value.style());
}

}  // namespace

bool is_variable_name(std::string_view text) {
  return !text.empty() && leading_name(text) == text;
}

Substituted substitute(std::string_view text, const Variables& variables) {
  Substituted result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::string_view rest = text.substr(at);
    const Reference reference = rest.front() == '$' ? leading_reference(rest) : Reference{};
    if (reference.name.empty()) {
      result.text += rest.front();
      at += rest.starts_with("$$") ? 2 : 1;
      continue;
    }
    const auto found = variables.find(std::string(reference.name));
    if (found == variables.end()) result.unset.emplace_back(reference.name, at);
    result.text += found == variables.end() ? rest.substr(0, reference.length) : found->second;
    at += reference.length;
  }
  return result;
}

Value substitute(const Value& value, const Variables& variables, std::vector<Text>& unset) {
  if (value.is_scalar()) return substitute_scalar(value, variables, unset);
  if (value.is_list()) {
    std::vector<Value> items;
    for (const Value& item : value.items()) items.push_back(substitute(item, variables, unset));
    return Value::list(value.mark(), std::move(items));
  }
  if (!value.is_map()) return value;
  std::vector<config::Entry> entries;
  for (const config::Entry& entry : value.entries()) {
    entries.push_back({entry.key, entry.key_mark, substitute(entry.value, variables, unset)});
  }
  return Value::map(value.mark(), std::move(entries));
}

}  // namespace seatrial::scenario
