// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/scene.hpp"

#include <algorithm>

#include "sim/wire/hex.hpp"

namespace seatrial::scenario {

SceneCluster* Scene::find(std::string_view cluster_name) {
  const auto found = std::find_if(clusters.begin(), clusters.end(),
                                  [&](const SceneCluster& c) { return c.name == cluster_name; });
  return found == clusters.end() ? nullptr : &*found;
}

std::vector<PeerId> Scene::peers(const Selector& selector) const {
  std::vector<PeerId> found;
  for (std::size_t i = 0; i < world->peer_count(); ++i) {
    const auto id = PeerId(static_cast<std::uint32_t>(i));
    if (selector.matches(cluster_of(id).name, world->peer(id).spec.name)) found.push_back(id);
  }
  return found;
}

std::vector<PeerId> Scene::peers(const Selectors& selectors) const {
  std::vector<PeerId> found;
  for (const Selector& selector : selectors) {
    for (const PeerId id : peers(selector)) {
      if (std::find(found.begin(), found.end(), id) == found.end()) found.push_back(id);
    }
  }
  return found;
}

const SceneCluster& Scene::cluster_of(PeerId peer) const {
  const ClusterId id = world->peer(peer).spec.cluster;
  return *std::find_if(clusters.begin(), clusters.end(),
                       [&](const SceneCluster& cluster) { return cluster.id == id; });
}

namespace {

/// An enode URL with some of its parts replaced, as stale and wrong entries are written.
std::string altered(const Scene& scene, const std::string& url, const AlteredPeer& change) {
  const Result<wire::Enode> parsed = wire::parse_enode(url);
  if (!parsed) return url;
  wire::PublicKey key = parsed->key;
  if (change.key_of) {
    const auto peers = scene.peers(*change.key_of);
    if (!peers.empty()) key = scene.world->peer(peers.front()).spec.key;
  }
  if (change.key) {
    const auto secret = wire::parse_private_key(change.key->value);
    const Result<wire::PublicKey> named = secret ? wire::public_key(*secret) : key;
    if (named) key = *named;
  }
  const std::string host = change.host ? change.host->value : parsed->host;
  const unsigned port = change.port ? change.port->value : parsed->tcp;
  return "enode://" + wire::to_hex(key) + '@' + host + ':' + std::to_string(port) + "?discport=" +
         std::to_string(parsed->udp != 0 && parsed->udp == parsed->tcp ? port : parsed->udp) +
         "&raftport=" + std::to_string(parsed->raft_port);
}

std::string url_for(const Scene& scene, PeerId of, PeerId peer) {
  const World& world = *scene.world;
  const PeerSpec& reader = world.peer(of).spec;
  const PeerSpec& read = world.peer(peer).spec;
  const kube::Cluster& cluster = world.cluster(reader.cluster);
  const bool near =
      reader.cluster == read.cluster && cluster.pod(reader.pod).ns == cluster.pod(read.pod).ns;
  const Cluster* written = scene.cluster_of(peer).written;
  const Peer* own = written ? written->find_peer(read.name) : nullptr;
  const bool has_name = !cluster.spec().outside &&
                        (!own || !own->service || own->service->type.value != ServiceKind::none);
  return near && has_name ? internal_enode(world, peer) : enode_for(world, peer, of);
}

void add_entry(const Scene& scene, PeerId of, const ListEntry& entry, seatrial::PeerList& list) {
  if (const auto* raw = std::get_if<RawEnode>(&entry.form)) {
    list.entries.push_back(PeerListEntry::parse(raw->url, entry.mark));
    return;
  }
  const auto* change = std::get_if<AlteredPeer>(&entry.form);
  const Selector& selector = change ? change->peer : std::get<Selector>(entry.form);
  for (const PeerId peer : scene.peers(selector)) {
    std::string url = url_for(scene, of, peer);
    if (change != nullptr) url = altered(scene, url, *change);
    list.entries.push_back(PeerListEntry::parse(std::move(url), entry.mark));
  }
}

}  // namespace

seatrial::PeerList entries_for(const Scene& scene, PeerId of, const EntryList& list) {
  seatrial::PeerList made;
  made.mark = list.mark;
  for (const ListEntry& entry : list.entries) add_entry(scene, of, entry, made);
  return made;
}

}  // namespace seatrial::scenario
