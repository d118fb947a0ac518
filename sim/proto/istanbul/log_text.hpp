// SPDX-License-Identifier: Apache-2.0
// Log text: how GoQuorum's log prints blocks, for the lines that IBFT and QBFT have in common.
#pragma once

#include <string>

#include "sim/proto/chain/block_tree.hpp"

namespace seatrial::istanbul {

/// "4b5d4b…c5e5d4": a hash as Go's log prints it.
std::string terminal_text(const wire::Hash32& hash);
/// "Committed address=0x… hash=4b5d4b…c5e5d4 number=7". // SPEC goquorum 7.7 "Hand-over"
std::string committed_text(const chain::BlockTree& tree, chain::AddressRef self,
                           chain::BlockId block);

}  // namespace seatrial::istanbul
