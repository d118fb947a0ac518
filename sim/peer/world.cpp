// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/world.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/peer/byte_wire.hpp"
#include "sim/peer/consensus_settings.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial {

namespace {

constexpr net::Protocol udp = net::Protocol::udp;

}  // namespace

World::World(std::uint64_t seed)
    : seed_(seed), network_(seed), tcp_(network_, engine_, tcp_event), conns_(1), addresses_(1) {}

World::~World() = default;

// --- building -----------------------------------------------------------------------------------

ClusterId World::add_cluster(kube::ClusterSpec spec) {
  const auto id = ClusterId(static_cast<std::uint32_t>(clusters_.size()));
  clusters_.push_back(std::make_unique<kube::Cluster>(std::move(spec), network_));
  return id;
}

net::WanId World::join(ClusterId a, ClusterId b, const net::WanSpec& spec) {
  const std::string line = cluster(a).spec().name + '-' + cluster(b).spec().name;
  return network_.add_wan(cluster(a).site(), cluster(b).site(), spec, line);
}

PeerId World::add_peer(PeerSpec spec) {
  const auto id = PeerId(static_cast<std::uint32_t>(peers_.size()));
  GoQuorumPeer peer;
  peer.self = identities_.intern(spec.key);
  identities_.claim(peer.self, id);
  peer.account = accounts_.intern(wire::address(spec.key));
  const auto account = static_cast<std::size_t>(peer.account);
  if (peers_by_account_.size() <= account) peers_by_account_.resize(account + 1, PeerId::none);
  if (peers_by_account_[account] == PeerId::none) peers_by_account_[account] = id;
  peer.spec = std::move(spec);
  peers_.push_back(std::make_unique<GoQuorumPeer>(std::move(peer)));
  peers_by_name_.emplace(name(id), id);
  know_stack(id);
  if (bytes_) bytes_->introduce(at(id).self, name(id));
  return id;
}

std::string World::name(PeerId id) const {
  if (id == PeerId::none) return "nobody";
  return cluster(peer(id).spec.cluster).spec().name + '/' + peer(id).spec.name;
}

PeerId World::find_peer(std::string_view full_name) const {
  const auto found = peers_by_name_.find(full_name);
  return found == peers_by_name_.end() ? PeerId::none : found->second;
}

ClusterId World::find_cluster(std::string_view cluster_name) const {
  for (std::size_t i = 0; i < clusters_.size(); ++i) {
    if (clusters_[i]->spec().name == cluster_name) return ClusterId(static_cast<std::uint32_t>(i));
  }
  return ClusterId::none;
}

net::StackId World::stack(PeerId id) const {
  const PeerSpec& spec = peer(id).spec;
  return cluster(spec.cluster).pod(spec.pod).stack;
}

void World::know_stack(PeerId id) {
  if (pending(id)) return;
  const auto index = static_cast<std::size_t>(stack(id));
  if (peers_by_stack_.size() <= index) peers_by_stack_.resize(index + 1, PeerId::none);
  peers_by_stack_[index] = id;
}

PeerId World::peer_on(net::StackId stack) const {
  const auto index = static_cast<std::size_t>(stack);
  return index < peers_by_stack_.size() ? peers_by_stack_[index] : PeerId::none;
}

// --- altering -----------------------------------------------------------------------------------

void World::schedule(Instant when, Action action) {
  if (when <= now_) return act(action);
  actions_.push_back(std::move(action));
  engine_.schedule(when, make_target(action_event, 0),
                   static_cast<std::uint32_t>(actions_.size() - 1));
}

void World::start(PeerId id, Instant when) {
  Action action;
  action.kind = Action::Kind::start;
  action.peer = id;
  schedule(when, std::move(action));
}

void World::kill(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (!peer.running()) return;
  forget_pause(peer);
  network_.close_listener(stack(id), peer.spec.geth.port);
  network_.close_listener(stack(id), peer.spec.geth.port, udp);
  tcp_.close_all(stack(id));
  free_dropped();
  end_bytes(id);
  peer.server.reset();
  peer.service.reset();
  peer.service_armed = Instant::never();
  peer.targets.clear();
  peer.dials.clear();
  peer.armed = Instant::never();
  note({now_, id, PeerId::none, {}, ProcessEvent::stopped});
}

void World::replace_pod(PeerId id, net::MachineId machine) {
  kill(id);
  if (at(id).next_tessera) at(id).spec.tessera = std::move(*at(id).next_tessera);
  at(id).next_tessera.reset();
  const PeerSpec& spec = at(id).spec;
  cluster(spec.cluster).replace_pod(spec.pod, machine);
  know_stack(id);
}

void World::set_static(PeerId id, PeerList list) {
  at(id).spec.static_nodes = std::move(list);
}

void World::set_permissioned(PeerId id, PeerList list, Instant visible_from) {
  Action action;
  action.kind = Action::Kind::set_permissioned;
  action.peer = id;
  action.list = std::move(list);
  schedule(visible_from, std::move(action));
}

bool World::set_chain(PeerId id, std::shared_ptr<const ChainSpec> chain) {
  if (at(id).disk != nullptr) {
    return chain != nullptr && at(id).spec.chain->genesis_hash == chain->genesis_hash;
  }
  at(id).spec.chain = std::move(chain);
  return true;
}

void World::set_geth(PeerId id, GethSettings geth) {
  at(id).spec.geth = std::move(geth);
}

void World::set_tessera(PeerId id, std::optional<TesseraSpec> tessera) {
  if (at(id).running()) {
    at(id).next_tessera = std::move(tessera);
  } else {
    at(id).spec.tessera = std::move(tessera);
  }
}

void World::add_static(PeerId id, const PeerListEntry& entry) {
  GoQuorumPeer& peer = at(id);
  const auto target = target_of(id, entry);
  if (!peer.running() || !target) return;
  const p2p::NodeRef node = identities_.intern(target->enode.key);
  peer.targets.push_back(*target);
  peer.server->add_static(now_, {node, static_cast<std::uint32_t>(peer.targets.size() - 1)},
                          outbox_);
  carry_out(id);
}

void World::remove_static(PeerId id, const wire::PublicKey& key) {
  if (!at(id).running()) return;
  at(id).server->remove_static(now_, identities_.intern(key), outbox_);
  carry_out(id);
}

void World::set_gate(net::WanId wan, int direction, net::WanGate gate, Mark why, Instant when) {
  Action action;
  action.kind = Action::Kind::set_gate;
  action.wan = wan;
  action.direction = direction;
  action.gate = gate;
  action.why = why;
  schedule(when, std::move(action));
}

void World::set_wan(net::WanId wan, const net::WanSpec& spec, Instant when) {
  Action action;
  action.kind = Action::Kind::set_wan;
  action.wan = wan;
  action.wan_spec = spec;
  schedule(when, std::move(action));
}

void World::act(const Action& action) {
  switch (action.kind) {
    case Action::Kind::start:
      return start_now(action.peer);
    case Action::Kind::set_permissioned: {
      GoQuorumPeer& peer = at(action.peer);
      peer.spec.permissioned_nodes = action.list;
      if (peer.running()) peer.server->set_permissions(permission_file(*this, action.peer));
      return;
    }
    case Action::Kind::open_gate:
      if (action.ends != changes_of(action.wan, action.direction)) return;
      [[fallthrough]];
    case Action::Kind::set_gate:
      line_changes_.push_back({now_, action.wan, action.direction, action.gate});
      return network_.change_wan(action.wan).set_gate(action.direction, action.gate, action.why);
    case Action::Kind::set_wan:
      return network_.change_wan(action.wan).set_spec(action.wan_spec);
    case Action::Kind::resume:
      if (action.ends != at(action.peer).pauses) return;
      return resume_now(action.peer);
    case Action::Kind::behave:
      if (action.ends != at(action.peer).misbehaviours) return;
      at(action.peer).misbehaviour.reset();
      return set_twist(at(action.peer));
  }
}

// --- starting a process -------------------------------------------------------------------------

void World::start_now(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (peer.running() || pending(id)) return;
  // SPEC goquorum 8.4: geth prints why, and ends.
  if (genesis_fault(peer.spec)) return;
  note({now_, id, PeerId::none, {}, ProcessEvent::started});
  network_.listen(stack(id), peer.spec.geth.port);
  if (peer.spec.geth.discovery) network_.listen(stack(id), peer.spec.geth.port, udp);
  if (peer.spec.tessera) network_.listen(stack(id), peer.spec.tessera->port);
  peer.server = std::make_unique<p2p::Server>(server_config(id));
  start_bytes(id);
  start_service(id);
  peer.server->start(now_, outbox_);
  carry_out(id);
}

p2p::ServerConfig World::server_config(PeerId id) {
  const PeerSpec& spec = at(id).spec;
  p2p::ServerConfig config;
  config.self = at(id).self;
  config.max_peers = spec.geth.max_peers;
  config.discovery = spec.geth.discovery;
  config.rules = rules(spec.geth.version);
  config.capabilities = capabilities(spec.geth);
  config.chain = local_chain(spec);
  config.permissions = permission_file(*this, id);
  config.trusted = trusted_ids(spec.trusted_nodes);
  config.dial_order = Rng::stream(seed_, "p2p.dial_order", static_cast<std::uint64_t>(id));
  load_static(id, config);
  return config;
}

// SPEC goquorum 3.1: trusted is by id alone, whoever dials.
std::vector<p2p::NodeRef> World::trusted_ids(const PeerList& list) {
  std::vector<p2p::NodeRef> ids;
  for (const PeerListEntry& entry : list.entries) {
    if (entry.enode) ids.push_back(identities_.intern(entry.enode->key));
  }
  std::ranges::sort(ids);
  return ids;
}

// SPEC goquorum 2.1: the static list is read once, at start; bad entries are skipped one by one.
void World::load_static(PeerId id, p2p::ServerConfig& config) {
  GoQuorumPeer& peer = at(id);
  if (peer.spec.static_nodes.state == PeerListState::broken) {
    note({now_,
          id,
          PeerId::none,
          {},
          LogLine{"ERROR", "Can't load node list file: static-nodes.json"}});
    return;
  }
  for (const PeerListEntry& entry : peer.spec.static_nodes.entries) {
    const auto target = target_of(id, entry);
    if (!target) continue;
    const p2p::NodeRef node = identities_.intern(target->enode.key);
    // SPEC goquorum 2.1: never dialled, and told once.
    if (target->frozen && !peer.spec.geth.admits(*target->frozen)) {
      note({now_,
            id,
            identities_.peer(node),
            {},
            LogLine{"WARN", "Removing static dial candidate: not contained in netrestrict list"}});
      continue;
    }
    config.static_nodes.push_back({node, static_cast<std::uint32_t>(peer.targets.size())});
    peer.targets.push_back(*target);
  }
}

// SPEC goquorum 1.2 step 6: without raftport a name is looked up once, and the entry is lost if
// that fails; with raftport the name is kept and looked up at every dial.
std::optional<DialTarget> World::target_of(PeerId id, const PeerListEntry& entry) {
  const auto skip = [&](const std::string& why) {
    note({now_,
          id,
          PeerId::none,
          {},
          LogLine{"ERROR", fmt::format("Node URL {}: {}", entry.text, why)}});
    return std::nullopt;
  };
  if (!entry.enode) return entry.text.empty() ? std::nullopt : skip(entry.error);
  if (entry.enode->incomplete) return skip("missing 'enr:' prefix for base64-encoded record");
  DialTarget target{*entry.enode, std::nullopt, entry.mark};
  if (entry.enode->ipv4) target.frozen = net::Ipv4{*entry.enode->ipv4};
  if (target.frozen || entry.enode->has_raftport) return target;
  const auto found = look_up(*this, id, entry.enode->host);
  if (!found) return skip(fmt::format("lookup {}: no such host", entry.enode->host));
  target.frozen = found->address;
  return target;
}

// --- running ------------------------------------------------------------------------------------

RunEnd World::run_until(Instant until, std::uint64_t max_events) {
  const RunEnd end = engine_.run({until, max_events}, [this](const Event& event) {
    now_ = event.at;
    on_event(event);
  });
  if (end == RunEnd::event_limit || end == RunEnd::stopped) return end;
  if (end == RunEnd::drained && engine_.now() < until) engine_.advance_to(until);
  now_ = until;
  return end;
}

RunEnd World::run_to_head(Instant until, std::uint64_t max_events) {
  stop_at_head_ = true;
  const RunEnd end = run_until(until, max_events);
  stop_at_head_ = false;
  return end;
}

void World::on_event(const Event& event) {
  if (engine_.cargo() != Engine::no_cargo) return on_copy(event);
  switch (target_kind(event.target)) {
    case tcp_event: {
      tcp_.on_event(event);
      upcalls_.clear();
      upcalls_.swap(tcp_.upcalls());
      for (const net::TcpUpcall& upcall : upcalls_) on_upcall(upcall);
      return free_dropped();
    }
    case deadline_event: {
      const auto id = PeerId(target_index(event.target));
      GoQuorumPeer& peer = at(id);
      if (!peer.running() || peer.paused || peer.armed != event.at) return;
      peer.armed = Instant::never();
      peer.server->on_deadline(now_, outbox_);
      return carry_out(id);
    }
    case service_event: {
      const auto id = PeerId(target_index(event.target));
      GoQuorumPeer& peer = at(id);
      if (peer.service == nullptr || peer.paused || peer.service_armed != event.at) return;
      peer.service_armed = Instant::never();
      peer.service->on_deadline(now_, chain_outbox_);
      return carry_out_chain(id);
    }
    case action_event:
      return act(actions_[event.data]);
    case late_event:
      return send_held_back(PeerId(target_index(event.target)), SlabHandle(event.data));
    default:
      SEATRIAL_ASSERT(false, "an event of an unknown kind");
  }
}

// --- carrying out what a server asks for -------------------------------------------------------

void World::carry_out(PeerId id) {
  drain(outbox_, spare_outboxes_, [&](const p2p::Effect& effect) { carry_out(id, effect); });
  arm(id);
}

void World::carry_out(PeerId id, const p2p::Effect& effect) {
  if (const auto* sent = std::get_if<p2p::Send>(&effect)) {
    send(sent->conn, sent->message);
    return;
  }
  if (const auto* came = std::get_if<p2p::Deliver>(&effect)) {
    return deliver(id, came->from, came->payload);
  }
  if (const auto* observed = std::get_if<p2p::Observed>(&effect)) return observe(id, *observed);
  if (const auto* wanted = std::get_if<p2p::Dial>(&effect)) return dial(id, *wanted);
  const p2p::ConnId closed = std::get<p2p::Close>(effect).conn;
  close_bytes(closed);
  close_tcp(conns_[static_cast<std::size_t>(closed)]);
}

/// A connection that was reset under a paused process is gone already.
void World::close_tcp(const Conn& conn) {
  if (conn.tcp != net::TcpId::none) tcp_.close(conn.tcp, conn.end);
}

void World::dial(PeerId id, const p2p::Dial& effect) {
  const DialTarget& target = at(id).targets[effect.target];
  std::optional<net::Ipv4> address = target.frozen;
  if (!address) {
    const auto found = look_up(*this, id, target.enode.host);
    // SPEC goquorum 1.2, measured: an unresolved raftport name is dialled as ":PORT", on oneself.
    address = found ? found->address : network_.stack(stack(id)).address;
  }
  constexpr Duration dial_timeout = seconds(15);  // SPEC goquorum 0
  const net::TcpId tcp = tcp_.open(stack(id), {*address, target.enode.tcp}, dial_timeout);
  const auto index = static_cast<std::size_t>(effect.dial);
  std::vector<p2p::ConnId>& dials = at(id).dials;
  if (dials.size() <= index) dials.resize(index + 1);
  dials[index] = new_conn(tcp, net::End::opener, id, effect.dial);
}

std::optional<net::Disposition> World::send(p2p::ConnId to, const p2p::Message& message) {
  const Conn& conn = conns_[static_cast<std::size_t>(to)];
  if (conn.tcp == net::TcpId::none) return std::nullopt;
  const std::uint32_t payload = bytes_ ? as_bytes(to, conn.peer, message)
                                       : static_cast<std::uint32_t>(messages_.put(message));
  if (bytes_ && payload == 0) return std::nullopt;  // the link has no such code
  return tcp_.send(conn.tcp, conn.end, payload, p2p::wire_size(message));
}

void World::observe(PeerId id, const p2p::Observed& observed) {
  Observation observation{now_, id, PeerId::none, net::Disposition::delivered, observed};
  if (observed.conn != p2p::ConnId{}) {
    const Conn& conn = conns_[static_cast<std::size_t>(observed.conn)];
    observation.remote = conn.remote;
  } else if (observed.what == p2p::Happening::dial_failed) {
    const auto dial = static_cast<std::size_t>(observed.dial);
    const Conn& conn = conns_[static_cast<std::size_t>(at(id).dials.at(dial))];
    observation.remote = conn.remote;
    observation.disposition = conn.disposition;
  }
  if (observation.remote == PeerId::none && observed.node != p2p::no_node) {
    observation.remote = identities_.peer(observed.node);
  }
  note(std::move(observation));
  link_changed(id, observed);
}

void World::note(Observation observation) {
  const auto* observed = observation.observed();
  const std::uint64_t kind = observed == nullptr ? 0xff + observation.what.index()
                                                 : static_cast<std::uint64_t>(observed->what);
  engine_.fold(kind << 32 | static_cast<std::uint64_t>(observation.peer));
  log_.push_back(std::move(observation));
}

void World::arm(PeerId id) {
  GoQuorumPeer& peer = at(id);
  if (!peer.running()) return;
  const auto deadline = peer.server->deadline();
  if (!deadline || *deadline >= peer.armed) return;
  peer.armed = std::max(*deadline, now_);
  engine_.schedule(peer.armed, make_target(deadline_event, static_cast<std::uint32_t>(id)), 0);
}

p2p::ConnId World::new_conn(net::TcpId tcp, net::End end, PeerId peer, p2p::DialId dial) {
  const auto id = p2p::ConnId(static_cast<std::uint32_t>(conns_.size()));
  conns_.push_back({tcp, end, peer, dial, PeerId::none, net::Disposition::delivered});
  addresses_.emplace_back();
  const auto index = static_cast<std::size_t>(tcp);
  if (conns_by_tcp_.size() <= index) conns_by_tcp_.resize(index + 1);
  end_of(tcp, end) = {id, peer, {}};
  return id;
}

bool World::linked(PeerId a, PeerId b) const {
  const GoQuorumPeer& left = peer(a);
  const GoQuorumPeer& right = peer(b);
  return left.running() && right.running() && left.server->established(right.self) &&
         right.server->established(left.self);
}

}  // namespace seatrial
