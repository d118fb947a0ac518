// SPDX-License-Identifier: Apache-2.0
// quorum-kubernetes: its charts write genesis, peers and Tessera peers by hook Jobs at run time,
// and each cluster's hooks know that cluster only. Also a chain without any consensus, which is how
// an unsupported choice of the charts shows.
#include <fmt/format.h>

#include <algorithm>

#include "harness/config/genesis_reader.hpp"
#include "harness/diagnose/chain_members.hpp"
#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

namespace {

using scenario::SceneCluster;

/// Whether the hooks of the charts have been here. SPEC kubernetes 2.1
bool of_charts(const SceneCluster& cluster) {
  if (!cluster.config) return false;
  const auto has = [&](std::string_view name) {
    return cluster.config->find_config_map(name) != nullptr;
  };
  return has("goquorum-peers") || has("goquorum-genesis") || has("tessera-peers");
}

const config::PeerConfig* same_service(const SceneCluster& in, const config::PeerConfig& peer) {
  for (const config::PeerConfig& other : in.config->peers) {
    const bool same = !peer.service.empty() && other.service == peer.service && other.ns == peer.ns;
    if (same) return &other;
  }
  return nullptr;
}

/// Where the name of its StatefulSet stands.
Mark release_mark(const SceneCluster& cluster, const config::PeerConfig& peer) {
  const config::WorkloadConfig* workload = workload_of(*cluster.config, peer);
  return first_known(workload == nullptr ? Mark{} : workload->name.mark, peer.mark);
}

// SPEC kubernetes F-78
void same_releases(const SceneCluster& first, const SceneCluster& second, Findings& made) {
  std::vector<std::string> names;
  Finding finding;
  for (const config::PeerConfig& peer : second.config->peers) {
    const config::PeerConfig* other = same_service(first, peer);
    if (other == nullptr) continue;
    names.push_back(peer.service);
    if (names.size() > 1) continue;
    finding = finding::make("ST412", release_mark(second, peer), "", {{"cluster", second.name}});
    const Mark mark = release_mark(first, *other);
    if (mark.known()) finding.related.push_back({mark, "the release of " + first.name});
  }
  if (names.empty()) return;
  finding.what = fmt::format("{} and {} both have {}", first.name, second.name, enumerate(names));
  made.push_back(std::move(finding));
}

/// The first peer of a cluster whose genesis a hook wrote.
PeerId hook_peer(const View& view, const SceneCluster& cluster) {
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.cluster != cluster.id || spec.chain == nullptr) continue;
    if (spec.chain->source.starts_with("goquorum-genesis/")) return peer;
  }
  return PeerId::none;
}

// SPEC kubernetes F-77: also where nobody dials yet.
void own_geneses(const View& view, const SceneCluster& first, const SceneCluster& second,
                 Findings& made) {
  const PeerId a = hook_peer(view, first);
  const PeerId b = hook_peer(view, second);
  if (a == PeerId::none || b == PeerId::none) return;
  const ChainSpec& here = *view.spec(b).chain;
  const ChainSpec& there = *view.spec(a).chain;
  if (here.genesis_hash == there.genesis_hash) return;
  const auto differs = genesis_difference(there.genesis, here.genesis);
  made.push_back(
      finding::make("ST416", differs.empty() ? here.mark : genesis_place(view, b, differs.front()),
                    fmt::format("goquorum-genesis of {} and {} differ in {}", first.name,
                                second.name, enumerate(differs)),
                    {{"cluster", first.name}}));
  if (there.mark.known()) made.back().related.push_back({there.mark, "that of " + first.name});
}

void changed_port(const std::string& who, const char* kind,
                  const config::Marked<std::uint64_t>& port, std::uint64_t usual, Findings& made) {
  if (port.value == usual) return;
  made.push_back(finding::make(
      "ST417", port.mark,
      fmt::format("the {} port of {} is {}, and the hooks write {}", kind, who, port.value, usual),
      {{"usual", std::to_string(usual)}}));
}

// SPEC kubernetes F-79, 2.1
void changed_ports(const SceneCluster& cluster, Findings& made) {
  constexpr std::uint64_t p2p = 30303;
  constexpr std::uint64_t tessera = 9000;
  for (const config::HelmValues& values : cluster.config->helm_values) {
    if (values.p2p_port) changed_port(cluster.name, "p2p", *values.p2p_port, p2p, made);
    if (values.tessera_port) {
      changed_port(cluster.name, "Tessera", *values.tessera_port, tessera, made);
    }
  }
  if (!of_charts(cluster)) return;
  for (const config::PeerConfig& peer : cluster.config->peers) {
    const std::string who = cluster.name + '/' + peer.name.value;
    if (peer.settings.port) changed_port(who, "p2p", *peer.settings.port, p2p, made);
    if (!peer.tessera) continue;
    const config::MarkedText& told = peer.tessera->server_address;
    const auto url = parse_tessera_url(told.value);
    if (url) changed_port(who, "Tessera", {url->port, told.mark}, tessera, made);
  }
}

// SPEC kubernetes F-76
void no_consensus(const View& view, const SceneCluster& cluster, Findings& made) {
  for (const PeerId peer : view.peers()) {
    if (view.cluster_of(peer) != cluster.id || !view.spec(peer).geth.no_consensus) continue;
    made.push_back(no_consensus_finding(view, peer));
    break;
  }
  if (!cluster.config) return;
  for (const config::HelmValues& values : cluster.config->helm_values) {
    if (values.consensus.value != "raft") continue;
    made.push_back(finding::make("ST415", values.consensus.mark,
                                 fmt::format("the values of {} choose raft", cluster.name)));
  }
}

}  // namespace

Finding no_consensus_finding(const View& view, PeerId peer) {
  const config::PeerConfig* config = view.config(peer);
  Mark mark;
  if (config != nullptr && config->genesis != nullptr) {
    mark = config::genesis_mark(config->genesis->json, "config");
  }
  return finding::make(
      "ST415", first_known(mark, view.spec(peer).mark),
      fmt::format("the genesis of {} has no consensus section, and geth runs without --raft",
                  view.name(peer)));
}

Findings helm_lints(const View& view) {
  Findings made;
  const std::vector<SceneCluster>& clusters = view.scene().clusters;
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    no_consensus(view, clusters[i], made);
    if (!clusters[i].config) continue;
    changed_ports(clusters[i], made);
    for (std::size_t j = 0; j < i; ++j) {
      if (!of_charts(clusters[i]) || !of_charts(clusters[j])) continue;
      same_releases(clusters[j], clusters[i], made);
      own_geneses(view, clusters[j], clusters[i], made);
    }
  }
  return made;
}

}  // namespace seatrial::diagnosis
