// SPDX-License-Identifier: Apache-2.0
#include "harness/config/tree_builder.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <span>

#include <fmt/format.h>

#include "harness/config/yaml.hpp"

namespace seatrial::config {

namespace {

// The positions of the first key that stands twice.
struct Twice {
  std::size_t first;
  std::size_t second;
};

std::optional<Twice> find_twice(const std::vector<Entry>& entries) {
  std::vector<std::size_t> order(entries.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return entries[a].key < entries[b].key; });
  const auto same = [&](std::size_t a, std::size_t b) { return entries[a].key == entries[b].key; };
  const auto found = std::adjacent_find(order.begin(), order.end(), same);
  if (found == order.end()) return std::nullopt;
  return Twice{*found, *(found + 1)};
}

void refuse_duplicates(const std::vector<Entry>& entries) {
  const auto twice = find_twice(entries);
  if (!twice) return;
  const Entry& second = entries[twice->second];
  throw TreeError{second.key_mark,
                  fmt::format("key '{}' stands twice, first in line {}", second.key,
                              entries[twice->first].key_mark.line),
                  "remove one of them"};
}

}  // namespace

TreeError too_deep(Mark mark) {
  return {mark, fmt::format("lists and maps nest deeper than {}", max_nesting), "flatten the file"};
}

void TreeBuilder::open(Mark mark, bool is_list) {
  if (open_.size() >= max_nesting) throw too_deep(mark);
  if (expects_key()) throw TreeError{mark, "a key is not a text", "write a text before the ':'"};
  open_.push_back({mark, is_list, false, {}, {}});
}

bool TreeBuilder::expects_key() const {
  return !open_.empty() && !open_.back().is_list && !open_.back().has_key;
}

void TreeBuilder::add_key(std::string key, Mark mark) {
  open_.back().entries.push_back({std::move(key), mark, Value()});
  open_.back().has_key = true;
}

const Value* TreeBuilder::add(Value value) {
  if (open_.empty()) {
    document_ = std::move(value);
    return &document_;
  }
  Open& parent = open_.back();
  if (parent.is_list) return &parent.items.emplace_back(std::move(value));
  parent.has_key = false;
  parent.entries.back().value = std::move(value);
  return &parent.entries.back().value;
}

const Value* TreeBuilder::close() {
  Open done = std::move(open_.back());
  open_.pop_back();
  done.items.shrink_to_fit();
  done.entries.shrink_to_fit();
  if (done.is_list) return add(Value::list(done.mark, std::move(done.items)));
  refuse_duplicates(done.entries);
  return add(Value::map(done.mark, std::move(done.entries)));
}

void TreeBuilder::merge() {
  std::vector<Entry>& entries = open_.back().entries;
  const auto is_merge = [](const Entry& entry) { return entry.key == "<<"; };
  const auto found = std::find_if(entries.begin(), entries.end(), is_merge);
  if (found == entries.end()) return;
  refuse_duplicates(entries);
  const Value source = std::move(found->value);
  entries.erase(found);
  std::set<std::string> keys;
  for (const Entry& entry : entries) keys.insert(entry.key);
  const std::span<const Value> several = source.items();
  for (const Value& map : source.is_list() ? several : std::span<const Value>(&source, 1)) {
    if (!map.is_map()) {
      throw TreeError{map.mark(), "'<<' merges something that is no map",
                      "write an alias of a map"};
    }
    for (const Entry& entry : map.entries()) {
      if (keys.insert(entry.key).second) entries.push_back(entry);
    }
  }
}

Value TreeBuilder::take() {
  Value document = std::move(document_);
  document_ = Value();
  return document;
}

}  // namespace seatrial::config
