// SPDX-License-Identifier: Apache-2.0
// Validators one by one, and how they are spread: who is none though it mines, what the loss of a
// cluster does, whether a block fits into a round. Whether they link is mesh_lints'.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/consensus_settings.hpp"
#include "sim/proto/chain/snapshot.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

Mark command_of(const PeerSpec& spec) {
  return first_known(spec.geth.command, spec.mark);
}

/// Whether a running peer was voted in meanwhile, as it knows its chain itself.
bool votes_by_now(const View& view, PeerId id, chain::Snapshots& snapshots) {
  const GoQuorumPeer& peer = view.world().peer(id);
  return peer.disk != nullptr && snapshots.after(peer.disk->head()).contains(peer.account);
}

chain::Snapshots snapshots_of(const View& view, const ChainMembers& chain) {
  const PeerSpec& spec = view.spec(chain.first);
  return {view.world().blocks(), epoch_of(spec), first_qbft_block(spec)};
}

// SPEC kubernetes F-73, goquorum 13.3 row 32: once for a cluster. Of a yaml the generator's own
// traps tell, with the external nodes.
void not_voted_in(const View& view, const ChainMembers& chain,
                  const scenario::SceneCluster& cluster, Findings& made) {
  if (cluster.qubernetes) return;
  std::vector<std::string> names;
  std::string addresses;
  PeerId first = PeerId::none;
  chain::Snapshots snapshots = snapshots_of(view, chain);
  for (const PeerId peer : chain.peers) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.opaque || spec.cluster != cluster.id || !spec.geth.mine) continue;
    if (chain.is_validator(peer) || votes_by_now(view, peer, snapshots)) continue;
    if (first == PeerId::none) first = peer;
    names.push_back(view.name(peer));
    addresses += (addresses.empty() ? "" : ", then ");
    addresses += wire::checksum_address(wire::address(spec.key));
  }
  if (first == PeerId::none) return;
  made.push_back(finding::make(
      "ST403", command_of(view.spec(first)),
      enumerate(names) + (names.size() == 1 ? " mines and is no validator of the genesis"
                                            : " mine and are no validators of the genesis"),
      {{"address", addresses}}));
  const Mark extra = genesis_place(view, first, "extraData");
  if (extra.known()) made.back().related.push_back({extra, "the validators of the genesis"});
}

// SPEC goquorum 13.2 row 23, 6.6: once for a cluster.
void not_mining(const View& view, const ChainMembers& chain, Findings& made) {
  std::map<ClusterId, std::vector<PeerId>> idle;
  for (const Member& member : chain.validators) {
    if (member.peer == PeerId::none) continue;
    const PeerSpec& spec = view.spec(member.peer);
    if (!spec.opaque && !spec.geth.mine) idle[spec.cluster].push_back(member.peer);
  }
  for (auto& [cluster, peers] : idle) {
    std::sort(peers.begin(), peers.end());
    std::vector<std::string> names;
    for (const PeerId peer : peers) names.push_back(view.name(peer));
    made.push_back(finding::make(
        "ST617", command_of(view.spec(peers.front())),
        enumerate(names) + (names.size() == 1
                                ? " is a validator of the genesis and runs without --mine"
                                : " are validators of the genesis and run without --mine"),
        {{"peer", enumerate(names)}}));
  }
}

/// How many validators each cluster holds.
std::map<ClusterId, std::size_t> spread_of(const View& view, const ChainMembers& chain) {
  std::map<ClusterId, std::size_t> spread;
  for (const Member& member : chain.validators) {
    if (member.peer != PeerId::none) ++spread[view.cluster_of(member.peer)];
  }
  return spread;
}

// SPEC kubernetes F-75, goquorum 13.3 row 28
void heavy_clusters(const View& view, const ChainMembers& chain, Findings& made) {
  if (chain.size() < 2 || view.scene().clusters.size() < 2) return;
  std::vector<std::string> heavy;
  for (const auto& [cluster, count] : spread_of(view, chain)) {
    if (count > chain.spare())
      heavy.push_back(fmt::format("{} holds {}", view.name(cluster), count));
  }
  if (heavy.empty()) return;
  made.push_back(
      finding::make("ST704", genesis_place(view, chain.first, "extraData"),
                    fmt::format("{} of {} validators, and a quorum of {} spares {}",
                                enumerate(heavy), chain.size(), chain.quorum, chain.spare())));
}

/// Whether the clusters come apart into two groups that each have a quorum.
bool splits(const std::vector<std::size_t>& counts, std::size_t quorum) {
  constexpr std::size_t most = 12;  // clusters; more are not tried
  const std::size_t clusters = std::min(counts.size(), most);
  for (std::uint32_t side = 1; side + 1 < (1U << clusters); ++side) {
    std::size_t here = 0;
    std::size_t there = 0;
    for (std::size_t i = 0; i < clusters; ++i) ((side >> i & 1U) != 0 ? here : there) += counts[i];
    if (here >= quorum && there >= quorum) return true;
  }
  return false;
}

// SPEC goquorum 13.3 row 30
void two_quorums(const View& view, const ChainMembers& chain, Findings& made) {
  std::vector<std::size_t> counts;
  for (const auto& [cluster, count] : spread_of(view, chain)) counts.push_back(count);
  if (2 * chain.quorum > chain.size() || !splits(counts, chain.quorum)) return;
  made.push_back(finding::make(
      "ST705", genesis_place(view, chain.first, "config.istanbul.ceil2Nby3Block"),
      fmt::format("without ceil2Nby3Block the quorum of {} validators is {}, and a cut line leaves "
                  "one on either side",
                  chain.size(), chain.quorum)));
}

// SPEC goquorum 13.3 row 36
void alone(const View& view, const ChainMembers& chain, Findings& made) {
  if (chain.size() != 1) return;
  const Member& only = chain.validators.front();
  const std::string who =
      only.peer == PeerId::none ? wire::checksum_address(only.address) : view.name(only.peer);
  made.push_back(finding::make("ST708", genesis_place(view, chain.first, "extraData"),
                               fmt::format("{} is the only validator", who)));
}

/// The validator that is farthest away.
Duration farthest(const View& view, const ChainMembers& chain, PeerId from) {
  Duration most;
  for (const Member& member : chain.validators) {
    if (member.peer == PeerId::none || member.peer == from) continue;
    most = std::max(most, latency_between(view, from, member.peer));
  }
  return most;
}

// SPEC goquorum 13.3 row 35, 7.8: the timer of a round holds the block period, too. Once for a
// cluster.
void short_timers(const View& view, const ChainMembers& chain, Findings& made) {
  // Of an ibft or qbft section both times stand in the genesis. SPEC goquorum 7.15
  if (!view.spec(chain.first).chain->genesis.config.istanbul) return;
  std::vector<ClusterId> told;
  for (const Member& member : chain.validators) {
    if (member.peer == PeerId::none) continue;
    const PeerSpec& spec = view.spec(member.peer);
    if (spec.opaque || std::find(told.begin(), told.end(), spec.cluster) != told.end()) continue;
    const std::uint64_t period = block_period(view, member.peer);
    const Duration way = farthest(view, chain, member.peer);
    const std::int64_t needed =
        (seconds(static_cast<std::int64_t>(period)).ns() + 3 * way.ns()) / milliseconds(1).ns();
    const std::int64_t timeout = spec.geth.request_timeout.ns() / milliseconds(1).ns();
    if (needed < timeout) continue;
    told.push_back(spec.cluster);
    const config::PeerConfig* config = view.config(member.peer);
    const Mark mark = config != nullptr && config->settings.request_timeout
                          ? config->settings.request_timeout->mark
                          : Mark{};
    made.push_back(finding::make(
        "ST707", first_known(mark, command_of(spec)),
        fmt::format("a block of {} takes {} ms ({} s block period, 3 x {} one way), and its round "
                    "lasts {} ms",
                    view.name(member.peer), needed, period, to_string(way), timeout),
        {{"least", std::to_string(needed)}}));
  }
}

}  // namespace

Findings validator_lints(const View& view, const std::vector<ChainMembers>& chains) {
  Findings made;
  for (const ChainMembers& chain : chains) {
    for (const scenario::SceneCluster& cluster : view.scene().clusters) {
      not_voted_in(view, chain, cluster, made);
    }
    not_mining(view, chain, made);
    heavy_clusters(view, chain, made);
    two_quorums(view, chain, made);
    alone(view, chain, made);
    short_timers(view, chain, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
