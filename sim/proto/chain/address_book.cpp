// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/chain/address_book.hpp"

#include "sim/wire/hex.hpp"
#include "sim/wire/keccak.hpp"

namespace seatrial::chain {

// EIP-55: a letter is upper case where the hash of the lower-case text has a nibble of 8 or more.
std::string checksum_text(const wire::Address20& address) {
  std::string text = wire::to_hex(address);
  const wire::Hash32 hash = wire::keccak256(wire::as_bytes(text));
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned nibble = i % 2 == 0 ? hash.data[i / 2] >> 4U : hash.data[i / 2] & 0xfU;
    const bool letter = text[i] >= 'a' && text[i] <= 'f';
    if (letter && nibble >= 8) text[i] = static_cast<char>(text[i] - 'a' + 'A');
  }
  return "0x" + text;
}

AddressRef AddressBook::intern(const wire::Address20& address) {
  const auto [entry, added] =
      by_address_.emplace(address, AddressRef(static_cast<std::uint32_t>(entries_.size())));
  if (added) entries_.push_back({address, checksum_text(address)});
  return entry->second;
}

}  // namespace seatrial::chain
