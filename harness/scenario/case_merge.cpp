// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/case_merge.hpp"

#include <algorithm>

namespace seatrial::scenario {

namespace {

using config::Entry;
using config::Value;

using Entries = std::vector<Entry>;

Entries::iterator find_key(Entries& entries, std::string_view key) {
  return std::find_if(entries.begin(), entries.end(), [&](const Entry& e) { return e.key == key; });
}

// A map is laid over a map key by key; anything else replaces what was there.
Value merge(const Value& base, const Value& over) {
  if (!base.is_map() || !over.is_map()) return over;
  Entries entries(base.entries().begin(), base.entries().end());
  for (const Entry& entry : over.entries()) {
    const auto found = find_key(entries, entry.key);
    if (found == entries.end()) {
      entries.push_back(entry);
    } else if (entry.value.is_null()) {
      entries.erase(found);
    } else {
      // The mark of the case, so that a fault is shown where it was caused.
      *found = {entry.key, entry.key_mark, merge(found->value, entry.value)};
    }
  }
  return Value::map(base.mark(), std::move(entries));
}

Value append(const Value& base, const Value& more) {
  if (more.is_null()) return base;
  if (!more.is_list() || !base.is_list()) return more;
  std::vector<Value> items(base.items().begin(), base.items().end());
  items.insert(items.end(), more.items().begin(), more.items().end());
  return Value::list(more.mark(), std::move(items));
}

bool same_sites(const Value& a, const Value& b) {
  const Value* first = a.find("between");
  const Value* second = b.find("between");
  if (first == nullptr || second == nullptr) return false;
  const auto x = first->items();
  const auto y = second->items();
  if (x.size() != 2 || y.size() != 2) return false;
  return (x[0].text() == y[0].text() && x[1].text() == y[1].text()) ||
         (x[0].text() == y[1].text() && x[1].text() == y[0].text());
}

Value merge_wans(const Value& base, const Value& over) {
  if (!base.is_list() || !over.is_list()) return append(base, over);
  std::vector<Value> wans(base.items().begin(), base.items().end());
  for (const Value& wan : over.items()) {
    const auto found = std::find_if(wans.begin(), wans.end(),
                                    [&](const Value& other) { return same_sites(wan, other); });
    if (found == wans.end()) {
      wans.push_back(wan);
    } else {
      *found = merge(*found, wan);
    }
  }
  return Value::list(over.mark(), std::move(wans));
}

Value merge_field(const Entry& base, const Value& over) {
  if (base.key == "steps" || base.key == "expect") return append(base.value, over);
  if (base.key == "wan") return merge_wans(base.value, over);
  return merge(base.value, over);
}

}  // namespace

Value merge_case(const Value& file, const Value& one_case) {
  Entries entries;
  for (const Entry& entry : file.entries()) {
    if (entry.key == "cases") continue;
    const Value* over = one_case.find(entry.key);
    entries.push_back({entry.key, entry.key_mark, over ? merge_field(entry, *over) : entry.value});
  }
  for (const Entry& entry : one_case.entries()) {
    if (entry.key == "name" || entry.key == "set") continue;
    if (find_key(entries, entry.key) == entries.end()) entries.push_back(entry);
  }
  return Value::map(file.mark(), std::move(entries));
}

}  // namespace seatrial::scenario
