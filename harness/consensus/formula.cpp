// SPDX-License-Identifier: Apache-2.0
// Which line of which file chose the quorum formula of a peer.
#include <fmt/format.h>

#include "harness/config/genesis_reader.hpp"
#include "harness/consensus/validators.hpp"

namespace seatrial::consensus {

namespace {

constexpr std::string_view key = "config.istanbul.ceil2Nby3Block";

/// In the genesis.json of whichever cluster deployed this very genesis.
Mark mark_in_folders(const scenario::Scene& scene, const ChainSpec& chain) {
  for (const scenario::SceneCluster& cluster : scene.clusters) {
    if (!cluster.config) continue;
    for (const config::PeerConfig& peer : cluster.config->peers) {
      if (peer.genesis != nullptr && peer.genesis->genesis == chain.genesis)
        return config::genesis_mark(peer.genesis->json, key);
    }
  }
  return {};
}

Mark mark_in(const std::optional<scenario::Genesis>& genesis) {
  if (!genesis || genesis->file) return {};
  return genesis->ceil_block ? genesis->ceil_block->mark : genesis->mark;
}

/// In the scenario: the peer's own genesis before its cluster's, and that before everybody's.
Mark mark_in_scenario(const scenario::Scene& scene, const PeerSpec& spec) {
  Mark mark;
  if (scene.scenario != nullptr) mark = mark_in(scene.scenario->genesis);
  for (const scenario::SceneCluster& cluster : scene.clusters) {
    if (cluster.id != spec.cluster || cluster.written == nullptr) continue;
    if (cluster.written->genesis) mark = mark_in(cluster.written->genesis);
    const scenario::Peer* peer = cluster.written->find_peer(spec.name);
    if (peer != nullptr && peer->genesis) mark = mark_in(peer->genesis);
  }
  return mark;
}

std::string place_of(const scenario::Scene& scene, const PeerSpec& spec) {
  if (scene.files == nullptr || spec.chain == nullptr) return {};
  Mark mark = mark_in_folders(scene, *spec.chain);
  if (!mark.known()) mark = mark_in_scenario(scene, spec);
  if (mark.known()) return scene.files->to_string(mark);
  return scene.files->path(spec.chain->mark.file);
}

}  // namespace

std::string formula_of(const scenario::Scene& scene, PeerId peer, bool ceil) {
  const PeerSpec& spec = scene.world->peer(peer).spec;
  const std::string place = place_of(scene, spec);
  if (ceil) return place.empty() ? "ceil(2N/3)" : "ceil(2N/3), " + place;
  const auto& istanbul = spec.chain->genesis.config.istanbul;
  if (istanbul && istanbul->ceil_2n_by_3_block) {
    return fmt::format("2F+1 until block {}{}", *istanbul->ceil_2n_by_3_block,
                       place.empty() ? "" : ", " + place);
  }
  return "2F+1, no ceil2Nby3Block" + (place.empty() ? "" : " in " + place);
}

}  // namespace seatrial::consensus
