// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/discv4/relay_check.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/wire/ip_literal.hpp"

namespace seatrial::discv4 {
namespace {

wire::Bytes ip(std::string_view text) {
  if (const auto four = wire::parse_ipv4(text)) {
    const std::uint32_t n = *four;
    return {std::uint8_t(n >> 24), std::uint8_t(n >> 16), std::uint8_t(n >> 8), std::uint8_t(n)};
  }
  const auto six = wire::parse_ipv6(text).value();
  return {six.begin(), six.end()};
}

std::string why(std::string_view sender, std::string_view told) {
  return std::string(check_relay_ip(ip(sender), ip(told)).value_or(""));
}

// The rows of SPEC goquorum 5.5.
TEST(RelayCheck, AddressesThatNobodyMayTellOf) {
  for (const char* sender : {"127.0.0.1", "10.1.0.11", "1.2.3.4"}) {
    EXPECT_EQ(why(sender, "0.0.0.0"), "zero address");
    EXPECT_EQ(why(sender, "::"), "zero address");
    for (const char* told :
         {"192.0.0.1", "192.0.2.7", "198.18.0.1", "198.19.255.1", "198.51.100.9", "203.0.113.5",
          "192.88.99.1", "224.0.0.1", "239.1.2.3", "255.255.255.255", "ff02::1", "2001:db8::1"})
      EXPECT_EQ(why(sender, told), "special network") << told;
  }
  EXPECT_EQ(check_relay_ip(ip("1.2.3.4"), {}).value(), "invalid IP");
  EXPECT_EQ(check_relay_ip(ip("1.2.3.4"), wire::Bytes(5, 1)).value(), "invalid IP");
}

TEST(RelayCheck, LoopbackFromLoopbackAndLanFromLanAlone) {
  EXPECT_EQ(why("127.0.0.1", "127.0.0.1"), "");
  EXPECT_EQ(why("10.1.0.11", "127.0.0.1"), "loopback address from non-loopback host");
  EXPECT_EQ(why("1.2.3.4", "::1"), "loopback address from non-loopback host");
  for (const char* told :
       {"10.2.0.11", "172.16.0.1", "172.31.9.9", "192.168.1.1", "0.1.2.3", "fe80::1", "fd00::1"}) {
    EXPECT_EQ(why("10.1.0.11", told), "") << told;
    EXPECT_EQ(why("127.0.0.1", told), "") << told;
    EXPECT_EQ(why("1.2.3.4", told), "LAN address from WAN host") << told;
    EXPECT_EQ(why("100.64.0.1", told), "LAN address from WAN host") << "CGNAT is no LAN";
  }
}

TEST(RelayCheck, EverythingElseFromAnybody) {
  for (const char* told : {"1.2.3.4", "172.32.0.1", "100.64.0.1", "169.254.1.1", "2a00::1"})
    for (const char* sender : {"10.1.0.11", "2.2.3.4", "127.0.0.1"})
      EXPECT_EQ(why(sender, told), "") << told;
}

TEST(RelayCheck, LowPortsAreNotTaken) {
  EXPECT_EQ(check_relayed_node(ip("1.2.3.4"), ip("2.2.3.4"), 1024).value_or(""), "low port");
  EXPECT_EQ(check_relayed_node(ip("1.2.3.4"), ip("2.2.3.4"), 0).value_or(""), "low port");
  EXPECT_FALSE(check_relayed_node(ip("1.2.3.4"), ip("2.2.3.4"), 1025));
}

}  // namespace
}  // namespace seatrial::discv4
