// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/chain/address_book.hpp"

#include "sim/wire/hex.hpp"

namespace seatrial::chain {

AddressRef AddressBook::intern(const wire::Address20& address) {
  const auto [entry, added] =
      by_address_.emplace(address, AddressRef(static_cast<std::uint32_t>(entries_.size())));
  if (added) entries_.push_back({address, wire::checksum_address(address)});
  return entry->second;
}

AddressRef AddressBook::find(const wire::Address20& address) const {
  const auto found = by_address_.find(address);
  return found == by_address_.end() ? AddressRef::none : found->second;
}

}  // namespace seatrial::chain
