// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/cluster.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/assert.hpp"
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
  if (!services_.empty()) program();  // load balancers send to it, too
  return machines_.back();
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

net::Ipv4 Cluster::next_pod_address(net::MachineId machine) {
  const auto place = std::find(machines_.begin(), machines_.end(), machine) - machines_.begin();
  std::uint32_t& given = pods_per_machine_[static_cast<std::size_t>(place)];
  // .1 is the bridge; the oracle's pods begin at .11, and so do these, up to .254 and round again.
  constexpr std::uint32_t first = 10;
  constexpr std::uint32_t count = 244;
  const std::uint32_t bridge = network_.machine(machine).bridge.bits;
  for (std::uint32_t tried = 0; tried < count; ++tried) {
    const net::Ipv4 address{bridge + first + given++ % count};
    if (network_.pod_at(site_, address) == net::StackId::none) return address;
  }
  SEATRIAL_ASSERT(false, "a node has no pod address left");
  return {};
}

PodId Cluster::add_pod(const std::string& ns, const std::string& name, Labels labels,
                       net::MachineId machine) {
  const auto id = PodId(static_cast<std::uint32_t>(pods_.size()));
  const net::StackId stack =
      network_.add_pod(machine, spec_.name + '/' + name, next_pod_address(machine));
  Pod& pod = pods_.emplace_back();
  pod.ns = ns;
  pod.name = name;
  pod.labels = std::move(labels);
  pod.machine = machine;
  pod.stack = stack;
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
    const bool placed = pod.stack != net::StackId::none;
    if (placed && pod.ns == service.ns && matches)
      selected.push_back(PodId(static_cast<std::uint32_t>(i)));
  }
  return selected;
}

void Cluster::program() {
  sync_load_balancers();
  program_kube_proxy(*this, network_);
  UdpEndpoints now = udp_endpoints(*this);
  forget_stale_flows(*this, network_, udp_endpoints_, now);
  udp_endpoints_ = std::move(now);
}

}  // namespace seatrial::kube
