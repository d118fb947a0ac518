// SPDX-License-Identifier: Apache-2.0
// Faults of single workloads: what their rollout waits for, what their start script needs, how many
// peers they take, what their Services and contracts make of a translated address.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/config/json.hpp"
#include "harness/config/workload.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::diagnosis {

namespace {

using scenario::SceneCluster;

/// Where a claim says that one node alone may mount it; not known where it does not.
Mark single_node(const config::ClusterConfig& cluster, const std::string& claim) {
  for (const config::OtherObject& other : cluster.others) {
    if (other.kind != "PersistentVolumeClaim" || other.name.value != claim) continue;
    const config::Value* spec = other.object.find("spec");
    const config::Value* modes = spec == nullptr ? nullptr : spec->find("accessModes");
    if (modes == nullptr) return {};
    for (const config::Value& mode : modes->items()) {
      if (mode.text() == "ReadWriteMany" || mode.text() == "ReadOnlyMany") return {};
    }
    return other.name.mark;
  }
  return {};
}

/// The claim that makes a rolling update wait; null where there is none.
const config::VolumeConfig* held_volume(const config::ClusterConfig& cluster,
                                        const config::WorkloadConfig& workload) {
  if (workload.kind != "Deployment" || workload.strategy.value == "Recreate") return nullptr;
  for (const config::VolumeConfig& volume : workload.volumes) {
    if (!volume.claim.empty() && single_node(cluster, volume.claim).known()) return &volume;
  }
  return nullptr;
}

// SPEC kubernetes F-80: once for a cluster. On the only node both pods may mount the volume.
void rolling_updates(const View& view, const SceneCluster& cluster, Findings& made) {
  if (view.world().cluster(cluster.id).machines().size() < 2) return;
  std::size_t count = 0;
  Finding finding;
  for (const config::PeerConfig& peer : cluster.config->peers) {
    const config::WorkloadConfig* workload = workload_of(*cluster.config, peer);
    if (workload == nullptr) continue;
    const config::VolumeConfig* volume = held_volume(*cluster.config, *workload);
    if (volume == nullptr || ++count > 1) continue;
    finding = finding::make(
        "ST418", first_known(workload->strategy.mark, workload->name.mark),
        fmt::format("{} rolls while it holds the claim {}", workload->name.value, volume->claim));
    finding.related.push_back({single_node(*cluster.config, volume->claim), "the claim"});
  }
  if (count == 0) return;
  if (count > 1) finding.what += fmt::format(", and so do {} more", count - 1);
  made.push_back(std::move(finding));
}

/// Where a script of a container installs a package; not known where it does not.
Mark installs(const config::ContainerConfig& container) {
  for (const config::Value& word : container.words) {
    const std::size_t at = word.text().find("apk add");
    if (at != std::string::npos) return word.mark_at(at);
  }
  return {};
}

/// Whether its NetworkPolicies keep a pod from a web server on the internet.
bool is_kept_inside(const View& view, PeerId peer) {
  const kube::Cluster& cluster = view.world().cluster(view.cluster_of(peer));
  if (!kube::enforces_policies(cluster.spec().cni)) return false;
  const auto filter =
      kube::compile_policies(cluster, view.world().network(), cluster.pod(view.spec(peer).pod),
                             kube::PolicyDirection::out);
  const net::Ipv4 anywhere{(151U << 24) | (101U << 16) | 1U};
  return filter && !net::judge(*filter, net::Protocol::tcp, anywhere, 443).allowed;
}

// SPEC kubernetes F-81: once for a cluster.
void package_downloads(const View& view, const SceneCluster& cluster, Findings& made) {
  for (const PeerId peer : view.peers()) {
    if (view.cluster_of(peer) != cluster.id || view.config(peer) == nullptr) continue;
    if (!is_kept_inside(view, peer)) continue;
    const auto* workload = workload_of(*cluster.config, *view.config(peer));
    if (workload == nullptr) continue;
    for (const config::ContainerConfig& container : workload->containers) {
      const Mark mark = installs(container);
      if (!mark.known()) continue;
      made.push_back(finding::make(
          "ST419", mark,
          fmt::format("{} installs a package, and its NetworkPolicies let it out nowhere",
                      view.name(peer))));
      return;
    }
  }
}

// SPEC kubernetes F-107: once for a cluster.
void stale_flows(const View& view, const SceneCluster& cluster, Findings& made) {
  const kube::ClusterSpec& made_with = view.world().cluster(cluster.id).spec();
  if (made_with.version >= kube::Version{21} || view.scene().clusters.size() < 2) return;
  for (const PeerId peer : view.peers()) {
    if (view.cluster_of(peer) != cluster.id || !view.spec(peer).geth.discovery) continue;
    const kube::Service* service = service_of(view.world(), peer);
    if (service == nullptr || service->type == kube::ServiceType::cluster_ip) continue;
    for (const kube::ServicePort& port : service->ports) {
      if (port.protocol != net::Protocol::udp) continue;
      made.push_back(
          finding::make("ST507", first_known(port.mark, service->mark),
                        fmt::format("Service {} takes UDP, and {} runs Kubernetes 1.{}",
                                    service->name, cluster.name, made_with.version.minor)));
      const auto* written = cluster.written;
      if (written != nullptr && written->kubernetes) {
        made.back().related.push_back({written->kubernetes->mark, "the version"});
      }
      return;
    }
  }
}

/// permissionModel of the permission-config.json that a peer has in its data directory.
config::MarkedText permission_model(const View& view, const SceneCluster& cluster,
                                    const config::PeerConfig& peer) {
  const config::WorkloadConfig* workload = workload_of(*cluster.config, peer);
  if (workload == nullptr) return {};
  const std::string path =
      (peer.settings.data_dir ? peer.settings.data_dir->value : "") + "/permission-config.json";
  for (const config::ContainerConfig& container : workload->containers) {
    if (!container.geth.runs()) continue;
    const auto file = config::find_mounted(*workload, container, path);
    const auto* map = file ? cluster.config->find_config_map(peer.ns, file->config_map) : nullptr;
    const auto* entry = map == nullptr ? nullptr : map->find(file->key);
    if (entry == nullptr || entry->secret) continue;
    const auto json = config::parse_json(entry->text, *view.scene().files);
    const config::Value* model = json ? json->find("permissionModel") : nullptr;
    if (model != nullptr) return {std::string(model->text()), model->mark()};
  }
  return {};
}

/// A dial of another cluster that reaches the peer under another address than its pod's.
const DialReading* translated(const View& view, PeerId peer, const LinkSurvey& links) {
  for (const LinkReading& link : links.readings()) {
    for (const DialReading* dial : {&link.forward, &link.backward}) {
      if (!dial->out.delivered() || dial->reached != peer) continue;
      if (view.cluster_of(dial->from) == view.cluster_of(peer)) continue;
      const net::StackId stack = view.world().stack(dial->from);
      if (dial->out.seen.src.ip != view.world().network().stack(stack).address) return dial;
    }
  }
  return nullptr;
}

// SPEC kubernetes F-102, goquorum 2.3: model v2 from 21.1.0 on.
void contract_permissions(const View& view, const SceneCluster& cluster, const LinkSurvey& links,
                          Findings& made) {
  for (const PeerId peer : view.peers()) {
    const config::PeerConfig* config = view.config(peer);
    const PeerSpec& spec = view.spec(peer);
    if (spec.cluster != cluster.id || config == nullptr || !spec.geth.permissioned) continue;
    if (spec.geth.version < GoQuorumVersion{21, 1, 0}) continue;
    const config::MarkedText model = permission_model(view, cluster, *config);
    if (model.value != "v2") continue;
    const DialReading* dial = translated(view, peer, links);
    if (dial == nullptr) continue;
    made.push_back(finding::make(
        "ST615", model.mark,
        fmt::format("{} arrives at {} as {}, and model v2 compares addresses (what the contract "
                    "holds was not verified)",
                    view.name(dial->from), view.name(peer), net::to_string(dial->out.seen.src.ip)),
        {{"from", view.name(view.cluster_of(dial->from))}}));
  }
}

/// How many links a peer has, and how many of them only it can dial.
struct LinkCount {
  std::size_t all = 0;
  std::size_t dialled = 0;
};

std::map<PeerId, LinkCount> count_links(const LinkSurvey& links) {
  std::map<PeerId, LinkCount> counts;
  links.each([&](const LinkBrief& link, const LinkReading*) {
    if (link.status != LinkStatus::up) return;
    ++counts[link.a].all;
    ++counts[link.b].all;
    if (!link.backward_up()) ++counts[link.a].dialled;
    if (!link.forward_up()) ++counts[link.b].dialled;
  });
  return counts;
}

// SPEC goquorum 13.1 row 18, 3.1
void too_many_peers(const View& view, const LinkSurvey& links, Findings& made) {
  for (const auto& [peer, count] : count_links(links)) {
    const GethSettings& geth = view.spec(peer).geth;
    if (view.spec(peer).opaque) continue;
    const Mark mark = first_known(geth.max_peers_mark, view.spec(peer).mark);
    const std::size_t share = std::max<std::size_t>(1, geth.max_peers / 3);
    if (count.all > geth.max_peers) {
      made.push_back(finding::make("ST611", mark,
                                   fmt::format("{} has {} links and takes {} peers",
                                               view.name(peer), count.all, geth.max_peers),
                                   {{"peer", view.name(peer)}}));
    } else if (geth.version >= GoQuorumVersion{21, 4, 0} && count.dialled > share) {
      made.push_back(finding::make(
          "ST611", mark,
          fmt::format("{} must dial {} peers, and dials {} at most, a third of --maxpeers {}",
                      view.name(peer), count.dialled, share, geth.max_peers),
          {{"peer", view.name(peer)}}));
    }
  }
}

}  // namespace

Findings workload_lints(const View& view, const LinkSurvey& links) {
  Findings made;
  for (const SceneCluster& cluster : view.scene().clusters) {
    if (cluster.id == ClusterId::none) continue;
    stale_flows(view, cluster, made);
    if (!cluster.config) continue;
    rolling_updates(view, cluster, made);
    package_downloads(view, cluster, made);
    contract_permissions(view, cluster, links, made);
  }
  too_many_peers(view, links, made);
  return made;
}

}  // namespace seatrial::diagnosis
