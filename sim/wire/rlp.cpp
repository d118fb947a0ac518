// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/rlp.hpp"

#include <string>

#include "sim/wire/uint256.hpp"

namespace seatrial::wire::rlp {
namespace {

constexpr std::uint8_t kString = 0x80;
constexpr std::uint8_t kList = 0xc0;
constexpr std::size_t kShort = 55;  // longer payloads have their length spelt out

using BigEndian = std::array<std::uint8_t, 8>;

BigEndian big_endian(std::uint64_t number) {
  BigEndian bytes{};
  for (std::size_t i = bytes.size(); number != 0; number >>= 8) {
    bytes[--i] = static_cast<std::uint8_t>(number & 0xff);
  }
  return bytes;
}

void append_header(Bytes& out, std::uint8_t base, std::size_t length) {
  if (length <= kShort) {
    out.push_back(static_cast<std::uint8_t>(base + length));
    return;
  }
  const BigEndian spelt = big_endian(length);
  const ByteSpan digits = minimal(spelt);
  out.push_back(static_cast<std::uint8_t>(base + kShort + digits.size()));
  append(out, digits);
}

void append_string(Bytes& out, ByteSpan string) {
  if (string.size() != 1 || string[0] >= kString) append_header(out, kString, string.size());
  append(out, string);
}

Error too_short() {
  return {"", "unexpected end of input", "the rlp item is cut off"};
}
Error not_canonical() {
  return {"", "non-canonical size information", "write the shortest form"};
}

/// Where an item's payload begins and how long it is.
struct Extent {
  std::size_t offset;
  std::size_t length;
};

/// Reads a length that is spelt out in `digits` bytes behind the first byte.
Result<Extent> long_extent(ByteSpan bytes, std::size_t digits) {
  if (bytes.size() < 1 + digits) return too_short();
  const ByteSpan spelt = bytes.subspan(1, digits);
  if (spelt[0] == 0) return not_canonical();
  std::uint64_t length = 0;
  for (const std::uint8_t digit : spelt) length = length << 8 | digit;
  if (length <= kShort) return not_canonical();
  return Extent{1 + digits, static_cast<std::size_t>(length)};
}

Result<Extent> extent_of(ByteSpan bytes) {
  if (bytes.empty()) return too_short();
  const std::uint8_t first = bytes[0];
  if (first < kString) return Extent{0, 1};
  const std::size_t rest = first - (first < kList ? kString : kList);
  if (rest <= kShort) return Extent{1, rest};
  return long_extent(bytes, rest - kShort);
}

}  // namespace

Bytes encode(ByteSpan string) {
  Bytes out;
  append_string(out, string);
  return out;
}

Bytes encode_text(std::string_view text) {
  return encode(as_bytes(text));
}

Bytes encode_number(std::uint64_t number) {
  return encode_scalar(big_endian(number));
}

Bytes encode_scalar(ByteSpan big_endian_bytes) {
  return encode(minimal(big_endian_bytes));
}

List& List::add(ByteSpan string) {
  append_string(payload_, string);
  return *this;
}

List& List::add_number(std::uint64_t number) {
  return add_scalar(big_endian(number));
}

List& List::add_scalar(ByteSpan big_endian_bytes) {
  return add(minimal(big_endian_bytes));
}

List& List::add_list(const List& list) {
  // Through a copy, so that a list may be added to itself.
  return add_encoded(list.encode());
}

List& List::add_encoded(ByteSpan item) {
  append(payload_, item);
  return *this;
}

Bytes List::encode() const {
  Bytes out;
  append_header(out, kList, payload_.size());
  append(out, payload_);
  return out;
}

Result<View> View::parse(ByteSpan bytes) {
  Result<View> view = take(bytes);
  if (view && !bytes.empty()) {
    return Error{"", "input contains more than one value",
                 std::to_string(bytes.size()) + " bytes are left over"};
  }
  return view;
}

Result<View> View::take(ByteSpan& bytes) {
  const Result<Extent> extent = extent_of(bytes);
  if (!extent) return extent.error();
  if (extent->length > bytes.size() - extent->offset) return too_short();
  const bool list = bytes[0] >= kList;
  const ByteSpan payload = bytes.subspan(extent->offset, extent->length);
  // A single byte below 0x80 is its own encoding and needs no header.
  if (!list && extent->offset == 1 && payload.size() == 1 && payload[0] < kString) {
    return not_canonical();
  }
  const View view(list, bytes.first(extent->offset + extent->length), payload);
  bytes = bytes.subspan(extent->offset + extent->length);
  return view;
}

Result<ByteSpan> View::string() const {
  if (list_) return Error{"", "expected input string or byte, found a list", ""};
  return payload_;
}

Result<std::uint64_t> View::number() const {
  const Result<ByteSpan> bytes = string();
  if (!bytes) return bytes.error();
  if (bytes->size() > 8) return Error{"", "input string too long for uint64", ""};
  if (!bytes->empty() && bytes->front() == 0) {
    return Error{"", "non-canonical integer (leading zero bytes)", ""};
  }
  std::uint64_t value = 0;
  for (const std::uint8_t byte : *bytes) value = value << 8 | byte;
  return value;
}

Result<std::vector<View>> View::items() const {
  if (!list_) return Error{"", "expected input list, found a string", ""};
  std::vector<View> views;
  for (ByteSpan rest = payload_; !rest.empty();) {
    const Result<View> view = take(rest);
    if (!view) return view.error();
    views.push_back(*view);
  }
  return views;
}

Result<std::vector<View>> View::items_at_least(std::size_t count) const {
  Result<std::vector<View>> views = items();
  if (views && views->size() < count) {
    return Error{"", "too few elements",
                 "found " + std::to_string(views->size()) + " of " + std::to_string(count)};
  }
  return views;
}

Result<std::vector<View>> View::items(std::size_t count) const {
  Result<std::vector<View>> views = items_at_least(count);
  if (views && views->size() > count) {
    return Error{"", "input list has too many elements",
                 "found " + std::to_string(views->size()) + " instead of " + std::to_string(count)};
  }
  return views;
}

Result<ByteSpan> View::string_of(std::size_t size) const {
  Result<ByteSpan> bytes = string();
  if (bytes && bytes->size() != size) {
    return Error{
        "", "input string too " + std::string(bytes->size() < size ? "short" : "long"),
        "found " + std::to_string(bytes->size()) + " bytes instead of " + std::to_string(size)};
  }
  return bytes;
}

}  // namespace seatrial::wire::rlp
