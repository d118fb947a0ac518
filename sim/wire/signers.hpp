// SPDX-License-Identifier: Apache-2.0
// Signers: who signed which message, for as long as it is likely to come again. A broadcast reaches
// every peer of a run, and its signer is the same for all of them: it is recovered once, and not
// once for each receiver. A signature that is none is never remembered. The oldest go first.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <vector>

#include "sim/wire/curve.hpp"

namespace seatrial::wire {

/// The signers of the last messages.
class Signers {
 public:
  /// Remembers so many messages: those of a few heights of a large network.
  explicit Signers(std::size_t most = 1U << 14) : most_(most) {}

  /// The address of who signed the hash; the error of recover().
  Result<Address20> signer(ByteSpan signature, const Hash32& hash);
  /// How many signatures were recovered, of those that were asked for.
  std::uint64_t recovered() const { return recovered_; }

 private:
  struct Known {
    Signature signature;
    Address20 address;
  };
  struct FirstBytes {
    std::size_t operator()(const Hash32& hash) const;
  };
  void remember(ByteSpan signature, const Hash32& hash, const Address20& address);

  std::size_t most_;
  boost::unordered_flat_map<Hash32, Known, FirstBytes> known_;
  std::vector<Hash32> order_;  ///< a ring once it is full
  std::size_t oldest_ = 0;
  std::uint64_t recovered_ = 0;
};

}  // namespace seatrial::wire
