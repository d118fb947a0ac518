// SPDX-License-Identifier: Apache-2.0
// Steps that act on processes and pods.
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/kept_genesis.hpp"
#include "harness/run/runner.hpp"
#include "harness/run/step_note.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::run {

namespace {

std::string peers_text(const World& world, const std::vector<PeerId>& peers) {
  if (peers.size() > 6) return fmt::format("{} peers", peers.size());
  std::string text;
  for (const PeerId id : peers) text += (text.empty() ? "" : ", ") + world.name(id);
  return text.empty() ? "nobody" : text;
}

}  // namespace

const scenario::Peer* Runner::written_peer(PeerId id) const {
  const scenario::SceneCluster& cluster = scene_.cluster_of(id);
  if (cluster.written == nullptr) return nullptr;
  return cluster.written->find_peer(world_.peer(id).spec.name);
}

Duration Runner::start_spread() const {
  // Processes of one command never start in the same instant; how far apart is not in any file.
  return scenario_.defaults.peer.start_every ? scenario_.defaults.peer.start_every->value
                                             : milliseconds(100);
}

Instant Runner::start_peers(const std::vector<PeerId>& peers, Duration every, Instant first) {
  Instant next = first;
  for (const PeerId id : peers) {
    const scenario::Peer* written = written_peer(id);
    Instant when = next;
    if (written != nullptr && written->start_at) {
      when = world_.now() + written->start_at->value;
    } else {
      next = next + every;
    }
    world_.start(id, when);
  }
  return next;
}

Runner::Note Runner::act(const scenario::Deploy& step) {
  std::string text;
  Instant first = world_.now();
  for (const scenario::Text& cluster : step.clusters) {
    text += (text.empty() ? "" : "; ") + apply(cluster.value, first);
  }
  return note(std::move(text));
}

// `kubectl apply` of an update changes ConfigMaps and what differs: running pods do not restart,
// unless their own template has changed. SPEC goquorum 12, kubernetes 3.4a
std::string Runner::apply(const std::string& cluster_name, Instant& first) {
  Workspace& workspace = workspaces_[cluster_name];
  std::vector<PeerId> fresh;
  std::vector<PeerId> rolled;
  std::vector<PeerId> old_genesis;
  std::size_t stale = 0;
  const Instant seen = world_.now() + scenario_.defaults.configmap_refresh.value;
  for (const PeerId id : scene_.peers(scenario::Selector{cluster_name, "*", {}})) {
    const bool running = world_.peer(id).running();
    const bool changed = workspace.pending.contains(id);
    if (apply_files(id, workspace, running ? seen : world_.now())) {
      rolled.push_back(id);
    } else if (running && changed) {
      ++stale;
    }
    if (workspace.chain != nullptr && !world_.set_chain(id, workspace.chain)) {
      old_genesis.push_back(id);
    }
    if (!world_.peer(id).running()) fresh.push_back(id);
  }
  if (workspace.generated) scene_.find(cluster_name)->config = std::move(workspace.generated);
  workspace.generated.reset();
  workspace.pending.clear();
  first = start_peers(fresh, start_spread(), first);
  std::erase_if(fresh, [&](PeerId id) { return std::ranges::count(rolled, id) != 0; });
  std::string text = cluster_name + ": " + peers_text(world_, fresh) + " started";
  if (!rolled.empty()) {
    text += fmt::format("; the pods of {} are replaced, since their geth command changed",
                        peers_text(world_, rolled));
  }
  if (stale != 0) {
    text += fmt::format(
        "; {} running peers keep their static list until they restart, and see "
        "permissioned-nodes.json after {}",
        stale, to_string(scenario_.defaults.configmap_refresh.value));
  }
  if (!old_genesis.empty()) {
    tell_kept_genesis(*workspace.chain, old_genesis);
    text +=
        fmt::format("; the volumes of {} keep their old genesis", peers_text(world_, old_genesis));
  }
  return text;
}

/// Files that are applied once do not show this, and neither do those of one moment.
void Runner::tell_kept_genesis(const ChainSpec& chain, const std::vector<PeerId>& peers) {
  const ChainSpec& old = *world_.peer(peers.front()).spec.chain;
  diagnosis::ReplacedGenesis replaced{
      chain.mark, old.mark, old.genesis_hash, chain.genesis_hash, {}};
  for (const PeerId id : peers) replaced.peers.push_back(world_.name(id));
  scene_.findings.push_back(diagnosis::kept_genesis(replaced));
}

bool Runner::apply_files(PeerId id, const Workspace& workspace, Instant seen) {
  const auto pending = workspace.pending.find(id);
  if (pending == workspace.pending.end()) return false;
  const Workspace::Pending& files = pending->second;
  const bool rolls = files.new_template && world_.peer(id).running();
  if (files.permissioned) {
    world_.set_permissioned(id, *files.permissioned, rolls ? world_.now() : seen);
    const bool waits = world_.peer(id).running() && !rolls;
    if (waits) edits_.push_back({id, seen, files.permissioned->mark});
  }
  if (files.static_nodes) world_.set_static(id, *files.static_nodes);
  if (files.tessera) world_.set_tessera(id, *files.tessera);
  if (files.geth) world_.set_geth(id, *files.geth);
  if (rolls) {
    const PeerSpec& spec = world_.peer(id).spec;
    world_.replace_pod(id, world_.cluster(spec.cluster).pod(spec.pod).machine);
  }
  return rolls;
}

Runner::Note Runner::act(const scenario::Start& step) {
  const std::vector<PeerId> peers = scene_.peers(step.peers);
  start_peers(peers, step.every ? step.every->value : start_spread(), world_.now());
  return note(peers_text(world_, peers));
}

Runner::Note Runner::act(const scenario::Kill& step) {
  const std::vector<PeerId> peers = scene_.peers(step.peers);
  for (const PeerId id : peers) world_.kill(id);
  return note(peers_text(world_, peers));
}

Runner::Note Runner::act(const scenario::Restart& step) {
  const std::vector<PeerId> peers = scene_.peers(step.peers);
  Duration down = step.down_for ? step.down_for->value : Duration();
  for (const PeerId id : peers) {
    const PeerSpec& spec = world_.peer(id).spec;
    const net::MachineId machine = world_.cluster(spec.cluster).pod(spec.pod).machine;
    if (step.what == scenario::RestartOf::pod) {
      world_.replace_pod(id, machine);
    } else {
      world_.kill(id);
    }
    world_.start(id, world_.now() + down);
    down = down + start_spread();
  }
  return note(peers_text(world_, peers));
}

Runner::Note Runner::act(const scenario::Call& step) {
  using scenario::Method;
  const std::vector<PeerId> peers = scene_.peers(step.peer);
  for (const PeerId id : peers) {
    // A console belongs to a process.
    if (!world_.peer(id).running()) {
      return Error{scene_.files->to_string(step.peer.mark),
                   fmt::format("{} does not run, so nothing can be called", world_.name(id)),
                   "start it before"};
    }
    if (world_.peer(id).paused) {
      return Error{scene_.files->to_string(step.peer.mark),
                   fmt::format("{} is paused, so nothing answers the call", world_.name(id)),
                   "resume it before"};
    }
  }
  switch (step.method.value) {
    case Method::admin_add_peer:
    case Method::admin_remove_peer:
      return call_admin(step, peers);
    case Method::istanbul_propose:
    case Method::istanbul_discard:
      return call_istanbul(step, peers);
    case Method::miner_start:
    case Method::miner_stop:
      break;
  }
  const bool mine = step.method.value == Method::miner_start;
  for (const PeerId id : peers) world_.set_mining(id, mine);
  return note(fmt::format("{}: {}", peers_text(world_, peers), mine ? "mining" : "mining off"));
}

Runner::Note Runner::call_admin(const scenario::Call& step, const std::vector<PeerId>& peers) {
  std::size_t entries = 0;
  for (const PeerId id : peers) {
    const seatrial::PeerList list = scenario::entries_for(
        scene_, id, scenario::EntryList{{*step.argument}, step.argument->mark});
    for (const PeerListEntry& entry : list.entries) {
      if (!entry.enode) return Error{"", entry.error, entry.remedy};
      ++entries;
      if (step.method.value == scenario::Method::admin_add_peer) {
        world_.add_static(id, entry);
      } else {
        world_.remove_static(id, entry.enode->key);
      }
    }
  }
  return note(fmt::format("{}: {} entries", peers_text(world_, peers), entries));
}

Result<std::vector<wire::Address20>> Runner::candidates(const scenario::Candidate& named) const {
  std::vector<wire::Address20> addresses;
  if (const auto* text = std::get_if<scenario::Text>(&named)) {
    const auto address = wire::fixed_from_hex<wire::Address20>(text->value);
    if (!address) return address.error();
    addresses.push_back(*address);
    return addresses;
  }
  for (const PeerId id : scene_.peers(std::get<scenario::Selector>(named))) {
    addresses.push_back(wire::address(world_.peer(id).spec.key));
  }
  return addresses;
}

Runner::Note Runner::call_istanbul(const scenario::Call& step, const std::vector<PeerId>& peers) {
  const auto named = candidates(*step.candidate);
  if (!named) return named.error();
  const bool propose = step.method.value == scenario::Method::istanbul_propose;
  for (const PeerId id : peers) {
    for (const wire::Address20& candidate : *named) {
      if (propose) {
        world_.propose(id, candidate, step.add.value);
      } else {
        world_.discard(id, candidate);
      }
    }
  }
  const char* what = !propose         ? "no vote any more"
                     : step.add.value ? "vote to add"
                                      : "vote to drop";
  std::string whom;
  for (const wire::Address20& address : *named) {
    whom += (whom.empty() ? "" : ", ") + wire::checksum_address(address);
  }
  return note(fmt::format("{}: {} {}", peers_text(world_, peers), what, whom));
}

}  // namespace seatrial::run
