// SPDX-License-Identifier: Apache-2.0
// Value: what a YAML or JSON file says, as a tree in which every part knows where it stands. It
// keeps the text of a scalar as it was written and leaves its meaning to the reader (as_int,
// as_bool, ...); maps keep the order of the file, and no map holds a key twice. It owns no file: a
// Mark names one through the SourceFiles of the load. A Value never nests deeper than its parser
// allows (64), so that walking it by recursion is safe.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/core/mark.hpp"

namespace seatrial::config {

struct Entry;

/// How a scalar was written; JSON strings are double_quoted, JSON numbers and words plain.
enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded };

/// What a Value is.
enum class Kind : std::uint8_t { null, scalar, list, map };

/// Where one line of the file begins inside the text of a scalar that spans several lines.
struct LineStart {
  std::uint32_t offset = 0;  ///< into the scalar's text
  std::uint32_t line = 0;    ///< in the file, from 1
  std::uint32_t column = 0;  ///< in the file, from 1
  bool operator==(const LineStart&) const = default;
};

/// Where a text stands: the mark of its first character, and how its later lines go on.
struct TextOrigin {
  Mark first;
  std::uint32_t indent = 0;   ///< columns that stand before each later line in the file
  bool lines_follow = false;  ///< whether each '\n' of the text is one line of the file
  bool operator==(const TextOrigin&) const = default;
};

/// A marked value of a YAML or JSON file.
class Value {
 public:
  /// A null that nobody wrote.
  Value();
  static Value null(Mark mark);
  static Value scalar(Mark mark, std::string text, Style style);
  static Value list(Mark mark, std::vector<Value> items);
  static Value map(Mark mark, std::vector<Entry> entries);

  Kind kind() const { return kind_; }
  bool is_null() const { return kind_ == Kind::null; }
  bool is_scalar() const { return kind_ == Kind::scalar; }
  bool is_list() const { return kind_ == Kind::list; }
  bool is_map() const { return kind_ == Kind::map; }
  /// Where the value begins: a quote, the '|' of a block, the first key of a map.
  const Mark& mark() const { return mark_; }
  Style style() const { return style_; }
  /// Whether this is a scalar without quotes, so that it may mean a number or a truth value.
  bool is_plain() const { return is_scalar() && style_ == Style::plain; }

  /// The text of a scalar; "" for anything else.
  std::string_view text() const;
  /// The items of a list; empty for anything else.
  std::span<const Value> items() const;
  /// The entries of a map in the order of the file; empty for anything else.
  std::span<const Entry> entries() const;
  /// The value under a key of a map; null pointer where there is none, or no map.
  const Value* find(std::string_view key) const;
  /// The entry of a key; null pointer where there is none, or no map.
  const Entry* find_entry(std::string_view key) const;

  /// Moves the items out of the list under a key of this map; empty where there is none.
  std::vector<Value> take_items(std::string_view key);

  /// Where the text of this scalar begins, for a reader of that text (JSON in a block scalar).
  TextOrigin origin() const;
  /// Where a character of the text stands; the line is exact, the column of folded text may be off.
  Mark mark_at(std::size_t offset) const;

  /// Says how many columns the lines of a block scalar are indented by (for the parser).
  void set_indent(std::uint16_t columns) { indent_ = columns; }
  /// Says where the lines of a folded or quoted scalar of several lines begin (for the parser).
  void set_lines(std::vector<LineStart> lines);

 private:
  Value(Mark mark, Kind kind);

  Mark mark_;
  Kind kind_ = Kind::null;
  Style style_ = Style::plain;
  std::uint16_t indent_ = 0;
  std::variant<std::string, std::vector<Value>, std::vector<Entry>> content_;
  std::shared_ptr<const std::vector<LineStart>> lines_;
};

/// One entry of a map.
struct Entry {
  std::string key;
  Mark key_mark;
  Value value;
};

/// The bounds of a whole number, both allowed.
struct IntRange {
  std::int64_t min = INT64_MIN;
  std::int64_t max = INT64_MAX;
};

/// The text of a scalar of any style, as long as the Value lives; `what` names the field in the
/// error.
Result<std::string_view> as_string(const Value& value, const SourceFiles& files,
                                   std::string_view what);
/// A decimal whole number within the range; quotes do not matter.
Result<std::int64_t> as_int(const Value& value, const SourceFiles& files, std::string_view what,
                            IntRange range = {});
/// true, false, yes, no, on, off without quotes, in any of YAML 1.1's cases.
Result<bool> as_bool(const Value& value, const SourceFiles& files, std::string_view what);
/// The items of a list; a null (nothing written) counts as an empty one.
Result<std::span<const Value>> as_list(const Value& value, const SourceFiles& files,
                                       std::string_view what);
/// The entries of a map; a null (nothing written) counts as an empty one.
Result<std::span<const Entry>> as_map(const Value& value, const SourceFiles& files,
                                      std::string_view what);
/// The value under a key that must be there; the error stands at the map.
Result<const Value*> require(const Value& map, std::string_view key, const SourceFiles& files,
                             std::string_view what);

}  // namespace seatrial::config
