// SPDX-License-Identifier: Apache-2.0
// Downloader: brings the chain up to that of one peer: its head header, the common ancestor, then
// headers until there are no more. One sync at a time; its length follows from the round trips. It
// does not import: it hands over blocks, and is told when they were refused. A peer that vanishes
// is waited for until the request's time-to-live is over. // SPEC goquorum 6.5, law 1b A
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "sim/proto/eth/ancestor_search.hpp"
#include "sim/proto/eth/outbox.hpp"

namespace seatrial::eth {

/// Whom to sync with, and what it is said to have.
struct SyncTarget {
  p2p::NodeRef node{};
  chain::BlockId head = chain::BlockId::none;
  std::uint64_t total_difficulty = 0;
  bool operator==(const SyncTarget&) const = default;
};

/// What a step of a sync led to.
struct SyncStep {
  std::vector<chain::BlockId> blocks;  ///< to be imported now, lowest first
  std::optional<SyncError> ended;      ///< none: well
};

/// The downloader of one process.
class Downloader {
 public:
  /// `chain` must outlive it.
  explicit Downloader(const chain::Blockchain& chain) : chain_(&chain) {}

  bool busy() const { return !std::holds_alternative<Idle>(state_); }
  /// Of the current sync, or of the last one.
  const SyncTarget& target() const { return target_; }

  /// Begins; it must not be busy.
  void start(Instant now, const SyncTarget& target, Outbox& out);
  /// Headers arrived that nobody else asked for.
  SyncStep on_headers(Instant now, p2p::NodeRef from, const BlockHeaders& headers, Outbox& out);
  /// What it handed over was refused: the sync is over.
  void abort() { state_ = Idle{}; }

  /// When a request is given up, or made again.
  std::optional<Instant> deadline() const;
  /// Lets time pass; a no-op when early.
  SyncStep on_deadline(Instant now, Outbox& out);

 private:
  struct Idle {};
  struct AwaitHead {};
  struct AwaitAncestor {
    AncestorSearch search;
  };
  /// Headers from `from` on: every 192nd first, to fill in what lies between them, then the rest.
  struct AwaitHeaders {
    enum class Phase : std::uint8_t { skeleton, filling, rest };
    std::uint64_t from = 0;
    Phase phase = Phase::skeleton;
    std::uint64_t skeleton_end = 0;  ///< the number of its highest block
    bool paused = false;             ///< nothing asked for: it will be
  };

  void ask(Instant now, const GetBlockHeaders& request, Outbox& out);
  void ask_headers(Instant now, Outbox& out);
  SyncStep end(SyncError error);
  SyncStep on_head(Instant now, const BlockHeaders& headers, Outbox& out);
  SyncStep on_ancestor(Instant now, const BlockHeaders& headers, Outbox& out);
  SyncStep on_run(Instant now, const BlockHeaders& headers, Outbox& out);
  SyncStep on_no_headers(Instant now, Outbox& out);
  void advance(Instant now, std::size_t count, Outbox& out);

  const chain::Blockchain* chain_;
  SyncTarget target_;
  std::variant<Idle, AwaitHead, AwaitAncestor, AwaitHeaders> state_;
  Instant deadline_;
  bool got_headers_ = false;
};

}  // namespace seatrial::eth
