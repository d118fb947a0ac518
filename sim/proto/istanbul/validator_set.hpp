// SPDX-License-Identifier: Apache-2.0
// ValidatorSet: the validators of the sequence in work, with the proposer of its round. It stays as
// it was loaded until the next sequence, whatever the chain does meanwhile, as in GoQuorum. Finding
// a validator's index takes one lookup.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/proto/chain/snapshot.hpp"

namespace seatrial::istanbul {

/// The validators of one sequence.
class ValidatorSet {
 public:
  /// Takes over those after the head; the snapshot must outlive it.
  void load(const chain::Snapshot& snapshot);

  const std::vector<chain::AddressRef>& list() const { return snapshot_->validators; }
  const chain::Snapshot& snapshot() const { return *snapshot_; }
  std::size_t size() const { return snapshot_ == nullptr ? 0 : list().size(); }
  std::size_t max_faulty() const { return chain::max_faulty(size()); }
  /// Where a validator stands in IBFT's order.
  std::optional<std::size_t> index_of(chain::AddressRef address) const;
  bool contains(chain::AddressRef address) const { return index_of(address).has_value(); }

  chain::AddressRef proposer() const { return proposer_; }
  void set_proposer(chain::AddressRef proposer) { proposer_ = proposer; }

 private:
  static constexpr std::uint32_t absent = UINT32_MAX;

  const chain::Snapshot* snapshot_ = nullptr;
  chain::AddressRef proposer_ = chain::AddressRef::none;
  std::vector<std::uint32_t> index_by_address_;  ///< absent: no validator
};

}  // namespace seatrial::istanbul
