// SPDX-License-Identifier: Apache-2.0
// Gossip: hands consensus messages to the connected validators that are not known to have them, and
// tells which incoming ones are new. It knows who is connected, by address; it does not look into
// messages. A message counts as delivered when it is sent, also if it then gets lost, and for good:
// neither a reconnect nor a stopped core makes it forget. // SPEC goquorum 7.9
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "sim/proto/istanbul/known_messages.hpp"
#include "sim/proto/istanbul/outbox.hpp"

namespace seatrial::istanbul {

/// The connected peers of one process, and who has which message.
class Gossip {
 public:
  /// Who does not relay sends its own messages only, which GoQuorum cannot be told to do: for
  /// networks that are too large to be simulated with relays.
  /// `index` is that of the run, or none.
  explicit Gossip(chain::AddressRef self, bool relay = true,
                  std::shared_ptr<MessageIndex> index = nullptr)
      : self_(self), relay_(relay), known_(std::move(index)) {}

  void peer_joined(p2p::NodeRef node, chain::AddressRef address);
  void peer_left(p2p::NodeRef node);

  /// A message came in: the sender has it. False if this process had it too.
  bool received(p2p::NodeRef from, const Message& message);
  /// Sends a message to every connected validator that is not known to have it.
  void spread(const std::vector<chain::AddressRef>& validators, const Message& message,
              Outbox& out);

 private:
  p2p::NodeRef& node_at(chain::AddressRef address);
  chain::AddressRef address_of(p2p::NodeRef node) const;

  chain::AddressRef self_;
  bool relay_;
  KnownMessages known_;
  std::vector<p2p::NodeRef> nodes_;           ///< by AddressRef; no_node: not connected
  std::vector<chain::AddressRef> addresses_;  ///< by NodeRef; none: not connected
};

}  // namespace seatrial::istanbul
