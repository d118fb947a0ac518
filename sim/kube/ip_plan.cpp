// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/ip_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace seatrial::kube {

namespace {

// SPEC kubernetes 5 "EKS max pods": every type of the sheet, in its order.
constexpr std::array<InstanceType, 25> instance_types = {{
    {"t3.micro", 2, 2},     {"t2.small", 3, 4},      {"t3.small", 3, 4},      {"t3a.small", 2, 4},
    {"m6g.medium", 2, 4},   {"t2.medium", 3, 6},     {"t3.medium", 3, 6},     {"t3.large", 3, 12},
    {"t3.xlarge", 4, 15},   {"t3.2xlarge", 4, 15},   {"m4.large", 2, 10},     {"m5.large", 3, 10},
    {"m5.xlarge", 4, 15},   {"m5.2xlarge", 4, 15},   {"m5.4xlarge", 8, 30},   {"m5.8xlarge", 8, 30},
    {"m5.12xlarge", 8, 30}, {"m5.16xlarge", 15, 50}, {"m5.24xlarge", 15, 50}, {"c5.large", 3, 10},
    {"r5.large", 3, 10},    {"m6i.large", 3, 10},    {"c5.xlarge", 4, 15},    {"m6i.xlarge", 4, 15},
    {"c5.4xlarge", 8, 30},
}};

/// What a provider keeps of a subnet, at its beginning and at its end.
struct Reserved {
  std::uint32_t first = 1;
  std::uint32_t last = 1;
};

// SPEC kubernetes 5: Azure keeps the first 4 and the last; AWS likewise. GCP keeps 2 and 2 [U].
Reserved reserved(std::string_view provider) {
  if (provider.starts_with("aws") || provider.starts_with("azure")) return {4, 1};
  if (provider.starts_with("gcp")) return {2, 2};
  return {};
}

std::uint64_t size_of(const net::Cidr& range) {
  return std::uint64_t{1} << (32 - range.length);
}

std::uint64_t divide_up(std::uint64_t value, std::uint64_t by) {
  return (value + by - 1) / by;
}

/// "(6+1)", or "6" where nothing is added for upgrades.
std::string machines_text(std::uint32_t nodes, std::uint32_t surge) {
  return surge == 0 ? std::to_string(nodes) : fmt::format("({}+{})", nodes, surge);
}

IpPlan node_subnet(const CniSpec& cni, std::uint32_t nodes, std::uint32_t max_pods) {
  const std::string machines = machines_text(nodes, cni.surge);
  return {aks_node_subnet_addresses(nodes, cni.surge, max_pods), 0,
          fmt::format("{} + {} x {}", machines, machines, max_pods)};
}

// SPEC kubernetes 5: batches of 16, and 16 more when fewer than 8 are free. The nodes that an
// upgrade adds take over the pods of full ones.
IpPlan pod_subnet(const CniSpec& cni, std::uint32_t nodes, std::uint32_t pods) {
  constexpr std::uint64_t batch = 16;
  constexpr std::uint64_t low_water = 8;
  const std::uint64_t on_each = divide_up(pods, std::max(nodes, 1U));
  const std::uint64_t batches = divide_up(on_each + low_water, batch);
  const std::uint64_t machines = std::uint64_t{nodes} + cni.surge;
  return {machines * batches * batch, 0,
          fmt::format("{} x {} x {}", machines_text(nodes, cni.surge), batches, batch)};
}

const InstanceType* type_with(std::uint32_t max_pods) {
  const auto found =
      std::find_if(instance_types.begin(), instance_types.end(),
                   [&](const InstanceType& type) { return eks_max_pods(type) == max_pods; });
  return found == instance_types.end() ? nullptr : &*found;
}

// SPEC kubernetes 5 "Warm pool", derived: an interface takes all of its addresses at once, and
// WARM_ENI_TARGET 1 wants as many free ones as one interface has, as far as the type has them.
IpPlan vpc_cni(std::uint32_t nodes, std::uint32_t max_pods, std::uint32_t pods) {
  const InstanceType* type = type_with(max_pods);
  if (type == nullptr) {
    return {std::uint64_t{nodes} + pods, 0,
            fmt::format("{} + {}, and the spare interfaces", nodes, pods)};
  }
  const std::uint64_t on_each = divide_up(pods, std::max(nodes, 1U));
  const std::uint64_t interfaces =
      std::min<std::uint64_t>(1 + divide_up(on_each, type->addresses - 1), type->interfaces);
  return {nodes * interfaces * type->addresses, 0,
          fmt::format("{} x {} interfaces x {}", nodes, interfaces, type->addresses)};
}

IpPlan only_nodes(const CniSpec& cni, std::uint32_t nodes) {
  return {std::uint64_t{nodes} + cni.surge, 0, machines_text(nodes, cni.surge)};
}

// SPEC kubernetes 5: a /24 of the pods' range for each node; a secondary range keeps nothing back.
IpPlan secondary_range(const CniSpec& cni, std::uint32_t nodes) {
  constexpr std::uint64_t of_node = 256;
  return {(std::uint64_t{nodes} + cni.surge) * of_node, 0,
          fmt::format("{} x {}", machines_text(nodes, cni.surge), of_node)};
}

IpPlan plan_of(const CniSpec& cni, std::uint32_t nodes, std::uint32_t max_pods,
               std::uint32_t pods) {
  switch (cni.mode) {
    case CniMode::azure_node_subnet:
      return node_subnet(cni, nodes, max_pods);
    case CniMode::azure_pod_subnet:
      return pod_subnet(cni, nodes, pods);
    case CniMode::aws_vpc:
      return vpc_cni(nodes, max_pods, pods);
    case CniMode::gke_vpc_native:
    case CniMode::gke_routes:
      return secondary_range(cni, nodes);
    case CniMode::overlay:
    case CniMode::kubenet:
    case CniMode::azure_overlay:
      return only_nodes(cni, nodes);
  }
  return {};
}

}  // namespace

const InstanceType* find_instance_type(std::string_view name) {
  const auto found = std::find_if(instance_types.begin(), instance_types.end(),
                                  [&](const InstanceType& type) { return type.name == name; });
  return found == instance_types.end() ? nullptr : &*found;
}

std::uint32_t eks_max_pods(const InstanceType& type) {
  return type.interfaces * (type.addresses - 1) + 2;
}

std::vector<std::string_view> instance_type_names() {
  std::vector<std::string_view> names;
  names.reserve(std::size(instance_types));
  for (const InstanceType& type : instance_types) names.push_back(type.name);
  return names;
}

std::uint64_t aks_node_subnet_addresses(std::uint32_t nodes, std::uint32_t surge,
                                        std::uint32_t max_pods) {
  return (std::uint64_t{nodes} + surge) * (std::uint64_t{max_pods} + 1);
}

std::uint32_t aks_nodes_that_fit(const net::Cidr& subnet, std::uint32_t max_pods) {
  return static_cast<std::uint32_t>(usable_addresses(subnet, "azure") /
                                    (std::uint64_t{max_pods} + 1));
}

std::uint64_t nodes_in_pod_range(const net::Cidr& pods) {
  return pods.length > 24 ? 0 : std::uint64_t{1} << (24 - pods.length);
}

net::Ipv4 first_usable(const net::Cidr& subnet, std::string_view provider) {
  return net::Ipv4{subnet.base.bits + reserved(provider).first};
}

std::uint64_t usable_addresses(const net::Cidr& subnet, std::string_view provider) {
  const Reserved kept = reserved(provider);
  const std::uint64_t size = size_of(subnet);
  return size > kept.first + kept.last ? size - kept.first - kept.last : 0;
}

std::optional<std::uint8_t> prefix_for(std::uint64_t addresses, std::string_view provider) {
  for (int length = 32; length >= 0; --length) {
    const net::Cidr subnet{net::Ipv4{0}, static_cast<std::uint8_t>(length)};
    if (usable_addresses(subnet, provider) >= addresses) return subnet.length;
  }
  return std::nullopt;
}

IpPlan plan_addresses(const CniSpec& cni, std::uint32_t nodes, std::uint32_t max_pods,
                      std::uint32_t pods, const net::Cidr& subnet, std::string_view provider) {
  IpPlan plan = plan_of(cni, nodes, max_pods, pods);
  const bool secondary = cni.mode == CniMode::gke_vpc_native || cni.mode == CniMode::gke_routes;
  plan.usable = secondary ? size_of(subnet) : usable_addresses(subnet, provider);
  return plan;
}

}  // namespace seatrial::kube
