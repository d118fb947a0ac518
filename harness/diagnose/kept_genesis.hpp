// SPDX-License-Identifier: Apache-2.0
// The finding of a genesis that comes too late (ST414): a volume that was initialised keeps its
// chain. A single set of files cannot show it; a run that deploys twice can, and so can whoever
// compares two states of the files.
#pragma once

#include <string>
#include <vector>

#include "harness/finding/finding.hpp"
#include "sim/wire/genesis.hpp"

namespace seatrial::diagnosis {

/// A genesis that was replaced below volumes that hold a chain.
struct ReplacedGenesis {
  Mark where;         ///< the new one
  Mark before_where;  ///< the old one; may not be known
  wire::Hash32 before;
  wire::Hash32 after;
  std::vector<std::string> peers;  ///< whose volumes stay; at least one
};

/// The finding that names it.
Finding kept_genesis(const ReplacedGenesis& replaced);

}  // namespace seatrial::diagnosis
