// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/assert.hpp"
#include "sim/kube/kube_proxy.hpp"
#include "sim/kube/site_ranges.hpp"

namespace seatrial::kube {

Cluster::Cluster(ClusterSpec spec, net::Network& network)
    : spec_(std::move(spec)),
      network_(network),
      site_(network.add_site(spec_.name)),
      addresses_(spec_.cni, spec_.pods, network, site_),
      allocator_(spec_.node_ports, spec_.version,
                 Rng::stream(network.seed(), "kube.node_port", static_cast<std::uint64_t>(site_))) {
  set_up_site();
}

// What is outside of every cluster has no ranges of its own, and masquerades nothing.
void Cluster::set_up_site() {
  if (spec_.outside) return;
  net::Site& site = network_.change_site(site_);
  site.pods_routable = traits(spec_.cni.mode).routable;
  site.own_ranges = own_ranges(spec_);
  site.unmasqueraded = unmasqueraded(spec_.cni, {});
}

void Cluster::network_changed() {
  if (spec_.outside) return;
  const std::vector<net::Cidr> ranges = ranges_around(machines_, network_);
  network_.change_site(site_).unmasqueraded = unmasqueraded(spec_.cni, ranges);
}

net::MachineId Cluster::add_machine(const std::string& name, net::Ipv4 address,
                                    std::optional<net::Cidr> pods) {
  const std::string full_name = spec_.name + '/' + name;
  const net::Ipv4 range = addresses_.node_range(machines_.size(), pods);
  const net::MachineId machine =
      spec_.outside
          ? network_.stack(network_.add_host(site_, full_name, address)).machine
          : network_.add_machine(site_, full_name, address, addresses_.bridge(range, address));
  machines_.push_back(machine);
  addresses_.add_machine(machine, range);
  return machine;
}

void Cluster::set_max_pods(net::MachineId machine, std::uint32_t most) {
  addresses_.set_max_pods(machine, most);
}

Result<void> Cluster::set_instance_type(net::MachineId machine, const std::string& type) {
  return addresses_.set_instance_type(machine, type);
}

Result<void> Cluster::create_service(Service service) {
  if (find(service.ns, service.name) != nullptr) {
    return Error{"", fmt::format("services \"{}\" already exists", service.name),
                 "give each Service of a namespace a name of its own"};
  }
  if (auto done = allocate(service); done.has_error()) return done;
  service.cluster_ip = net::Ipv4{spec_.services.base.bits + 10 + service_addresses_++};
  services_.push_back(std::move(service));
  program();
  return {};
}

// What the API server finds wrong with a Service before it allocates anything.
Result<void> Cluster::validate(const Service& service) {
  for (const ServicePort& port : service.ports) {
    if (!port.node_port) continue;
    if (service.type != ServiceType::node_port) {
      return Error{"", "may not be used when `type` is 'ClusterIP'",
                   "drop nodePort, or set type: NodePort"};
    }
    for (const ServicePort& earlier : service.ports) {
      if (&earlier == &port) break;
      if (earlier.node_port != port.node_port || earlier.protocol != port.protocol) continue;
      return Error{"", fmt::format("Duplicate value: {}", *port.node_port),
                   "give each port of one protocol a nodePort of its own"};
    }
  }
  return {};
}

// All of a Service's node ports, or none: what was taken before an error goes back.
Result<void> Cluster::allocate(Service& service) {
  if (auto valid = validate(service); valid.has_error()) return valid;
  if (service.type != ServiceType::node_port) return {};
  std::vector<std::uint16_t> drawn;
  std::vector<std::uint16_t> taken;
  for (std::size_t i = 0; i < service.ports.size(); ++i) {
    const Result<std::uint16_t> number = node_port_for(service, drawn, taken);
    if (number.has_error()) {
      for (const std::uint16_t port : taken) allocator_.give_back(port);
      return number.error();
    }
    drawn.push_back(*number);
  }
  for (std::size_t i = 0; i < drawn.size(); ++i) service.ports[i].node_port = drawn[i];
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

Result<void> Cluster::recreate_service(const std::string& ns, const std::string& name) {
  Service* service = find(ns, name);
  if (service == nullptr) return Error{"", fmt::format("services \"{}\" not found", name), ""};
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
  // The old numbers go back only after the new ones are drawn, so that a new draw does not repeat
  // an old one by chance; in a range that is full they are all there is.
  Result<void> done = allocate(*service);
  if (done.has_value()) {
    give_back_unused(released, *service);
  } else {
    for (const std::uint16_t port : released) allocator_.give_back(port);
    done = allocate(*service);
  }
  program();
  return done;
}

/// A pinned port may have kept a number that another port of the Service lost.
void Cluster::give_back_unused(const std::vector<std::uint16_t>& numbers, const Service& service) {
  for (const std::uint16_t number : numbers) {
    const bool used =
        std::any_of(service.ports.begin(), service.ports.end(),
                    [&](const ServicePort& port) { return port.node_port == number; });
    if (!used) allocator_.give_back(number);
  }
}

Result<void> Cluster::set_external_policy(const std::string& ns, const std::string& name,
                                          TrafficPolicy policy) {
  Service* service = find(ns, name);
  if (service == nullptr) return Error{"", fmt::format("services \"{}\" not found", name), ""};
  service->external_policy = policy;
  program();
  return {};
}

Service* Cluster::find(const std::string& ns, const std::string& name) {
  const auto found = std::find_if(services_.begin(), services_.end(), [&](const Service& service) {
    return service.ns == ns && service.name == name;
  });
  return found == services_.end() ? nullptr : &*found;
}

const Service* Cluster::find_service(const std::string& ns, const std::string& name) const {
  for (const Service& service : services_) {
    if (service.ns == ns && service.name == name) return &service;
  }
  return nullptr;
}

PodId Cluster::add_pod(const std::string& ns, const std::string& name, Labels labels,
                       net::MachineId machine, std::optional<net::Ipv4> address) {
  const auto id = PodId(static_cast<std::uint32_t>(pods_.size()));
  Pod& pod = pods_.emplace_back();
  pod.ns = ns;
  pod.name = name;
  pod.labels = std::move(labels);
  pod.machine = machine;
  place(pod, address);
  program();
  return id;
}

void Cluster::replace_pod(PodId id, net::MachineId machine) {
  Pod& pod = pods_[static_cast<std::size_t>(id)];
  if (pod.stack != net::StackId::none && !spec_.outside) network_.remove_stack(pod.stack);
  pod.stack = net::StackId::none;
  pod.machine = machine;
  place(pod, std::nullopt);
  program();
}

/// Gives a pod without a stack one on its machine, or leaves it Pending.
void Cluster::place(Pod& pod, std::optional<net::Ipv4> address) {
  if (spec_.outside) {
    pod.stack = network_.machine(pod.machine).host;
    return;
  }
  if (!address) address = addresses_.take(pod, pods_);
  if (!pod.pending.empty()) return;
  pod.stack = network_.add_pod(pod.machine, spec_.name + '/' + pod.name, *address);
}

std::vector<PodId> Cluster::endpoints(const Service& service) const {
  std::vector<PodId> selected;
  if (service.selector.empty()) return selected;
  for (std::size_t i = 0; i < pods_.size(); ++i) {
    const Pod& pod = pods_[i];
    const bool matches =
        std::all_of(service.selector.begin(), service.selector.end(), [&](const auto& wanted) {
          const auto label = pod.labels.find(wanted.first);
          return label != pod.labels.end() && label->second == wanted.second;
        });
    const bool placed = pod.stack != net::StackId::none;
    if (placed && pod.ns == service.ns && matches)
      selected.push_back(PodId(static_cast<std::uint32_t>(i)));
  }
  return selected;
}

void Cluster::program() {
  program_kube_proxy(*this, network_);
  program_policies(*this, network_);
}

void Cluster::add_policy(NetworkPolicy policy) {
  const auto same = std::find_if(policies_.begin(), policies_.end(), [&](const auto& known) {
    return known.ns == policy.ns && known.name == policy.name;
  });
  if (same == policies_.end()) {
    policies_.push_back(std::move(policy));
  } else {
    *same = std::move(policy);
  }
  program();
}

void Cluster::add_namespace(Namespace ns) {
  const auto same = std::find_if(namespaces_.begin(), namespaces_.end(),
                                 [&](const Namespace& known) { return known.name == ns.name; });
  if (same == namespaces_.end()) {
    namespaces_.push_back(std::move(ns));
  } else {
    *same = std::move(ns);
  }
  program();
}

void Cluster::add_dns_record(DnsRecord record) {
  dns_records_.push_back(std::move(record));
}

}  // namespace seatrial::kube
