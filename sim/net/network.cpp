// SPDX-License-Identifier: Apache-2.0
#include "sim/net/network.hpp"

#include <algorithm>

namespace seatrial::net {

namespace {

template <class Id, class Items>
Id next_id(const Items& items) {
  return Id(static_cast<std::uint32_t>(items.size()));
}

std::uint64_t site_pair(SiteId a, SiteId b) {
  const auto low = static_cast<std::uint64_t>(std::min(a, b));
  const auto high = static_cast<std::uint64_t>(std::max(a, b));
  return (low << 32) | high;
}

}  // namespace

Network::Network(std::uint64_t seed) : seed_(seed) {
  fit(conntracks_);
}

void Network::fit(Conntracks& tables) const {
  if (tables.machines.size() < machines_.size()) tables.machines.resize(machines_.size());
  const std::size_t fabrics = 2 * (vpcs_.size() + 1);
  if (tables.fabrics.size() < fabrics) tables.fabrics.resize(fabrics);
}

SiteId Network::add_site(std::string name) {
  const auto id = next_id<SiteId>(sites_);
  sites_.emplace_back().name = std::move(name);
  ++epoch_;
  return id;
}

MachineId Network::add_machine(SiteId site, std::string name, Ipv4 address, Ipv4 bridge) {
  const auto id = next_id<MachineId>(machines_);
  Machine& machine = machines_.emplace_back();
  machine.name = std::move(name);
  machine.site = site;
  machine.address = address;
  machine.bridge = bridge;
  fit(conntracks_);
  take_flat_address(address, id);
  ++epoch_;
  return id;
}

StackId Network::add_pod(MachineId machine_id, std::string name, Ipv4 address) {
  const auto id = next_id<StackId>(stacks_);
  const SiteId site = machine(machine_id).site;
  Stack& stack = stacks_.emplace_back();
  stack.name = std::move(name);
  stack.address = address;
  stack.site = site;
  stack.machine = machine_id;
  Machine& on = machines_[static_cast<std::size_t>(machine_id)];
  if (address == on.address) {
    on.host = id;
  } else {
    pods_by_address_[pod_key(site, address)] = id;
  }
  ++epoch_;
  return id;
}

StackId Network::add_host(SiteId site, std::string name, Ipv4 address) {
  const MachineId on = add_machine(site, name, address, Ipv4{});
  return add_pod(on, std::move(name), address);
}

WanId Network::add_wan(SiteId a, SiteId b, const WanSpec& spec, std::string name) {
  const auto id = next_id<WanId>(wans_);
  wans_.emplace_back(a, b, spec, std::move(name), seed_, wans_.size());
  wans_by_sites_.emplace(site_pair(a, b), id);
  ++epoch_;
  return id;
}

void Network::remove_stack(StackId id) {
  Stack& gone = stacks_[static_cast<std::size_t>(id)];
  gone.present = false;
  gone.tcp_listeners.clear();
  gone.udp_listeners.clear();
  Machine& on = machines_[static_cast<std::size_t>(gone.machine)];
  if (on.host == id) on.host = StackId::none;
  const auto found = pods_by_address_.find(pod_key(gone.site, gone.address));
  if (found != pods_by_address_.end() && found->second == id) pods_by_address_.erase(found);
  ++epoch_;
}

namespace {

std::vector<std::uint16_t>& listeners(Stack& stack, Protocol protocol) {
  return protocol == Protocol::tcp ? stack.tcp_listeners : stack.udp_listeners;
}

}  // namespace

void Network::listen(StackId id, std::uint16_t port, Protocol protocol) {
  if (listens(id, port, protocol)) return;
  listeners(stacks_[static_cast<std::size_t>(id)], protocol).push_back(port);
}

void Network::close_listener(StackId id, std::uint16_t port, Protocol protocol) {
  std::erase(listeners(stacks_[static_cast<std::size_t>(id)], protocol), port);
}

bool Network::listens(StackId id, std::uint16_t port, Protocol protocol) const {
  const Stack& of = stack(id);
  const auto& ports = protocol == Protocol::tcp ? of.tcp_listeners : of.udp_listeners;
  return std::find(ports.begin(), ports.end(), port) != ports.end();
}

NatTable& Network::change_nat(SiteId id) {
  ++epoch_;
  return sites_[static_cast<std::size_t>(id)].nat;
}

Site& Network::change_site(SiteId id) {
  ++epoch_;
  return sites_[static_cast<std::size_t>(id)];
}

Wan& Network::change_wan(WanId id) {
  ++epoch_;
  return wans_[static_cast<std::size_t>(id)];
}

Conntrack& Network::change_conntrack(MachineId id) {
  ++epoch_;
  return conntrack(id);
}

Conntrack& Network::change_fabric(VpcId vpc, FabricTable table) {
  ++epoch_;
  return fabric(vpc, table);
}

void Network::set_policies(StackId id, FilterId in, FilterId out) {
  Stack& of = stacks_[static_cast<std::size_t>(id)];
  if (of.policy_in == in && of.policy_out == out) return;
  of.policy_in = in;
  of.policy_out = out;
  ++epoch_;
}

MachineId Network::machine_at(Ipv4 address) const {
  const auto found = machines_by_address_.find(address.bits);
  return found == machines_by_address_.end() ? MachineId::none : found->second;
}

StackId Network::pod_at(SiteId site_id, Ipv4 address) const {
  const auto found = pods_by_address_.find(pod_key(site_id, address));
  return found == pods_by_address_.end() ? StackId::none : found->second;
}

WanId Network::wan_between(SiteId a, SiteId b) const {
  const auto found = wans_by_sites_.find(site_pair(a, b));
  return found == wans_by_sites_.end() ? WanId::none : found->second;
}

}  // namespace seatrial::net
