// SPDX-License-Identifier: Apache-2.0
// Authors: who made the blocks of a chain, by the seal of each block and not by its coinbase, which
// holds votes. // SPEC law 16
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/chain_view.hpp"

namespace seatrial::consensus {

/// A block and who made it.
struct Made {
  std::uint64_t number = 0;
  PeerId peer = PeerId::none;
  std::string name;  ///< "a/a1", or an address that no peer has
  bool operator==(const Made&) const = default;
};

/// The last `count` blocks of a peer's chain, or all but the genesis if there are fewer.
std::vector<Made> last_made(const ChainView& view, PeerId peer, std::uint64_t count);
/// "a/a1 3, a/a2 2": how many each made, in the order of their first block.
std::string tally_of(const std::vector<Made>& made);

}  // namespace seatrial::consensus
