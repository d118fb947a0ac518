// SPDX-License-Identifier: Apache-2.0
// The part of Cluster that makes load balancers of Services of type LoadBalancer and keeps their
// listeners and targets up to date. What a provider makes of a Service is in provider.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/kube/cluster.hpp"
#include "sim/kube/kube_proxy.hpp"

namespace seatrial::kube {

namespace {

/// Addresses that documents use: what a load balancer has where no file tells. A cloud's real ones
/// are never among them.
struct Pool {
  std::uint32_t first;
  std::uint32_t last;
};
constexpr Pool assumed_addresses[] = {
    {0xc6336401, 0xc63364fe},  // 198.51.100.0/24
    {0xcb007101, 0xcb0071fe},  // 203.0.113.0/24
    {0xc6120001, 0xc613fffe},  // 198.18.0.0/15
};

std::string title_of(const std::string& cluster, const Service& service) {
  return fmt::format("load balancer of {} {}/{}", cluster, service.ns, service.name);
}

/// A name as AWS makes them; the number only tells load balancers apart.
std::string hostname_of(const std::string& cluster, const Service& service, std::size_t number) {
  return fmt::format("k8s-{}-{}-{}-{:04x}.elb.amazonaws.com", cluster, service.ns.substr(0, 8),
                     service.name, number);
}

std::string success_of(Provider provider, net::Ipv4 address) {
  switch (provider) {
    case Provider::aws_nlb:
      return "Normal SuccessfullyReconciled: Successfully reconciled";
    case Provider::metallb:
      return fmt::format("Normal IPAllocated: Assigned IP [\"{}\"]", net::to_string(address));
    default:
      return "Normal EnsuredLoadBalancer: Ensured load balancer";
  }
}

net::Filter sources_filter(const Service& service) {
  net::Filter filter;
  filter.name = fmt::format("loadBalancerSourceRanges of {}/{}", service.ns, service.name);
  filter.origin = service.source_ranges_mark;
  net::FilterRule rule;
  rule.name = "loadBalancerSourceRanges";
  rule.origin = service.source_ranges_mark;
  rule.remotes = service.source_ranges;
  filter.rules.push_back(std::move(rule));
  return filter;
}

net::Protocol other(net::Protocol protocol) {
  return protocol == net::Protocol::tcp ? net::Protocol::udp : net::Protocol::tcp;
}

}  // namespace

net::VpcId Cluster::vpc() const {
  if (machines_.empty()) return net::VpcId::none;
  const net::SubnetId subnet = network_.machine(machines_.front()).nic.subnet;
  return subnet == net::SubnetId::none ? net::VpcId::none : network_.subnet(subnet).vpc;
}

net::Ipv4 Cluster::free_public_address() const {
  for (const Pool& pool : assumed_addresses) {
    for (std::uint32_t bits = pool.first; bits <= pool.last; ++bits) {
      const net::Ipv4 address{bits};
      const bool free =
          network_.machine_at(address) == net::MachineId::none &&
          network_.load_balancer_at(net::VpcId::none, address) == net::LoadBalancerId::none;
      if (free) return address;
    }
  }
  return {};
}

// The last addresses of the nodes' subnet: nodes and pods are numbered from its beginning. The
// last one but the broadcast address is kept by some clouds as well.
std::optional<net::Ipv4> Cluster::free_private_address() const {
  const net::SubnetId id = network_.machine(machines_.front()).nic.subnet;
  const net::Subnet& subnet = network_.subnet(id);
  const std::uint64_t size = std::uint64_t{1} << (32 - subnet.range.length);
  for (std::uint64_t place = size - 2; size > 8 && place > 4; --place) {
    const net::Ipv4 address{subnet.range.base.bits + static_cast<std::uint32_t>(place)};
    const bool free = network_.machine_in(subnet.vpc, address) == net::MachineId::none &&
                      network_.load_balancer_at(subnet.vpc, address) == net::LoadBalancerId::none;
    if (free) return address;
  }
  return std::nullopt;
}

/// The address of a new load balancer; nothing if there is none, and then an event says why.
std::optional<net::Ipv4> Cluster::choose_address(const Service& service, const Provisioning& made,
                                                 net::VpcId vpc, LoadBalancerStatus& status) const {
  if (const auto wanted = wanted_address(service)) {
    const net::VpcId where = made.internal ? vpc : net::VpcId::none;
    if (network_.load_balancer_at(where, *wanted) == net::LoadBalancerId::none) return wanted;
    status.events.push_back(fmt::format("Warning SyncLoadBalancerFailed: the address {} is in use",
                                        net::to_string(*wanted)));
    return std::nullopt;
  }
  std::optional<net::Ipv4> address;
  if (made.internal && vpc != net::VpcId::none) {
    address = free_private_address();
  } else {
    address = free_public_address();
  }
  if (!address) {
    status.events.emplace_back(
        "Warning SyncLoadBalancerFailed: the subnet of the nodes has no free address left");
    return std::nullopt;
  }
  status.notes.push_back(
      fmt::format("assumed address {}: no file tells which one it has (spec.loadBalancerIP would)",
                  net::to_string(*address)));
  return address;
}

void Cluster::make_load_balancer(Service& service, const Provisioning& made) {
  LoadBalancerStatus& status = service.load_balancer;
  if (made.shares_address) {
    for (const Service& owner : services_) {
      const bool same = owner.load_balancer.id != net::LoadBalancerId::none &&
                        owner.load_balancer.address == *wanted_address(service);
      if (!same) continue;
      status.id = owner.load_balancer.id;
      status.address = owner.load_balancer.address;
      return;
    }
  }
  net::LoadBalancer balancer;
  balancer.vpc = vpc();
  Provisioning placed = made;  // an address of the private network is reached there only
  const std::optional<net::Ipv4> wanted = wanted_address(service);
  const bool private_pool = spec_.provider == Provider::metallb &&
                            balancer.vpc != net::VpcId::none &&
                            (!wanted || network_.vpc(balancer.vpc).contains(*wanted));
  placed.internal = made.internal || private_pool;
  const auto address = choose_address(service, placed, balancer.vpc, status);
  if (!address) return;
  balancer.name = title_of(spec_.name, service);
  balancer.address = *address;
  balancer.site = site_;
  balancer.internal = placed.internal;
  balancer.hand_over = made.hand_over;
  balancer.keeps_client = made.keeps_client;
  balancer.inside = *address;
  if (!made.keeps_client && balancer.vpc != net::VpcId::none) {
    balancer.inside = free_private_address().value_or(*address);
  }
  balancer.origin = service.mark;
  status.address = *address;
  if (made.by_hostname) {
    status.hostname = hostname_of(spec_.name, service, network_.load_balancer_count());
    balancer.hostname = status.hostname;
  }
  status.id = network_.add_load_balancer(std::move(balancer));
}

// An address that is gone is free, and leads nowhere.
void Cluster::retire_load_balancer(Service& service) {
  const net::LoadBalancerId id = service.load_balancer.id;
  service.load_balancer = {};
  if (id == net::LoadBalancerId::none) return;
  const bool shared = std::any_of(services_.begin(), services_.end(),
                                  [&](const Service& user) { return user.load_balancer.id == id; });
  if (shared) return;
  net::LoadBalancer& balancer = network_.change_load_balancer(id);
  balancer.address = {};
  balancer.hostname.clear();
  balancer.listeners.clear();
}

/// Healthy targets of one port. SPEC kubernetes 3.3, 3.4: with policy Local the health check takes
/// out every node without an endpoint.
std::vector<net::Backend> Cluster::targets(const Service& service, const ServicePort& port,
                                           const Provisioning& made) const {
  if (made.hand_over == net::HandOver::pod) return backends_of(*this, service, port);
  const bool local = service.external_policy == TrafficPolicy::local;
  const std::vector<PodId> pods = local ? endpoints(service) : std::vector<PodId>{};
  const bool to_node_port = made.hand_over == net::HandOver::node_port;
  std::vector<net::Backend> list;
  if (to_node_port && !port.node_port) return list;
  const std::uint16_t number = to_node_port ? *port.node_port : port.port;
  for (const net::MachineId machine : machines_) {
    const bool healthy = !local || std::any_of(pods.begin(), pods.end(), [&](PodId id) {
      return pod(id).machine == machine;
    });
    if (healthy) list.push_back({{network_.machine(machine).address, number}, machine});
  }
  return list;
}

std::vector<net::Listener> Cluster::listeners_of(const Service& service,
                                                 const Provisioning& made) const {
  std::vector<net::Listener> list;
  for (const ServicePort* port : made.listeners) {
    const ServicePort* target = port;
    for (const ServicePort* first : made.listeners) {
      if (!made.merges_protocols || first->port != port->port) continue;
      target = first;  // one target group: its health and its number
      break;
    }
    net::Listener listener;
    listener.protocol = port->protocol;
    listener.port = port->port;
    listener.backends = targets(service, *target, made);
    listener.origin = port->mark.known() ? port->mark : service.mark;
    list.push_back(listener);
    if (!made.both_protocols) continue;
    listener.protocol = other(listener.protocol);
    list.push_back(std::move(listener));
  }
  return list;
}

/// Provisions one Service; its listeners go to its load balancer.
void Cluster::sync_load_balancer(Service& service) {
  const Provisioning made =
      provision(service, spec_.provider, spec_.version, services_, pods_in_vpc());
  LoadBalancerStatus& status = service.load_balancer;
  const bool fresh = status.id == net::LoadBalancerId::none;
  if (fresh) status.notes.clear();
  status.events = made.events;
  if (fresh) status.notes = made.notes;
  if (fresh && !made.uncertain.empty()) status.notes.push_back("not certain: " + made.uncertain);
  if (made.pending || made.rejected) return;
  if (fresh) make_load_balancer(service, made);
  if (status.id == net::LoadBalancerId::none) return;
  status.events.push_back(success_of(spec_.provider, status.address));
  net::LoadBalancer& balancer = network_.change_load_balancer(status.id);
  std::vector<net::Listener> own = listeners_of(service, made);
  balancer.listeners.insert(balancer.listeners.end(), std::make_move_iterator(own.begin()),
                            std::make_move_iterator(own.end()));
  balancer.hand_over = made.hand_over;
  balancer.tcp_idle = made.tcp_idle;
  balancer.udp_idle = made.udp_idle;
  if (!made.checks_sources) {
    balancer.sources = net::FilterId::none;
  } else if (balancer.sources == net::FilterId::none) {
    const net::FilterId sources = network_.add_filter(sources_filter(service));
    network_.change_load_balancer(status.id).sources = sources;
  } else {
    network_.change_filter(balancer.sources) = sources_filter(service);
  }
}

void Cluster::sync_load_balancers() {
  for (Service& service : services_) {
    const bool balanced = service.type == ServiceType::load_balancer;
    if (!balanced && service.load_balancer.id != net::LoadBalancerId::none) {
      retire_load_balancer(service);
    }
    if (service.load_balancer.id == net::LoadBalancerId::none) continue;
    network_.change_load_balancer(service.load_balancer.id).listeners.clear();
  }
  for (Service& service : services_) {
    if (service.type == ServiceType::load_balancer) sync_load_balancer(service);
  }
}

}  // namespace seatrial::kube
