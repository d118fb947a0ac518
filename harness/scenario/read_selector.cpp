// SPDX-License-Identifier: Apache-2.0
// The part of Reader that reads selectors, list entries and pairs of sites.
#include <algorithm>

#include <fmt/format.h>

#include "harness/scenario/reader.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

constexpr std::string_view selector_remedy =
    "write cluster/peer for one, cluster/* for those of a cluster or \"*\" for all";

// Names hold neither what separates them nor blanks, patterns or variables without a value.
bool is_part(std::string_view text) {
  return !text.empty() && text.find_first_of("/* \t@:,$") == std::string_view::npos;
}

bool looks_like_enode(std::string_view text) {
  return text.starts_with("enode:") || text.find('@') != std::string_view::npos;
}

}  // namespace

std::span<const Value> one_or_more(const Value& value) {
  return value.is_list() ? value.items() : std::span<const Value>(&value, 1);
}

Selector Reader::selector(const Value& value, std::string_view what) {
  const Text written = text(value, what);
  const std::string_view whole = written.value;
  if (whole == "*" || whole == "*/*") return {"*", "*", value.mark()};
  const std::size_t slash = whole.find('/');
  const std::string_view cluster = whole.substr(0, slash);
  if (slash == std::string_view::npos && is_part(cluster)) {
    bad(value, fmt::format("{} '{}' names no peer", what, whole),
        fmt::format("write {}/* for every peer of a cluster {}, {}/NAME for one", whole, whole,
                    whole));
    return {};
  }
  const std::string_view peer = slash == std::string_view::npos ? "" : whole.substr(slash + 1);
  if (!is_part(cluster) || (peer != "*" && !is_part(peer))) {
    bad(value, fmt::format("{} '{}' is not a selector of peers", what, whole),
        std::string(selector_remedy));
  }
  return {std::string(cluster), std::string(peer), value.mark()};
}

Selector Reader::one_peer(const Value& value, std::string_view what) {
  Selector one = selector(value, what);
  if (one.any_cluster() || one.any_peer()) {
    bad(value, fmt::format("{} '{}' is more than one peer", what, one.text()), "name one peer");
  }
  return one;
}

Selector Reader::selector_or_cluster(const Value& value, std::string_view what) {
  if (value.is_scalar() && is_part(value.text())) {
    return {std::string(value.text()), "*", value.mark()};
  }
  return selector(value, what);
}

Selectors Reader::selectors(const Value& value, std::string_view what) {
  Selectors all;
  for (const Value& item : one_or_more(value)) all.push_back(selector(item, what));
  if (all.empty()) fail(value.mark(), fmt::format("{} is empty", what), "name at least one peer");
  return all;
}

ListEntry Reader::altered_peer(const Value& value) {
  Fields fields(*this, value, keys::list_entry);
  AlteredPeer altered;
  altered.peer = fields.required("peer", &Reader::one_peer);
  altered.port = fields.maybe("port", &Reader::port);
  altered.host = fields.maybe("host", &Reader::name);
  altered.key_of = fields.maybe("key_of", &Reader::one_peer);
  altered.key = fields.maybe("key", &Reader::node_key);
  fields.exclusive("key_of", "key");
  return {altered, value.mark()};
}

ListEntry Reader::list_entry(const Value& value, std::string_view what) {
  if (value.is_map()) return altered_peer(value);
  if (value.is_scalar() && looks_like_enode(value.text())) {
    return {RawEnode{std::string(value.text())}, value.mark()};
  }
  return {selector(value, what), value.mark()};
}

EntryList Reader::entry_list(const Value& value, std::string_view what) {
  EntryList list{{}, value.mark()};
  for (const Value& item : items(value, what)) list.entries.push_back(list_entry(item, what));
  return list;
}

std::vector<ListEntry> Reader::entries(const Value& value, std::string_view what) {
  return entry_list(value, what).entries;
}

Marked<std::vector<Text>> Reader::texts(const Value& value, std::string_view what) {
  Marked<std::vector<Text>> all{{}, value.mark()};
  for (const Value& item : items(value, what)) all.value.push_back(text(item, what));
  return all;
}

SitePair Reader::sites(const Value& value, std::string_view what) {
  const auto both = items(value, what);
  if (both.size() != 2) {
    bad(value, fmt::format("{} names {} sites", what, both.size()), "write two, as in [a, b]");
    return {};
  }
  const SitePair pair{name(both[0], what), name(both[1], what)};
  if (pair.first.value == pair.second.value) {
    bad(both[1], fmt::format("{} names '{}' twice", what, pair.first.value), "name two sites");
  }
  return pair;
}

}  // namespace seatrial::scenario
