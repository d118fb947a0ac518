// SPDX-License-Identifier: Apache-2.0
// The observation log: what the peers of a world saw happen, in the order of virtual time. It is
// append-only and typed; questions are asked of it and reports are made from it. An observation
// adds to what the peer itself saw the two things that only the simulator knows: which peer is
// really at the other end, and what became of a dial's last packet.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/net/disposition.hpp"
#include "sim/peer/identities.hpp"
#include "sim/peer/message_fault.hpp"
#include "sim/proto/eth/outbox.hpp"
#include "sim/proto/p2p/observed.hpp"

namespace seatrial {

/// The life of a process.
enum class ProcessEvent : std::uint8_t {
  started,
  stopped,
  paused,   ///< SIGSTOP: its sockets stay, and nothing is read or timed
  resumed,  ///< SIGCONT
};

/// A line that geth prints apart from what Observed covers.
struct LogLine {
  std::string level;  ///< "ERROR", "WARN", …
  std::string text;

  bool operator==(const LogLine&) const = default;
};

/// What a fault did to a message that the observation's peer sent and its remote was to get. No
/// process sees it.
struct MessageEvent {
  enum class How : std::uint8_t { lost, delayed, altered };
  How how = How::lost;
  MessageKind kind = MessageKind::other;
  istanbul::View view;
  chain::AddressRef author = chain::AddressRef::none;  ///< who signed it; none for a block

  bool operator==(const MessageEvent&) const = default;
};

/// One observation.
struct Observation {
  Instant at;
  PeerId peer = PeerId::none;    ///< who saw it
  PeerId remote = PeerId::none;  ///< who is at the other end, if anybody is
  net::Disposition disposition = net::Disposition::delivered;  ///< of a failed dial's last packet
  std::variant<p2p::Observed, ProcessEvent, LogLine, eth::Observed, istanbul::Observed,
               MessageEvent>
      what;

  /// The p2p observation, or null.
  const p2p::Observed* observed() const { return std::get_if<p2p::Observed>(&what); }
  /// The observation of the peer's chain, or null.
  const eth::Observed* of_chain() const { return std::get_if<eth::Observed>(&what); }
  /// What a fault did to a message, or null.
  const MessageEvent* of_message() const { return std::get_if<MessageEvent>(&what); }
  /// The observation of the peer's consensus engine, or null.
  const istanbul::Observed* of_consensus() const { return std::get_if<istanbul::Observed>(&what); }
};

/// All observations of a run so far.
using ObservationLog = std::vector<Observation>;

}  // namespace seatrial
