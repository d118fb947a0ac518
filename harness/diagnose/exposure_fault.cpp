// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/exposure_fault.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/way_finding.hpp"
#include "harness/diagnose/written.hpp"
#include "sim/kube/cni.hpp"

namespace seatrial::diagnosis {

namespace {

/// Whether the packet came to a node or pod, and met nothing or the wrong one there.
bool ends_at_a_port(LinkCause cause) {
  switch (cause) {
    case LinkCause::port_closed:
    case LinkCause::wrong_port:
    case LinkCause::no_endpoint:
    case LinkCause::identity_mismatch:
    case LinkCause::connected_to_self:
      return true;
    default:
      return false;
  }
}

/// Whether the network had no way for the address, or took it for its own.
bool ends_on_the_way(LinkCause cause) {
  switch (cause) {
    case LinkCause::no_route:
    case LinkCause::route_missing:
    case LinkCause::captured:
    case LinkCause::not_public:
      return true;
    default:
      return false;
  }
}

/// Looks at one aim; each step answers or leaves it to the next.
class Explainer {
 public:
  Explainer(const World& world, const Aim& aim) : world_(world), aim_(aim) {
    const auto address = net::parse_ipv4(aim.host);
    if (!address) return;  // names are looked up, and said to be wrong, elsewhere
    address_ = *address;
    machine_ = machine_meant(world, aim.from, address_);
    there_ = cluster_of(world, machine_);
  }

  std::optional<ExposureFault> run() const {
    if (address_ == net::Ipv4()) return std::nullopt;
    if (auto fault = without_balancer()) return fault;
    if (auto fault = internal_balancer()) return fault;
    if (auto fault = refused()) return fault;
    if (auto fault = not_served()) return fault;
    if (auto fault = mixed_up()) return fault;
    if (auto fault = service_address()) return fault;
    if (auto fault = shared_service()) return fault;
    if (auto fault = turned_round()) return fault;
    return pod_address();
  }

 private:
  const PeerSpec& spec(PeerId peer) const { return world_.peer(peer).spec; }
  const kube::Cluster& cluster(ClusterId id) const { return world_.cluster(id); }
  std::string target() const { return fmt::format("{}:{}", aim_.host, aim_.port); }
  std::string to() const {
    return aim_.to == PeerId::none ? "somebody there" : world_.name(aim_.to);
  }

  // SPEC kubernetes F-13, F-15, F-16, F-19
  std::optional<ExposureFault> without_balancer() const {
    for (std::uint32_t i = 0; i < world_.cluster_count(); ++i) {
      for (const kube::Service& service : cluster(ClusterId(i)).services()) {
        if (!lacks_balancer(service) || !would_lead_to(service, ClusterId(i))) continue;
        return ExposureFault{"ST119", pending_balancer(cluster(ClusterId(i)), service)};
      }
    }
    return std::nullopt;
  }

  /// Whether the way leads to the address that the Service has not got, or to nothing of it at all.
  bool would_lead_to(const kube::Service& service, ClusterId home) const {
    const auto wanted = kube::wanted_address(service);
    if (machine_ == net::MachineId::none && wanted) return *wanted == address_;
    const bool behind =
        aim_.to != PeerId::none && spec(aim_.to).cluster == home && stands_behind(service);
    if (!behind || home == spec(aim_.from).cluster) return false;
    return machine_ == net::MachineId::none || service.type == kube::ServiceType::cluster_ip;
  }

  // SPEC kubernetes F-17
  std::optional<ExposureFault> internal_balancer() const {
    if (!ends_on_the_way(aim_.cause)) return std::nullopt;
    for (std::uint32_t i = 0; i < world_.cluster_count(); ++i) {
      for (const kube::Service& service : cluster(ClusterId(i)).services()) {
        const kube::LoadBalancerStatus& status = service.load_balancer;
        if (status.id == net::LoadBalancerId::none || status.address != address_) continue;
        if (!world_.network().load_balancer(status.id).internal) continue;
        finding::Code code("ST311");
        Finding made = finding::make(
            code, service.mark,
            fmt::format("the load balancer of Service {} of {} is internal: {} is known in its "
                        "private network only",
                        service.name, cluster(ClusterId(i)).spec().name, aim_.host));
        made.fix = "make it internet-facing, or join the networks";
        return ExposureFault{code, std::move(made)};
      }
    }
    return std::nullopt;
  }

  std::optional<ExposureFault> refused() const {
    if (!ends_at_a_port(aim_.cause) || there_ == ClusterId::none) return std::nullopt;
    for (const kube::Service& service : cluster(there_).services()) {
      for (const kube::ServicePort& port : service.ports) {
        if (!port.refused) continue;
        // Two want the number, and whoever got it is not who is meant; or a number was lost.
        const bool contested = port.refused->number == aim_.port;
        const bool lost =
            port.target_port == aim_.served && (aim_.to == PeerId::none || stands_behind(service));
        if (!contested && !lost) continue;
        return refused_pin(*port.refused, cluster(there_).spec().node_ports, loser(*port.refused));
      }
    }
    return std::nullopt;
  }

  /// The Service whose number is refused: it has another one now.
  std::string loser(const kube::RefusedPin& refused) const {
    for (const kube::Service& service : cluster(there_).services()) {
      for (const kube::ServicePort& port : service.ports) {
        const bool same = port.refused && port.refused->where == refused.where;
        if (same && port.node_port != refused.number) return service.name;
      }
    }
    return "the Service";
  }

  bool stands_behind(const kube::Service& service) const {
    const auto pods = cluster(spec(aim_.to).cluster).endpoints(service);
    return std::find(pods.begin(), pods.end(), spec(aim_.to).pod) != pods.end();
  }

  const net::NatTable& nat() const { return world_.network().site(cluster(there_).site()).nat; }

  // SPEC kubernetes F-22
  std::optional<ExposureFault> not_served() const {
    if (aim_.cause != LinkCause::port_closed || there_ == ClusterId::none) return std::nullopt;
    const net::Ipv4 node = world_.network().machine(machine_).address;
    const bool has_rule = nat().node_port(net::Protocol::tcp, aim_.port) != nullptr;
    if (nat().has_node_ports(node) || !has_rule) return std::nullopt;
    std::vector<std::string> ranges;
    for (const net::Cidr& range : cluster(there_).spec().node_port_addresses) {
      ranges.push_back(net::to_string(range));
    }
    finding::Code code("ST125");
    Finding made = finding::make(
        code, first_known(cluster(there_).spec().node_port_addresses_mark, aim_.where),
        fmt::format("{}: kube-proxy of {} serves NodePorts in {} only", target(),
                    cluster(there_).spec().name, enumerate(ranges)),
        {{"host", net::to_string(node)}});
    if (aim_.where.known()) made.related.push_back({aim_.where, "written here"});
    return ExposureFault{code, std::move(made)};
  }

  // SPEC kubernetes F-06
  std::optional<ExposureFault> mixed_up() const {
    if (aim_.to == PeerId::none) return std::nullopt;
    for (const ShownPort& shown : shown_ports(world_, aim_.to, aim_.served)) {
      const kube::LoadBalancerStatus& balancer = shown.service->load_balancer;
      if (balancer.address == net::Ipv4()) continue;
      // Whatever stops such a packet first, it would get nowhere.
      const bool node_port_there =
          balancer.address == address_ && shown.port->node_port == aim_.port;
      const bool port_at_node = aim_.cause == LinkCause::port_closed &&
                                there_ == spec(aim_.to).cluster && shown.port->port == aim_.port;
      if (node_port_there)
        return mix(shown, "the NodePort of a node, and the load balancer's address");
      if (port_at_node) return mix(shown, "the load balancer's port, and the address of a node");
    }
    return std::nullopt;
  }

  ExposureFault mix(const ShownPort& shown, std::string_view what) const {
    finding::Code code("ST122");
    Finding made =
        finding::make(code, aim_.where, fmt::format("{}, written for {}: {}", target(), to(), what),
                      {{"host", net::to_string(shown.service->load_balancer.address)},
                       {"port", std::to_string(shown.port->port)}});
    if (shown.service->mark.known()) {
      made.related.push_back({shown.service->mark, "Service " + shown.service->name});
    }
    return {code, std::move(made)};
  }

  // SPEC kubernetes F-02: only the kube-proxy of its own cluster knows the address.
  std::optional<ExposureFault> service_address() const {
    if (aim_.to == PeerId::none || machine_ != net::MachineId::none) return std::nullopt;
    const ClusterId home = spec(aim_.to).cluster;
    const kube::ClusterSpec& there = cluster(home).spec();
    const kube::ClusterSpec& here = cluster(spec(aim_.from).cluster).spec();
    const bool its = home != spec(aim_.from).cluster && there.services_mark.known() &&
                     there.services.contains(address_) && !here.services.contains(address_);
    if (!its) return std::nullopt;
    finding::Code code("ST102");
    Finding made = finding::make(
        code, aim_.where, fmt::format("{} is a ClusterIP, not an address of {}", aim_.host, to()),
        {{"service", service_name(world_, aim_.to)}});
    return ExposureFault{code, std::move(made)};
  }

  /// Whether the address and port lead to a Service: by a NodePort or its load balancer.
  bool leads_to(const kube::Service& service, ClusterId home) const {
    const bool balanced = service.load_balancer.address == address_;
    return std::any_of(service.ports.begin(), service.ports.end(), [&](const auto& port) {
      return balanced ? port.port == aim_.port : there_ == home && port.node_port == aim_.port;
    });
  }

  // SPEC kubernetes F-24: whoever is meant stands behind the Service, and so does who answered.
  std::optional<ExposureFault> shared_service() const {
    if (aim_.cause != LinkCause::identity_mismatch || aim_.to == PeerId::none) return std::nullopt;
    const ClusterId home = spec(aim_.to).cluster;
    for (const kube::Service& service : cluster(home).services()) {
      if (!leads_to(service, home) || !stands_behind(service)) continue;
      if (cluster(home).endpoints(service).size() < 2) continue;
      finding::Code code("ST121");
      Finding made = finding::make(
          code, service.mark,
          fmt::format("{}, written for {}, leads to several peers: {} stands before them all",
                      target(), to(), service.name));
      return ExposureFault{code, std::move(made)};
    }
    return std::nullopt;
  }

  // SPEC kubernetes F-92: the target is the client's own node, and it kept the client's address.
  std::optional<ExposureFault> turned_round() const {
    const bool home = aim_.to != PeerId::none && spec(aim_.to).cluster == spec(aim_.from).cluster;
    if (aim_.cause != LinkCause::nat_missing || !home) return std::nullopt;
    for (const kube::Service& service : cluster(spec(aim_.from).cluster).services()) {
      if (service.load_balancer.address != address_) continue;
      finding::Code code("ST318");
      Finding made = finding::make(
          code, aim_.where,
          fmt::format("{} dials the load balancer of its own cluster, {}, which hands the packet "
                      "to the node that it came from (not verified)",
                      world_.name(aim_.from), aim_.host),
          {{"service", service.name}});
      made.severity = Severity::error;
      return ExposureFault{code, std::move(made)};
    }
    return std::nullopt;
  }

  // SPEC kubernetes F-60
  std::optional<ExposureFault> pod_address() const {
    if (!ends_on_the_way(aim_.cause) || aim_.to == PeerId::none) return std::nullopt;
    const ClusterId home = spec(aim_.to).cluster;
    const kube::ClusterSpec& there = cluster(home).spec();
    const kube::CniTraits& cni = kube::traits(there.cni.mode);
    const bool elsewhere = home != spec(aim_.from).cluster && !there.outside && !cni.routable;
    if (!elsewhere || machine_ != net::MachineId::none || !is_pods(home)) return std::nullopt;
    finding::Code code("ST317");
    Finding made =
        finding::make(code, aim_.where,
                      fmt::format("{}, written for {}, is a pod's address of {} ({})", target(),
                                  to(), there.name, cni.title),
                      {{"cluster", there.name}, {"service", service_name(world_, aim_.to)}});
    if (there.cni.mark.known()) made.related.push_back({there.cni.mark, "the networking mode"});
    return ExposureFault{code, std::move(made)};
  }

  /// Of a range that nobody wrote only the pod's own address counts.
  bool is_pods(ClusterId home) const {
    const kube::ClusterSpec& there = cluster(home).spec();
    if (there.pods_mark.known() && there.pods.contains(address_)) return true;
    const net::StackId stack = world_.stack(aim_.to);
    return stack != net::StackId::none && world_.network().stack(stack).address == address_;
  }

  const World& world_;
  const Aim& aim_;
  net::Ipv4 address_;
  net::MachineId machine_ = net::MachineId::none;
  ClusterId there_ = ClusterId::none;
};

/// Where a URL of a Tessera aims; no host where it is no URL.
Aim aim_at(const std::string& url, const Mark& where) {
  Aim aim;
  const auto parts = parse_tessera_url(url);
  if (!parts) return aim;
  aim.host = parts->host;
  aim.port = parts->port;
  aim.where = where;
  return aim;
}

}  // namespace

Aim aim_of(const World& world, const DialReading& dial) {
  Aim aim;
  if (dial.entry == nullptr || !dial.entry->enode) return aim;
  aim.from = dial.from;
  aim.to = dial.to;
  aim.host = dial.entry->enode->host;
  aim.port = dial.entry->enode->tcp;
  aim.served = dial.to == PeerId::none ? std::uint16_t{30303} : world.peer(dial.to).spec.geth.port;
  aim.cause = dial.cause;
  aim.where = dial.entry->mark;
  return aim;
}

Aim aim_of(const World& world, const TesseraReading& url) {
  Aim aim = aim_at(url.url, url.mark);
  if (aim.host.empty()) return aim;
  aim.from = url.from;
  aim.to = meant_by(world, url);
  const PeerId like = aim.to == PeerId::none ? url.from : aim.to;
  const auto& tessera = world.peer(like).spec.tessera;
  aim.served = tessera ? tessera->port : std::uint16_t{9001};  // SPEC kubernetes 1.3
  const bool other_port = url.fault == TesseraFault::wrong_listener;
  aim.cause = other_port ? LinkCause::wrong_port : url.cause;
  return aim;
}

Aim aim_of(const World& world, const AdvertisedReading& url) {
  Aim aim = aim_at(url.url, url.mark);
  if (aim.host.empty()) return aim;
  aim.from = url.seen_by;
  aim.to = url.of;
  aim.served = world.peer(url.of).spec.tessera->port;
  aim.cause = url.cause == LinkCause::up ? LinkCause::identity_mismatch : url.cause;
  return aim;
}

std::optional<ExposureFault> exposure_fault(const World& world, const Aim& aim) {
  if (aim.from == PeerId::none || aim.cause == LinkCause::up) return std::nullopt;
  return Explainer(world, aim).run();
}

bool lacks_balancer(const kube::Service& service) {
  const bool pending = service.type == kube::ServiceType::load_balancer &&
                       service.load_balancer.id == net::LoadBalancerId::none;
  return pending || !service.no_balancer.empty();
}

Finding pending_balancer(const kube::Cluster& cluster, const kube::Service& service) {
  std::string why = service.no_balancer.empty() ? "" : ": " + service.no_balancer;
  for (const std::string& event : service.load_balancer.events) why += ": " + event;
  return finding::make(
      "ST119", service.mark,
      fmt::format("Service {} of {} has no address{}", service.name, cluster.spec().name, why),
      {{"service", service.name}});
}

ExposureFault refused_pin(const kube::RefusedPin& refused, kube::NodePortRange range,
                          const std::string& service) {
  const bool outside = refused.why == kube::RefusedPin::Why::out_of_range;
  const finding::Code code = outside ? finding::Code("ST106") : finding::Code("ST107");
  Finding made = finding::make(
      code, refused.where, "nodePort " + refused.what,
      {{"range", fmt::format("{}-{}", range.first, range.last)}, {"service", service}});
  if (refused.first.known())
    made.related.push_back({refused.first, "the number stands here first"});
  return {code, std::move(made)};
}

}  // namespace seatrial::diagnosis
