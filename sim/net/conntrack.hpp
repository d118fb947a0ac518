// SPDX-License-Identifier: Apache-2.0
// Conntrack: the translations of the flows that one element has seen: a node, a load balancer, a
// NAT gateway. An entry keeps the tuple of the first packet and the tuple that its replies will
// have; both are looked up. Entries expire after the protocol's silence, or after their element's
// own; a flow without translation is tracked too, as Linux does.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>

#include "sim/core/instant.hpp"
#include "sim/net/address.hpp"
#include "sim/net/network_ids.hpp"

namespace seatrial::net {

/// Silence after which an entry is gone. SPEC kubernetes 4 "conntrack numbers".
struct ConntrackTimeouts {
  Duration tcp_opening = seconds(120);       ///< syn_sent
  Duration tcp_established = minutes(1440);  ///< kube-proxy's tcpEstablishedTimeout
  Duration udp_unreplied = seconds(30);
  Duration udp_stream = seconds(120);
};

/// An idle time that never ends.
inline constexpr Duration endless{INT64_MAX};

/// What an element other than a node remembers of a flow beside its tuples.
struct FlowNote {
  Duration idle{};                   ///< silence after which it is forgotten; 0: the protocol's
  MachineId to = MachineId::none;    ///< where its packets go
  std::uint32_t owner = UINT32_MAX;  ///< which element of the table's made it
};

/// A flow as one of its packets finds it.
struct KnownFlow {
  FiveTuple tuple;  ///< what the packet looks like after the element
  FlowNote note;
  bool is_reply = false;
};

/// Which flows to forget; a zero means any. As `conntrack -D` has it.
struct FlowPattern {
  Protocol protocol = Protocol::udp;
  Endpoint dialled;  ///< the destination of the first packet, before its translation
  Ipv4 ends_at;      ///< its destination after that
};

/// Which endpoint a client had last, for sessionAffinity ClientIP: iptables' recent lists.
class RecentClients {
 public:
  /// The endpoint, if the client was seen within `keep`. `rule` stands for the Service port.
  std::optional<Endpoint> endpoint(std::uint64_t rule, Ipv4 client, Instant now,
                                   Duration keep) const;
  void saw(std::uint64_t rule, Ipv4 client, Endpoint endpoint, Instant now);
  void clear() { clients_.clear(); }

 private:
  struct Seen {
    Endpoint endpoint;
    Instant at;
  };
  static std::uint64_t key(std::uint64_t rule, Ipv4 client) {
    return (rule ^ client.bits) * 0x9e3779b97f4a7c15U + client.bits;
  }
  boost::unordered_flat_map<std::uint64_t, Seen> clients_;
};

/// The flows of one element.
class Conntrack {
 public:
  /// What the packet looks like after this node, if the node knows its flow in either direction.
  std::optional<FiveTuple> translate(const FiveTuple& packet, Instant now);
  /// The same with all that is known. `active_at`: when the flow last had a packet that was not
  /// walked, as those on a compiled path are not.
  std::optional<KnownFlow> find(const FiveTuple& packet, Instant now, Instant active_at = {});
  /// Remembers that packets like `original` leave as `translated`, and replies the other way.
  void add(const FiveTuple& original, const FiveTuple& translated, Instant now,
           const FlowNote& note = {});
  /// Takes an entry back: its first packet came to nothing.
  void remove(const FiveTuple& original, const FiveTuple& translated);
  /// True if no live flow has replies like this, so that the source port may be taken.
  bool reply_is_free(const FiveTuple& reply, Instant now) const;
  /// Forgets every flow of an address, as a node does that reboots.
  void forget(Ipv4 address);
  /// The same of one protocol only.
  void forget(Ipv4 address, Protocol protocol);
  /// Forgets what matches, as kube-proxy does for UDP when an endpoint goes away: by the Service's
  /// address or node port and the endpoint's address. SPEC kubernetes 4 "Stale UDP"
  void forget(const FlowPattern& pattern);
  void clear();
  std::size_t size() const { return entries_.size() / 2; }
  bool empty() const { return entries_.empty(); }

  ConntrackTimeouts timeouts;
  RecentClients clients;

 private:
  struct Hash {
    std::size_t operator()(const FiveTuple& tuple) const;
  };
  struct Entry {
    FiveTuple rewritten;
    Instant expires;
    bool replied = false;
    bool is_reply = false;
    FlowNote note;
  };

  Duration lifetime(Protocol protocol, const Entry& entry) const;
  void sweep(Instant now);

  std::size_t sweep_at_ = 1024;  ///< entries, at which the expired ones are looked for
  boost::unordered_flat_map<FiveTuple, Entry, Hash> entries_;
};

/// Which of a network's own tables: load balancers and NAT gateways may see the same tuples.
enum class FabricTable : std::uint8_t { balancers, nat };

/// The flow tables of a world: of the machines, dense by MachineId, and of the networks between
/// them (two of the flat world, then two of each private network).
struct Conntracks {
  std::deque<Conntrack> machines;
  std::deque<Conntrack> fabrics;

  Conntrack& operator[](std::size_t machine) { return machines[machine]; }
};

}  // namespace seatrial::net
