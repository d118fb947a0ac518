// SPDX-License-Identifier: Apache-2.0
// The part of Cluster that creates, changes and recreates Services: their ClusterIPs and numbers.
#include <fmt/format.h>

#include <algorithm>

#include "sim/kube/cluster.hpp"
#include "sim/kube/service_rules.hpp"

namespace seatrial::kube {

namespace {

Error not_found(const std::string& name) {
  return Error{"", fmt::format("services \"{}\" not found", name), ""};
}

bool uses(const Service& service, std::uint16_t number) {
  return service.health_check_node_port == number ||
         std::any_of(service.ports.begin(), service.ports.end(),
                     [&](const ServicePort& port) { return port.node_port == number; });
}

bool has_virtual_address(const Service& service) {
  return service.type != ServiceType::external_name && !service.headless;
}

/// The port that `port` was before an update: the same number and protocol, or else the same name.
const ServicePort* earlier_self(const Service& before, const ServicePort& port) {
  for (const ServicePort& old : before.ports) {
    if (old.port == port.port && old.protocol == port.protocol) return &old;
  }
  for (const ServicePort& old : before.ports) {
    if (!port.name.empty() && old.name == port.name && old.protocol == port.protocol) return &old;
  }
  return nullptr;
}

/// Whether another port of this protocol has the number, so that `port` cannot.
bool named_by_another(const Service& service, const ServicePort& port, std::uint16_t number) {
  return std::any_of(service.ports.begin(), service.ports.end(), [&](const ServicePort& other) {
    return &other != &port && other.protocol == port.protocol && other.node_port == number;
  });
}

/// Takes over what the API server gave to the Service before and what the update does not name.
void carry_over(Service& service, const Service& before, bool numbers) {
  for (ServicePort& port : service.ports) {
    const ServicePort* old = earlier_self(before, port);
    if (old == nullptr || port.node_port || !numbers || !old->node_port) continue;
    if (named_by_another(service, port, *old->node_port)) continue;
    port.node_port = old->node_port;
    port.pinned = old->pinned;
    if (port.condition.empty()) port.condition = old->condition;
  }
  if (wants_health_check(service) && !service.health_check_node_port) {
    service.health_check_node_port = before.health_check_node_port;
    service.health_check_pinned = before.health_check_pinned;
  }
  service.cluster_ip = before.cluster_ip;
  service.load_balancer = before.load_balancer;
}

std::vector<std::uint16_t> numbers_of(const Service& service) {
  std::vector<std::uint16_t> numbers;
  const auto add = [&](std::optional<std::uint16_t> number) {
    if (!number || std::find(numbers.begin(), numbers.end(), *number) != numbers.end()) return;
    numbers.push_back(*number);
  };
  for (const ServicePort& port : service.ports) add(port.node_port);
  add(service.health_check_node_port);
  return numbers;
}

}  // namespace

Result<void> Cluster::create_service(Service service) {
  if (find(service.ns, service.name) != nullptr) {
    return Error{"", fmt::format("services \"{}\" already exists", service.name),
                 "give each Service of a namespace a name of its own"};
  }
  if (auto valid = check_service(service, spec_.version, spec_.services); valid.has_error()) {
    return valid;
  }
  const Result<net::Ipv4> address = allocate_address(service);
  if (address.has_error()) return address.error();
  service.health_check_pinned = service.health_check_node_port.has_value();
  if (auto done = allocate(service); done.has_error()) return done;
  service.cluster_ip = *address;
  const auto place = static_cast<std::uint32_t>(services_.size());
  service_places_[{service.ns, service.name}] = place;
  index_.add_selector(place, service.selector);
  services_.push_back(std::move(service));
  program();
  return {};
}

// A ClusterIP: the one asked for, or the next free one. The first ten are for the API server, the
// DNS and the like, and are given last.
Result<net::Ipv4> Cluster::allocate_address(const Service& service) {
  if (!has_virtual_address(service)) return net::Ipv4{};
  const auto taken = [&](net::Ipv4 address) {
    return std::any_of(services_.begin(), services_.end(),
                       [&](const Service& other) { return other.cluster_ip == address; });
  };
  const std::uint64_t size = std::uint64_t{1} << (32 - spec_.services.length);
  if (service.cluster_ip != net::Ipv4{}) {
    const bool inside = spec_.services.contains(service.cluster_ip);
    if (inside && !taken(service.cluster_ip)) return service.cluster_ip;
    const std::string address = net::to_string(service.cluster_ip);
    if (inside) return Error{"", "provided IP is already allocated: " + address, "drop clusterIP"};
    return Error{"",
                 "provided IP is not in the valid range. The range of valid IPs is " +
                     net::to_string(spec_.services),
                 "drop clusterIP, or choose one in that range"};
  }
  constexpr std::uint64_t reserved = 10;
  for (std::uint64_t tried = 0; tried < size; ++tried) {
    const std::uint64_t place = (reserved + service_addresses_++) % size;
    const net::Ipv4 address{spec_.services.base.bits + static_cast<std::uint32_t>(place)};
    const bool usable = place > 1 && place + 1 < size;  // .1 is the API server's
    if (usable && !taken(address)) return address;
  }
  return Error{"", "failed to allocate a serviceIP: range is full",
               "widen --service-cluster-ip-range"};
}

// All of a Service's numbers, or none: what was taken before an error goes back.
Result<void> Cluster::allocate(Service& service) {
  std::vector<std::uint16_t> drawn;
  std::vector<std::uint16_t> taken;
  const auto undo = [&](const Error& error) {
    for (const std::uint16_t port : taken) allocator_.give_back(port);
    return error;
  };
  const bool all = wants_node_ports(service, spec_.version);
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    if (!all && !service.ports[i].node_port) {
      drawn.push_back(0);
      continue;
    }
    const Result<std::uint16_t> number = node_port_for(service, drawn, taken);
    if (number.has_error()) return undo(number.error());
    drawn.push_back(*number);
  }
  if (auto done = allocate_health_check(service); done.has_error()) return undo(done.error());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (drawn[i] != 0) service.ports[i].node_port = drawn[i];
  }
  return {};
}

// SPEC kubernetes 3.2: from the same pool as node ports.
Result<void> Cluster::allocate_health_check(Service& service) {
  if (!wants_health_check(service)) return {};
  const auto wanted = service.health_check_node_port;
  const Result<std::uint16_t> number = wanted ? allocator_.take(*wanted) : allocator_.take_any();
  if (number.has_error()) return number.error();
  service.health_check_node_port = *number;
  return {};
}

// SPEC kubernetes 3.2: at create, ports with the same `port` number share one node port, also when
// only a later one of them is pinned. `drawn` are the numbers of the ports before this one.
Result<std::uint16_t> Cluster::node_port_for(const Service& service,
                                             const std::vector<std::uint16_t>& drawn,
                                             std::vector<std::uint16_t>& taken) {
  const ServicePort& port = service.ports[drawn.size()];
  std::optional<std::uint16_t> wanted = port.node_port;
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    if (drawn[i] == 0) continue;
    const bool shared = service.ports[i].port == port.port && (!wanted || wanted == drawn[i]);
    if (shared) return drawn[i];
  }
  for (std::size_t i = drawn.size(); i < service.ports.size() && !wanted; ++i) {
    if (service.ports[i].port == port.port) wanted = service.ports[i].node_port;
  }
  Result<std::uint16_t> number = wanted ? allocator_.take(*wanted) : allocator_.take_any();
  if (number.has_value()) taken.push_back(*number);
  return number;
}

Result<void> Cluster::update_service(Service service) {
  Service* before = find(service.ns, service.name);
  if (before == nullptr) return create_service(std::move(service));
  if (auto valid = check_service(service, spec_.version, spec_.services); valid.has_error()) {
    return valid;
  }
  if (auto valid = check_update(*before, service); valid.has_error()) return valid;
  if (service.health_check_node_port) service.health_check_pinned = true;
  const bool numbers =
      service.type == ServiceType::node_port || service.type == ServiceType::load_balancer;
  carry_over(service, *before, numbers);
  if (!has_virtual_address(service)) service.cluster_ip = {};
  if (has_virtual_address(service) && service.cluster_ip == net::Ipv4{}) {
    const Result<net::Ipv4> address = allocate_address(service);
    if (address.has_error()) return address.error();
    service.cluster_ip = *address;
  }
  if (auto done = allocate_new(service, *before); done.has_error()) return done;
  const std::vector<std::uint16_t> old = numbers_of(*before);
  *before = std::move(service);
  index_selectors();
  give_back_unused(old, *before);
  program();
  return {};
}

// SPEC kubernetes 3.2 "At update": a port that is new gets a number of its own, also beside one of
// the same `port` number. What the Service had before is its already.
Result<void> Cluster::allocate_new(Service& service, const Service& before) {
  std::vector<std::uint16_t> taken;
  const auto take = [&](std::optional<std::uint16_t>& number) -> Result<void> {
    const bool known = number && (uses(before, *number) ||
                                  std::find(taken.begin(), taken.end(), *number) != taken.end());
    if (known) return {};
    const Result<std::uint16_t> got = number ? allocator_.take(*number) : allocator_.take_any();
    if (got.has_error()) {
      for (const std::uint16_t port : taken) allocator_.give_back(port);
      return got.error();
    }
    taken.push_back(*got);
    number = *got;
    return {};
  };
  const bool all = wants_node_ports(service, spec_.version);
  for (ServicePort& port : service.ports) {
    if (!all && !port.node_port) continue;
    if (auto done = take(port.node_port); done.has_error()) return done;
  }
  return wants_health_check(service) ? take(service.health_check_node_port) : Result<void>{};
}

Result<void> Cluster::recreate_service(const std::string& ns, const std::string& name) {
  Service* service = find(ns, name);
  if (service == nullptr) return not_found(name);
  std::vector<std::uint16_t> released;  // not pinned, so lost by the deletion
  for (ServicePort& port : service->ports) {
    port.condition.clear();
    if (!port.node_port) continue;
    if (port.pinned) {
      allocator_.give_back(*port.node_port);
    } else {
      released.push_back(*port.node_port);
      port.node_port.reset();
    }
  }
  if (service->health_check_node_port && service->health_check_pinned) {
    allocator_.give_back(*service->health_check_node_port);
  } else if (service->health_check_node_port) {
    released.push_back(*service->health_check_node_port);
    service->health_check_node_port.reset();
  }
  // The old numbers go back only after the new ones are drawn, so that a new draw does not repeat
  // an old one by chance; in a range that is full they are all there is.
  Result<void> done = allocate(*service);
  if (done.has_value()) {
    give_back_unused(released, *service);
  } else {
    for (const std::uint16_t port : released) allocator_.give_back(port);
    done = allocate(*service);
  }
  retire_load_balancer(*service);
  program();
  return done;
}

/// A pinned port may have kept a number that another port of the Service lost.
void Cluster::give_back_unused(const std::vector<std::uint16_t>& numbers, const Service& service) {
  for (const std::uint16_t number : numbers) {
    if (!uses(service, number)) allocator_.give_back(number);
  }
}

Result<void> Cluster::set_external_policy(const std::string& ns, const std::string& name,
                                          TrafficPolicy policy) {
  const Service* service = find(ns, name);
  if (service == nullptr) return not_found(name);
  Service changed = *service;
  changed.external_policy = policy;
  if (!wants_health_check(changed)) changed.health_check_node_port.reset();
  return update_service(std::move(changed));
}

}  // namespace seatrial::kube
