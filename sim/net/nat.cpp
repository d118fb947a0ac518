// SPDX-License-Identifier: Apache-2.0
#include "sim/net/nat.hpp"

#include <algorithm>

namespace seatrial::net {

// A node port is filed under address 0: kube-proxy matches it on every local address of a node.
std::uint64_t NatTable::key(Protocol protocol, Endpoint address) {
  return (static_cast<std::uint64_t>(address.ip.bits) << 24) |
         (static_cast<std::uint64_t>(address.port) << 8) | static_cast<std::uint64_t>(protocol);
}

const NatRule* NatTable::find(std::uint64_t wanted) const {
  const auto found = index_.find(wanted);
  return found == index_.end() ? nullptr : &rules_[found->second];
}

void NatTable::clear() {
  index_.clear();
  rules_.clear();
  node_port_addresses_.clear();
}

void NatTable::limit_node_ports(std::vector<Cidr> addresses) {
  node_port_addresses_ = std::move(addresses);
}

bool NatTable::has_node_ports(Ipv4 address) const {
  const auto holds = [&](const Cidr& range) { return range.contains(address); };
  return node_port_addresses_.empty() ||
         std::any_of(node_port_addresses_.begin(), node_port_addresses_.end(), holds);
}

void NatTable::add_virtual_address(Protocol protocol, Endpoint address, NatRule rule) {
  index_.emplace(key(protocol, address), static_cast<std::uint32_t>(rules_.size()));
  rules_.push_back(std::move(rule));
}

void NatTable::add_node_port(Protocol protocol, std::uint16_t port, NatRule rule) {
  add_virtual_address(protocol, {Ipv4{}, port}, std::move(rule));
}

const NatRule* NatTable::virtual_address(Protocol protocol, Endpoint address) const {
  return address.ip == Ipv4{} ? nullptr : find(key(protocol, address));
}

const NatRule* NatTable::node_port(Protocol protocol, std::uint16_t port) const {
  return find(key(protocol, {Ipv4{}, port}));
}

}  // namespace seatrial::net
