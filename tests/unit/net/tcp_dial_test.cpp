// SPDX-License-Identifier: Apache-2.0
// Tcp up to the open connection: the SYN schedule of law 10, and how a dial fails.
#include <gmock/gmock.h>

#include "tests/unit/net/tcp_testing.hpp"

namespace seatrial::net {
namespace {

using Kind = TcpUpcall::Kind;

/// When a dial into a cut completes if the line heals at `heal`.
Duration connects_after_heal(Duration heal, std::vector<Duration> schedule) {
  TcpBench bench(WanSpec{});
  if (!schedule.empty()) bench.tcp.settings.syn_retries = std::move(schedule);
  bench.net.gate(bench.net.b, WanGate::drop);
  bench.dial();
  bench.run(heal);
  bench.net.gate(bench.net.b, WanGate::open);
  bench.run(seconds(20));
  if (bench.told.empty() || bench.told[0].upcall.kind != Kind::connected) return seconds(-1);
  return seconds((bench.told[0].when.since_start() + milliseconds(500)).ns() / 1000000000);
}

TEST(TcpDial, SynIsSentAgainAsMeasured) {
  Duration before;
  for (const int second : {1, 2, 3, 4, 5, 7, 11}) {
    const Duration heal = before + milliseconds(500);
    EXPECT_EQ(connects_after_heal(heal, {}), seconds(second));
    before = seconds(second);
  }
  EXPECT_EQ(connects_after_heal(milliseconds(11500), {}), seconds(-1));
}

TEST(TcpDial, OlderKernelsDouble) {
  const std::vector<Duration> doubling = {seconds(1), seconds(3), seconds(7)};
  EXPECT_EQ(connects_after_heal(milliseconds(500), doubling), seconds(1));
  EXPECT_EQ(connects_after_heal(milliseconds(1500), doubling), seconds(3));
  EXPECT_EQ(connects_after_heal(milliseconds(3500), doubling), seconds(7));
  EXPECT_EQ(connects_after_heal(milliseconds(7500), doubling), seconds(-1));
}

TEST(TcpDial, ConnectsInOneRoundTripAndIsAcceptedHalfALater) {
  TcpBench bench({.latency = milliseconds(150)});
  const TcpId id = bench.dial();
  bench.run(seconds(1));
  ASSERT_EQ(bench.told.size(), 2U);
  EXPECT_EQ(bench.told[0].upcall.kind, Kind::connected);
  EXPECT_NEAR(double((bench.told[0].when).ns()) / 1e6, 300, 1);
  EXPECT_EQ(bench.told[1].upcall.kind, Kind::accepted);
  EXPECT_EQ(bench.told[1].upcall.end, End::acceptor);
  EXPECT_NEAR(double((bench.told[1].when).ns()) / 1e6, 450, 1);
  EXPECT_EQ(bench.tcp.stack(id, End::acceptor), bench.net.pod_a1);
  EXPECT_EQ(to_string(bench.tcp.remote(id, End::acceptor).ip), "10.1.0.1");  // masqueraded
  EXPECT_EQ(to_string(bench.tcp.remote(id, End::opener)), "1.2.3.4:32041");
}

void expect_failure(TcpBench& bench, DialFailure failure, Disposition disposition, Duration when) {
  bench.run(seconds(30));
  ASSERT_EQ(bench.told.size(), 1U);
  EXPECT_EQ(bench.told[0].upcall.kind, Kind::dial_failed);
  EXPECT_EQ(bench.told[0].upcall.failure, failure);
  EXPECT_EQ(bench.told[0].upcall.disposition, disposition)
      << to_string(bench.told[0].upcall.disposition);
  EXPECT_NEAR(double(bench.told[0].when.ns()) / 1e6, double(when.ns()) / 1e6, 1);
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
}

TEST(TcpDial, StaleNodePortIsRefused) {
  TcpBench bench;
  bench.dial(32099);
  expect_failure(bench, DialFailure::refused, Disposition::port_closed, milliseconds(20));
}

TEST(TcpDial, PodThatDoesNotListenRefuses) {
  TcpBench bench;
  bench.net.network.close_listener(bench.net.pod_a1, 30303);
  bench.dial();
  expect_failure(bench, DialFailure::refused, Disposition::port_closed, milliseconds(20));
}

TEST(TcpDial, ServiceWithoutEndpointRefuses) {
  TcpBench bench;
  bench.net.node_port(bench.net.a, 32042, {});
  bench.dial(32042);
  expect_failure(bench, DialFailure::refused, Disposition::no_endpoint, milliseconds(20));
}

TEST(TcpDial, UnknownAddressIsUnreachable) {
  TcpBench bench;
  bench.tcp.open(bench.net.pod_b1, {ip("9.9.9.9"), 30303}, seconds(15));
  expect_failure(bench, DialFailure::unreachable, Disposition::no_route, milliseconds(0));
}

TEST(TcpDial, CutTimesOut) {
  TcpBench bench;
  bench.net.gate(bench.net.b, WanGate::drop);
  bench.dial();
  expect_failure(bench, DialFailure::timed_out, Disposition::link_cut, seconds(15));
}

TEST(TcpDial, AnswerThatIsCutOffTimesOutAndIsNamed) {
  TcpBench bench;
  bench.net.gate(bench.net.a, WanGate::drop);
  bench.dial();
  expect_failure(bench, DialFailure::timed_out, Disposition::link_cut, seconds(15));
}

TEST(TcpDial, RefusalThatIsCutOffTimesOutToo) {
  for (const bool stale : {true, false}) {
    TcpBench bench;
    bench.net.network.close_listener(bench.net.pod_a1, 30303);
    bench.net.gate(bench.net.a, WanGate::drop);
    bench.dial(stale ? 32099 : 32041);
    expect_failure(bench, DialFailure::timed_out, Disposition::link_cut, seconds(15));
  }
}

TEST(TcpDial, LocalPolicyWithoutEndpointTimesOut) {
  TcpBench bench;
  bench.net.node_port(bench.net.a, 32043, {bench.net.pod_a2}, true);
  bench.dial(32043);
  expect_failure(bench, DialFailure::timed_out, Disposition::no_local_endpoint, seconds(15));
}

TEST(TcpDial, LineSlowerThanTheTimeout) {
  TcpBench bench({.latency = seconds(8)});
  bench.dial(32099);
  bench.run(seconds(60));
  ASSERT_EQ(bench.count(Kind::dial_failed), 1U);
  EXPECT_EQ(bench.told[0].when, at(seconds(15)));
}

TEST(TcpDial, SlowLineMakesOneConnectionOfSeveralSyns) {
  TcpBench bench({.latency = milliseconds(1700)});
  bench.dial();
  bench.run(seconds(30));
  EXPECT_EQ(bench.count(Kind::connected), 1U);
  EXPECT_EQ(bench.count(Kind::accepted), 1U);
  EXPECT_EQ(bench.told.size(), 2U);
}

TEST(TcpDial, OpenConnectionLeavesOneDeadEventAtMost) {
  TcpBench bench;
  bench.dial();
  bench.run(milliseconds(500));
  EXPECT_LE(bench.engine.pending(), 1U);
  bench.run(seconds(2));
  EXPECT_EQ(bench.engine.pending(), 0U);
}

TEST(TcpDial, ClosedWhileDiallingTellsNothing) {
  TcpBench bench;
  const TcpId id = bench.dial();
  bench.run(milliseconds(5));
  bench.tcp.close(id, End::opener);
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
  bench.run(seconds(30));
  EXPECT_TRUE(bench.told.empty());
}

TEST(TcpDial, SlotIsUsedAgainAndOldEventsAreIgnored) {
  TcpBench bench;
  const TcpId old = bench.dial();  // its SYN is under way, and its timer set
  bench.run(milliseconds(5));
  bench.tcp.close(old, End::opener);
  const TcpId fresh = bench.dial();
  EXPECT_EQ(fresh, old);
  bench.run(seconds(30));
  ASSERT_EQ(bench.told.size(), 2U);
  EXPECT_NEAR(double(bench.told[0].when.ns()) / 1e6, 25, 1);  // 5 ms and its own round trip
}

}  // namespace
}  // namespace seatrial::net
