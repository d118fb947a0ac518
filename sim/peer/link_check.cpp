// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_check.hpp"

#include <fmt/format.h>

#include "sim/net/walk.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/proto/p2p/permissions.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial {

namespace {

std::string short_id(const World& world, p2p::NodeRef node) {
  return wire::to_hex(world.identities().key(node)).substr(0, 16);
}

/// One dial, step by step in the order in which a real one meets the obstacles. Each step returns
/// false when it decided the cause.
class DialReader {
 public:
  DialReader(World& world, DialReading& reading)
      : world_(world), reading_(reading), spec_(world.peer(reading.from).spec) {}

  void run() {
    if (!parses() || !scheduled() || !resolves() || !arrives()) return;
    if (!answers() || !is_the_one()) return;
    if (!permits(reading_.from, reading_.to) || !permits(reading_.to, reading_.from)) return;
    if (!same_chain()) return;
    reading_.cause = LinkCause::up;
    ask_owner();
  }

 private:
  const wire::Enode& enode() const { return *reading_.entry->enode; }

  bool decide(LinkCause cause, std::string detail) {
    reading_.cause = cause;
    reading_.detail = std::move(detail);
    return false;
  }

  bool parses() {
    const PeerListEntry& entry = *reading_.entry;
    if (!entry.enode) return decide(LinkCause::bad_enode, entry.error);
    // SPEC goquorum 1.2: a bare key has no address; static-nodes.json refuses it.
    if (entry.enode->incomplete) return decide(LinkCause::bad_enode, "the entry has no address");
    reading_.to = world_.identities().peer(world_.identities().intern(entry.enode->key));
    return true;
  }

  /// A pod without an address runs nothing, whoever dials.
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
    if (!found) {
      return decide(LinkCause::name_not_resolved,
                    why_unresolved(world_, reading_.from, enode().host));
    }
    if (!found->condition.empty()) reading_.conditions.push_back(found->condition);
    target_ = {found->address, enode().tcp};
    return true;
  }

  bool arrives() {
    // A port of its own that no socket of a run can have; walks on scratch tables leave no trace.
    const net::Endpoint source{world_.network().stack(world_.stack(reading_.from)).address, 61000};
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(),
              {world_.stack(reading_.from), {net::Protocol::tcp, source, target_}, true}, context,
              &reading_.out);
    const std::vector<std::string>& met = reading_.out.conditions;
    reading_.conditions.insert(reading_.conditions.end(), met.begin(), met.end());
    if (!reading_.out.delivered()) {
      const auto& hops = reading_.out.hops;
      return decide(cause_of(reading_.out.disposition), hops.empty() ? "" : hops.back().what);
    }
    reading_.reached = world_.peer_on(reading_.out.at);
    if (reading_.to == PeerId::none) reading_.to = reading_.reached;
    return true;
  }

  bool answers() {
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {reading_.out.at, reading_.out.seen.reversed(), false}, context,
              &reading_.back);
    if (reading_.back.delivered()) return true;
    const auto& hops = reading_.back.hops;
    return decide(cause_of(reading_.back.disposition),
                  "the answer: " + (hops.empty() ? std::string() : hops.back().what));
  }

  bool is_the_one() {
    const p2p::NodeRef wanted = world_.identities().intern(enode().key);
    if (reading_.reached == reading_.from) {
      return decide(LinkCause::connected_to_self, "the entry leads back to the dialler");
    }
    if (reading_.reached != PeerId::none &&
        reading_.out.seen.dst.port != world_.peer(reading_.reached).spec.geth.port) {
      return decide(LinkCause::wrong_port,
                    fmt::format("port {} of {} is not geth's p2p port", reading_.out.seen.dst.port,
                                world_.name(reading_.reached)));
    }
    if (reading_.reached != PeerId::none && world_.peer(reading_.reached).self == wanted) {
      return true;
    }
    return decide(LinkCause::identity_mismatch,
                  fmt::format("{} answers there, with key {}…; the entry says {}…",
                              world_.name(reading_.reached),
                              reading_.reached == PeerId::none
                                  ? std::string("?")
                                  : short_id(world_, world_.peer(reading_.reached).self),
                              short_id(world_, wanted)));
  }

  // SPEC goquorum 2.2: each end asks its own file for the other's node id.
  bool permits(PeerId asker, PeerId asked) {
    if (world_.peer(asker).spec.opaque) return true;
    const auto verdict =
        p2p::check_permission(permission_file(world_, asker), world_.peer(asked).self);
    if (p2p::allows(verdict)) return true;
    reading_.denied_by = asker;
    const char* why = "does not list";
    if (verdict == p2p::Permission::file_missing) why = "is missing and so denies";
    if (verdict == p2p::Permission::file_broken) why = "cannot be read and so denies";
    return decide(LinkCause::permission_denied,
                  fmt::format("permissioned-nodes.json of {} {} {}", world_.name(asker), why,
                              world_.name(asked)));
  }

  bool same_chain() {
    const PeerSpec& there = world_.peer(reading_.to).spec;
    if (!there.chain_known || !spec_.chain_known) return true;
    const p2p::CommonProtocols common =
        p2p::match(capabilities(spec_.geth), capabilities(there.geth));
    if (common.none()) return decide(LinkCause::no_common_protocol, "no capability in common");
    const auto mismatch =
        p2p::check_status(local_chain(spec_), common.status_protocol(), local_chain(there).status);
    if (!mismatch) return true;
    return decide(cause_of(*mismatch, net::Disposition::delivered), mismatch->detail);
  }

  /// What only the other company can confirm.
  void ask_owner() {
    const bool out = world_.peer(reading_.to).spec.opaque;
    if (!out && !spec_.opaque) return;
    const PeerId ours = out ? reading_.from : reading_.to;
    const PeerId theirs = out ? reading_.to : reading_.from;
    reading_.conditions.push_back(fmt::format("{} permits {} in its permissioned-nodes.json",
                                              world_.name(theirs), world_.name(ours)));
    if (world_.peer(theirs).spec.chain_known) return;
    reading_.conditions.push_back(fmt::format("{} runs the genesis and the network id of {}",
                                              world_.name(theirs), world_.name(ours)));
  }

  World& world_;
  DialReading& reading_;
  const PeerSpec& spec_;
  net::Endpoint target_;
  net::Conntracks scratch_;
};

/// How far a dial came, to choose which of two failures to tell: the further the better.
int progress(const DialReading& reading) {
  if (reading.up()) return reading.conditions.empty() ? 100 : 99;
  return static_cast<int>(reading.cause);
}

bool would_permit(World& world, PeerId asker, PeerId asked) {
  return p2p::allows(p2p::check_permission(permission_file(world, asker), world.peer(asked).self));
}

}  // namespace

const DialReading& LinkReading::decisive() const {
  return progress(backward) > progress(forward) ? backward : forward;
}

DialReading read_dial(World& world, PeerId from, const PeerListEntry& entry) {
  DialReading reading;
  reading.from = from;
  reading.entry = &entry;
  DialReader(world, reading).run();
  return reading;
}

DialReading read_dial(World& world, PeerId from, PeerId to) {
  DialReading found;
  found.from = from;
  found.to = to;
  const PeerSpec& spec = world.peer(from).spec;
  if (spec.static_nodes.state != PeerListState::ok) return found;
  for (const PeerListEntry& entry : spec.static_nodes.entries) {
    if (!entry.enode) continue;
    const PeerId meant = world.identities().peer(world.identities().intern(entry.enode->key));
    if (meant != PeerId::none && meant != to) continue;
    DialReading reading = read_dial(world, from, entry);
    // An entry of a known id wins over a stray one that merely leads to the same door.
    if (reading.to != to || (meant == PeerId::none && found.entry != nullptr)) continue;
    found = std::move(reading);
  }
  return found;
}

LinkReading read_link(World& world, PeerId a, PeerId b) {
  LinkReading link{a, b, LinkStatus::down, read_dial(world, a, b), read_dial(world, b, a)};
  for (const DialReading* dial : {&link.forward, &link.backward}) {
    if (dial->up() && dial->conditions.empty()) link.status = LinkStatus::up;
    if (dial->up() && !dial->conditions.empty() && link.status == LinkStatus::down) {
      link.status = LinkStatus::unknown;
    }
    // Whether another company's peer lists us is not known: it may yet dial us.
    const bool may_dial = world.peer(dial->from).spec.opaque && dial->entry == nullptr &&
                          would_permit(world, dial->to, dial->from);
    if (may_dial && link.status == LinkStatus::down) link.status = LinkStatus::unknown;
  }
  return link;
}

void assume_all_running(World& world) {
  for (std::size_t i = 0; i < world.peer_count(); ++i) {
    const auto id = PeerId(static_cast<std::uint32_t>(i));
    const PeerSpec& spec = world.peer(id).spec;
    if (world.pending(id)) continue;
    world.network().listen(world.stack(id), spec.geth.port);
    if (spec.tessera) world.network().listen(world.stack(id), spec.tessera->port);
  }
}

}  // namespace seatrial
