// SPDX-License-Identifier: Apache-2.0
// NatTable: rules are found by protocol, address and port, and by nothing else.
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

NatRule named(const char* name) {
  NatRule rule;
  rule.name = name;
  return rule;
}

TEST(NatTable, FindsByProtocolAddressAndPort) {
  NatTable table;
  table.add_virtual_address(Protocol::tcp, {ip("10.96.0.10"), 30303}, named("tcp"));
  table.add_virtual_address(Protocol::udp, {ip("10.96.0.10"), 30303}, named("udp"));
  table.add_virtual_address(Protocol::tcp, {ip("10.96.0.11"), 9001}, named("other"));
  EXPECT_EQ(table.virtual_address(Protocol::tcp, {ip("10.96.0.10"), 30303})->name, "tcp");
  EXPECT_EQ(table.virtual_address(Protocol::udp, {ip("10.96.0.10"), 30303})->name, "udp");
  EXPECT_EQ(table.virtual_address(Protocol::tcp, {ip("10.96.0.11"), 9001})->name, "other");
  EXPECT_EQ(table.virtual_address(Protocol::udp, {ip("10.96.0.11"), 9001}), nullptr);
  EXPECT_EQ(table.virtual_address(Protocol::tcp, {ip("10.96.0.10"), 9001}), nullptr);
}

TEST(NatTable, NodePortsAreNoAddress) {
  NatTable table;
  table.add_node_port(Protocol::tcp, 32041, named("port"));
  EXPECT_EQ(table.node_port(Protocol::tcp, 32041)->name, "port");
  EXPECT_EQ(table.node_port(Protocol::udp, 32041), nullptr);
  EXPECT_EQ(table.node_port(Protocol::tcp, 32042), nullptr);
  EXPECT_EQ(table.virtual_address(Protocol::tcp, {Ipv4{}, 32041}), nullptr);  // 0.0.0.0 in an enode
}

TEST(NatTable, NodePortsMayBeLimitedToSomeAddresses) {
  NatTable table;
  EXPECT_TRUE(table.has_node_ports(ip("1.2.3.4")));
  table.limit_node_ports({*parse_cidr("10.0.0.0/8"), *parse_cidr("127.0.0.0/8")});
  EXPECT_FALSE(table.has_node_ports(ip("1.2.3.4")));
  EXPECT_TRUE(table.has_node_ports(ip("10.1.0.4")));
  table.clear();
  EXPECT_TRUE(table.has_node_ports(ip("1.2.3.4")));
}

TEST(NatTable, TheFirstRuleWinsAndClearForgetsAll) {
  NatTable table;
  table.add_node_port(Protocol::tcp, 32041, named("first"));
  table.add_node_port(Protocol::tcp, 32041, named("second"));
  EXPECT_EQ(table.node_port(Protocol::tcp, 32041)->name, "first");
  table.clear();
  EXPECT_EQ(table.node_port(Protocol::tcp, 32041), nullptr);
}

}  // namespace
}  // namespace seatrial::net
