// SPDX-License-Identifier: Apache-2.0
#include "sim/core/digest.hpp"

#include <algorithm>

namespace seatrial {
namespace {

/// Up to eight bytes as a little-endian word, whatever the machine's own order.
std::uint64_t word_of(std::span<const std::byte> bytes) {
  std::uint64_t word = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    word = word << 8 | std::to_integer<unsigned>(bytes[i]);
  return word;
}

}  // namespace

void Digest::add(std::span<const std::byte> bytes) {
  add(std::uint64_t{bytes.size()});
  while (!bytes.empty()) {
    const auto head = bytes.first(std::min<std::size_t>(8, bytes.size()));
    add(word_of(head));
    bytes = bytes.subspan(head.size());
  }
}

void Digest::add(std::string_view text) {
  add(std::as_bytes(std::span(text.data(), text.size())));
}

}  // namespace seatrial
