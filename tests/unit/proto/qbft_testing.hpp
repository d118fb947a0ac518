// SPDX-License-Identifier: Apache-2.0
// What the tests of QBFT's core share: a Solo that runs QBFT from block 1, and messages of the
// validators that the test plays, with the proofs that they carry.
#pragma once

#include "tests/unit/proto/istanbul_testing.hpp"

namespace seatrial::qbft::testing {

using istanbul::Code;
using istanbul::Message;
using istanbul::Protocol;
using istanbul::State;
using istanbul::View;
using istanbul::testing::Solo;
using istanbul::testing::SoloSpec;

inline SoloSpec spec_of(std::size_t validators, std::size_t self, Config config = {}) {
  config.from = 1;
  SoloSpec spec{.validators = validators, .self = self};
  spec.qbft = std::move(config);
  return spec;
}

/// One QBFT engine among validators that the test plays; validator r mod N proposes in round r.
class QbftSolo : public Solo {
 public:
  explicit QbftSolo(std::size_t validators, std::size_t self, Config config = {})
      : Solo(spec_of(validators, self, std::move(config))) {}

  Message pre_prepare(std::size_t k, chain::BlockId block, std::uint64_t round = 0,
                      ProofId proof = ProofId::none) const {
    Message message = of(Solo::pre_prepare(k, block, round));
    message.proof = proof;
    return message;
  }
  Message prepare(std::size_t k, chain::BlockId block, std::uint64_t round = 0) const {
    return of(Solo::prepare(k, block, round));
  }
  Message commit(std::size_t k, chain::BlockId block, std::uint64_t round = 0) const {
    return of(Solo::commit(k, block, round));
  }
  Message round_change(std::size_t k, std::uint64_t round, std::uint64_t sequence = 0) const {
    return of(Solo::round_change(k, round, sequence));
  }
  /// A ROUND-CHANGE of who prepared a block, with the PREPAREs of the first `prepares`.
  Message round_change_prepared(std::size_t k, std::uint64_t round, chain::BlockId block,
                                std::uint64_t prepared_round, std::size_t prepares) {
    Message message = round_change(k, round, tree()[block].number);
    message.digest = block;
    message.proof =
        proofs().add({prepared_round, {}, certificate(block, prepared_round, prepares)});
    return message;
  }
  /// A quorum of `count` ROUND-CHANGEs that prepared nothing.
  ProofId nothing_prepared(std::size_t count) {
    Proof proof;
    for (std::size_t k = 0; k < count; ++k)
      proof.round_changes.push_back({std::nullopt, chain::BlockId::none, v(k)});
    return proofs().add(std::move(proof));
  }
  std::vector<SignedPrepare> certificate(chain::BlockId block, std::uint64_t round,
                                         std::size_t count) const {
    std::vector<SignedPrepare> all;
    for (std::size_t k = 0; k < count; ++k) all.push_back({round, block, v(k)});
    return all;
  }
  /// Brings round 0 of a block to `prepared`: its proposer's PRE-PREPARE and two more PREPAREs.
  QbftSolo& prepares(std::size_t proposer, chain::BlockId block) {
    receives(pre_prepare(proposer, block));
    receives(prepare(0, block)).receives(prepare(1, block)).receives(prepare(2, block));
    return *this;
  }

 private:
  static Message of(Message message) {
    message.protocol = Protocol::qbft;
    return message;
  }
};

}  // namespace seatrial::qbft::testing
