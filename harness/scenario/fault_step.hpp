// SPDX-License-Identifier: Apache-2.0
// Steps that make processes, clocks and single messages fail, and validators dishonest, as plain
// data. They are members of Action (step.hpp); how each is done lies in harness/run.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/scenario/values.hpp"
#include "sim/peer/message_kind.hpp"

namespace seatrial::scenario {

/// Stops processes without ending them (SIGSTOP).
struct Pause {
  Selectors peers;
  Maybe<Duration> lasts;  ///< key 'for'; until resumed if not written
  bool operator==(const Pause&) const = default;
};

/// Lets paused processes go on (SIGCONT).
struct Resume {
  Selectors peers;
  bool operator==(const Resume&) const = default;
};

/// Sets the clocks of peers' machines; exactly one of `ahead` and `behind`.
struct SetClock {
  Selectors of;
  Maybe<Duration> ahead;
  Maybe<Duration> behind;
  bool operator==(const SetClock&) const = default;
};

/// Which messages of whom to whom.
struct WhichMessages {
  MessageKinds kinds = consensus_messages;  ///< key 'messages'
  Selectors from{every_peer()};             ///< who signed them
  Selectors to{every_peer()};
  Marked<bool> relayed{true, {}};  ///< also copies that others pass on
  Maybe<std::uint64_t> height;
  Maybe<std::uint64_t> round;
  Maybe<std::uint64_t>
      count;              ///< so many different ones for each receiver; no limit if not written
  Maybe<Ratio> share;     ///< all if not written
  Maybe<Duration> lasts;  ///< key 'for'; to the end of the run if not written
  bool operator==(const WhichMessages&) const = default;
};

/// Messages are lost, and nobody sends them again.
struct Lose {
  WhichMessages which;
  bool operator==(const Lose&) const = default;
};

/// Messages are sent later.
struct Delay {
  WhichMessages which;
  Marked<Duration> by;
  bool operator==(const Delay&) const = default;
};

/// Makes validators Byzantine; at least one of the ways to be so is written.
struct Byzantine {
  Selectors peers;
  Selectors equivocate_to;  ///< who is told of other blocks than the rest; empty: it does not
  Marked<bool> silent;
  Maybe<Duration> delay;
  std::optional<Selectors> only_to;
  Marked<bool> wrong_votes;
  Marked<bool> bad_blocks;
  MessageKinds kinds = consensus_messages;  ///< key 'messages': which are not sent, or late
  Maybe<Duration> lasts;                    ///< key 'for'
  bool operator==(const Byzantine&) const = default;
};

/// Makes validators honest again.
struct Honest {
  Selectors peers;
  bool operator==(const Honest&) const = default;
};

}  // namespace seatrial::scenario
