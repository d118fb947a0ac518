// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/qbft/proofs.hpp"

#include <utility>

namespace seatrial::qbft {

ProofId Proofs::add(Proof proof) {
  proofs_.push_back(std::move(proof));
  return ProofId(static_cast<std::uint32_t>(proofs_.size() - 1));
}

Justified Proofs::justifies(ProofId id, chain::BlockId proposal, std::size_t quorum) {
  if (id == ProofId::none) return justify(proposal, {}, {}, quorum);
  Known& known = known_[static_cast<std::uint32_t>(id)];
  if (known.proposal == proposal && known.quorum == quorum) return known.result;
  const Proof& proof = (*this)[id];
  ++verified_;
  known = {proposal, quorum, justify(proposal, proof.round_changes, proof.prepares, quorum)};
  return known.result;
}

}  // namespace seatrial::qbft
