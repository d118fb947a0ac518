// SPDX-License-Identifier: Apache-2.0
// Which line of which file chose the quorum formula of a peer.
#include <fmt/format.h>

#include "harness/config/genesis_reader.hpp"
#include "harness/consensus/validators.hpp"

namespace seatrial::consensus {

namespace {

/// The key that chooses the formula: that of the section which counts, or the transition that
/// overrules it.
std::string key_of(const wire::ChainConfig& config) {
  for (std::size_t i = 0; i < config.transitions.size(); ++i)
    if (config.transitions[i].two_f_plus_1)
      return fmt::format("config.transitions.{}.2FPlus1Enabled", i);
  const char* section = config.istanbul ? "istanbul" : config.has_ibft ? "ibft" : "qbft";
  return fmt::format("config.{}.ceil2Nby3Block", section);
}

/// In the genesis.json of whichever cluster deployed this very genesis.
Mark mark_in_folders(const scenario::Scene& scene, const ChainSpec& chain) {
  const std::string key = key_of(chain.genesis.config);
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
  for (const scenario::GenesisTransition& change : genesis->transitions)
    if (change.two_f_plus_1) return change.two_f_plus_1->mark;
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
  const istanbul::EngineConfig engine = engine_config(spec);
  const std::string comma = place.empty() ? "" : ", " + place;
  for (const istanbul::TwoFPlus1& change : engine.two_f_plus_1)
    if (change.enabled) return fmt::format("2F+1 from block {} on{}", change.block, comma);
  if (engine.ceil_2n_by_3_block)
    return fmt::format("2F+1 until block {}{}", *engine.ceil_2n_by_3_block, comma);
  return "2F+1, no ceil2Nby3Block" + (place.empty() ? "" : " in " + place);
}

}  // namespace seatrial::consensus
