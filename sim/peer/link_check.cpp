// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/net/walk.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/proto/p2p/permissions.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial {

namespace {

/// Whether an Ingress controller listens there.
bool speaks_http(const World& world, net::StackId stack) {
  const net::SiteId site = world.network().stack(stack).site;
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    const kube::Cluster& cluster = world.cluster(ClusterId(i));
    if (cluster.site() == site) return cluster.speaks_http(stack);
  }
  return false;
}

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
    run_way();
    if (reading_.cause != LinkCause::up) return;
    reading_.cause = LinkCause::other;
    if (!permits(reading_.from, reading_.to) || !permits(reading_.to, reading_.from)) return;
    if (!same_chain()) return;
    reading_.cause = LinkCause::up;
    ask_owner();
  }

  /// Up to the other's key: what the network decides.
  void run_way() {
    if (!parses() || !scheduled() || !resolves() || !may_dial() || !arrives() || !answers()) return;
    if (is_let_in() && fits() && is_the_one()) reading_.cause = LinkCause::up;
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

  // SPEC goquorum 2.1: an address outside of --netrestrict is never dialled.
  bool may_dial() {
    if (spec_.geth.admits(target_.ip)) return true;
    return decide(LinkCause::net_restricted,
                  fmt::format("--netrestrict of {} leaves out {}, so that it is never dialled",
                              world_.name(reading_.from), net::to_string(target_.ip)));
  }

  // SPEC goquorum 3.4: a connection from outside of it is closed before the handshake.
  bool is_let_in() {
    const PeerId there = reading_.reached;
    const net::Endpoint& source = reading_.out.seen.src;
    if (there == PeerId::none || world_.peer(there).spec.geth.admits(source.ip)) return true;
    if (world_.peer(there).spec.geth.port != reading_.out.seen.dst.port) return true;
    return decide(
        LinkCause::net_restricted,
        fmt::format("--netrestrict of {} leaves out {}, under which {} arrives", world_.name(there),
                    net::to_string(source.ip), world_.name(reading_.from)));
  }

  bool arrives() {
    // A port of its own that no socket of a run can have; walks on scratch tables leave no trace.
    const net::Endpoint source{world_.network().stack(world_.stack(reading_.from)).address, 61000};
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    const net::Path path =
        net::walk(world_.network(),
                  {world_.stack(reading_.from), {net::Protocol::tcp, source, target_}, true},
                  context, &reading_.out);
    mtu_ = net::mtu_of(world_.network(), path);
    const std::vector<std::string>& met = reading_.out.conditions;
    reading_.conditions.insert(reading_.conditions.end(), met.begin(), met.end());
    if (!reading_.out.delivered()) {
      return decide(cause_of(reading_.out.disposition), last_word(reading_.out));
    }
    reading_.reached = world_.peer_on(reading_.out.at);
    if (reading_.to == PeerId::none) reading_.to = reading_.reached;
    return true;
  }

  bool answers() {
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {reading_.out.at, reading_.out.seen.reversed(), false}, context,
              &reading_.back);
    add_conditions(reading_.conditions, reading_.back.conditions);
    if (reading_.back.delivered()) return true;
    return decide(cause_of(reading_.back.disposition), "the answer: " + last_word(reading_.back));
  }

  // SPEC kubernetes F-90: the handshake of TCP is small and passes where RLPx' first packet does
  // not.
  bool fits() {
    constexpr std::uint32_t headers = 40;
    const std::uint32_t first = p2p::wire_size(p2p::Message(p2p::Auth{})) + headers;
    if (mtu_ == 0 || first <= mtu_) return true;
    return decide(LinkCause::mtu_exceeded,
                  fmt::format("the first packet of RLPx takes {} bytes, and the way carries {}",
                              first, mtu_));
  }

  bool is_the_one() {
    const p2p::NodeRef wanted = world_.identities().intern(enode().key);
    const LinkCause cause =
        read_answer(world_, reading_.from, reading_.out.at, reading_.out.seen.dst.port, wanted);
    if (cause != LinkCause::up) return decide(cause, who_answers(cause, wanted));
    need_key(reading_.reached);
    return true;
  }

  /// The key of a peer may be in a vault, where nobody can read it.
  void need_key(PeerId peer) {
    const std::string& condition = world_.peer(peer).spec.key_condition;
    if (!condition.empty()) add_conditions(reading_.conditions, {condition});
  }

  std::string who_answers(LinkCause cause, p2p::NodeRef wanted) const {
    const std::uint16_t port = reading_.out.seen.dst.port;
    const std::string& pod = world_.network().stack(reading_.out.at).name;
    if (cause == LinkCause::connected_to_self) return "the entry leads back to the dialler";
    if (cause == LinkCause::http_only) return fmt::format("port {} of {} speaks HTTP", port, pod);
    if (reading_.reached == PeerId::none) {
      return fmt::format("port {} of {} is no GoQuorum peer's", port, pod);
    }
    const std::string name = world_.name(reading_.reached);
    if (cause == LinkCause::wrong_port) {
      return fmt::format("port {} of {} is not geth's p2p port", port, name);
    }
    return fmt::format("{} answers there, with key {}…; the entry says {}…", name,
                       short_id(world_, world_.peer(reading_.reached).self),
                       short_id(world_, wanted));
  }

  // SPEC goquorum 2.2: each end asks its own file for the other's node id.
  bool permits(PeerId asker, PeerId asked) {
    const PeerSpec& spec = world_.peer(asker).spec;
    if (spec.opaque || !spec.geth.permissioned) return true;
    const auto verdict =
        p2p::check_permission(permission_file(world_, asker), world_.peer(asked).self);
    if (allows_some_key(verdict, world_.peer(asked).spec)) {
      if (!p2p::allows(verdict)) ask_for_entry(asker, asked);
      need_key(asked);
      return true;
    }
    reading_.denied_by = asker;
    return decide(LinkCause::permission_denied, denial(verdict, asker, asked));
  }

  std::string denial(p2p::Permission verdict, PeerId asker, PeerId asked) const {
    const char* file = "permissioned-nodes.json";
    const char* why = "does not list";
    if (verdict == p2p::Permission::file_missing) why = "is missing and so denies";
    if (verdict == p2p::Permission::file_broken) why = "cannot be read and so denies";
    if (verdict == p2p::Permission::disallowed) why = "lists and so denies";
    if (verdict == p2p::Permission::disallowed_broken) why = "cannot be read and so denies";
    if (verdict == p2p::Permission::disallowed || verdict == p2p::Permission::disallowed_broken) {
      file = "disallowed-nodes.json";
    }
    return fmt::format("{} of {} {} {}", file, world_.name(asker), why, world_.name(asked));
  }

  void ask_for_entry(PeerId asker, PeerId asked) {
    reading_.conditions.push_back(
        fmt::format("permissioned-nodes.json of {} lists the key of {}, which is in no file",
                    world_.name(asker), world_.name(asked)));
  }

  bool same_chain() {
    ChainReading chains = read_chains(world_, reading_.from, reading_.to);
    if (chains.cause != LinkCause::up) return decide(chains.cause, std::move(chains.detail));
    for (const PeerId peer : {reading_.from, reading_.to}) {
      const PeerSpec& spec = world_.peer(peer).spec;
      if (spec.chain != nullptr || spec.opaque) continue;
      reading_.conditions.push_back(fmt::format(
          "the genesis of {}, which is in no file, is that of its peers", world_.name(peer)));
    }
    return true;
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
  std::uint32_t mtu_ = 0;
  net::Conntracks scratch_;
};

/// How far a dial came, to choose which of two failures to tell: the further the better.
int progress(const DialReading& reading) {
  if (reading.up()) return reading.conditions.empty() ? 100 : 99;
  return static_cast<int>(reading.cause);
}

}  // namespace

// SPEC kubernetes F-27: a proxy for HTTP answers, and knows no RLPx.
LinkCause read_answer(const World& world, PeerId from, net::StackId reached, std::uint16_t port,
                      p2p::NodeRef wanted) {
  const PeerId who = world.peer_on(reached);
  if (who == from) return LinkCause::connected_to_self;
  if (who == PeerId::none) {
    return speaks_http(world, reached) ? LinkCause::http_only : LinkCause::wrong_port;
  }
  if (port != world.peer(who).spec.geth.port) return LinkCause::wrong_port;
  if (world.peer(who).self == wanted) return LinkCause::up;
  // A key that nobody can read may be the one that nobody else has.
  const bool may_be = !world.peer(who).spec.key_condition.empty() &&
                      world.identities().peer(wanted) == PeerId::none;
  return may_be ? LinkCause::up : LinkCause::identity_mismatch;
}

bool allows_some_key(p2p::Permission verdict, const PeerSpec& asked) {
  const bool open = !asked.key_condition.empty() && verdict == p2p::Permission::not_listed;
  return open || p2p::allows(verdict);
}

ChainReading read_chains(const World& world, PeerId from, PeerId to) {
  const PeerSpec& here = world.peer(from).spec;
  const PeerSpec& there = world.peer(to).spec;
  if (!there.chain_known || !here.chain_known) return {};
  const p2p::CommonProtocols common = p2p::match(capabilities(here.geth), capabilities(there.geth));
  if (common.none()) return {LinkCause::no_common_protocol, "no capability in common"};
  // A genesis that no file tells may be any.
  const bool known = here.chain != nullptr && there.chain != nullptr;
  const p2p::LocalChain own = known ? local_chain(here) : any_chain(here);
  p2p::Status told = (known ? local_chain(there) : any_chain(there)).status;
  told.protocol = common.status_protocol();  // whoever sends it knows by then what both speak
  const auto mismatch = p2p::check_status(own, common.status_protocol(), told);
  if (!mismatch) return {};
  return {cause_of(*mismatch, net::Disposition::delivered), mismatch->detail};
}

void add_conditions(std::vector<std::string>& to, const std::vector<std::string>& more) {
  for (const std::string& condition : more) {
    if (std::find(to.begin(), to.end(), condition) == to.end()) to.push_back(condition);
  }
}

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

std::string last_word(const net::Trace& trace) {
  return trace.hops.empty() ? std::string() : trace.hops.back().what;
}

DialReading read_way(World& world, PeerId from, const PeerListEntry& entry) {
  DialReading reading;
  reading.from = from;
  reading.entry = &entry;
  DialReader(world, reading).run_way();
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

namespace {

DialReading read_known(World& world, PeerId from, PeerId to, const PeerListEntry* entry) {
  if (entry != nullptr) return read_dial(world, from, *entry);
  DialReading none;
  none.from = from;
  none.to = to;
  return none;
}

/// Whether another company's peer lists us is not known: it may yet dial us.
bool may_dial(World& world, PeerId from, PeerId to) {
  if (!world.peer(from).spec.opaque) return false;
  return p2p::allows(p2p::check_permission(permission_file(world, to), world.peer(from).self));
}

LinkReading with_status(World& world, LinkReading link) {
  for (const DialReading* dial : {&link.forward, &link.backward}) {
    if (dial->up() && dial->conditions.empty()) link.status = LinkStatus::up;
    if (dial->up() && !dial->conditions.empty() && link.status == LinkStatus::down) {
      link.status = LinkStatus::unknown;
    }
    const bool may = dial->entry == nullptr && may_dial(world, dial->from, dial->to);
    if (may && link.status == LinkStatus::down) link.status = LinkStatus::unknown;
  }
  return link;
}

}  // namespace

LinkReading read_link(World& world, PeerId a, PeerId b) {
  return with_status(world,
                     {a, b, LinkStatus::down, read_dial(world, a, b), read_dial(world, b, a)});
}

LinkReading read_link(World& world, PeerId a, PeerId b, const PeerListEntry* forward,
                      const PeerListEntry* backward) {
  return with_status(world, {a, b, LinkStatus::down, read_known(world, a, b, forward),
                             read_known(world, b, a, backward)});
}

void assume_all_running(World& world) {
  for (std::size_t i = 0; i < world.peer_count(); ++i) {
    const auto id = PeerId(static_cast<std::uint32_t>(i));
    const PeerSpec& spec = world.peer(id).spec;
    if (world.pending(id)) continue;
    world.network().listen(world.stack(id), spec.geth.port);
    if (spec.geth.discovery) {
      world.network().listen(world.stack(id), spec.geth.port, net::Protocol::udp);
    }
    if (spec.tessera) world.network().listen(world.stack(id), spec.tessera->port);
  }
}

}  // namespace seatrial
