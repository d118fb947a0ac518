// SPDX-License-Identifier: Apache-2.0
// Wan: loss, jitter, rate and queue, gates, each direction on its own.
#include "sim/net/wan.hpp"

#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {
namespace {

Wan make(const WanSpec& spec, std::uint64_t seed = 1, std::uint64_t id = 0) {
  return Wan(SiteId(0), SiteId(1), spec, "a-b", seed, id);
}

int lost_of(Wan& wan, int direction, int packets) {
  int lost = 0;
  for (int i = 0; i < packets; ++i) {
    lost += wan.transmit(direction, 100, Instant()).disposition == Disposition::lost ? 1 : 0;
  }
  return lost;
}

TEST(Wan, DelaysByItsLatency) {
  Wan wan = make({.latency = milliseconds(150)});
  for (const int direction : {0, 1}) {
    const Wan::Outcome outcome = wan.transmit(direction, 1000000, Instant());
    EXPECT_EQ(outcome.disposition, Disposition::delivered);
    EXPECT_EQ(outcome.delay, milliseconds(150));
  }
  EXPECT_EQ(wan.direction_from(SiteId(0)), 0);
  EXPECT_EQ(wan.direction_from(SiteId(1)), 1);
}

// 10000 draws of 10 %: standard deviation 30, so 5 of them are 150.
TEST(Wan, LosesItsShareWithEachSeed) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    Wan wan = make({.loss = percent(10)}, seed);
    EXPECT_NEAR(lost_of(wan, 0, 10000), 1000, 150) << "seed " << seed;
  }
  Wan nothing = make({.loss = percent(0)});
  EXPECT_EQ(lost_of(nothing, 0, 1000), 0);
  Wan all = make({.loss = percent(100)});
  EXPECT_EQ(lost_of(all, 1, 1000), 1000);
}

TEST(Wan, SeedsLinesAndDirectionsDrawApart) {
  const auto fates = [](std::uint64_t seed, std::uint64_t id, int direction) {
    Wan wan = make({.loss = percent(50)}, seed, id);
    std::string text;
    for (int i = 0; i < 200; ++i) text += '0' + char(lost_of(wan, direction, 1));
    return text;
  };
  EXPECT_EQ(fates(1, 0, 0), fates(1, 0, 0));
  EXPECT_NE(fates(1, 0, 0), fates(2, 0, 0));
  EXPECT_NE(fates(1, 0, 0), fates(1, 1, 0));
  EXPECT_NE(fates(1, 0, 0), fates(1, 0, 1));
}

TEST(Wan, JitterFillsItsRangeAndNoMore) {
  Wan wan = make({.latency = milliseconds(10), .jitter = milliseconds(4)});
  Duration least = seconds(1);
  Duration most;
  for (int i = 0; i < 10000; ++i) {
    const Duration delay = wan.transmit(0, 100, Instant()).delay;
    least = std::min(least, delay);
    most = std::max(most, delay);
  }
  EXPECT_GE(least, milliseconds(10));
  EXPECT_LT(least, microseconds(10100));
  EXPECT_LE(most, milliseconds(14));
  EXPECT_GT(most, microseconds(13900));
}

TEST(Wan, LossDoesNotShiftJitter) {
  Wan plain = make({.jitter = milliseconds(4)});
  Wan lossy = make({.jitter = milliseconds(4), .loss = Ratio{1, 1000000000}});
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(plain.transmit(0, 1, Instant()).delay, lossy.transmit(0, 1, Instant()).delay);
  }
}

TEST(Wan, RateQueuesPacketsBehindOneAnother) {
  Wan wan = make({.latency = milliseconds(5), .bytes_per_second = 1000});
  EXPECT_EQ(wan.transmit(0, 100, Instant()).delay, milliseconds(105));
  EXPECT_EQ(wan.transmit(0, 100, Instant()).delay, milliseconds(205));
  EXPECT_EQ(wan.transmit(1, 100, Instant()).delay, milliseconds(105));  // its own queue
  EXPECT_EQ(wan.transmit(0, 100, at(milliseconds(150))).delay, milliseconds(155));
  EXPECT_EQ(wan.transmit(0, 100, at(seconds(10))).delay, milliseconds(105));  // ran empty
}

TEST(Wan, FullQueueDrops) {
  Wan wan = make({.bytes_per_second = 1000, .queue_bytes = 250});
  int sent = 0;
  while (wan.transmit(0, 100, Instant()).disposition == Disposition::delivered) ++sent;
  EXPECT_EQ(sent, 3);  // 0, 100 and 200 bytes wait before them; 300 are too many
  EXPECT_EQ(wan.transmit(0, 100, Instant()).disposition, Disposition::queue_full);
  EXPECT_EQ(wan.transmit(1, 100, Instant()).disposition, Disposition::delivered);
  EXPECT_EQ(wan.transmit(0, 100, at(milliseconds(100))).disposition, Disposition::delivered);
}

TEST(Wan, GatesGiveTheirFate) {
  Wan wan = make({});
  const auto fate = [&](WanGate gate, bool opens) {
    wan.set_gate(0, gate, {});
    return wan.pass(0, opens);
  };
  for (const bool opens : {true, false}) {
    EXPECT_EQ(fate(WanGate::open, opens), Disposition::delivered);
    EXPECT_EQ(fate(WanGate::drop, opens), Disposition::link_cut);
    EXPECT_EQ(fate(WanGate::reject, opens), Disposition::link_rejected);
  }
  EXPECT_EQ(fate(WanGate::drop_new, true), Disposition::firewall_denied);
  EXPECT_EQ(fate(WanGate::drop_new, false), Disposition::delivered);
}

TEST(Wan, OneWayAndWhy) {
  Wan wan = make({});
  wan.set_gate(1, WanGate::drop, Mark{FileId(1), 14, 3});
  EXPECT_EQ(wan.pass(0, true), Disposition::delivered);
  EXPECT_EQ(wan.pass(1, true), Disposition::link_cut);
  EXPECT_EQ(wan.gate_mark(1).line, 14U);
  EXPECT_FALSE(wan.gate_mark(0).known());
}

}  // namespace
}  // namespace seatrial::net
