// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/reach_check.hpp"

#include <fmt/format.h>

#include "sim/kube/dns.hpp"
#include "sim/net/walk.hpp"
#include "sim/peer/link_check.hpp"

namespace seatrial {

namespace {

PeerId peer_of(const World& world, PodRef pod) {
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    if (pod_of(world, PeerId(i)) == pod) return PeerId(i);
  }
  return PeerId::none;
}

const kube::Pod& at(const World& world, PodRef pod) {
  return world.cluster(pod.cluster).pod(pod.pod);
}

/// One packet and its answer, step by step. Each step returns false when it decided the cause.
class ReachReader {
 public:
  ReachReader(World& world, PodRef from, const Reach& reach, ReachReading& reading)
      : world_(world), from_(from), reach_(reach), reading_(reading) {}

  void run() {
    if (!scheduled() || !resolves() || !arrives() || !answers() || !routed()) return;
    reading_.cause = LinkCause::up;
  }

 private:
  bool decide(LinkCause cause, std::string detail) {
    reading_.cause = cause;
    reading_.detail = std::move(detail);
    return false;
  }

  bool scheduled() {
    if (at(world_, from_).stack != net::StackId::none) return true;
    return decide(LinkCause::pod_pending, name(world_, from_) + " is Pending: it got no address");
  }

  bool resolves() {
    const kube::Cluster& cluster = world_.cluster(from_.cluster);
    if (const auto literal = net::parse_ipv4(reach_.host)) {
      reading_.target = {*literal, reach_.port};
      return true;
    }
    if (!kube::may_ask_dns(cluster, world_.network(), at(world_, from_))) {
      return decide(LinkCause::name_not_resolved,
                    fmt::format("NetworkPolicies let {} not ask the DNS", name(world_, from_)));
    }
    const auto found = kube::resolve(cluster, at(world_, from_).ns, reach_.host);
    if (!found) {
      return decide(LinkCause::name_not_resolved,
                    fmt::format("{} means nothing in {}", reach_.host, cluster.spec().name));
    }
    if (!found->condition.empty()) reading_.conditions.push_back(found->condition);
    reading_.target = {found->address, reach_.port};
    return true;
  }

  bool walk(net::StackId from, const net::FiveTuple& tuple, bool opens, net::Trace& trace) {
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {from, tuple, opens}, context, &trace);
    add_conditions(reading_.conditions, trace.conditions);
    return trace.delivered();
  }

  bool arrives() {
    const net::StackId stack = at(world_, from_).stack;
    const net::Endpoint source{world_.network().stack(stack).address, 61002};
    if (walk(stack, {reach_.protocol, source, reading_.target}, true, reading_.out)) return true;
    return decide(cause_of(reading_.out.disposition), last_word(reading_.out));
  }

  bool answers() {
    if (walk(reading_.out.at, reading_.out.seen.reversed(), false, reading_.back)) return true;
    return decide(cause_of(reading_.back.disposition), "the answer: " + last_word(reading_.back));
  }

  // SPEC kubernetes F-27: host and path choose the Service; what nothing takes is answered 404.
  bool routed() {
    const kube::Cluster* there = reach_.http ? cluster_of(reading_.out.at) : nullptr;
    if (there == nullptr || !there->speaks_http(reading_.out.at)) return true;
    const kube::IngressRoute* route = there->route(reach_.host, reach_.path);
    if (route == nullptr) {
      return decide(LinkCause::no_route, fmt::format("404: no Ingress of {} takes {}{}",
                                                     there->spec().name, reach_.host, reach_.path));
    }
    return to_service(*there, *route);
  }

  bool to_service(const kube::Cluster& there, const kube::IngressRoute& route) {
    for (const kube::Service& service : there.services()) {
      if (service.name != route.service) continue;
      const net::Endpoint source{world_.network().stack(reading_.out.at).address, 61003};
      const net::Endpoint target{service.cluster_ip, route.port};
      if (walk(reading_.out.at, {net::Protocol::tcp, source, target}, true, reading_.inner)) {
        return true;
      }
      return decide(cause_of(reading_.inner.disposition),
                    "behind the Ingress: " + last_word(reading_.inner));
    }
    return decide(
        LinkCause::no_endpoint,
        fmt::format("503: the Ingress leads to Service {}, which is not there", route.service));
  }

  const kube::Cluster* cluster_of(net::StackId stack) const {
    const net::SiteId site = world_.network().stack(stack).site;
    for (std::uint32_t i = 0; i < world_.cluster_count(); ++i) {
      if (world_.cluster(ClusterId(i)).site() == site) return &world_.cluster(ClusterId(i));
    }
    return nullptr;
  }

  World& world_;
  PodRef from_;
  const Reach& reach_;
  ReachReading& reading_;
  net::Conntracks scratch_;
};

/// The Service port that leads to this port of a pod.
struct Front {
  const kube::Service* service = nullptr;
  const kube::ServicePort* port = nullptr;
};

Front front_of(const World& world, PodRef to, std::uint16_t port, net::Protocol protocol) {
  const kube::Cluster& cluster = world.cluster(to.cluster);
  for (const kube::Service* service : cluster.services_of(to.pod)) {
    for (const kube::ServicePort& each : service->ports) {
      const std::uint16_t target = each.target_port == 0 ? each.port : each.target_port;
      if (target == port && each.protocol == protocol) return {service, &each};
    }
  }
  return {};
}

}  // namespace

PodRef pod_of(const World& world, PeerId peer) {
  const PeerSpec& spec = world.peer(peer).spec;
  return {spec.cluster, spec.pod};
}

std::string name(const World& world, PodRef pod) {
  const PeerId peer = peer_of(world, pod);
  if (peer != PeerId::none) return world.name(peer);
  return world.cluster(pod.cluster).spec().name + '/' + at(world, pod).name;
}

std::optional<PodRef> find_pod(const World& world, std::string_view full_name) {
  const PeerId peer = world.find_peer(full_name);
  if (peer != PeerId::none) return pod_of(world, peer);
  for (std::uint32_t c = 0; c < world.cluster_count(); ++c) {
    const kube::Cluster& cluster = world.cluster(ClusterId(c));
    for (std::uint32_t p = 0; p < cluster.pods().size(); ++p) {
      if (cluster.spec().name + '/' + cluster.pods()[p].name == full_name) {
        return PodRef{ClusterId(c), kube::PodId(p)};
      }
    }
  }
  return std::nullopt;
}

ReachReading read_reach(World& world, PodRef from, const Reach& reach) {
  ReachReading reading;
  ReachReader(world, from, reach, reading).run();
  return reading;
}

Reach reach_of(const World& world, PodRef from, PodRef to, std::uint16_t port,
               net::Protocol protocol) {
  const kube::Pod& pod = at(world, to);
  const bool outside = world.cluster(to.cluster).spec().outside;
  const Front front = outside ? Front{} : front_of(world, to, port, protocol);
  Reach reach{.host = "", .port = port, .protocol = protocol, .path = ""};
  if (front.service != nullptr && from.cluster == to.cluster) {
    reach.host = net::to_string(front.service->cluster_ip);
    reach.port = front.port->port;
  } else if (front.service != nullptr &&
             front.service->load_balancer.id != net::LoadBalancerId::none) {
    reach.host = net::to_string(front.service->load_balancer.address);
    reach.port = front.port->port;
  } else if (front.service != nullptr && front.port->node_port) {
    reach.host = net::to_string(world.network().machine(pod.machine).address);
    reach.port = *front.port->node_port;
  } else if (pod.stack != net::StackId::none) {
    reach.host = net::to_string(world.network().stack(pod.stack).address);
  }
  return reach;
}

}  // namespace seatrial
