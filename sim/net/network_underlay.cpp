// SPDX-License-Identifier: Apache-2.0
// The private networks of a Network, what stands in them, and who has which address there.
#include <algorithm>

#include "sim/net/network.hpp"

namespace seatrial::net {

VpcId Network::add_vpc(Vpc vpc) {
  const auto id = VpcId(static_cast<std::uint32_t>(vpcs_.size()));
  vpcs_.push_back(std::move(vpc));
  sites_in_vpc_.emplace_back();
  subnets_of_vpc_.emplace_back();
  fit(conntracks_);
  ++epoch_;
  return id;
}

SubnetId Network::add_subnet(Subnet subnet) {
  const auto id = SubnetId(static_cast<std::uint32_t>(subnets_.size()));
  subnets_of_vpc_[static_cast<std::size_t>(subnet.vpc)].push_back(id);
  subnets_.push_back(std::move(subnet));
  ++epoch_;
  return id;
}

GatewayId Network::add_gateway(Gateway gateway) {
  const auto id = GatewayId(static_cast<std::uint32_t>(gateways_.size()));
  gateways_.push_back(std::move(gateway));
  services_indexed_ = false;
  ++epoch_;
  return id;
}

FilterId Network::add_filter(Filter filter) {
  const auto id = FilterId(static_cast<std::uint32_t>(filters_.size()));
  filters_.push_back(std::move(filter));
  ++epoch_;
  return id;
}

LoadBalancerId Network::add_load_balancer(LoadBalancer balancer) {
  const auto id = LoadBalancerId(static_cast<std::uint32_t>(balancers_.size()));
  balancers_.push_back(std::move(balancer));
  services_indexed_ = false;
  ++epoch_;
  return id;
}

Subnet& Network::change_subnet(SubnetId id) {
  ++epoch_;
  return subnets_[static_cast<std::size_t>(id)];
}

Gateway& Network::change_gateway(GatewayId id) {
  services_indexed_ = false;
  ++epoch_;
  return gateways_[static_cast<std::size_t>(id)];
}

Filter& Network::change_filter(FilterId id) {
  ++epoch_;
  return filters_[static_cast<std::size_t>(id)];
}

LoadBalancer& Network::change_load_balancer(LoadBalancerId id) {
  services_indexed_ = false;
  ++epoch_;
  return balancers_[static_cast<std::size_t>(id)];
}

// --- who has which address ----------------------------------------------------------------------

void Network::take_flat_address(Ipv4 address, MachineId id) {
  if (!machines_by_address_.emplace(address.bits, id).second) ++shadowed_;
}

void Network::leave_flat_address(Ipv4 address, MachineId id) {
  const auto found = machines_by_address_.find(address.bits);
  if (found == machines_by_address_.end() || found->second != id) return;
  machines_by_address_.erase(found);
  if (shadowed_ == 0) return;
  // Another machine may have wanted the address, and gets it now.
  for (std::size_t i = 0; i < machines_.size(); ++i) {
    const Machine& other = machines_[i];
    const bool wants = other.nic.public_address == address ||
                       (other.address == address && other.nic.subnet == SubnetId::none);
    if (MachineId(static_cast<std::uint32_t>(i)) == id || !wants) continue;
    machines_by_address_.emplace(address.bits, MachineId(static_cast<std::uint32_t>(i)));
    return;
  }
}

void Network::join_vpc(MachineId id) {
  const Machine& on = machine(id);
  const VpcId vpc = vpc_of(id);
  machines_in_vpc_.emplace(vpc_key(vpc, on.address), id);
  std::vector<SiteId>& sites = sites_in_vpc_[static_cast<std::size_t>(vpc)];
  if (std::find(sites.begin(), sites.end(), on.site) == sites.end()) sites.push_back(on.site);
}

void Network::leave_vpc(MachineId id) {
  const auto found = machines_in_vpc_.find(vpc_key(vpc_of(id), machine(id).address));
  if (found != machines_in_vpc_.end() && found->second == id) machines_in_vpc_.erase(found);
}

void Network::attach(MachineId id, const Nic& nic) {
  Machine& on = machines_[static_cast<std::size_t>(id)];
  const Nic before = on.nic;
  if (before.subnet != SubnetId::none) leave_vpc(id);
  on.nic = nic;
  if (before.subnet == SubnetId::none) leave_flat_address(on.address, id);
  if (before.public_address != Ipv4{}) leave_flat_address(before.public_address, id);
  if (nic.subnet == SubnetId::none) {
    take_flat_address(on.address, id);
  } else {
    join_vpc(id);
  }
  if (nic.public_address != Ipv4{}) take_flat_address(nic.public_address, id);
  ++epoch_;
}

MachineId Network::machine_in(VpcId vpc, Ipv4 address) const {
  const auto found = machines_in_vpc_.find(vpc_key(vpc, address));
  if (found != machines_in_vpc_.end()) return found->second;
  // SPEC kubernetes 5: pods that are routable have addresses of the private network.
  for (const SiteId here : sites_in_vpc_[static_cast<std::size_t>(vpc)]) {
    if (!site(here).pods_routable) continue;
    const StackId pod = pod_at(here, address);
    if (pod != StackId::none && vpc_of(stack(pod).machine) == vpc) return stack(pod).machine;
  }
  return MachineId::none;
}

void Network::index_services() const {
  balancers_by_address_.clear();
  nat_by_address_.clear();
  for (std::size_t i = 0; i < balancers_.size(); ++i) {
    const LoadBalancer& balancer = balancers_[i];
    if (balancer.address == Ipv4{}) continue;
    const VpcId reached_in = balancer.internal ? balancer.vpc : VpcId::none;
    balancers_by_address_.emplace(vpc_key(reached_in, balancer.address),
                                  LoadBalancerId(static_cast<std::uint32_t>(i)));
  }
  for (std::size_t i = 0; i < gateways_.size(); ++i) {
    if (gateways_[i].kind != GatewayKind::nat || gateways_[i].address == Ipv4{}) continue;
    nat_by_address_.emplace(gateways_[i].address.bits, GatewayId(static_cast<std::uint32_t>(i)));
  }
  services_indexed_ = true;
}

LoadBalancerId Network::load_balancer_at(VpcId vpc, Ipv4 address) const {
  if (!services_indexed_) index_services();
  if (balancers_by_address_.empty()) return LoadBalancerId::none;
  const auto found = balancers_by_address_.find(vpc_key(vpc, address));
  return found == balancers_by_address_.end() ? LoadBalancerId::none : found->second;
}

GatewayId Network::nat_gateway_at(Ipv4 address) const {
  if (!services_indexed_) index_services();
  if (nat_by_address_.empty()) return GatewayId::none;
  const auto found = nat_by_address_.find(address.bits);
  return found == nat_by_address_.end() ? GatewayId::none : found->second;
}

SubnetId Network::subnet_at(VpcId vpc, Ipv4 address) const {
  for (const SubnetId id : subnets_of_vpc_[static_cast<std::size_t>(vpc)]) {
    if (subnet(id).range.contains(address)) return id;
  }
  return SubnetId::none;
}

std::vector<GatewayId> Network::gateways_of(VpcId vpc) const {
  std::vector<GatewayId> found;
  for (std::size_t i = 0; i < gateways_.size(); ++i) {
    const std::vector<VpcId>& joined = gateways_[i].vpcs;
    if (std::find(joined.begin(), joined.end(), vpc) == joined.end()) continue;
    found.push_back(GatewayId(static_cast<std::uint32_t>(i)));
  }
  return found;
}

bool Network::had_outside(SiteId site_id, Ipv4 address) const {
  const auto foreign = [&](MachineId id) {
    return id != MachineId::none && machine(id).site != site_id;
  };
  if (foreign(machine_at(address)) || nat_gateway_at(address) != GatewayId::none) return true;
  if (load_balancer_at(VpcId::none, address) != LoadBalancerId::none) return true;
  for (std::size_t i = 0; i < vpcs_.size(); ++i) {
    const auto vpc = VpcId(static_cast<std::uint32_t>(i));
    if (foreign(machine_in(vpc, address))) return true;
    if (load_balancer_at(vpc, address) != LoadBalancerId::none) return true;
  }
  return false;
}

}  // namespace seatrial::net
