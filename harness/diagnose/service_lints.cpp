// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/diagnose/exposure_fault.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::diagnosis {

namespace {

constexpr std::uint16_t rpc_port = 8545;  // SPEC kubernetes 1.3
constexpr std::uint16_t ws_port = 8546;   // SPEC kubernetes 1.3

/// NodePorts of clusters.
using Numbers = std::set<std::pair<ClusterId, std::uint16_t>>;

/// Those that the files of other clusters hold.
Numbers written_down(const View& view, const WrittenList& all) {
  Numbers numbers;
  for (const Written& written : all) {
    const auto address = net::parse_ipv4(written.host);
    if (!address || written.kind == WrittenKind::bootnode) continue;
    const ClusterId there = cluster_at(view.world(), *address);
    const bool abroad = there != ClusterId::none && there != view.cluster_of(written.by);
    if (abroad) numbers.insert({there, written.port});
  }
  return numbers;
}

void unpinned(const kube::Service& service, ClusterId cluster, const Numbers& written,
              Findings& made) {
  std::vector<std::string> numbers;
  Mark mark;
  std::string first;
  for (const kube::ServicePort& port : service.ports) {
    if (!port.node_port || port.pinned || !written.contains({cluster, *port.node_port})) continue;
    if (numbers.empty()) mark = port.mark;
    if (numbers.empty()) first = std::to_string(*port.node_port);
    numbers.push_back(fmt::format("{} (port {})", *port.node_port, port.port));
  }
  if (numbers.empty()) return;
  made.push_back(finding::make(
      "ST109", first_known(service.mark, mark),
      fmt::format("the NodePorts of Service {} stand in another cluster's files and are not "
                  "pinned: {}",
                  service.name, enumerate(numbers)),
      {{"node_port", first}, {"service", service.name}}));
}

/// SPEC kubernetes F-112
void open_rpc(const View& view, const scenario::SceneCluster& cluster, Findings& made) {
  std::vector<std::string> names;
  std::vector<Mark> marks;
  for (const kube::Service& service : view.world().cluster(cluster.id).services()) {
    const bool shown = service.type == kube::ServiceType::node_port;
    if (!shown || peers_behind(view, cluster.id, service).empty()) continue;
    for (const kube::ServicePort& port : service.ports) {
      if (port.target_port != rpc_port && port.target_port != ws_port) continue;
      names.push_back(service.name);
      marks.push_back(first_known(port.mark, service.mark));
      break;
    }
  }
  if (names.empty()) return;
  Finding finding = finding::make(
      "ST113", marks.front(),
      fmt::format("RPC of {} is open on the NodePorts of {}", cluster.name, enumerate(names)),
      {{"service", enumerate(names)}});
  for (std::size_t i = 1; i < marks.size(); ++i) {
    finding.related.push_back({marks[i], "the RPC port of " + names[i]});
  }
  made.push_back(std::move(finding));
}

/// Links that hang on NodePorts which only the other cluster's files tell.
void not_known(const View& view, const LinkSurvey& links, Findings& made) {
  struct Hanging {
    const LinkReading* first = nullptr;
    std::size_t links = 0;
  };
  std::map<ClusterId, Hanging> by_cluster;
  links.each([&](const LinkBrief& link, const LinkReading*) {
    if (link.status != LinkStatus::unknown) return;
    std::set<ClusterId> on;
    for (const ReadDial& read : {link.like_forward, link.like_backward}) {
      const DialReading* dial = read.dial;
      if (dial == nullptr || dial->to == PeerId::none || dial->out.conditions.empty()) continue;
      if (view.spec(dial->to).opaque || !on.insert(view.cluster_of(dial->to)).second) continue;
      Hanging& hanging = by_cluster[view.cluster_of(dial->to)];
      if (hanging.links++ == 0) hanging.first = read.link;
    }
  });
  for (const auto& [cluster, hanging] : by_cluster) {
    const DialReading& one = hanging.first->decisive();
    const PeerId to = view.cluster_of(one.to) == cluster ? one.to : one.from;
    const kube::Service* service = service_of(view.world(), to);
    Finding finding =
        finding::make("ST114", service == nullptr ? Mark{} : service->mark,
                      fmt::format("no file of {} tells its NodePorts; only the others' lists do",
                                  view.name(cluster)),
                      {{"cluster", view.name(cluster)}});
    finding.links = hanging.links;
    made.push_back(std::move(finding));
  }
}

std::string of_events(const kube::Service& service) {
  std::string text;
  for (const std::string& event : service.load_balancer.events) text += ": " + event;
  return text;
}

bool answered(const net::LoadBalancer& balancer, const kube::ServicePort& port) {
  return std::any_of(balancer.listeners.begin(), balancer.listeners.end(), [&](const auto& one) {
    return one.protocol == port.protocol && one.port == port.port;
  });
}

/// SPEC kubernetes F-13 to F-16, F-19
void balancers(const View& view, const kube::Cluster& cluster, Findings& made) {
  for (const kube::Service& service : cluster.services()) {
    if (lacks_balancer(service)) {
      made.push_back(pending_balancer(cluster, service));
      continue;
    }
    if (service.type != kube::ServiceType::load_balancer) continue;
    const std::string name = fmt::format("{} of {}", service.name, cluster.spec().name);
    const auto& balancer = view.world().network().load_balancer(service.load_balancer.id);
    for (const kube::ServicePort& port : service.ports) {
      if (answered(balancer, port)) continue;
      made.push_back(finding::make(
          "ST116", first_known(port.mark, service.mark),
          fmt::format("the load balancer of Service {} does not answer {} {}{}", name,
                      net::to_string(port.protocol), port.port, of_events(service)),
          {{"protocol", net::to_string(port.protocol)}, {"port", std::to_string(port.port)}}));
      made.back().severity = Severity::warning;
    }
  }
}

/// SPEC kubernetes F-24
void shared_services(const View& view, ClusterId id, const kube::Cluster& cluster, Findings& made) {
  for (const kube::Service& service : cluster.services()) {
    std::vector<std::string> names;
    for (const PeerId peer : peers_behind(view, id, service)) names.push_back(view.name(peer));
    if (names.size() < 2) continue;
    made.push_back(finding::make(
        "ST121", service.mark,
        fmt::format("{} stand behind the one Service {}", enumerate(names), service.name)));
  }
}

/// SPEC kubernetes F-100
void not_enforced(const kube::Cluster& cluster, Findings& made) {
  if (cluster.policies().empty() || kube::enforces_policies(cluster.spec().cni)) return;
  made.push_back(
      finding::make("ST506", cluster.policies().front().mark,
                    fmt::format("the NetworkPolicies of {} ({}) have no effect: {} enforces none",
                                cluster.spec().name, cluster.policies().size(),
                                kube::traits(cluster.spec().cni.mode).title)));
}

}  // namespace

Findings service_lints(const View& view, const LinkSurvey& links, const WrittenList& all) {
  Findings made;
  const Numbers written = written_down(view, all);
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    if (!cluster.config) continue;  // only a manifest can pin, or leave out
    for (const kube::Service& service : view.world().cluster(cluster.id).services()) {
      unpinned(service, cluster.id, written, made);
    }
    open_rpc(view, cluster, made);
  }
  not_known(view, links, made);
  for (std::uint32_t i = 0; i < view.world().cluster_count(); ++i) {
    const kube::Cluster& cluster = view.world().cluster(ClusterId(i));
    balancers(view, cluster, made);
    shared_services(view, ClusterId(i), cluster, made);
    not_enforced(cluster, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
