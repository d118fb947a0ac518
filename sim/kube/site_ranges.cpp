// SPDX-License-Identifier: Apache-2.0
#include "sim/kube/site_ranges.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/kube/cluster.hpp"

namespace seatrial::kube {

namespace {

/// Modes whose pods have a range that no router outside knows. // SPEC kubernetes 5
bool encapsulated(CniMode mode) {
  return mode == CniMode::overlay || mode == CniMode::kubenet || mode == CniMode::azure_overlay;
}

}  // namespace

std::vector<net::OwnRange> own_ranges(const ClusterSpec& spec) {
  std::vector<net::OwnRange> ranges;
  if (encapsulated(spec.cni.mode)) {
    ranges.push_back({spec.pods, fmt::format("pods of {}", spec.name), spec.pods_mark});
  }
  ranges.push_back({spec.services, fmt::format("Services of {}", spec.name), spec.services_mark});
  if (spec.docker_bridge) {
    ranges.push_back({*spec.docker_bridge,
                      fmt::format("the docker bridge of {}'s nodes", spec.name),
                      spec.docker_bridge_mark});
  }
  return ranges;
}

std::vector<net::Cidr> ranges_around(const std::vector<net::MachineId>& machines,
                                     const net::Network& network) {
  std::vector<net::Cidr> ranges;
  std::vector<net::VpcId> seen;
  for (const net::MachineId machine : machines) {
    const net::SubnetId subnet = network.machine(machine).nic.subnet;
    if (subnet == net::SubnetId::none) continue;
    const net::VpcId vpc = network.subnet(subnet).vpc;
    if (std::find(seen.begin(), seen.end(), vpc) != seen.end()) continue;
    seen.push_back(vpc);
    ranges.insert(ranges.end(), network.vpc(vpc).ranges.begin(), network.vpc(vpc).ranges.end());
  }
  return ranges;
}

}  // namespace seatrial::kube
