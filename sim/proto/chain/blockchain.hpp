// SPDX-License-Identifier: Apache-2.0
// Blockchain: which blocks one node has on its disk, and which of them is its head. It survives the
// process. It checks headers by IBFT's rules and chooses between branches by total difficulty;
// where blocks come from and go to is not its business. The clock of headers counts whole seconds.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/proto/chain/snapshot.hpp"

namespace seatrial::chain {

/// The second since 1970 at which every run begins: 2026-01-01 00:00:00 UTC.
inline constexpr std::uint64_t run_begins = 1'767'225'600;
/// What `time.Now().Unix()` gives at an instant of the run.
std::uint64_t unix_time(Instant at);
/// When a second since 1970 begins; before the run began it is the start of the run.
Instant instant_of(std::uint64_t unix_seconds);

/// Why a header is refused, in GoQuorum's words. // SPEC goquorum 7.10
enum class HeaderError : std::uint8_t {
  none,
  future_block,       ///< "block in the future"
  invalid_extra,      ///< "invalid extra data format": a header of the other engine
  unknown_ancestor,   ///< "unknown ancestor"
  invalid_timestamp,  ///< "invalid timestamp"
  unauthorized,       ///< "unauthorized": the author was no validator
  invalid_state,      ///< "invalid merkle root": found by executing it
};
std::string_view text(HeaderError error);

/// Block periods that hold from a block on. // SPEC goquorum 8.4
struct PeriodChange {
  std::uint64_t block = 0;
  std::uint64_t block_period = 1;        ///< seconds
  std::uint64_t empty_block_period = 0;  ///< seconds; only if longer than block_period
  bool operator==(const PeriodChange&) const = default;
};

/// What one node's own flags and genesis say about blocks; no handshake compares them.
/// // SPEC goquorum 7.1, 8.4
struct ChainRules {
  std::uint64_t block_period = 1;         ///< seconds, --istanbul.blockperiod
  std::uint64_t allowed_future_time = 0;  ///< seconds, --allowedfutureblocktime
  Duration clock_skew{};                  ///< how far the node's clock is ahead
  std::vector<PeriodChange> changes{};    ///< by ascending block; none of IBFT in 2.7.0
  std::uint64_t qbft_from = UINT64_MAX;   ///< the first block that QBFT makes

  /// The shortest time from its parent to a block, in seconds.
  std::uint64_t period_at(std::uint64_t block) const;
  /// The form of the headers that it makes and reads.
  HeaderForm form_at(std::uint64_t block) const {
    return block >= qbft_from ? HeaderForm::qbft : HeaderForm::ibft;
  }
  /// How long its maker lets an empty block wait beyond that, in seconds. // SPEC goquorum 8.5
  std::uint64_t empty_wait_at(std::uint64_t block) const;
  bool operator==(const ChainRules&) const = default;
};

/// How the chain of a node changed by an import.
enum class Imported : std::uint8_t { known, side_branch, new_head, reorganised };

/// The chain of one node.
class Blockchain {
 public:
  Blockchain(Snapshots& snapshots, BlockId genesis, ChainRules rules);

  BlockId genesis() const { return canonical_.front(); }
  BlockId head() const { return canonical_.back(); }
  const Block& head_block() const { return tree()[head()]; }
  std::uint64_t height() const { return canonical_.size() - 1; }
  bool has(BlockId block) const;
  /// The block of the node's own branch with this number, if it is so high.
  std::optional<BlockId> at(std::uint64_t number) const;
  /// The validators and votes after the head, and after any block that it has.
  const Snapshot& snapshot() const { return snapshots_->after(head()); }
  const Snapshot& snapshot(BlockId block) const { return snapshots_->after(block); }

  /// The header rules in their order; seals are not looked at. // SPEC goquorum 7.10
  HeaderError verify(Instant now, BlockId block) const;
  /// Executes a block whose header is good. One with a wrong state root is refused, and known as
  /// bad from then on: it will not be voted for again. // SPEC goquorum 7.5, 7.7 "Verification"
  HeaderError execute(BlockId block);
  /// Whether executing this block failed. // SPEC goquorum 7.7 "bad-block list"
  bool is_bad(BlockId block) const {
    return !bad_.empty() && bad_.contains(static_cast<std::uint32_t>(block));
  }
  /// Writes a verified block whose parent it has; the heavier branch wins. // SPEC goquorum 6.5
  Imported import(BlockId block);

  /// The node's own clock, in whole seconds.
  std::uint64_t clock(Instant now) const { return unix_time(now + rules_.clock_skew); }
  const ChainRules& rules() const { return rules_; }
  void set_rules(const ChainRules& rules) { rules_ = rules; }
  const BlockTree& tree() const { return snapshots_->tree(); }

 private:
  Snapshots* snapshots_;
  ChainRules rules_;
  std::vector<BlockId> canonical_;                 ///< by number
  boost::unordered_flat_set<std::uint32_t> side_;  ///< blocks it has that are not on its branch
  boost::unordered_flat_set<std::uint32_t> bad_;   ///< refused by execute()
};

}  // namespace seatrial::chain
