// SPDX-License-Identifier: Apache-2.0
// RoundState: what a QBFT core holds of the round in work: the accepted proposal, who voted, and
// what was prepared with its certificate. A new round keeps the own candidate and what was
// prepared; a new sequence keeps nothing. // SPEC goquorum 8.3
#pragma once

#include <optional>
#include <vector>

#include "sim/proto/istanbul/sender_set.hpp"
#include "sim/proto/qbft/proofs.hpp"

namespace seatrial::qbft {

/// A block that a quorum of PREPAREs stands for, and these.
struct Prepared {
  std::uint64_t round = 0;
  chain::BlockId block = chain::BlockId::none;
  std::vector<SignedPrepare> certificate;
};

/// The round in work.
struct RoundState {
  istanbul::View view;
  chain::BlockId proposal = chain::BlockId::none;         ///< of the accepted PRE-PREPARE
  chain::BlockId pending_request = chain::BlockId::none;  ///< the own candidate
  std::optional<Prepared> prepared;
  istanbul::SenderSet preparers;
  std::vector<SignedPrepare> prepares;  ///< one of each of them
  istanbul::SenderSet commits;
  bool proposed = false;  ///< this validator sent its PRE-PREPARE in this round

  void begin_sequence(std::uint64_t sequence, std::size_t validators) {
    prepared.reset();
    pending_request = chain::BlockId::none;
    view.sequence = sequence;
    begin_round(0, validators);
  }
  void begin_round(std::uint64_t round, std::size_t validators) {
    view.round = round;
    proposal = chain::BlockId::none;
    preparers.reset(validators);
    prepares.clear();
    commits.reset(validators);
    proposed = false;
  }
};

}  // namespace seatrial::qbft
