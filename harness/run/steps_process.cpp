// SPDX-License-Identifier: Apache-2.0
// Steps that act on processes and pods.
#include <fmt/format.h>

#include <algorithm>

#include "harness/run/runner.hpp"

namespace seatrial::run {

namespace {

Result<std::string> note(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

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
// unless their own command has changed. SPEC goquorum 12, kubernetes 3.4a
std::string Runner::apply(const std::string& cluster_name, Instant& first) {
  Workspace& workspace = workspaces_[cluster_name];
  std::vector<PeerId> fresh;
  std::vector<PeerId> rolled;
  std::size_t stale = 0;
  const Instant seen = world_.now() + scenario_.defaults.configmap_refresh.value;
  for (const PeerId id : scene_.peers(scenario::Selector{cluster_name, "*", {}})) {
    const bool running = world_.peer(id).running();
    const auto pending = workspace.pending.find(id);
    if (pending != workspace.pending.end()) {
      Workspace::Pending& files = pending->second;
      if (files.permissioned) {
        world_.set_permissioned(id, *files.permissioned, running ? seen : world_.now());
      }
      if (files.static_nodes) world_.set_static(id, *files.static_nodes);
      if (files.tessera) world_.set_tessera(id, *files.tessera);
      if (running && files.static_nodes) {
        ++stale;
      }
    }
    if (workspace.chain != nullptr && !running) world_.set_chain(id, workspace.chain);
    if (!running) fresh.push_back(id);
  }
  workspace.pending.clear();
  first = start_peers(fresh, start_spread(), first);
  std::string text = cluster_name + ": " + peers_text(world_, fresh) + " started";
  if (stale != 0) {
    text += fmt::format(
        "; {} running peers keep their static list until they restart, and see "
        "permissioned-nodes.json after {}",
        stale, to_string(scenario_.defaults.configmap_refresh.value));
  }
  return text;
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
  const Duration down = step.down_for ? step.down_for->value : Duration();
  for (const PeerId id : peers) {
    const PeerSpec& spec = world_.peer(id).spec;
    const net::MachineId machine = world_.cluster(spec.cluster).pod(spec.pod).machine;
    if (step.what == scenario::RestartOf::pod) {
      world_.replace_pod(id, machine);
    } else {
      world_.kill(id);
    }
    world_.start(id, world_.now() + down);
  }
  return note(peers_text(world_, peers));
}

Runner::Note Runner::act(const scenario::Call& step) {
  const std::vector<PeerId> peers = scene_.peers(step.peer);
  std::size_t entries = 0;
  for (const PeerId id : peers) {
    const seatrial::PeerList list =
        scenario::entries_for(scene_, id, scenario::EntryList{{step.argument}, step.argument.mark});
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

}  // namespace seatrial::run
