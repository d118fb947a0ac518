// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/diagnose/exposure_fault.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/diagnose/way_finding.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::diagnosis {

namespace {

constexpr std::uint16_t usual_port = 9001;  // SPEC kubernetes 1.3

/// The URL without any scheme, as Tm_Url is written.
std::string_view without_scheme(std::string_view url) {
  const std::size_t scheme = url.rfind("://");
  return scheme == url.npos ? url : url.substr(scheme + 3);
}

/// By which others should know a Tessera.
std::string external_url(const View& view, PeerId peer) {
  const std::uint16_t port = view.spec(peer).tessera->port;
  const auto node_port = node_port_of(view.world(), peer, port);
  return fmt::format("http://{}:{}", node_ip(view.world(), peer),
                     node_port ? std::to_string(*node_port) : "NODEPORT");
}

/// A fault of the URL itself; all others are the network's, and stop whatever goes that way.
bool is_of_url(LinkCause cause) {
  switch (cause) {
    case LinkCause::port_closed:
    case LinkCause::no_route:
    case LinkCause::wrong_port:
    case LinkCause::http_only:
    case LinkCause::not_running:
    case LinkCause::other:
      return true;
    default:
      return false;
  }
}

/// What the network does to a URL, under its own code and at its own place; nothing where the URL
/// is at fault.
std::optional<Finding> network_fault(const View& view, const TesseraReading& reading) {
  if (reading.fault != TesseraFault::unreachable || is_of_url(reading.cause)) return std::nullopt;
  const Way way = way_of(view.world(), reading);
  if (code_of(way) == "ST209") return std::nullopt;
  return finding_of(view.world(), way);
}

Finding wrong_listener(const View& view, const TesseraReading& reading) {
  const auto& tessera = view.spec(reading.to).tessera;
  const std::uint16_t port = tessera ? tessera->port : usual_port;
  const auto node_port = node_port_of(view.world(), reading.to, port);
  return finding::make("ST804", reading.mark, fmt::format("{}: {}", reading.url, reading.detail),
                       {{"node_port", node_port ? std::to_string(*node_port) : "the NodePort"},
                        {"port", std::to_string(port)}});
}

/// Whose Tessera a URL that leads nowhere was written for: who advertises it, or its port at
/// another address of the same cluster.
PeerId advertiser(const View& view, const TesseraReading& reading) {
  const Result<TesseraUrl> url = parse_tessera_url(reading.url);
  if (!url) return PeerId::none;
  const auto address = net::parse_ipv4(url->host);
  for (const PeerId peer : view.peers()) {
    const auto& tessera = view.spec(peer).tessera;
    const auto told =
        tessera ? parse_tessera_url(tessera->advertised) : Result<TesseraUrl>(Error{});
    if (!told || told->port != url->port) continue;
    if (told->host == url->host) return peer;
    if (address && cluster_at(view.world(), *address) == view.cluster_of(peer)) return peer;
  }
  return PeerId::none;
}

/// A URL that leads to a node which has no such NodePort, since the Service is no NodePort Service.
std::optional<Finding> hidden_service(const View& view, const TesseraReading& reading,
                                      PeerId meant) {
  if (reading.cause != LinkCause::port_closed || meant == PeerId::none) return std::nullopt;
  const kube::Service* service = service_of(view.world(), meant);
  if (service == nullptr || service->type != kube::ServiceType::cluster_ip) return std::nullopt;
  return finding::make("ST101", service->mark,
                       fmt::format("Service {} is of type ClusterIP", service->name),
                       {{"service", service->name}});
}

Finding unreachable(const TesseraReading& reading) {
  return finding::make("ST806", reading.mark, fmt::format("{}: {}", reading.url, reading.detail),
                       {{"port", std::to_string(usual_port)}, {"peer", "the peer that is meant"}});
}

/// The Service of a cluster that has a NodePort; null where none has.
const kube::Service* service_at(const World& world, ClusterId cluster, std::uint16_t node_port) {
  for (const kube::Service& service : world.cluster(cluster).services()) {
    for (const kube::ServicePort& port : service.ports) {
      if (port.node_port == node_port) return &service;
    }
  }
  return nullptr;
}

std::string namespace_of(const View& view, PeerId peer) {
  return view.world().cluster(view.cluster_of(peer)).pod(view.spec(peer).pod).ns;
}

/// Peers that other clusters have in their static lists, by their own cluster.
std::map<ClusterId, std::vector<PeerId>> listed_peers(const View& view) {
  std::map<wire::PublicKey, std::set<ClusterId>> listed_by;
  std::set<std::pair<ClusterId, const void*>> seen;  // a thousand peers share a list
  for (const PeerId peer : view.peers()) {
    const auto& entries = view.spec(peer).static_nodes.entries;
    if (!seen.insert({view.cluster_of(peer), entries.identity()}).second) continue;
    for (const PeerListEntry& entry : entries) {
      if (entry.enode) listed_by[entry.enode->key].insert(view.cluster_of(peer));
    }
  }
  std::map<ClusterId, std::vector<PeerId>> listed;
  for (const PeerId peer : view.peers()) {
    const auto found = listed_by.find(view.spec(peer).key);
    if (found == listed_by.end()) continue;
    const bool own_only =
        found->second.size() == 1 && found->second.contains(view.cluster_of(peer));
    if (!own_only) listed[view.cluster_of(peer)].push_back(peer);
  }
  return listed;
}

/// SPEC kubernetes F-62: the NodePort is that of a Service in a namespace where no peer runs that
/// the lists name, and one of the peers has a Service of that very name.
std::optional<Finding> other_namespace(const View& view, const TesseraReading& reading,
                                       const std::map<ClusterId, std::vector<PeerId>>& listed) {
  const ClusterId there = cluster_at(view.world(), reading.target.ip);
  if (there == ClusterId::none || there == view.cluster_of(reading.from)) return std::nullopt;
  const auto meant = listed.find(there);
  if (meant == listed.end()) return std::nullopt;
  const kube::Service* found = service_at(view.world(), there, reading.target.port);
  if (found == nullptr) return std::nullopt;
  for (const PeerId peer : meant->second) {
    if (namespace_of(view, peer) == found->ns) return std::nullopt;
  }
  for (const PeerId peer : meant->second) {
    if (!view.spec(peer).tessera || service_name(view.world(), peer) != found->name) continue;
    const auto port = node_port_of(view.world(), peer, view.spec(peer).tessera->port);
    return finding::make(
        "ST413", reading.mark,
        fmt::format("{} leads to Service {} of namespace {}; {} is in {}", reading.url, found->name,
                    found->ns, view.name(peer), namespace_of(view, peer)),
        {{"namespace", namespace_of(view, peer)},
         {"service", found->name},
         {"node_port", port ? std::to_string(*port) : "another NodePort"}});
  }
  return std::nullopt;
}

/// Of a lone cluster the others' hosts are not known: what its URLs mean there, nobody can tell.
bool is_foreign(const View& view, const TesseraReading& reading) {
  const bool nowhere = reading.cause == LinkCause::no_route && reading.to == PeerId::none;
  return nowhere && view.scene().clusters.size() == 1;
}

/// The Services of a cluster that a rule comes from.
std::vector<const kube::Service*> services_of(const kube::Cluster& cluster, const Mark& rule) {
  std::vector<const kube::Service*> found;
  for (const kube::Service& service : cluster.services()) {
    const bool ruled = std::any_of(service.ports.begin(), service.ports.end(),
                                   [&](const auto& port) { return port.mark == rule; });
    if (ruled || service.mark == rule) found.push_back(&service);
  }
  return found;
}

/// The peer without an address whom the Service of a rule would lead to; none if nobody.
PeerId pending_behind(const View& view, const Mark& rule) {
  std::map<ClusterId, std::vector<const kube::Service*>> services;
  for (const PeerId peer : view.peers()) {
    if (!view.world().pending(peer)) continue;
    const ClusterId id = view.cluster_of(peer);
    const kube::Cluster& cluster = view.world().cluster(id);
    const auto [at, added] = services.try_emplace(id);
    if (added) at->second = services_of(cluster, rule);
    const kube::Pod& pod = cluster.pod(view.spec(peer).pod);
    const auto leads_to = [&](const kube::Service* one) { return kube::selects(*one, pod); };
    if (std::ranges::any_of(at->second, leads_to)) return peer;
  }
  return PeerId::none;
}

/// SPEC kubernetes F-88: nothing stands behind the Service while the pod has no address.
std::optional<Finding> waiting_pod(const View& view, LinkCause cause, PeerId from, PeerId to) {
  if (cause != LinkCause::no_endpoint && cause != LinkCause::pod_pending) return std::nullopt;
  for (const PeerId peer : {from, to}) {
    if (peer == PeerId::none || !view.world().pending(peer)) continue;
    return finding::make(
        "ST316", view.spec(peer).mark,
        fmt::format("the pod of {} is Pending: it got no address", view.name(peer)));
  }
  return std::nullopt;
}

/// What stops a URL and is not the URL itself.
std::optional<Finding> fault_beside(const View& view, const TesseraReading& reading) {
  if (reading.fault == TesseraFault::malformed) return std::nullopt;
  PeerId meant = meant_by(view.world(), reading);
  if (reading.cause == LinkCause::no_endpoint && !reading.out.hops.empty()) {
    meant = pending_behind(view, reading.out.hops.back().rule);
  }
  if (auto waiting = waiting_pod(view, reading.cause, reading.from, meant)) return waiting;
  if (auto exposed = exposure_fault(view.world(), aim_of(view.world(), reading))) {
    return std::move(exposed->finding);
  }
  if (auto fault = network_fault(view, reading)) return fault;
  return hidden_service(view, reading, advertiser(view, reading));
}

void urls(const View& view, const TesseraSurvey& survey, Findings& made) {
  const auto listed = listed_peers(view);
  for (std::size_t i = 0; i < survey.urls.size(); ++i) {
    const TesseraReading& reading = survey.urls[i];
    if (reading.own) continue;
    if (auto finding = other_namespace(view, reading, listed)) {
      made.push_back(std::move(*finding));
    } else if (reading.up() || is_foreign(view, reading)) {
      continue;
    } else if (auto fault = fault_beside(view, reading)) {
      made.push_back(std::move(*fault));
    } else if (reading.fault == TesseraFault::malformed) {
      made.push_back(finding::make("ST803", reading.mark, reading.detail,
                                   {{"url", std::string(without_scheme(reading.url))}}));
    } else if (reading.fault == TesseraFault::wrong_listener) {
      made.push_back(wrong_listener(view, reading));
    } else {
      made.push_back(unreachable(reading));
    }
    made.back().links = 1 + survey.alike[i];
  }
}

/// The advertised URLs of one cluster that are wrong in the same way are one fault: the template
/// that made them.
class AdvertisedCollector {
 public:
  explicit AdvertisedCollector(const View& view) : view_(view) {}

  void add(const AdvertisedReading& reading) {
    if (reading.right()) return;
    if (auto waiting = waiting_pod(view_, reading.cause, reading.seen_by, reading.of)) {
      return others_.push_back(std::move(*waiting));
    }
    if (auto fault = exposure_fault(view_.world(), aim_of(view_.world(), reading))) {
      others_.push_back(std::move(fault->finding));
      return;
    }
    if (reading.cause != LinkCause::up) {
      const TesseraReading walked =
          read_tessera(view_.world(), reading.seen_by, {reading.url, reading.mark});
      auto fault = network_fault(view_, walked);
      if (!fault) fault = hidden_service(view_, walked, reading.of);
      if (fault) {
        fault->links = 1;
        return others_.push_back(std::move(*fault));
      }
    }
    const bool another = reading.resolves_to != PeerId::none && reading.resolves_to != reading.of;
    const auto key = std::pair(view_.cluster_of(reading.of), another);
    const auto found = findings_.find(key);
    if (found == findings_.end()) {
      findings_.emplace(key, another ? shadowed(reading) : unknown(reading));
    } else {
      ++found->second.links;
      found->second.related.push_back(
          {reading.mark, fmt::format("{}: set serverAddress to {}", view_.name(reading.of),
                                     external_url(view_, reading.of))});
    }
  }

  Findings findings() const {
    Findings made = others_;
    for (const auto& [key, finding] : findings_) made.push_back(finding);
    return made;
  }

 private:
  Finding unknown(const AdvertisedReading& reading) const {
    const auto url = external_url(view_, reading.of);
    const std::string port = std::to_string(view_.spec(reading.of).tessera->port);
    // SPEC kubernetes F-51: whoever validates takes no key of it at all.
    const auto& seen_by = view_.spec(reading.seen_by).tessera;
    const bool validates = seen_by && seen_by->remote_key_validation;
    Finding made =
        finding::make(validates ? finding::Code("ST809") : finding::Code("ST801"), reading.mark,
                      fmt::format("{} advertises {}, which {} cannot reach", view_.name(reading.of),
                                  reading.url, view_.name(reading.seen_from)),
                      {{"url", url}, {"port", port}});
    made.links = 1;
    return made;
  }

  Finding shadowed(const AdvertisedReading& reading) const {
    Finding made = finding::make(
        "ST802", reading.mark,
        fmt::format("{} advertises {}, which is {} in {}", view_.name(reading.of), reading.url,
                    view_.name(reading.resolves_to), view_.name(reading.seen_from)));
    made.fix += ", " + external_url(view_, reading.of);
    made.links = 1;
    return made;
  }

  const View& view_;
  Findings others_;  ///< of the network on the way
  std::map<std::pair<ClusterId, bool>, Finding> findings_;
};

/// The first Tessera of each cluster.
std::vector<PeerId> first_tesseras(const View& view) {
  std::vector<PeerId> found;
  for (const PeerId peer : view.peers()) {
    if (!view.spec(peer).tessera) continue;
    const bool seen = std::any_of(found.begin(), found.end(), [&](PeerId other) {
      return view.cluster_of(other) == view.cluster_of(peer);
    });
    if (!seen) found.push_back(peer);
  }
  return found;
}

/// SPEC kubernetes F-53
void strangers(const View& view, const std::vector<TesseraReading>& readings, Findings& made) {
  std::set<std::pair<ClusterId, ClusterId>> meant;
  for (const TesseraReading& reading : readings) {
    const ClusterId here = view.cluster_of(reading.from);
    // A URL that nobody can use may have been meant for anybody.
    if (reading.fault == TesseraFault::malformed) return;
    const ClusterId there = reading.to != PeerId::none
                                ? view.cluster_of(reading.to)
                                : cluster_at(view.world(), reading.target.ip);
    if (there != ClusterId::none) meant.insert(std::minmax(here, there));
  }
  const std::vector<PeerId> firsts = first_tesseras(view);
  for (std::size_t i = 0; i < firsts.size(); ++i) {
    for (std::size_t j = i + 1; j < firsts.size(); ++j) {
      const PeerSpec& a = view.spec(firsts[i]);
      const PeerSpec& b = view.spec(firsts[j]);
      if (a.opaque || b.opaque || meant.contains(std::minmax(a.cluster, b.cluster))) continue;
      made.push_back(finding::make("ST805", first_known(a.tessera->advertised_mark, a.mark),
                                   fmt::format("no Tessera of {} lists one of {}, nor the reverse",
                                               view.name(a.cluster), view.name(b.cluster))));
    }
  }
}

}  // namespace

/// Whether it matters to a Tessera who calls it, so that each call must be looked at.
static bool tells_callers_apart(const View& view) {
  std::set<bool> strict;
  for (const PeerId peer : view.peers()) {
    const config::PeerConfig* config = view.config(peer);
    if (config == nullptr || !config->tessera) continue;
    const config::TesseraConfig& tessera = *config->tessera;
    if (tessera.use_white_list.value || tessera.disable_peer_discovery.value) return true;
    strict.insert(tessera.tls.mode.value == "STRICT");
  }
  return strict.size() > 1;
}

Findings tessera_lints(const View& view, bool brief) {
  Findings made;
  const TesseraSurvey survey = survey_tessera(view.world(), brief && !tells_callers_apart(view));
  const std::vector<TesseraReading>& readings = survey.urls;
  urls(view, survey, made);
  strangers(view, readings, made);
  AdvertisedCollector advertised(view);
  for (const AdvertisedReading& reading : read_advertised(view.world(), readings)) {
    advertised.add(reading);
  }
  for (Finding& finding : advertised.findings()) made.push_back(std::move(finding));
  for (Finding& finding : tessera_server_lints(view, readings)) made.push_back(std::move(finding));
  return made;
}

}  // namespace seatrial::diagnosis
