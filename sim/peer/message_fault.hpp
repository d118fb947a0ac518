// SPDX-License-Identifier: Apache-2.0
// Faults of single messages: which messages of whom to whom are lost or come late, and how many of
// them. They stand between a process and its connections, so that the link itself stays up, and so
// that who sent a message goes on believing that it arrived. Chance comes from a stream of the
// fault's own.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/instant.hpp"
#include "sim/core/mark.hpp"
#include "sim/core/ratio.hpp"
#include "sim/core/rng.hpp"
#include "sim/peer/identities.hpp"
#include "sim/peer/message_kind.hpp"
#include "sim/proto/eth/message.hpp"

namespace seatrial {

/// A message, as a fault looks at it.
struct MessageFacts {
  MessageKind kind = MessageKind::other;
  istanbul::View view;                                 ///< of a block only the sequence: its number
  chain::AddressRef author = chain::AddressRef::none;  ///< who signed it; none: whoever sends it
  std::uint64_t identity = 0;                          ///< copies of one message have the same
};
/// Looks at a message; `tree` knows the numbers of blocks.
MessageFacts facts_of(const eth::Message& message, const chain::BlockTree& tree);

/// Messages that get lost or come late.
struct MessageFault {
  MessageKinds kinds = consensus_messages;
  std::vector<PeerId> from;  ///< who signed the vote, or sends the block
  std::vector<PeerId> to;    ///< who does not get it, or gets it late
  /// Also the copies that other validators pass on; else only what `from` sends itself.
  bool relayed = true;
  std::optional<std::uint64_t> sequence;  ///< only of this height
  std::optional<std::uint64_t> round;     ///< only of this round
  std::optional<std::uint64_t> count;     ///< so many different messages for each receiver
  Ratio share{1, 1};                      ///< of the copies that are meant
  Duration late;                          ///< how much later they are sent; 0: never
  Instant until = Instant::never();
  Mark why;
};

/// What becomes of one copy of a message.
struct MessageFate {
  bool lost = false;
  Duration late;
};

/// The faults of messages of one world.
class MessageFaults {
 public:
  /// `chance` is the fault's own.
  void add(MessageFault fault, Rng chance);
  bool empty() const { return all_.empty(); }
  /// One copy goes from `sender` to `receiver`; `author` signed it. The first fault that means it
  /// decides.
  MessageFate fate(Instant now, PeerId sender, PeerId author, PeerId receiver,
                   const MessageFacts& facts);

 private:
  struct Hit {
    PeerId receiver = PeerId::none;
    std::uint64_t identity = 0;
  };
  struct Active {
    MessageFault fault;
    Rng chance;
    std::vector<Hit> hits;  ///< of a fault with a count
  };

  static bool means(const MessageFault& fault, PeerId sender, PeerId author, PeerId receiver,
                    const MessageFacts& facts);
  static bool counts(Active& active, PeerId receiver, std::uint64_t identity);

  std::vector<Active> all_;
};

}  // namespace seatrial
