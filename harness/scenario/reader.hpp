// SPDX-License-Identifier: Apache-2.0
// Reader and Fields: turn a marked value tree into the fields of a scenario. The first fault is
// kept and reading goes on with empty values, so that no caller needs to look after each field.
// What they return after a fault means nothing. A field can only be read by a key of its MapKeys.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/config/value.hpp"
#include "harness/scenario/keys.hpp"
#include "harness/scenario/values.hpp"
#include "sim/core/error.hpp"

namespace seatrial::scenario {

/// A word of a file and what it stands for.
template <class E>
struct Word {
  std::string_view word;
  E value;
};

/// The items of a list, or the value itself.
std::span<const config::Value> one_or_more(const config::Value& value);

/// Reads single values; `what` names the field in messages.
class Reader {
 public:
  /// `folder` is where relative paths are seen from.
  Reader(const SourceFiles& files, std::string folder, std::span<const Text> unset);

  bool ok() const { return !error_; }
  /// The first fault, if any.
  const std::optional<Error>& error() const { return error_; }
  /// Notes a fault at a mark, unless there is one already.
  void fail(const Mark& mark, std::string what, std::string remedy);
  /// Notes that a value is wrong; where a variable has no value, that is the fault.
  void bad(const config::Value& value, std::string what, std::string remedy);
  /// "file:line" of a mark, to name another place in a message.
  std::string line_of(const Mark& mark) const;

  Text text(const config::Value& value, std::string_view what);
  /// A name: letters, digits, '.', '-' and '_'.
  Text name(const config::Value& value, std::string_view what);
  Text address(const config::Value& value, std::string_view what);
  Text cidr(const config::Value& value, std::string_view what);
  /// One range of addresses or a list of at least one.
  std::vector<Text> cidrs(const config::Value& value, std::string_view what);
  /// One name or a list of at least one.
  std::vector<Text> names(const config::Value& value, std::string_view what);
  /// 64 hex digits: a node key.
  Text node_key(const config::Value& value, std::string_view what);
  /// 0x and 40 hex digits: the address of an account.
  Text account(const config::Value& value, std::string_view what);
  /// "ST601".
  Text code(const config::Value& value, std::string_view what);
  Marked<bool> truth(const config::Value& value, std::string_view what);
  Marked<std::uint64_t> number(const config::Value& value, std::string_view what);
  /// A number of at least 1.
  Marked<std::uint64_t> count(const config::Value& value, std::string_view what);
  Marked<std::uint16_t> port(const config::Value& value, std::string_view what);
  /// The bytes of a packet that fit: what IPv4 asks of every line, or more.
  Marked<std::uint64_t> mtu(const config::Value& value, std::string_view what);
  Marked<Duration> duration(const config::Value& value, std::string_view what);
  /// A duration that is not 0.
  Marked<Duration> some_time(const config::Value& value, std::string_view what);
  /// One second or more, without fractions.
  Marked<Duration> whole_seconds(const config::Value& value, std::string_view what);
  /// One millisecond or more, without fractions.
  Marked<Duration> whole_milliseconds(const config::Value& value, std::string_view what);
  Marked<Tolerance> tolerance(const config::Value& value, std::string_view what);
  Marked<Ratio> share(const config::Value& value, std::string_view what);
  Marked<std::uint64_t> rate(const config::Value& value, std::string_view what);
  Marked<std::uint64_t> size(const config::Value& value, std::string_view what);
  FilePath file(const config::Value& value, std::string_view what);
  FilePath folder(const config::Value& value, std::string_view what);
  /// A folder with generated files, or a qubernetes.yaml.
  FilePath config_source(const config::Value& value, std::string_view what);
  /// "a/a1", "a/*" or "*".
  Selector selector(const config::Value& value, std::string_view what);
  /// A selector that means one peer.
  Selector one_peer(const config::Value& value, std::string_view what);
  /// A selector, or the name of a cluster for all of its peers.
  Selector selector_or_cluster(const config::Value& value, std::string_view what);
  /// One selector or a list of at least one.
  Selectors selectors(const config::Value& value, std::string_view what);
  ListEntry list_entry(const config::Value& value, std::string_view what);
  EntryList entry_list(const config::Value& value, std::string_view what);
  std::vector<ListEntry> entries(const config::Value& value, std::string_view what);
  Marked<std::vector<Text>> texts(const config::Value& value, std::string_view what);
  SitePair sites(const config::Value& value, std::string_view what);

  /// One of several words.
  template <class E, std::size_t n>
  Marked<E> word(const config::Value& value, std::string_view what, const Word<E> (&all)[n]) {
    std::vector<std::string_view> known;
    for (const Word<E>& one : all) {
      if (value.is_scalar() && value.text() == one.word) return {one.value, value.mark()};
      known.push_back(one.word);
    }
    unknown_word(value, what, known);
    return {E{}, value.mark()};
  }

  /// The items of a list.
  std::span<const config::Value> items(const config::Value& value, std::string_view what);
  /// The entries of a map whose keys are names.
  std::span<const config::Entry> entries_of(const config::Value& value, std::string_view what);

 private:
  template <class T>
  T take(Result<T> result, const config::Value& value);
  bool has_unset(const config::Value& value) const;
  void unknown_word(const config::Value& value, std::string_view what,
                    std::span<const std::string_view> known);
  FilePath seen_from_folder(const config::Value& value, std::string_view what);
  /// Whether there is something at a path; notes the fault where there is nothing.
  bool exists(const FilePath& path, const config::Value& value, std::string_view what,
              std::string_view noun);
  FilePath path(const config::Value& value, std::string_view what, bool is_folder);
  Marked<Duration> whole(const config::Value& value, std::string_view what, Duration unit,
                         std::string_view units);
  ListEntry altered_peer(const config::Value& value);

  const SourceFiles& files_;
  std::string folder_;
  std::span<const Text> unset_;
  std::optional<Error> error_;
};

/// The entries of one map, of which all keys are known.
class Fields {
 public:
  Fields(Reader& reader, const config::Value& value, const MapKeys& keys);

  const Mark& mark() const { return value_.mark(); }
  bool has(std::string_view key) const { return find(key) != nullptr; }
  /// The value of a key, or null. The key must be in the table.
  const config::Value* find(std::string_view key) const;
  /// The value of a key that must be there; an empty one after the fault.
  const config::Value& require(std::string_view key);
  /// Where a key stands that is written.
  const Mark& key_mark(std::string_view key) const { return value_.find_entry(key)->key_mark; }
  /// Which of some keys are written, in their order.
  std::vector<std::string_view> written(std::span<const std::string_view> keys) const;
  /// Notes a fault where both of two keys are written.
  void exclusive(std::string_view first, std::string_view second);

  template <class T>
  std::optional<T> maybe(std::string_view key,
                         T (Reader::*read)(const config::Value&, std::string_view)) {
    const config::Value* value = find(key);
    return value ? std::optional<T>((reader_.*read)(*value, key)) : std::nullopt;
  }

  template <class T>
  std::optional<T> maybe(std::string_view key, T (*read)(Reader&, const config::Value&)) {
    const config::Value* value = find(key);
    return value ? std::optional<T>(read(reader_, *value)) : std::nullopt;
  }

  template <class E, std::size_t n>
  Maybe<E> maybe(std::string_view key, const Word<E> (&all)[n]) {
    const config::Value* value = find(key);
    return value ? Maybe<E>(reader_.word(*value, key, all)) : std::nullopt;
  }

  template <class T>
  T required(std::string_view key, T (Reader::*read)(const config::Value&, std::string_view)) {
    const config::Value& value = require(key);
    return reader_.ok() ? (reader_.*read)(value, key) : T{};
  }

 private:
  void check_kind();
  void check_keys();

  Reader& reader_;
  const config::Value& value_;
  const MapKeys& keys_;
  config::Value nothing_;
};

}  // namespace seatrial::scenario
