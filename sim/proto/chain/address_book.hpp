// SPDX-License-Identifier: Apache-2.0
// AddressBook: the account addresses that a run has heard of, interned to dense AddressRefs, so
// that consensus compares four bytes instead of twenty. It also knows the orders in which IBFT and
// QBFT sort validators: by their checksummed text, and by their bytes.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/wire/bytes.hpp"

namespace seatrial::chain {

/// Dense index of an account address of a run.
enum class AddressRef : std::uint32_t { none = UINT32_MAX };

/// The addresses of one run.
class AddressBook {
 public:
  /// The reference of an address; the same address always gets the same one.
  AddressRef intern(const wire::Address20& address);
  /// The reference of an address that was interned; none of any other.
  AddressRef find(const wire::Address20& address) const;
  const wire::Address20& address(AddressRef ref) const { return entries_[index(ref)].address; }
  /// The checksummed text.
  const std::string& text(AddressRef ref) const { return entries_[index(ref)].text; }
  /// Whether `a` stands before `b` in a validator set of IBFT. // SPEC goquorum 7.6
  bool before(AddressRef a, AddressRef b) const { return text(a) < text(b); }
  /// The same in one of QBFT. // SPEC goquorum 8.3
  bool before_by_bytes(AddressRef a, AddressRef b) const { return address(a) < address(b); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    wire::Address20 address;
    std::string text;
  };
  static std::size_t index(AddressRef ref) { return static_cast<std::size_t>(ref); }

  std::vector<Entry> entries_;
  std::map<wire::Address20, AddressRef> by_address_;
};

}  // namespace seatrial::chain
