// SPDX-License-Identifier: Apache-2.0
// What a wan does to datagrams only (twice, out of order) and what it does not carry (mtu); none of
// it shifts the numbers of loss and jitter.
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

Wan datagram_wan(const WanSpec& spec) {
  return Wan(SiteId(0), SiteId(1), spec, "a-b", 1, 0);
}

WanSpec rough() {
  WanSpec spec{.latency = milliseconds(10), .jitter = milliseconds(3), .loss = percent(10)};
  spec.duplicate = percent(20);
  spec.reorder = percent(30);
  spec.reorder_by = seconds(1);
  return spec;
}

TEST(WanDatagram, ShareOfDuplicatesAndOfOvertaken) {
  Wan wan = datagram_wan(rough());
  int arrived = 0;
  int twice = 0;
  int late = 0;
  for (int i = 0; i < 10000; ++i) {
    const Wan::Outcome outcome = wan.transmit(0, 100, Instant(), Protocol::udp);
    if (outcome.disposition != Disposition::delivered) continue;
    ++arrived;
    twice += outcome.duplicated ? 1 : 0;
    late += outcome.delay >= seconds(1) ? 1 : 0;
  }
  EXPECT_NEAR(arrived, 9000, 150);
  EXPECT_NEAR(twice, 1800, 200);
  EXPECT_NEAR(late, 2700, 230);
}

TEST(WanDatagram, LossAndJitterDrawAsWithoutIt) {
  Wan rough_one = datagram_wan(rough());
  WanSpec plain = rough();
  plain.duplicate = plain.reorder = Ratio{0, 1};
  Wan plain_one = datagram_wan(plain);
  Wan of_tcp = datagram_wan(rough());
  for (int i = 0; i < 1000; ++i) {
    const Wan::Outcome udp = rough_one.transmit(0, 100, Instant(), Protocol::udp);
    const Wan::Outcome without = plain_one.transmit(0, 100, Instant(), Protocol::udp);
    const Wan::Outcome tcp = of_tcp.transmit(0, 100, Instant());
    ASSERT_EQ(udp.disposition, without.disposition);
    ASSERT_EQ(tcp.disposition, without.disposition);
    ASSERT_EQ(tcp.delay, without.delay);
    ASSERT_FALSE(tcp.duplicated);
    const Duration late = udp.delay - without.delay;
    ASSERT_TRUE(late == Duration() || late == seconds(1));
  }
}

Disposition fate(Protocol protocol, std::uint32_t mtu, std::uint32_t bytes) {
  WanSpec spec;
  spec.mtu = mtu;
  TwoSites net(spec);
  net.node_port(net.a, 32041, {net.pod_a1});
  net.network.change_nat(net.a).add_node_port(Protocol::udp, 32041, net.rule({net.pod_a1}));
  const FiveTuple tuple{protocol, {ip("10.2.0.11"), 1}, {ip("1.2.3.4"), 32041}};
  const Path path =
      walk(net.network, {net.pod_b1, tuple, true, {}}, {Instant(), nullptr, nullptr, false});
  return traverse(net.network, path, bytes, Instant()).disposition;
}

TEST(WanMtu, LargerDatagramsVanish) {
  EXPECT_EQ(fate(Protocol::udp, 1280, 1280), Disposition::delivered);
  EXPECT_EQ(fate(Protocol::udp, 1280, 1281), Disposition::mtu_exceeded);
  EXPECT_EQ(fate(Protocol::udp, 0, 65000), Disposition::delivered);
  EXPECT_EQ(answer_to(Disposition::mtu_exceeded), Answer::none);
}

// A message of TCP is cut into segments of 1460 bytes and 40 of headers.
TEST(WanMtu, OfTcpTheSegmentCounts) {
  EXPECT_EQ(fate(Protocol::tcp, 1500, 1000000), Disposition::delivered);
  EXPECT_EQ(fate(Protocol::tcp, 1400, 1400), Disposition::delivered);
  EXPECT_EQ(fate(Protocol::tcp, 1400, 1000000), Disposition::mtu_exceeded);
}

}  // namespace
}  // namespace seatrial::net
