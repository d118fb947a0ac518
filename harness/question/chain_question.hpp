// SPDX-License-Identifier: Apache-2.0
// What the questions about chains share: which peers are asked, the watch that reads the log for
// them, and the lines that tell how long a peer stood and why. It decides nothing.
#pragma once

#include <string>
#include <vector>

#include "harness/consensus/chain_watch.hpp"
#include "harness/question/kinds.hpp"
#include "harness/question/pairs.hpp"

namespace seatrial::question {

/// A question about the chains of some peers.
class ChainQuestion : public Question {
 public:
  /// A selector that is not written means every peer.
  ChainQuestion(const Context& context, const scenario::Selector& of);

 protected:
  /// Reads the log onwards.
  void read() { watch_.read(); }
  World& world() const { return context_.world(); }
  consensus::ChainView chains() const { return context_.chains(); }
  const consensus::ChainWatch& watch() const { return watch_; }
  const std::vector<PeerId>& peers() const { return peers_; }
  Instant asked_at() const { return context_.asked_at; }
  Instant now() const { return chains().now; }
  std::string name(PeerId peer) const { return world().name(peer); }
  /// "a/*", or "every peer".
  std::string all() const;

  /// "a/quorum-node1 stood at block 118 from 42.0 s to 102.0 s".
  std::string stood(PeerId peer, Instant to) const;
  /// Since when a peer has had its head at an instant: its import, or the peer's start.
  Instant head_since(PeerId peer, Instant at) const;
  /// "because 3 of 5 validators …", or how far others got meanwhile; empty if nothing is known.
  std::string why_stood(PeerId peer, Instant to) const;
  Answer no_peers() const { return {State::broken, {"the selector means no peer"}}; }

  const Context& context() const { return context_; }

 private:
  Context context_;
  scenario::Selector of_;
  std::vector<PeerId> peers_;
  consensus::ChainWatch watch_;
};

}  // namespace seatrial::question
