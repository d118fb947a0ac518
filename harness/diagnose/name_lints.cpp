// SPDX-License-Identifier: Apache-2.0
// Names in peer lists: what they mean today, and what a restart, a version or a DNS server makes of
// them. A list that several peers share is one place and so one finding.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::diagnosis {

namespace {

using Entries = std::vector<const PeerListEntry*>;

/// The entries whose names geth looks up once: no address, no raftport. SPEC goquorum 1.2
Entries frozen_names(const PeerList& list) {
  Entries found;
  for (const PeerListEntry& entry : list.entries) {
    if (code_of_entry(entry)) continue;
    if (entry.enode->is_name() && !entry.enode->has_raftport) found.push_back(&entry);
  }
  return found;
}

/// Of a name that means the address of a pod, and not one that outlives it.
std::optional<kube::Resolution> pod_behind(const View& view, PeerId peer, const std::string& host) {
  auto found = look_up(view.world(), peer, host);
  if (!found || found->service == nullptr) return std::nullopt;
  if (found->address == found->service->cluster_ip) return std::nullopt;
  return found;
}

Entries pod_names(const View& view, PeerId peer) {
  Entries found = frozen_names(view.spec(peer).static_nodes);
  std::erase_if(found, [&](const PeerListEntry* entry) {
    return !pod_behind(view, peer, entry->enode->host);
  });
  return found;
}

std::string and_more(const Entries& entries) {
  const std::string first = "'" + entries.front()->enode->host + "'";
  if (entries.size() == 1) return first;
  return fmt::format("{} and {} more", first, entries.size() - 1);
}

// SPEC kubernetes F-37
void frozen_pods(const Entries& names, Findings& made) {
  if (names.empty()) return;
  made.push_back(finding::make(
      "ST214", names.front()->mark,
      fmt::format("without raftport {} {} the address that a pod has when geth starts",
                  and_more(names), names.size() == 1 ? "means" : "mean")));
}

/// publishNotReadyAddresses: the name exists before the pod is ready.
bool is_told_early(const View& view, PeerId peer, const kube::Service& service) {
  const scenario::SceneCluster* cluster = view.cluster(view.cluster_of(peer));
  if (cluster == nullptr || !cluster->config) return false;
  const config::ServiceConfig* written = cluster->config->find_service(service.name);
  return written != nullptr && written->publish_not_ready.value;
}

/// Whom a peer has by a name that exists only while the other is ready, each with its entry.
std::map<PeerId, const PeerListEntry*> waited_for(const View& view, PeerId from,
                                                  const Entries& names) {
  std::map<PeerId, const PeerListEntry*> found;
  Identities& identities = view.world().identities();
  for (const PeerListEntry* entry : names) {
    const PeerId to = identities.peer(identities.intern(entry->enode->key));
    if (to == PeerId::none || to == from || view.cluster_of(to) != view.cluster_of(from)) continue;
    const auto pod = pod_behind(view, from, entry->enode->host);
    if (!is_told_early(view, from, *pod->service)) found.emplace(to, entry);
  }
  return found;
}

// SPEC kubernetes F-109: once for a cluster, at the first pair that waits for each other.
void mutual_names(const View& view, ClusterId cluster, const std::map<PeerId, Entries>& names,
                  Findings& made) {
  for (const auto& [a, entries] : names) {
    if (view.cluster_of(a) != cluster) continue;
    for (const auto& [b, there] : waited_for(view, a, entries)) {
      if (b < a || !names.contains(b)) continue;
      const auto back = waited_for(view, b, names.at(b));
      const auto found = back.find(a);
      if (found == back.end()) continue;
      made.push_back(finding::make(
          "ST216", there->mark,
          fmt::format("{} and {} list each other by names of pods", view.name(a), view.name(b))));
      if (found->second->mark != there->mark) {
        made.back().related.push_back({found->second->mark, "the entry of the other"});
      }
      return;
    }
  }
}

// SPEC kubernetes F-38: discovery is asked at an address and a UDP port.
void bootnodes(const View& view, PeerId peer, Findings& made) {
  const PeerSpec& spec = view.spec(peer);
  if (!spec.geth.discovery) return;  // nobody asks them then
  for (const PeerListEntry& entry : spec.geth.bootnodes.entries) {
    if (code_of_entry(entry)) continue;
    const wire::Enode& enode = *entry.enode;
    if (enode.udp == 0) {
      made.push_back(finding::make(
          "ST215", entry.mark,
          fmt::format("the bootnode at {} has discport=0: it takes no discovery", enode.host),
          {{"peer", enode.host}}));
    } else if (enode.is_name()) {
      const bool known = look_up(view.world(), peer, enode.host).has_value();
      made.push_back(finding::make(
          "ST215", entry.mark,
          known ? fmt::format("the bootnode '{}' is a name, and is looked up once", enode.host)
                : fmt::format("the bootnode '{}' is a name that means nothing", enode.host),
          {{"peer", enode.host}}));
      // GoQuorum's documentation asks for an address; a name that is known works until it changes.
      if (known) made.back().severity = Severity::warning;
    }
  }
}

// SPEC kubernetes F-106
void old_version(const View& view, PeerId peer, Findings& made) {
  const PeerSpec& spec = view.spec(peer);
  if (spec.geth.version >= GoQuorumVersion{2, 4, 0}) return;
  Entries names;
  for (const PeerListEntry& entry : spec.static_nodes.entries) {
    if (!code_of_entry(entry) && entry.enode->is_name()) names.push_back(&entry);
  }
  if (names.empty()) return;
  const GoQuorumVersion& version = spec.geth.version;
  made.push_back(
      finding::make("ST217", first_known(spec.geth.version_mark, spec.mark),
                    fmt::format("{} runs {}.{}.{}, and its static list has {}", view.name(peer),
                                version.major, version.minor, version.patch, and_more(names))));
  if (names.front()->mark.known()) {
    made.back().related.push_back({names.front()->mark, "the first name"});
  }
}

// SPEC kubernetes F-105
void raft_names(const View& view, PeerId peer, Findings& made) {
  const PeerSpec& spec = view.spec(peer);
  if (spec.geth.consensus != Consensus::raft || spec.geth.raft_dns) return;
  for (const PeerListEntry& entry : spec.static_nodes.entries) {
    if (code_of_entry(entry) || !entry.enode->is_name()) continue;
    made.push_back(
        finding::make("ST218", first_known(spec.geth.command, spec.mark),
                      fmt::format("{} runs raft without --raftdnsenable, and its list has '{}'",
                                  view.name(peer), entry.enode->host)));
    made.back().related.push_back({entry.mark, "the first name"});
    return;
  }
}

/// The Service of a name "pod.service.namespace.svc", if it has a ClusterIP.
const kube::Service* service_with_address(const View& view, PeerId peer, const std::string& host) {
  const std::size_t dot = host.find('.');
  const std::size_t next = dot == host.npos ? dot : host.find('.', dot + 1);
  const std::size_t end = next == host.npos ? next : host.find('.', next + 1);
  if (end == host.npos || !host.substr(end).starts_with(".svc")) return nullptr;
  const auto& cluster = view.world().cluster(view.cluster_of(peer));
  const kube::Service* found = cluster.find_service(host.substr(next + 1, end - next - 1),
                                                    host.substr(dot + 1, next - dot - 1));
  return found == nullptr || found->headless ? nullptr : found;
}

// SPEC kubernetes F-108
void pods_of_services(const View& view, PeerId peer, Findings& made) {
  Entries names;
  const kube::Service* first = nullptr;
  for (const PeerListEntry& entry : view.spec(peer).static_nodes.entries) {
    if (code_of_entry(entry) || !entry.enode->is_name()) continue;
    const kube::Service* service = service_with_address(view, peer, entry.enode->host);
    if (service == nullptr) continue;
    if (first == nullptr) first = service;
    names.push_back(&entry);
  }
  if (first == nullptr) return;
  made.push_back(finding::make(
      "ST219", names.front()->mark,
      fmt::format("{} {}, and Service {} has a ClusterIP", and_more(names),
                  names.size() == 1 ? "is the name of a pod" : "are names of pods", first->name),
      {{"service", first->name}}));
  if (first->mark.known()) made.back().related.push_back({first->mark, "the Service"});
}

}  // namespace

Findings name_lints(const View& view) {
  Findings made;
  std::map<PeerId, Entries> names;  ///< of pods, in the lists of those that have any
  for (const PeerId peer : view.peers()) {
    if (view.spec(peer).opaque) continue;
    Entries pods = pod_names(view, peer);
    frozen_pods(pods, made);
    if (!pods.empty()) names.emplace(peer, std::move(pods));
    bootnodes(view, peer, made);
    old_version(view, peer, made);
    raft_names(view, peer, made);
    pods_of_services(view, peer, made);
  }
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    if (cluster.id != ClusterId::none) mutual_names(view, cluster.id, names, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
