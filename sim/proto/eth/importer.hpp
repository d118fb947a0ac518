// SPDX-License-Identifier: Apache-2.0
// Importer: geth's InsertChain: verifies blocks and writes them to the node's chain, and keeps
// those whose time has not come until a 5 s clock, counted from the start of the process, tries
// them again. It tells nobody: what a moved head leads to is the owner's.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "sim/proto/chain/blockchain.hpp"

namespace seatrial::eth {

/// What an insertion did.
struct Inserted {
  chain::HeaderError error = chain::HeaderError::none;  ///< of the first block that was refused
  bool head_moved = false;
  bool reorganised = false;  ///< and the head left its branch
  bool operator==(const Inserted&) const = default;
};

/// The way of blocks into the chain.
class Importer {
 public:
  explicit Importer(chain::Blockchain& chain) : chain_(&chain) {}

  /// The process begins: the clock of the future blocks runs from here.
  void start(Instant now) { started_ = now; }
  /// Writes blocks, parents first, up to the first that is refused. A block at most 30 s in the
  /// future is kept and is no error.
  Inserted insert(Instant now, std::span<const chain::BlockId> blocks);
  /// Writes one block that this node sealed: it is not verified.
  Inserted write(chain::BlockId block);

  /// When future blocks are tried next.
  std::optional<Instant> deadline() const;
  /// Whether they are to be tried now.
  bool due(Instant now) const { return deadline() && *deadline() <= now; }
  /// The future blocks in the order of their numbers, to be inserted one by one.
  std::vector<chain::BlockId> take_future();

 private:
  chain::HeaderError insert_one(Instant now, chain::BlockId block, Inserted& done);
  bool waits(chain::BlockId block) const;
  void keep(Instant now, chain::BlockId block);

  chain::Blockchain* chain_;
  Instant started_;
  Instant next_try_;
  std::vector<chain::BlockId> future_;
};

}  // namespace seatrial::eth
