// SPDX-License-Identifier: Apache-2.0
// Conntrack: translation both ways, expiry by protocol and by whether there was a reply,
// forgetting.
#include "sim/net/conntrack.hpp"

#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

FiveTuple flow(Protocol protocol, std::uint16_t source = 40000) {
  return {protocol, {ip("10.2.0.11"), source}, {ip("1.2.3.4"), 32041}};
}

FiveTuple translated(Protocol protocol, std::uint16_t source = 40000) {
  return {protocol, {ip("10.1.0.1"), source}, {ip("10.1.0.11"), 30303}};
}

struct ConntrackTest : ::testing::TestWithParam<Protocol> {
  ConntrackTest() { table.add(flow(GetParam()), translated(GetParam()), Instant()); }
  bool knows(Duration when) { return table.translate(flow(GetParam()), at(when)).has_value(); }
  void reply(Duration when) {
    ASSERT_TRUE(table.translate(translated(GetParam()).reversed(), at(when)));
  }
  Duration silence(bool replied) const {
    const ConntrackTimeouts& t = table.timeouts;
    if (GetParam() == Protocol::tcp) return replied ? t.tcp_established : t.tcp_opening;
    return replied ? t.udp_stream : t.udp_unreplied;
  }
  Conntrack table;
};

TEST_P(ConntrackTest, TranslatesBothWays) {
  EXPECT_EQ(table.translate(flow(GetParam()), Instant()), translated(GetParam()));
  EXPECT_EQ(table.translate(translated(GetParam()).reversed(), Instant()),
            flow(GetParam()).reversed());
  EXPECT_EQ(table.size(), 1U);
}

TEST_P(ConntrackTest, KnowsNoOtherFlow) {
  EXPECT_FALSE(table.translate(flow(GetParam(), 40001), Instant()));
  EXPECT_FALSE(table.translate(flow(GetParam()).reversed(), Instant()));
  const Protocol other = GetParam() == Protocol::tcp ? Protocol::udp : Protocol::tcp;
  EXPECT_FALSE(table.translate(flow(other), Instant()));
}

TEST_P(ConntrackTest, ExpiresEarlyWithoutReply) {
  EXPECT_TRUE(knows(silence(false) - nanoseconds(1)));
  EXPECT_FALSE(knows(2 * silence(false)));
  EXPECT_EQ(table.size(), 0U);
}

TEST_P(ConntrackTest, ExpiresLateWithReply) {
  reply(seconds(1));
  EXPECT_TRUE(knows(seconds(1) + silence(true) - nanoseconds(1)));
  EXPECT_FALSE(knows(seconds(1) + 2 * silence(true)));
}

TEST_P(ConntrackTest, EveryPacketStartsTheSilenceAnew) {
  for (int i = 1; i < 10; ++i) EXPECT_TRUE(knows((silence(false) - seconds(1)) * i));
}

TEST_P(ConntrackTest, ForgetsBothHalves) {
  for (const char* address : {"10.2.0.11", "1.2.3.4", "10.1.0.1", "10.1.0.11"}) {
    table.add(flow(GetParam()), translated(GetParam()), Instant());
    table.forget(ip("9.9.9.9"));
    EXPECT_EQ(table.size(), 1U);
    table.forget(ip(address));
    EXPECT_EQ(table.size(), 0U) << address;
  }
}

TEST_P(ConntrackTest, ReplyIsTakenUntilItExpires) {
  const FiveTuple reply = translated(GetParam()).reversed();
  EXPECT_FALSE(table.reply_is_free(reply, Instant()));
  EXPECT_TRUE(table.reply_is_free(reply, at(silence(false))));
  table.clear();
  EXPECT_TRUE(table.reply_is_free(reply, Instant()));
}

TEST_P(ConntrackTest, DoesNotGrowWithFlowsThatExpired) {
  for (int i = 0; i < 20000; ++i) {
    const auto source = static_cast<std::uint16_t>(1024 + i);
    table.add(flow(GetParam(), source), translated(GetParam(), source), at(seconds(i)));
  }
  EXPECT_LT(table.size(), 1100U);
  const auto last = static_cast<std::uint16_t>(1024 + 19999);
  EXPECT_TRUE(table.translate(flow(GetParam(), last), at(seconds(19999))));
}

INSTANTIATE_TEST_SUITE_P(Protocols, ConntrackTest, ::testing::Values(Protocol::tcp, Protocol::udp),
                         [](const auto& row) { return std::string(to_string(row.param)); });

TEST(Conntrack, NumbersOfTheKernelAndKubeProxy) {
  const ConntrackTimeouts timeouts;
  EXPECT_EQ(timeouts.udp_unreplied, seconds(30));
  EXPECT_EQ(timeouts.udp_stream, seconds(120));
  EXPECT_EQ(timeouts.tcp_established, seconds(86400));
  EXPECT_EQ(timeouts.tcp_opening, seconds(120));
}

}  // namespace
}  // namespace seatrial::net
