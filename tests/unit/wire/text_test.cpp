// SPDX-License-Identifier: Apache-2.0
#include "sim/wire/go_url.hpp"
#include "sim/wire/ip_literal.hpp"
#include "sim/wire/keccak.hpp"
#include "wire_testing.hpp"

namespace seatrial::wire {
namespace {

TEST(Hex, WritesAndReads) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x9f, 0xff}), "009fff");
  EXPECT_EQ(to_hex_prefixed(Bytes{}), "0x");
  EXPECT_EQ(from_hex("009FfF").value(), (Bytes{0x00, 0x9f, 0xff}));
  EXPECT_EQ(from_hex_prefixed("0X0a").value(), Bytes{0x0a});
  EXPECT_EQ(from_hex("").value(), Bytes{});
}

TEST(Hex, RefusesWhatIsNotHex) {
  EXPECT_EQ(from_hex("0x00").error().what, "character 2 is not a hex digit");
  EXPECT_EQ(from_hex("abc").error().what, "odd number of hex digits (3)");
  EXPECT_EQ(from_hex("ab ").error().what, "character 3 is not a hex digit");
  EXPECT_EQ(fixed_from_hex<Address20>("0xabcd").error().message(),
            "4 hex digits; expected 40 hex digits");
}

TEST(Hex, ChecksumsAddresses) {
  for (const char* text :
       {"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb"}) {
    EXPECT_EQ(checksum_address(fixed<Address20>(text)), text);
  }
}

TEST(Keccak, KnownAnswers) {
  EXPECT_EQ(to_hex(keccak256({})),
            "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470");
  EXPECT_EQ(to_hex(keccak256(as_bytes("abc"))),
            "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45");
  EXPECT_EQ(to_hex(keccak256(hex("c0"))),
            "1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
  // One byte more than a block of the sponge (136 bytes).
  EXPECT_NE(keccak256(Bytes(137)), keccak256(Bytes(136)));
}

TEST(Uint256, ReadsBothNotations) {
  EXPECT_EQ(parse_uint256("1000000000000000000000000000").value(),
            parse_uint256("0x33b2e3c9fd0803ce8000000").value());
  EXPECT_EQ(parse_uint256("").value(), Uint256{});
  EXPECT_EQ(parse_uint256("0x0").value(), Uint256{});
  EXPECT_EQ(parse_uint64("18446744073709551615").value(), UINT64_MAX);
  EXPECT_EQ(parse_uint64("0x00").value(), 0U);
  const std::string most =
      "115792089237316195423570985008687907853269984665640564039457584007913129639935";
  EXPECT_EQ(parse_uint256(most).value(), parse_uint256("0x" + std::string(64, 'f')).value());
}

TEST(Uint256, RefusesTheRest) {
  EXPECT_FALSE(
      parse_uint256("115792089237316195423570985008687907853269984665640564039457"
                    "584007913129639936"));
  EXPECT_FALSE(parse_uint256("0x1" + std::string(64, '0')));
  EXPECT_FALSE(parse_uint64("18446744073709551616"));
  for (const char* text : {"0x", "-1", "1e9", " 1", "0xg", "1_000"}) {
    EXPECT_FALSE(parse_uint256(text)) << text;
  }
}

TEST(IpLiteral, ReadsIpv4) {
  EXPECT_EQ(parse_ipv4("1.2.3.4"), 0x01020304U);
  EXPECT_EQ(parse_ipv4("255.255.255.255"), 0xffffffffU);
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1..3.4", "1.2.3.4 ",
                           "+1.2.3.4", "-1.2.3.4", "a.b.c.d", "1.2.3."}) {
    EXPECT_FALSE(parse_ipv4(text)) << text;
  }
}

TEST(IpLiteral, ReadsIpv6) {
  const auto shortest = [](std::string_view in) { return ipv6_text(parse_ipv6(in).value()); };
  EXPECT_EQ(shortest("::"), "::");
  EXPECT_EQ(shortest("0:0:0:0:0:0:0:1"), "::1");
  EXPECT_EQ(shortest("2001:DB8::0:1"), "2001:db8::1");
  EXPECT_EQ(shortest("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1");
  EXPECT_EQ(shortest("1:0:0:2:0:0:0:3"), "1:0:0:2::3");
  EXPECT_EQ(shortest("fe80::"), "fe80::");
  EXPECT_EQ(mapped_ipv4(parse_ipv6("::ffff:1.2.3.4").value()), 0x01020304U);
  EXPECT_FALSE(mapped_ipv4(parse_ipv6("::1.2.3.4").value()));
  for (const char* bad :
       {"", ":", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::1:2:3:4:5:6:7:8",
        "1.2.3.4", "1.2.3.4::", "g::", ":::", "1:2:3:4:5:6:7:"}) {
    EXPECT_FALSE(parse_ipv6(bad)) << bad;
  }
}

TEST(GoUrl, KnowsDomainNames) {
  for (const char* name : {"a", "quorum-node1", "a_b.c", "1.2.3.a", "x.example.org."}) {
    EXPECT_TRUE(is_domain_name(name)) << name;
  }
  for (const char* name : {"", ".", "a..b", "-a", "a-", "a-.b", "1.2.3", "a b", "a:b", "<a>"}) {
    EXPECT_FALSE(is_domain_name(name)) << name;
  }
  EXPECT_TRUE(is_domain_name(std::string(63, 'a')));
  EXPECT_FALSE(is_domain_name(std::string(64, 'a')));
  EXPECT_FALSE(is_domain_name(std::string(64, 'a') + ".b"));
}

TEST(GoUrl, ReadsQueries) {
  EXPECT_EQ(query_value("a=1&b=2", "b"), "2");
  EXPECT_EQ(query_value("a=%zz&a=3", "a"), "3");
  EXPECT_EQ(query_value("a=1;b=2", "a"), "");
  EXPECT_EQ(query_value("a", "a"), "");
  EXPECT_EQ(query_value("a=x+y%21", "a"), "x y!");
}

TEST(GoUrl, Quotes) {
  EXPECT_EQ(go_quote("a\"\\\n\x01"), "\"a\\\"\\\\\\n\\x01\"");
}

}  // namespace
}  // namespace seatrial::wire
