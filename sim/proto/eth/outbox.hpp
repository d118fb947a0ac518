// SPDX-License-Identifier: Apache-2.0
// Outbox: the effects that the block service of one process asks of its owner, in the order in
// which they are to happen, and what it observed. The owner carries them out after the call
// returns.
#pragma once

#include <string>
#include <variant>

#include "sim/proto/effects.hpp"
#include "sim/proto/eth/message.hpp"
#include "sim/proto/istanbul/outbox.hpp"

namespace seatrial::eth {

/// Send a message on an established link; nothing happens if it is gone.
struct Send {
  p2p::NodeRef to{};
  Message message;
  bool operator==(const Send&) const = default;
};

/// Drop a peer.
struct Drop {
  p2p::NodeRef node{};
  p2p::DisconnectReason reason = p2p::DisconnectReason::useless_peer;
  std::string why;  ///< what its message handler failed with; "" if it did not fail
  bool operator==(const Drop&) const = default;
};

/// What happened to a node's chain.
enum class Happening : std::uint8_t {
  new_head,        ///< `block` is the head now
  reorganised,     ///< `block` is the head now, and another branch was left
  sync_started,    ///< with `node`
  sync_done,       ///< `block` is the head
  sync_failed,     ///< `text` says why
  engine_started,  ///< the miner and with it the consensus engine runs
  engine_stopped,  ///< the miner was stopped, by a first sync or by hand
  peer_dropped,    ///< `node`; `text` says why: "stopped engine"
  logged,          ///< a log line of GoQuorum
};

/// Whether `block` of an observation is a new head.
constexpr bool moved_head(Happening what) {
  return what == Happening::new_head || what == Happening::reorganised;
}

/// One observation.
struct Observed {
  Happening what = Happening::new_head;
  chain::BlockId block = chain::BlockId::none;
  p2p::NodeRef node = p2p::no_node;
  std::string level{};  ///< of a log line
  std::string text{};
  bool operator==(const Observed&) const = default;
};

/// One thing that the owner is to do, or to note.
using Effect = std::variant<Send, Drop, Observed, istanbul::Observed>;

/// The effects of one call, in order.
class Outbox : public Effects<Effect> {
 public:
  void send(p2p::NodeRef to, Message message) { put(Send{to, message}); }
  void drop(Drop drop) { put(std::move(drop)); }
  void observe(Observed observed) { put(std::move(observed)); }
  void observe(istanbul::Observed observed) { put(std::move(observed)); }
};

}  // namespace seatrial::eth
