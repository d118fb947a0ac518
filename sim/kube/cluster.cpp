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
  if (!services_.empty()) program();  // load balancers send to it, too
  return machine;
}

void Cluster::set_max_pods(net::MachineId machine, std::uint32_t most) {
  addresses_.set_max_pods(machine, most);
}

Result<void> Cluster::set_instance_type(net::MachineId machine, const std::string& type) {
  return addresses_.set_instance_type(machine, type);
}

Service* Cluster::find(const std::string& ns, const std::string& name) {
  const auto found = service_places_.find({ns, name});
  return found == service_places_.end() ? nullptr : &services_[found->second];
}

const Service* Cluster::find_service(const std::string& ns, const std::string& name) const {
  const auto found = service_places_.find({ns, name});
  return found == service_places_.end() ? nullptr : &services_[found->second];
}

PodId Cluster::add_pod(const std::string& ns, const std::string& name, Labels labels,
                       net::MachineId machine, std::optional<net::Ipv4> address) {
  const auto id = PodId(static_cast<std::uint32_t>(pods_.size()));
  Pod& pod = pods_.emplace_back();
  pod.ns = ns;
  pod.name = name;
  pod.labels = std::move(labels);
  pod.machine = machine;
  index_.add_pod(static_cast<std::uint32_t>(id), pod.labels);
  place(pod, address);
  program();
  return id;
}

void Cluster::name_pod(PodId id, std::string hostname, std::string subdomain) {
  Pod& pod = pods_[static_cast<std::size_t>(id)];
  pod.hostname = std::move(hostname);
  pod.subdomain = std::move(subdomain);
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

bool selects(const Service& service, const Pod& pod) {
  if (service.selector.empty() || pod.ns != service.ns) return false;
  return std::all_of(service.selector.begin(), service.selector.end(), [&](const auto& wanted) {
    const auto label = pod.labels.find(wanted.first);
    return label != pod.labels.end() && label->second == wanted.second;
  });
}

bool Cluster::selects(const Service& service, const Pod& pod) const {
  return pod.stack != net::StackId::none && kube::selects(service, pod);
}

std::vector<PodId> Cluster::endpoints(const Service& service) const {
  std::vector<PodId> selected;
  for (const std::uint32_t pod : index_.pods(service.selector)) {
    if (selects(service, pods_[pod])) selected.push_back(PodId(pod));
  }
  return selected;
}

std::vector<const Service*> Cluster::services_of(PodId id) const {
  std::vector<const Service*> found;
  for (const std::uint32_t place : index_.selectors(pod(id).labels)) {
    if (selects(services_[place], pod(id))) found.push_back(&services_[place]);
  }
  return found;
}

void Cluster::index_selectors() {
  index_.clear_selectors();
  for (std::size_t i = 0; i < services_.size(); ++i) {
    index_.add_selector(static_cast<std::uint32_t>(i), services_[i].selector);
  }
}

void Cluster::program() {
  waiting_ = batches_ != 0;
  if (waiting_) return;
  ++times_programmed_;
  sync_load_balancers();
  program_kube_proxy(*this, network_);
  UdpEndpoints now = udp_endpoints(*this);
  forget_stale_flows(*this, network_, udp_endpoints_, now);
  udp_endpoints_ = std::move(now);
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
