// SPDX-License-Identifier: Apache-2.0
#include "harness/config/value.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace seatrial::config {

Value::Value() = default;
Value::Value(Mark mark, Kind kind) : mark_(mark), kind_(kind) {}

Value Value::null(Mark mark) {
  return Value(mark, Kind::null);
}

Value Value::scalar(Mark mark, std::string text, Style style) {
  Value value(mark, Kind::scalar);
  value.style_ = style;
  value.content_ = std::move(text);
  return value;
}

Value Value::list(Mark mark, std::vector<Value> items) {
  Value value(mark, Kind::list);
  value.content_ = std::move(items);
  return value;
}

Value Value::map(Mark mark, std::vector<Entry> entries) {
  Value value(mark, Kind::map);
  value.content_ = std::move(entries);
  return value;
}

std::string_view Value::text() const {
  const auto* text = std::get_if<std::string>(&content_);
  return text ? std::string_view(*text) : std::string_view();
}

std::span<const Value> Value::items() const {
  const auto* items = std::get_if<std::vector<Value>>(&content_);
  return items ? std::span<const Value>(*items) : std::span<const Value>();
}

std::span<const Entry> Value::entries() const {
  const auto* entries = std::get_if<std::vector<Entry>>(&content_);
  return entries ? std::span<const Entry>(*entries) : std::span<const Entry>();
}

const Entry* Value::find_entry(std::string_view key) const {
  for (const Entry& entry : entries()) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

const Value* Value::find(std::string_view key) const {
  const Entry* entry = find_entry(key);
  return entry ? &entry->value : nullptr;
}

std::vector<Value> Value::take_items(std::string_view key) {
  auto* entries = std::get_if<std::vector<Entry>>(&content_);
  if (entries == nullptr) return {};
  for (Entry& entry : *entries) {
    auto* items = std::get_if<std::vector<Value>>(&entry.value.content_);
    if (entry.key == key && items != nullptr) return std::exchange(*items, {});
  }
  return {};
}

void Value::set_lines(std::vector<LineStart> lines) {
  lines_ = std::make_shared<const std::vector<LineStart>>(std::move(lines));
}

TextOrigin Value::origin() const {
  if (style_ == Style::literal) {
    return {{mark_.file, mark_.line + 1, indent_ + 1u}, indent_, true};
  }
  Mark first = mark_;
  if (lines_ && !lines_->empty()) {
    first.line = lines_->front().line;
    first.column = lines_->front().column;
  } else if (style_ != Style::plain && mark_.column != 0) {
    ++first.column;  // past the quote
  }
  return {first, 0, false};
}

Mark Value::mark_at(std::size_t offset) const {
  const TextOrigin start = origin();
  Mark mark = start.first;
  const std::string_view before = text().substr(0, offset);
  if (start.lines_follow) {
    const auto breaks = std::count(before.begin(), before.end(), '\n');
    const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    mark.line += static_cast<std::uint32_t>(breaks);
    mark.column = start.indent + 1 + static_cast<std::uint32_t>(before.size() - line_begin);
    return mark;
  }
  std::uint32_t line_offset = 0;
  if (lines_) {
    for (const LineStart& line : *lines_) {
      if (line.offset > before.size()) break;
      mark.line = line.line;
      mark.column = line.column;
      line_offset = line.offset;
    }
  }
  mark.column += static_cast<std::uint32_t>(before.size()) - line_offset;
  return mark;
}

namespace {

std::string_view kind_noun(const Value& value) {
  switch (value.kind()) {
    case Kind::null:
      return "nothing";
    case Kind::scalar:
      return "a text";
    case Kind::list:
      return "a list";
    case Kind::map:
      return "a map";
  }
  return "a value";
}

Error wrong(const Value& value, const SourceFiles& files, std::string what, std::string remedy) {
  return Error{files.to_string(value.mark()), std::move(what), std::move(remedy)};
}

Error wrong_kind(const Value& value, const SourceFiles& files, std::string_view what,
                 std::string_view expected) {
  return wrong(value, files, fmt::format("{} is {}", what, kind_noun(value)),
               fmt::format("write {}", expected));
}

// A value is somebody's input: show it short and on one line.
std::string shown(std::string_view text) {
  std::string line(text.substr(0, 40));
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  return text.size() > 40 ? line + "…" : line;
}

std::string range_words(IntRange range) {
  if (range.min == INT64_MIN && range.max == INT64_MAX) return "write a whole number";
  if (range.max == INT64_MAX) return fmt::format("write a whole number of at least {}", range.min);
  return fmt::format("write a whole number from {} to {}", range.min, range.max);
}

}  // namespace

Result<std::string_view> as_string(const Value& value, const SourceFiles& files,
                                   std::string_view what) {
  if (!value.is_scalar()) return wrong_kind(value, files, what, "a text");
  return value.text();
}

Result<std::int64_t> as_int(const Value& value, const SourceFiles& files, std::string_view what,
                            IntRange range) {
  if (!value.is_scalar()) return wrong_kind(value, files, what, "a whole number");
  const std::string_view text = value.text();
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  if (code == std::errc::invalid_argument || stop != end || text.empty()) {
    return wrong(value, files, fmt::format("{} '{}' is not a whole number", what, shown(text)),
                 range_words(range));
  }
  if (code != std::errc() || number < range.min || number > range.max) {
    return wrong(value, files, fmt::format("{} {} is out of range", what, shown(text)),
                 range_words(range));
  }
  return number;
}

Result<bool> as_bool(const Value& value, const SourceFiles& files, std::string_view what) {
  if (!value.is_scalar()) return wrong_kind(value, files, what, "true or false");
  if (value.is_plain()) {
    for (std::string_view word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"}) {
      if (value.text() == word) return true;
    }
    for (std::string_view word :
         {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"}) {
      if (value.text() == word) return false;
    }
  }
  return wrong(value, files,
               fmt::format("{} '{}' is neither true nor false", what, shown(value.text())),
               value.is_plain() ? "write true or false" : "write true or false without quotes");
}

Result<std::span<const Value>> as_list(const Value& value, const SourceFiles& files,
                                       std::string_view what) {
  if (!value.is_list() && !value.is_null()) return wrong_kind(value, files, what, "a list");
  return value.items();
}

Result<std::span<const Entry>> as_map(const Value& value, const SourceFiles& files,
                                      std::string_view what) {
  if (!value.is_map() && !value.is_null()) return wrong_kind(value, files, what, "a map");
  return value.entries();
}

Result<const Value*> require(const Value& map, std::string_view key, const SourceFiles& files,
                             std::string_view what) {
  if (!map.is_map()) return wrong_kind(map, files, what, fmt::format("a map with '{}'", key));
  if (const Value* value = map.find(key)) return value;
  return wrong(map, files, fmt::format("{} has no '{}'", what, key), fmt::format("add '{}'", key));
}

}  // namespace seatrial::config
