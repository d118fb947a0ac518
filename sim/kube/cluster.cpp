// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/kube/kube_proxy.hpp"

namespace seatrial::kube {

Cluster::Cluster(ClusterSpec spec, net::Network& network)
    : spec_(std::move(spec)),
      network_(network),
      site_(network.add_site(spec_.name)),
      allocator_(spec_.node_ports, spec_.version,
                 Rng::stream(network.seed(), "kube.node_port", static_cast<std::uint64_t>(site_))) {
}

net::MachineId Cluster::add_machine(const std::string& name, net::Ipv4 address,
                                    std::optional<net::Cidr> pods) {
  // Each node takes the next /24 of the pod range; its own side of it is .1, as CNI bridges do.
  const auto subnet = static_cast<std::uint32_t>(machines_.size()) << 8;
  const net::Ipv4 base = pods ? pods->base : net::Ipv4{spec_.pods.base.bits + subnet};
  const net::Ipv4 bridge{base.bits + 1};
  machines_.push_back(network_.add_machine(site_, spec_.name + '/' + name, address, bridge));
  pods_per_machine_.push_back(0);
  return machines_.back();
}

Result<void> Cluster::create_service(Service service) {
  if (find(service.ns, service.name) != nullptr) {
    return Error{"", fmt::format("services \"{}\" already exists", service.name),
                 "give each Service of a namespace a name of its own"};
  }
  service.cluster_ip = net::Ipv4{spec_.services.base.bits + 10 + service_addresses_++};
  if (auto done = allocate(service); done.has_error()) return done;
  services_.push_back(std::move(service));
  program();
  return {};
}

Result<void> Cluster::allocate(Service& service) {
  for (ServicePort& port : service.ports) {
    if (service.type != ServiceType::node_port) {
      if (!port.node_port) continue;
      return Error{"", "may not be used when `type` is 'ClusterIP'",
                   "drop nodePort, or set type: NodePort"};
    }
    const Result<std::uint16_t> number = node_port_for(service, port);
    if (number.has_error()) return number.error();
    port.node_port = *number;
  }
  return {};
}

// SPEC kubernetes 3.2: at create, ports with the same `port` number share one node port; the same
// number with the same protocol is a duplicate.
Result<std::uint16_t> Cluster::node_port_for(const Service& service, const ServicePort& port) {
  for (const ServicePort& sibling : service.ports) {
    if (&sibling == &port) break;
    const bool same_number = sibling.port == port.port && sibling.protocol != port.protocol;
    const bool wanted = !port.node_port || port.node_port == sibling.node_port;
    if (same_number && sibling.node_port && wanted) return *sibling.node_port;
  }
  return port.node_port ? allocator_.take(*port.node_port) : allocator_.take_any();
}

Result<void> Cluster::recreate_service(const std::string& ns, const std::string& name) {
  Service* service = find(ns, name);
  if (service == nullptr) return Error{"", fmt::format("services \"{}\" not found", name), ""};
  std::vector<std::uint16_t> given;
  for (ServicePort& port : service->ports) {
    if (port.node_port) given.push_back(*port.node_port);
    if (!port.pinned) port.node_port.reset();
    port.condition.clear();
  }
  // The old numbers go back only after the new ones are drawn: a new draw never repeats the old.
  for (ServicePort& port : service->ports) {
    if (port.pinned && port.node_port) allocator_.give_back(*port.node_port);
  }
  if (auto done = allocate(*service); done.has_error()) return done;
  for (const std::uint16_t port : given) {
    const bool kept = std::any_of(service->ports.begin(), service->ports.end(),
                                  [&](const ServicePort& p) { return p.node_port == port; });
    if (!kept) allocator_.give_back(port);
  }
  program();
  return {};
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
  return const_cast<Cluster*>(this)->find(ns, name);
}

net::Ipv4 Cluster::next_pod_address(net::MachineId machine) {
  const auto place = std::find(machines_.begin(), machines_.end(), machine) - machines_.begin();
  std::uint32_t& given = pods_per_machine_[static_cast<std::size_t>(place)];
  // .1 is the bridge; the oracle's pods begin at .11, and so do these.
  return net::Ipv4{network_.machine(machine).bridge.bits + 10 + given++};
}

PodId Cluster::add_pod(const std::string& ns, const std::string& name, Labels labels,
                       net::MachineId machine) {
  const auto id = PodId(static_cast<std::uint32_t>(pods_.size()));
  const net::StackId stack =
      network_.add_pod(machine, spec_.name + '/' + name, next_pod_address(machine));
  pods_.push_back(Pod{ns, name, std::move(labels), machine, stack});
  program();
  return id;
}

void Cluster::replace_pod(PodId id, net::MachineId machine) {
  Pod& pod = pods_[static_cast<std::size_t>(id)];
  network_.remove_stack(pod.stack);
  pod.machine = machine;
  pod.stack = network_.add_pod(machine, spec_.name + '/' + pod.name, next_pod_address(machine));
  program();
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
    if (pod.ns == service.ns && matches) selected.push_back(PodId(static_cast<std::uint32_t>(i)));
  }
  return selected;
}

void Cluster::program() {
  program_kube_proxy(*this, network_);
}

}  // namespace seatrial::kube
