// SPDX-License-Identifier: Apache-2.0
#include "harness/finding/catalogue.hpp"

#include <algorithm>

namespace seatrial::finding {
namespace {

constexpr std::array<std::string_view, 9> families{
    "",
    "exposure and ports",
    "addresses, names and enodes",
    "addressing, routing and firewalls",
    "generation workflow",
    "policy, DNS and runtime",
    "permissioning and handshake",
    "consensus",
    "privacy manager",
};

/// Whether one of the items of a list by ", " is this one.
bool holds(std::string_view list, std::string_view item) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(", "), list.size());
    if (list.substr(0, comma) == item) return true;
    list.remove_prefix(std::min(comma + 2, list.size()));
  }
  return false;
}

std::string value_of(std::string_view name, Words words) {
  const auto* found = std::find_if(words.begin(), words.end(),
                                   [name](const auto& word) { return word.first == name; });
  return found == words.end() ? "<" + std::string(name) + ">" : found->second;
}

}  // namespace

std::span<const Row> catalogue() {
  return rows;
}

const Row* find(std::string_view code) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [code](const Row& row) { return row.code == code; });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<std::string_view> codes_of(std::string_view fact) {
  std::vector<std::string_view> codes;
  for (const Row& row : rows)
    if (holds(row.facts, fact)) codes.push_back(row.code);
  return codes;
}

std::string_view family(std::string_view code) {
  if (find(code) == nullptr) return "";
  return families.at(static_cast<std::size_t>(code[2] - '0'));
}

std::string fill(std::string_view text, Words words) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    const std::size_t close = open == text.npos ? text.npos : text.find('}', open);
    if (close == text.npos) return filled + std::string(text.substr(std::min(open, text.size())));
    filled += value_of(text.substr(open + 1, close - open - 1), words);
    text.remove_prefix(close + 1);
  }
  return filled;
}

Finding make(Code code, const Mark& where, std::string what, Words words) {
  const Row& row = code.row();
  return {.code = std::string(row.code),
          .severity = row.severity,
          .where = where,
          .what = std::move(what),
          .why = fill(row.sentence, words),
          .fix = fill(row.fix, words),
          .related = {},
          .links = 0};
}

}  // namespace seatrial::finding
