// SPDX-License-Identifier: Apache-2.0
#include "harness/diff/same_value.hpp"

#include <algorithm>

namespace seatrial::diff {
namespace {

bool same_scalar(const config::Value& a, const config::Value& b) {
  return a.text() == b.text() && a.is_plain() == b.is_plain();
}

bool same_list(const config::Value& a, const config::Value& b) {
  return std::ranges::equal(a.items(), b.items(), same_value);
}

bool same_map(const config::Value& a, const config::Value& b) {
  if (a.entries().size() != b.entries().size()) return false;
  return std::ranges::all_of(a.entries(), [&](const config::Entry& entry) {
    const config::Value* other = b.find(entry.key);
    return other != nullptr && same_value(entry.value, *other);
  });
}

}  // namespace

bool same_value(const config::Value& a, const config::Value& b) {
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case config::Kind::null:
      return true;
    case config::Kind::scalar:
      return same_scalar(a, b);
    case config::Kind::list:
      return same_list(a, b);
    case config::Kind::map:
      return same_map(a, b);
  }
  return false;
}

bool same_entry(const config::ConfigEntry* a, const config::ConfigEntry* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->secret || b->secret) return a->secret == b->secret;
  return a->text.text() == b->text.text();
}

bool same_pairs(const config::MarkedPairs& a, const config::MarkedPairs& b) {
  return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& pair) {
           const config::MarkedText* other = config::find_pair(b, pair.first);
           return other != nullptr && other->value == pair.second.value;
         });
}

}  // namespace seatrial::diff
