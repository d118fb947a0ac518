// SPDX-License-Identifier: Apache-2.0
// ChainWatch: which peer got which block when, and which rounds were asked for, read onwards from
// the observation log, so that looking often costs little. All times are those of the log. It knows
// the first import of each height of each genesis, which is what a chain's progress is counted by.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "harness/consensus/chain_view.hpp"

namespace seatrial::consensus {

/// A new head of a peer.
struct Head {
  Instant at;
  PeerId peer = PeerId::none;
  chain::BlockId block = chain::BlockId::none;
  std::uint64_t number = 0;
  bool operator==(const Head&) const = default;
};

/// A ROUND-CHANGE of a validator.
struct RoundAsked {
  Instant at;
  PeerId peer = PeerId::none;
  istanbul::View view;
  bool operator==(const RoundAsked&) const = default;
};

/// The heads and rounds of a log.
class ChainWatch {
 public:
  explicit ChainWatch(const ChainView& view) : log_(view.log), blocks_(view.blocks) {}

  /// Takes in what was logged since.
  void read();

  /// Every new head of a peer, in the order of time.
  const std::vector<Head>& heads(PeerId peer) const;
  /// The last new head of a peer that came not after an instant; null if there was none.
  const Head* head_at(PeerId peer, Instant at) const;
  /// The first new head of a peer after an instant; null if there is none yet.
  const Head* head_after(PeerId peer, Instant at) const;
  /// How high a peer was at an instant.
  std::uint64_t height_at(PeerId peer, Instant at) const;
  /// The first import of each new height of a genesis.
  const std::vector<Head>& firsts(const wire::Hash32& genesis) const;
  /// Every ROUND-CHANGE, in the order of time.
  const std::vector<RoundAsked>& rounds_asked() const { return asked_; }
  /// When the processes of a peer were started, in the order of time.
  const std::vector<Instant>& starts(PeerId peer) const;
  /// The highest round in which a block got its quorum; none if nobody told.
  std::optional<std::uint64_t> round_of(chain::BlockId block) const;

 private:
  void take(const Observation& seen);
  void take_head(const Observation& seen, chain::BlockId block);

  const ObservationLog* log_;
  const chain::BlockTree* blocks_;
  std::size_t next_ = 0;
  std::map<PeerId, std::vector<Head>> heads_;
  std::map<wire::Hash32, std::vector<Head>> firsts_;
  std::map<PeerId, std::vector<Instant>> starts_;
  std::map<chain::BlockId, std::uint64_t> rounds_;
  std::vector<RoundAsked> asked_;
};

/// The highest round for which peers of a chain asked at a height in (from, to]; 0 if none did.
std::uint64_t highest_round(const ChainWatch& watch, const Chain& chain, std::uint64_t sequence,
                            Instant from, Instant to);

}  // namespace seatrial::consensus
