// SPDX-License-Identifier: Apache-2.0
// FieldReader: reads the fields of a map with defaults, and keeps the first error for the end, so
// that reading an object is a list of its fields. A field that is absent, or lies below one that
// is, reads as its default. It lives no longer than the Value it looks at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/config/marked.hpp"
#include "harness/config/value.hpp"
#include "sim/core/error.hpp"

namespace seatrial::config {

/// Looks at one map of a file.
class FieldReader {
 public:
  /// `noun` names the map in errors; the first error of this and of all readers below it goes to
  /// `error`.
  FieldReader(const Value& value, std::string noun, const SourceFiles& files,
              std::optional<Error>& error);

  Mark mark() const { return value_ ? value_->mark() : Mark{}; }
  bool exists() const { return value_ != nullptr; }
  /// The value of a key, or a null pointer; a null counts as not written.
  const Value* find(std::string_view key) const;
  /// The entries of the map.
  std::span<const Entry> entries() const;

  std::string text(std::string_view key, std::string_view fallback = "") const;
  MarkedText marked_text(std::string_view key, std::string_view fallback = "") const;
  MarkedText required_text(std::string_view key) const;
  std::int64_t integer(std::string_view key, std::int64_t fallback, IntRange range) const;
  std::int64_t required_int(std::string_view key, IntRange range) const;
  Marked<bool> boolean(std::string_view key, bool fallback) const;
  /// The map under a key; one without fields where there is none.
  FieldReader map(std::string_view key) const;
  /// The texts of the map under a key, with the marks of the values.
  std::vector<std::pair<std::string, MarkedText>> pairs(std::string_view key) const;
  /// The maps of the list under a key.
  std::vector<FieldReader> list(std::string_view key) const;

 private:
  FieldReader(const Value* value, std::string noun, const FieldReader& parent);
  void fail(const Error& error) const;
  Error absent(std::string_view key) const;

  const Value* value_;
  Mark near_;  // of the map, or of the nearest one around it that is written
  std::string noun_;
  const SourceFiles* files_;
  std::optional<Error>* error_;
};

}  // namespace seatrial::config
