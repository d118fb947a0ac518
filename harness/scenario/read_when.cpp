// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/read.hpp"

namespace seatrial::scenario {

using config::Value;

namespace {

enum class Event : std::uint8_t { block };

constexpr Word<Event> events[] = {{"block", Event::block}};

When read_at(Reader& reader, const Value& value) {
  if (!value.is_map()) return AtTime{reader.duration(value, "at")};
  Fields fields(reader, value, keys::at_height);
  AtHeight at;
  at.height = fields.required("height", &Reader::count);
  at.of = fields.maybe("of", &Reader::selector).value_or(every_peer());
  return at;
}

}  // namespace

std::optional<When> read_after(Reader& reader, Fields& fields) {
  const Value* after = fields.find("after");
  const auto plus = fields.maybe("plus", &Reader::duration);
  if (after != nullptr) {
    reader.word(*after, "after", events);
    return AfterBlock{after->mark(), plus};
  }
  if (plus) reader.fail(fields.key_mark("plus"), "'plus' without 'after'", "add after: block");
  return std::nullopt;
}

std::optional<When> read_when(Reader& reader, Fields& fields) {
  fields.exclusive("at", "after");
  const Value* at = fields.find("at");
  const auto after = read_after(reader, fields);
  return at == nullptr ? after : read_at(reader, *at);
}

}  // namespace seatrial::scenario
