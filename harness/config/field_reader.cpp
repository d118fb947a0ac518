// SPDX-License-Identifier: Apache-2.0
#include "harness/config/field_reader.hpp"

#include <fmt/format.h>

namespace seatrial::config {

FieldReader::FieldReader(const Value& value, std::string noun, const SourceFiles& files,
                         std::optional<Error>& error)
    : value_(&value), near_(value.mark()), noun_(std::move(noun)), files_(&files), error_(&error) {
  const auto map = as_map(value, files, noun_);
  if (map) return;
  fail(map.error());
  value_ = nullptr;
}

FieldReader::FieldReader(const Value* value, std::string noun, const FieldReader& parent)
    : value_(value),
      near_(value ? value->mark() : parent.near_),
      noun_(std::move(noun)),
      files_(parent.files_),
      error_(parent.error_) {
  if (value_ == nullptr) return;
  const auto map = as_map(*value_, *files_, noun_);
  if (map) return;
  fail(map.error());
  value_ = nullptr;
}

void FieldReader::fail(const Error& error) const {
  if (!*error_) *error_ = error;
}

Error FieldReader::absent(std::string_view key) const {
  return {files_->to_string(near_), fmt::format("{} has no {}", noun_, key),
          fmt::format("add {}", key)};
}

const Value* FieldReader::find(std::string_view key) const {
  const Value* value = value_ ? value_->find(key) : nullptr;
  return value && !value->is_null() ? value : nullptr;
}

std::span<const Entry> FieldReader::entries() const {
  return value_ ? value_->entries() : std::span<const Entry>();
}

std::string FieldReader::text(std::string_view key, std::string_view fallback) const {
  return marked_text(key, fallback).value;
}

MarkedText FieldReader::marked_text(std::string_view key, std::string_view fallback) const {
  const Value* value = find(key);
  if (value == nullptr) return {std::string(fallback), {}};
  const auto text = as_string(*value, *files_, key);
  if (!text) {
    fail(text.error());
    return {std::string(fallback), {}};
  }
  return {std::string(*text), value->mark()};
}

MarkedText FieldReader::required_text(std::string_view key) const {
  MarkedText text = marked_text(key);
  if (find(key) == nullptr) fail(absent(key));
  return text;
}

std::int64_t FieldReader::integer(std::string_view key, std::int64_t fallback,
                                  IntRange range) const {
  const Value* value = find(key);
  if (value == nullptr) return fallback;
  const auto number = as_int(*value, *files_, key, range);
  if (number) return *number;
  fail(number.error());
  return fallback;
}

std::int64_t FieldReader::required_int(std::string_view key, IntRange range) const {
  if (find(key) == nullptr) fail(absent(key));
  return integer(key, 0, range);
}

Marked<bool> FieldReader::boolean(std::string_view key, bool fallback) const {
  const Value* value = find(key);
  if (value == nullptr) return {fallback, {}};
  const auto on = as_bool(*value, *files_, key);
  if (on) return {*on, value->mark()};
  fail(on.error());
  return {fallback, {}};
}

FieldReader FieldReader::map(std::string_view key) const {
  return FieldReader(find(key), std::string(key), *this);
}

std::vector<std::pair<std::string, MarkedText>> FieldReader::pairs(std::string_view key) const {
  std::vector<std::pair<std::string, MarkedText>> read;
  for (const Entry& entry : map(key).entries()) {
    if (!entry.value.is_scalar()) continue;
    read.emplace_back(entry.key, MarkedText{std::string(entry.value.text()), entry.value.mark()});
  }
  return read;
}

std::vector<FieldReader> FieldReader::list(std::string_view key) const {
  std::vector<FieldReader> readers;
  const Value* value = find(key);
  if (value == nullptr) return readers;
  const auto items = as_list(*value, *files_, key);
  if (!items) {
    fail(items.error());
    return readers;
  }
  for (const Value& item : *items) {
    readers.push_back(FieldReader(&item, fmt::format("an item of {}", key), *this));
  }
  return readers;
}

}  // namespace seatrial::config
