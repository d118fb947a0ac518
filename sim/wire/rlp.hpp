// SPDX-License-Identifier: Apache-2.0
// RLP, Ethereum's serialisation. Writing builds the canonical form only. Reading is by View, which
// points into the bytes it was made from and copies nothing: a View never reaches past its bytes,
// and every form that is not the shortest is an error. Error::what is go-ethereum's text.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "sim/core/error.hpp"
#include "sim/wire/bytes.hpp"

namespace seatrial::wire::rlp {

/// The encoding of a string.
Bytes encode(ByteSpan string);
/// The encoding of a text as a string.
Bytes encode_text(std::string_view text);
/// The encoding of a number: big-endian without leading zeros.
Bytes encode_number(std::uint64_t number);
/// The encoding of a number of any width, given big-endian; leading zeros are dropped.
Bytes encode_scalar(ByteSpan big_endian);

/// A list being written, item by item.
class List {
 public:
  /// Adds a string.
  List& add(ByteSpan string);
  /// Adds a number.
  List& add_number(std::uint64_t number);
  /// Adds a number of any width, given big-endian.
  List& add_scalar(ByteSpan big_endian);
  /// Adds a list.
  List& add_list(const List& list);
  /// Adds an item that is encoded already.
  List& add_encoded(ByteSpan item);

  /// The encoding of the list with its header.
  Bytes encode() const;

 private:
  Bytes payload_;
};

/// One encoded item: a string or a list. Only as alive as the bytes it was made from.
class View {
 public:
  /// The item that the bytes are; bytes left over are an error.
  static Result<View> parse(ByteSpan bytes);
  /// The item at the front of the bytes, which are moved on behind it.
  static Result<View> take(ByteSpan& bytes);

  bool is_list() const { return list_; }
  /// The content without its header.
  ByteSpan payload() const { return payload_; }
  /// The content with its header.
  ByteSpan encoded() const { return encoded_; }

  /// The string; an error for a list.
  Result<ByteSpan> string() const;
  /// The number of at most 64 bits; leading zeros are an error.
  Result<std::uint64_t> number() const;
  /// The items of the list, each checked as far as its own header; an error for a string.
  Result<std::vector<View>> items() const;
  /// The items of a list that must have so many.
  Result<std::vector<View>> items(std::size_t count) const;
  /// The items of a list that may have more than so many, as newer peers may send.
  Result<std::vector<View>> items_at_least(std::size_t count) const;
  /// The string as a value of fixed size; any other size is an error.
  template <class Fixed>
  Result<Fixed> fixed() const {
    const Result<ByteSpan> bytes = string_of(Fixed::size());
    if (!bytes) return bytes.error();
    return copy_fixed<Fixed>(*bytes);
  }

 private:
  View(bool list, ByteSpan encoded, ByteSpan payload)
      : list_(list), encoded_(encoded), payload_(payload) {}
  Result<ByteSpan> string_of(std::size_t size) const;

  bool list_;
  ByteSpan encoded_;
  ByteSpan payload_;
};

}  // namespace seatrial::wire::rlp
