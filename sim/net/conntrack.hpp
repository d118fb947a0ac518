// SPDX-License-Identifier: Apache-2.0
// Conntrack: the translations of the flows that a node has seen. An entry keeps the tuple of the
// first packet and the tuple that its replies will have; both are looked up. Entries expire after
// the protocol's silence; a flow without translation is tracked too, as Linux does.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>

#include "sim/core/instant.hpp"
#include "sim/net/address.hpp"

namespace seatrial::net {

/// Silence after which an entry is gone. SPEC kubernetes 4 "conntrack numbers".
struct ConntrackTimeouts {
  Duration tcp_opening = seconds(120);       ///< syn_sent
  Duration tcp_established = minutes(1440);  ///< kube-proxy's tcpEstablishedTimeout
  Duration udp_unreplied = seconds(30);
  Duration udp_stream = seconds(120);
};

/// The flows of one node.
class Conntrack {
 public:
  /// What the packet looks like after this node, if the node knows its flow in either direction.
  std::optional<FiveTuple> translate(const FiveTuple& packet, Instant now);
  /// Remembers that packets like `original` leave as `translated`, and replies the other way.
  void add(const FiveTuple& original, const FiveTuple& translated, Instant now);
  /// True if no live flow has replies like this, so that the source port may be taken.
  bool reply_is_free(const FiveTuple& reply, Instant now) const;
  /// Forgets every flow that ends at this address, as kube-proxy does for UDP and a reboot for all.
  void forget(Ipv4 address);
  void clear();
  std::size_t size() const { return entries_.size() / 2; }

  ConntrackTimeouts timeouts;

 private:
  struct Hash {
    std::size_t operator()(const FiveTuple& tuple) const;
  };
  struct Entry {
    FiveTuple rewritten;
    Instant expires;
    bool replied = false;
    bool is_reply = false;
  };

  Duration lifetime(Protocol protocol, bool replied) const;
  void sweep(Instant now);

  std::size_t sweep_at_ = 1024;  ///< entries, at which the expired ones are looked for
  boost::unordered_flat_map<FiveTuple, Entry, Hash> entries_;
};

}  // namespace seatrial::net
