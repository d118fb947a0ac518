// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/discovery_check.hpp"

#include <fmt/format.h>

#include "sim/net/walk.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial {

namespace {

/// One PING and its PONG, step by step. Each step returns false when it decided the cause.
class PingReader {
 public:
  PingReader(World& world, PingReading& reading) : world_(world), reading_(reading) {}

  void run() {
    if (!both_discover() || !has_endpoint() || !scheduled() || !resolves()) return;
    if (arrives() && answers() && is_the_one()) reading_.cause = LinkCause::up;
  }

 private:
  const wire::Enode& enode() const { return *reading_.entry->enode; }

  bool decide(LinkCause cause, std::string detail) {
    reading_.cause = cause;
    reading_.detail = std::move(detail);
    return false;
  }

  bool both_discover() {
    if (!world_.peer(reading_.from).spec.geth.discovery) {
      return decide(LinkCause::not_listed,
                    world_.name(reading_.from) + " runs with --nodiscover and pings nobody");
    }
    return true;
  }

  bool has_endpoint() {
    const std::string from = world_.name(reading_.from);
    if (reading_.entry == nullptr) {
      return decide(LinkCause::not_listed, fmt::format("no bootnode or static node of {} is {}",
                                                       from, world_.name(reading_.to)));
    }
    if (enode().udp != 0) return true;
    return decide(LinkCause::not_listed,
                  fmt::format("the entry gives no UDP port (discport=0) to {}", from));
  }

  bool scheduled() {
    for (const PeerId peer : {reading_.from, reading_.to}) {
      if (peer == PeerId::none || !world_.pending(peer)) continue;
      return decide(LinkCause::pod_pending,
                    fmt::format("the pod of {} is Pending: it got no address", world_.name(peer)));
    }
    return true;
  }

  bool resolves() {
    const auto found = look_up(world_, reading_.from, enode().host);
    if (found) target_ = {found->address, enode().udp};
    if (found) return true;
    const ClusterId home = world_.peer(reading_.from).spec.cluster;
    return decide(LinkCause::name_not_resolved, fmt::format("{} means nothing in {}", enode().host,
                                                            world_.cluster(home).spec().name));
  }

  // discv4 sends from the port that it listens on.
  bool arrives() {
    const net::StackId stack = world_.stack(reading_.from);
    const net::Endpoint source{world_.network().stack(stack).address,
                               world_.peer(reading_.from).spec.geth.port};
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {stack, {net::Protocol::udp, source, target_}, true}, context,
              &reading_.out);
    reading_.conditions = reading_.out.conditions;
    if (!reading_.out.delivered())
      return decide(cause_of(reading_.out.disposition), last_word(reading_.out));
    reading_.reached = world_.peer_on(reading_.out.at);
    return listens();
  }

  bool listens() {
    const std::uint16_t port = reading_.out.seen.dst.port;
    if (world_.network().listens(reading_.out.at, port, net::Protocol::udp)) return true;
    const PeerId there = reading_.reached;
    const bool off = there != PeerId::none && !world_.peer(there).spec.geth.discovery;
    return decide(LinkCause::port_closed,
                  off ? world_.name(there) + " runs with --nodiscover and answers nobody"
                      : fmt::format("nothing listens on UDP port {}", port));
  }

  bool answers() {
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {reading_.out.at, reading_.out.seen.reversed(), false}, context,
              &reading_.back);
    add_conditions(reading_.conditions, reading_.back.conditions);
    if (reading_.back.delivered()) return true;
    return decide(cause_of(reading_.back.disposition), "the answer: " + last_word(reading_.back));
  }

  bool is_the_one() {
    const PeerId there = reading_.reached;
    if (there == reading_.from) {
      return decide(LinkCause::connected_to_self, "the entry leads back to the pinger");
    }
    if (there == PeerId::none) {
      return decide(LinkCause::wrong_port,
                    world_.network().stack(reading_.out.at).name + " is no GoQuorum peer");
    }
    if (world_.peer(there).spec.key == enode().key) return true;
    return decide(LinkCause::identity_mismatch,
                  fmt::format("{} answers there, with another key", world_.name(there)));
  }

  World& world_;
  PingReading& reading_;
  net::Endpoint target_;
  net::Conntracks scratch_;
};

const PeerListEntry* last_of(const PeerList& list, const wire::PublicKey& key) {
  const PeerListEntry* found = nullptr;
  if (list.state != PeerListState::ok) return found;
  for (const PeerListEntry& entry : list.entries) {
    if (entry.enode && !entry.enode->incomplete && entry.enode->key == key) found = &entry;
  }
  return found;
}

int progress(const PingReading& reading) {
  if (reading.up()) return reading.conditions.empty() ? 100 : 99;
  return static_cast<int>(reading.cause);
}

}  // namespace

const PingReading& DiscoveryReading::decisive() const {
  return progress(backward) > progress(forward) ? backward : forward;
}

PingReading read_ping(World& world, PeerId from, PeerId to) {
  PingReading reading;
  reading.from = from;
  reading.to = to;
  const PeerSpec& spec = world.peer(from).spec;
  const wire::PublicKey& key = world.peer(to).spec.key;
  reading.entry = last_of(spec.geth.bootnodes, key);
  if (reading.entry == nullptr) reading.entry = last_of(spec.static_nodes, key);
  PingReader(world, reading).run();
  return reading;
}

DiscoveryReading read_discovery(World& world, PeerId a, PeerId b) {
  DiscoveryReading link{a, b, LinkStatus::down, read_ping(world, a, b), read_ping(world, b, a)};
  for (const PingReading* ping : {&link.forward, &link.backward}) {
    if (!ping->up()) continue;
    if (ping->conditions.empty()) link.status = LinkStatus::up;
    if (link.status == LinkStatus::down) link.status = LinkStatus::unknown;
  }
  return link;
}

}  // namespace seatrial
