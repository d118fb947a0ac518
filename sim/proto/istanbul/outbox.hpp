// SPDX-License-Identifier: Apache-2.0
// Outbox: the effects that the consensus engine of one process asks of its owner, in the order in
// which they are to happen, and what it observed. The owner carries them out after the call
// returns.
#pragma once

#include <string>
#include <variant>

#include "sim/proto/effects.hpp"
#include "sim/proto/istanbul/message.hpp"
#include "sim/proto/p2p/types.hpp"

namespace seatrial::istanbul {

/// Send a message to a connected validator.
struct Send {
  p2p::NodeRef to{};
  Message message;
  bool operator==(const Send&) const = default;
};

/// A block has its quorum of COMMITs: hand it over for import. // SPEC goquorum 7.7
struct Commit {
  chain::BlockId block = chain::BlockId::none;
  bool own = false;  ///< the local miner's: written and announced; else queued to the fetcher
  std::uint64_t round = 0;
  bool operator==(const Commit&) const = default;
};

/// What happened in the engine, for the observation log.
enum class Happening : std::uint8_t {
  round_started,      ///< of `view`, with round > 0: a quorum of ROUND-CHANGEs was there
  round_change_sent,  ///< asks for view.round
  proposed,           ///< this validator broadcast its PRE-PREPARE for `view`
  committed,          ///< a quorum of COMMITs for `view`
  warned,             ///< a log line of GoQuorum, in `text`
};

/// One observation.
struct Observed {
  Happening what = Happening::round_started;
  View view;
  chain::BlockId block = chain::BlockId::none;
  std::string level;  ///< of a log line: "WARN", "ERROR", "INFO"
  std::string text;   ///< the log line, without its level
  bool operator==(const Observed&) const = default;
};

/// One thing that the owner is to do, or to note.
using Effect = std::variant<Send, Commit, Observed>;

/// The effects of one call, in order.
class Outbox : public Effects<Effect> {
 public:
  void send(p2p::NodeRef to, const Message& message) { put(Send{to, message}); }
  void commit(Commit commit) { put(commit); }
  void observe(Observed observed) { put(std::move(observed)); }
};

}  // namespace seatrial::istanbul
