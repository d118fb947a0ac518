// SPDX-License-Identifier: Apache-2.0
// Misbehaviour: how a Byzantine validator differs from an honest one. Its process runs the honest
// machine, and what that says is altered on its way out: withheld, held back, sent to some only, or
// told differently to different receivers. Receivers are honest and know nothing of it; what they
// do follows from their own rules.
#pragma once

#include <optional>
#include <vector>

#include "sim/peer/message_fault.hpp"

namespace seatrial {

/// What a Byzantine validator does. Several may hold at once.
struct Misbehaviour {
  MessageKinds kinds = consensus_messages;     ///< which messages are withheld or held back
  bool silent = false;                         ///< sends none of them, and passes none on
  Duration late;                               ///< sends them so much later
  std::optional<std::vector<PeerId>> only_to;  ///< sends them to these peers only
  /// Equivocates: these peers hear of the twin of each block that it proposes or votes for, the
  /// others of the block itself; and its COMMIT for either comes at once. // SPEC goquorum 7.7
  std::vector<PeerId> twin_to;
  bool wrong_votes = false;  ///< its PREPAREs and COMMITs are for a block that nobody proposed
  bool bad_blocks = false;   ///< proposes blocks whose state root is wrong
};

/// The messages that one receiver gets in place of an own message of the validator; perhaps none.
/// `tree` takes the twins.
std::vector<istanbul::Message> altered(const Misbehaviour& how, const istanbul::Message& message,
                                       PeerId receiver, chain::BlockTree& tree);

}  // namespace seatrial
