// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/pod_addresses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/core/assert.hpp"
#include "sim/kube/ip_plan.hpp"

namespace seatrial::kube {

namespace {

/// Whose rules of reserved addresses count in the subnets of a mode.
std::string_view provider_of(CniMode mode) {
  return mode == CniMode::aws_vpc ? "aws" : "azure";
}

constexpr std::string_view addresses_text = " usable addresses";

std::string none_left(const net::Cidr& range, std::uint64_t usable) {
  return fmt::format("{} has {}{}", net::to_string(range), usable, addresses_text);
}

/// Says in all pods that wait for the same range as one of them how many addresses are missing.
void count_missing(const std::string& pending, std::vector<Pod>& pods) {
  const std::size_t end = pending.find(addresses_text);
  if (end == std::string::npos) return;
  const std::string range = pending.substr(0, end + addresses_text.size());
  const auto waits = [&](const Pod& pod) { return pod.pending.starts_with(range); };
  const auto missing = std::count_if(pods.begin(), pods.end(), waits);
  const std::string text =
      fmt::format("{}, {} more {} needed", range, missing, missing == 1 ? "is" : "are");
  for (Pod& pod : pods) {
    if (waits(pod)) pod.pending = text;
  }
}

}  // namespace

PodAddresses::PodAddresses(CniSpec cni, net::Cidr pods, const net::Network& network,
                           net::SiteId site)
    : cni_(std::move(cni)), pods_(pods), network_(network), site_(site) {}

net::Ipv4 PodAddresses::node_range(std::size_t number, std::optional<net::Cidr> own) const {
  if (own) return own->base;
  return net::Ipv4{pods_.base.bits + (static_cast<std::uint32_t>(number) << 8)};
}

net::Ipv4 PodAddresses::bridge(net::Ipv4 range, net::Ipv4 address) const {
  const bool flat = traits(cni_.mode).in_node_subnet || cni_.mode == CniMode::azure_pod_subnet;
  return flat ? address : net::Ipv4{range.bits + 1};
}

void PodAddresses::add_machine(net::MachineId machine, net::Ipv4 range) {
  Node& added = nodes_.emplace_back();
  added.machine = machine;
  added.range = range;
}

void PodAddresses::set_max_pods(net::MachineId machine, std::uint32_t most) {
  node(machine).most = most;
}

Result<void> PodAddresses::set_instance_type(net::MachineId machine, const std::string& type) {
  if (find_instance_type(type) == nullptr) {
    return Error{"", fmt::format("instance type '{}' is not known", type),
                 fmt::format("one of {}", fmt::join(instance_type_names(), ", "))};
  }
  node(machine).type = type;
  return {};
}

std::uint32_t PodAddresses::max_pods(net::MachineId machine) const {
  const Node& of = node(machine);
  if (of.most) return *of.most;
  if (cni_.max_pods) return *cni_.max_pods;
  const InstanceType* type = find_instance_type(of.type);
  if (type != nullptr && cni_.mode == CniMode::aws_vpc) return eks_max_pods(*type);
  return traits(cni_.mode).default_max_pods;
}

net::Ipv4 PodAddresses::take(Pod& pod, std::vector<Pod>& pods) {
  const std::string before = std::exchange(pod.pending, too_many(pod, pods));
  net::Ipv4 address;
  if (pod.pending.empty()) {
    const auto range = shared_range(pod.machine);
    address = range ? take_of_range(*range, pod) : take_of_node(pod);
  }
  count_missing(before, pods);
  count_missing(std::string(pod.pending), pods);
  return address;
}

// SPEC kubernetes 5: what the node subnet and the VPC CNI give are addresses of the node's subnet.
// A node that is in none has a range of its own, as with a bridge.
std::optional<net::Cidr> PodAddresses::shared_range(net::MachineId machine) const {
  if (cni_.mode == CniMode::azure_pod_subnet) return pods_;
  const net::SubnetId subnet = subnet_of(machine);
  if (!traits(cni_.mode).in_node_subnet || subnet == net::SubnetId::none) return std::nullopt;
  return network_.subnet(subnet).range;
}

net::SubnetId PodAddresses::subnet_of(net::MachineId machine) const {
  return network_.machine(machine).nic.subnet;
}

/// Neither a pod, nor a machine, nor a load balancer of the private network has it.
bool PodAddresses::is_free(net::Ipv4 address, net::SubnetId subnet) const {
  if (network_.pod_at(site_, address) != net::StackId::none) return false;
  if (subnet == net::SubnetId::none) return true;
  const net::VpcId vpc = network_.subnet(subnet).vpc;
  return network_.machine_in(vpc, address) == net::MachineId::none &&
         network_.load_balancer_at(vpc, address) == net::LoadBalancerId::none;
}

std::string PodAddresses::too_many(const Pod& pod, const std::vector<Pod>& pods) const {
  const auto running = std::count_if(pods.begin(), pods.end(), [&](const Pod& other) {
    return other.machine == pod.machine && other.stack != net::StackId::none;
  });
  const std::uint32_t most = max_pods(pod.machine);
  const Node& of = node(pod.machine);
  const bool by_type =
      !of.most && !cni_.max_pods && cni_.mode == CniMode::aws_vpc && !of.type.empty();
  // SPEC kubernetes 5: the "+ 2" of the formula are pods in the node's network, which every node
  // has: aws-node and kube-proxy.
  const std::uint32_t system = by_type ? 2 : 0;
  if (static_cast<std::uint64_t>(running) + system < most) return "";
  if (!by_type) {
    return fmt::format("too many pods: {} takes {}", network_.machine(pod.machine).name, most);
  }
  return fmt::format("too many pods: {} takes {}, two of which are aws-node and kube-proxy",
                     of.type, most);
}

net::Ipv4 PodAddresses::take_of_node(Pod& pod) {
  // .1 is the bridge; the oracle's pods begin at .11, and so do these, up to .254 and round again.
  // What is below .11 is given out when all of these are taken.
  constexpr std::uint32_t first = 11;
  constexpr std::uint32_t count = 244;
  Node& of = node(pod.machine);
  for (std::uint32_t tried = 0; tried < count; ++tried) {
    const net::Ipv4 address{of.range.bits + first + of.given++ % count};
    if (is_free(address, net::SubnetId::none)) return address;
  }
  for (std::uint32_t low = 2; low < first; ++low) {
    const net::Ipv4 address{of.range.bits + low};
    if (is_free(address, net::SubnetId::none)) return address;
  }
  pod.pending = none_left({of.range, 24}, count + first - 2);
  return {};
}

net::Ipv4 PodAddresses::take_of_range(const net::Cidr& range, Pod& pod) {
  const std::string_view provider = provider_of(cni_.mode);
  const std::uint64_t usable = usable_addresses(range, provider);
  const net::Ipv4 first = first_usable(range, provider);
  std::uint64_t& given = given_[range];
  for (std::uint64_t tried = 0; tried < usable; ++tried) {
    const net::Ipv4 address{first.bits + static_cast<std::uint32_t>(given++ % usable)};
    if (is_free(address, subnet_of(pod.machine))) return address;
  }
  pod.pending = none_left(range, usable);
  return {};
}

std::size_t PodAddresses::place(net::MachineId machine) const {
  const auto found = std::find_if(nodes_.begin(), nodes_.end(),
                                  [&](const Node& node) { return node.machine == machine; });
  SEATRIAL_ASSERT(found != nodes_.end(), "the machine is not a node of the cluster");
  return static_cast<std::size_t>(found - nodes_.begin());
}

}  // namespace seatrial::kube
