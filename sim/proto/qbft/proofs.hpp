// SPDX-License-Identifier: Apache-2.0
// Proofs: what QBFT messages carry to justify themselves: the signed ROUND-CHANGEs and PREPAREs of
// others, as values. They are kept once for a run and named by dense ids, so that a broadcast
// copies four bytes; a proof never changes. Whether one justifies a block is worked out once and
// then remembered. // SPEC goquorum 8.1
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "sim/proto/istanbul/message.hpp"
#include "sim/proto/qbft/justification.hpp"

namespace seatrial::qbft {

using istanbul::ProofId;

/// What a message carries beside its own payload.
struct Proof {
  /// Of a ROUND-CHANGE: the round in which its digest was prepared; none in a PRE-PREPARE.
  std::optional<std::uint64_t> prepared_round;
  std::vector<SignedRoundChange> round_changes;  ///< of a PRE-PREPARE
  std::vector<SignedPrepare> prepares;
  bool operator==(const Proof&) const = default;
};

/// The proofs of one run.
class Proofs {
 public:
  ProofId add(Proof proof);
  const Proof& operator[](ProofId id) const { return proofs_[static_cast<std::size_t>(id)]; }
  std::size_t size() const { return proofs_.size(); }

  /// Whether the proof of a PRE-PREPARE justifies its block under a quorum; ProofId::none never
  /// does, as it holds no ROUND-CHANGE.
  Justified justifies(ProofId id, chain::BlockId proposal, std::size_t quorum);
  /// How often that was worked out, and not remembered.
  std::uint64_t verified() const { return verified_; }

 private:
  struct Known {
    chain::BlockId proposal = chain::BlockId::none;
    std::size_t quorum = 0;
    Justified result{};
  };

  std::deque<Proof> proofs_;
  /// By proof; validators that count by another quorum take turns, which costs time only.
  boost::unordered_flat_map<std::uint32_t, Known> known_;
  std::uint64_t verified_ = 0;
};

}  // namespace seatrial::qbft
