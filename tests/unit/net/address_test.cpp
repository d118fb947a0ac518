// SPDX-License-Identifier: Apache-2.0
// Addresses, prefixes and tuples: what is read, what is refused, how they print.
#include "sim/net/address.hpp"

#include <gtest/gtest.h>

namespace seatrial::net {
namespace {

TEST(Ipv4, ReadsDottedDecimals) {
  EXPECT_EQ(parse_ipv4("1.2.3.4")->bits, 0x01020304U);
  EXPECT_EQ(parse_ipv4("0.0.0.0")->bits, 0U);
  EXPECT_EQ(parse_ipv4("255.255.255.255")->bits, 0xffffffffU);
}

TEST(Ipv4, RefusesEverythingElse) {
  for (const char* text :
       {"",          "1",         "1.2.3",     "1.2.3.",    ".1.2.3",      "1..2.3",
        "1.2.3.4.5", "1.2.3.4.",  "256.1.1.1", "1.2.3.999", "1.2.3.1000",  "01.2.3.4",
        "1.2.3.00",  "1.2.3.4 ",  " 1.2.3.4",  "+1.2.3.4",  "-1.2.3.4",    "1.2.3.a",
        "0x1.2.3.4", "1.2.3.4/8", "1,2,3,4",   "::1",       "quorum-node1"}) {
    EXPECT_FALSE(parse_ipv4(text)) << text;
  }
}

TEST(Ipv4, PrintsAsItWasRead) {
  for (const char* text : {"0.0.0.0", "10.1.0.11", "255.255.255.255", "192.168.0.1"}) {
    EXPECT_EQ(to_string(*parse_ipv4(text)), text);
  }
}

TEST(Cidr, ReadsPrefixes) {
  for (const char* text : {"10.1.0.0/16", "0.0.0.0/0", "1.2.3.4/32", "128.0.0.0/1"}) {
    ASSERT_TRUE(parse_cidr(text)) << text;
    EXPECT_EQ(to_string(*parse_cidr(text)), text);
  }
}

TEST(Cidr, RefusesHostBitsAndLengths) {
  for (const char* text : {"10.1.0.1/16", "10.1.0.0", "10.1.0.0/", "10.1.0.0/33", "10.1.0.0/-1",
                           "10.1.0.0/08", "10.1.0.0/1x", "10.1/16", "/16", "1.0.0.0/0"}) {
    EXPECT_FALSE(parse_cidr(text)) << text;
  }
}

TEST(Cidr, Contains) {
  const Cidr pods = *parse_cidr("10.1.0.0/16");
  EXPECT_TRUE(pods.contains(*parse_ipv4("10.1.0.0")));
  EXPECT_TRUE(pods.contains(*parse_ipv4("10.1.255.255")));
  EXPECT_FALSE(pods.contains(*parse_ipv4("10.2.0.0")));
  EXPECT_TRUE(parse_cidr("0.0.0.0/0")->contains(*parse_ipv4("255.1.2.3")));
  EXPECT_FALSE(parse_cidr("1.2.3.4/32")->contains(*parse_ipv4("1.2.3.5")));
}

TEST(Cidr, OverlapsBothWays) {
  const Cidr wide = *parse_cidr("10.0.0.0/8");
  const Cidr narrow = *parse_cidr("10.1.0.0/16");
  EXPECT_TRUE(wide.overlaps(narrow));
  EXPECT_TRUE(narrow.overlaps(wide));
  EXPECT_TRUE(narrow.overlaps(narrow));
  EXPECT_FALSE(narrow.overlaps(*parse_cidr("10.2.0.0/16")));
}

TEST(FiveTuple, ReversesAndPrints) {
  const FiveTuple there{
      Protocol::tcp, {*parse_ipv4("10.1.0.11"), 40001}, {*parse_ipv4("2.2.3.4"), 31923}};
  EXPECT_EQ(to_string(there), "tcp 10.1.0.11:40001 -> 2.2.3.4:31923");
  EXPECT_EQ(to_string(there.reversed()), "tcp 2.2.3.4:31923 -> 10.1.0.11:40001");
  EXPECT_EQ(there.reversed().reversed(), there);
}

}  // namespace
}  // namespace seatrial::net
