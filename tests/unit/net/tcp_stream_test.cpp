// SPDX-License-Identifier: Apache-2.0
// Tcp once it is open: order, retransmission, the ends of a connection, and that no payload is lost
// without a word.
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>

#include "tests/unit/net/tcp_testing.hpp"

namespace seatrial::net {
namespace {

using Kind = TcpUpcall::Kind;

TEST(TcpStream, ArrivesInOrderUnderJitterAndLoss) {
  TcpBench bench({.latency = milliseconds(5), .jitter = milliseconds(50), .loss = percent(5)});
  const TcpId id = bench.dial();
  bench.run(seconds(20));
  ASSERT_EQ(bench.count(Kind::accepted), 1U);
  std::vector<std::uint32_t> sent;
  for (std::uint32_t i = 0; i < 500; ++i) {
    sent.push_back(i);
    bench.tcp.send(id, End::opener, i, 100);
    bench.tcp.send(id, End::acceptor, i, 100);
    bench.run(bench.engine.now().since_start() + milliseconds(3));
  }
  bench.run(seconds(600));
  EXPECT_EQ(bench.received(End::acceptor), sent);
  EXPECT_EQ(bench.received(End::opener), sent);
}

// Sent into a cut at 1 s: again after 0.2, 0.4, 0.8 … s (and the round trip of a few 100 us).
TEST(TcpStream, ResendsAtDoublingTimes) {
  double sum = 0;
  double step = 0.2;
  for (int tries = 0; tries < 6; ++tries, step *= 2) {
    TcpBench bench(WanSpec{});
    const TcpId id = bench.connected();
    bench.net.gate(bench.net.b, WanGate::drop);
    bench.tcp.send(id, End::opener, 7, 100);
    bench.run(seconds(1) + milliseconds(static_cast<std::int64_t>(sum * 1000) + 50));
    bench.net.gate(bench.net.b, WanGate::open);
    bench.run(seconds(60));
    ASSERT_EQ(bench.received(End::acceptor).size(), 1U);
    EXPECT_NEAR(double(bench.told[0].when.ns()) / 1e9, 1 + sum + step, 0.03);
    sum += step;
  }
}

TEST(TcpStream, APodThatIsGoneSaysNoMore) {
  TcpBench bench;
  const TcpId id = bench.connected();
  EXPECT_EQ(bench.tcp.send(id, End::opener, 1, 100), std::nullopt);
  bench.net.network.remove_stack(bench.net.pod_b1);
  EXPECT_EQ(bench.tcp.send(id, End::opener, 2, 100), Disposition::no_route)
      << "and not what became of the message before";
}

TEST(TcpStream, WhatWaitsBehindALostSegmentComesWithIt) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.net.gate(bench.net.b, WanGate::drop);
  for (std::uint32_t i = 0; i < 5; ++i) bench.tcp.send(id, End::opener, i, 100);
  bench.net.gate(bench.net.b, WanGate::open);
  bench.tcp.send(id, End::opener, 5, 100);
  bench.run(seconds(3));
  EXPECT_THAT(bench.received(End::acceptor), ::testing::ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST(TcpStream, CloseArrivesBehindTheData) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.tcp.send(id, End::opener, 1, 100);
  bench.tcp.close(id, End::opener);
  bench.tcp.close(id, End::opener);  // twice is once
  bench.run(seconds(3));
  ASSERT_EQ(bench.told.size(), 2U);
  EXPECT_EQ(bench.told[0].upcall.kind, Kind::received);
  EXPECT_EQ(bench.told[1].upcall.kind, Kind::closed);
  EXPECT_EQ(bench.told[1].upcall.close, CloseKind::eof);
  EXPECT_EQ(bench.told[1].upcall.end, End::acceptor);
  EXPECT_EQ(bench.tcp.open_connections(), 1U);
  bench.tcp.close(id, End::acceptor);
  bench.run(seconds(6));
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
  EXPECT_EQ(bench.told.size(), 2U);
}

TEST(TcpStream, DataToAClosedEndIsReset) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.tcp.close(id, End::acceptor);
  bench.tcp.send(id, End::opener, 9, 100);
  bench.run(seconds(3));
  ASSERT_EQ(bench.told.size(), 2U);
  EXPECT_EQ(bench.told[0].upcall.close, CloseKind::eof);
  EXPECT_EQ(bench.told[1].upcall.kind, Kind::closed);
  EXPECT_EQ(bench.told[1].upcall.close, CloseKind::reset);
  EXPECT_EQ(bench.told[1].upcall.end, End::opener);
  EXPECT_THAT(bench.tcp.dropped_payloads(), ::testing::ElementsAre(9));
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
}

TEST(TcpStream, SendingAfterCloseDropsThePayload) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.tcp.close(id, End::opener);
  bench.tcp.send(id, End::opener, 3, 100);
  EXPECT_THAT(bench.tcp.dropped_payloads(), ::testing::ElementsAre(3));
}

TEST(TcpStream, ListenerGoneBeforeTheLastStepResets) {
  TcpBench bench;
  bench.dial();
  bench.run(milliseconds(25));  // connected, not accepted yet
  ASSERT_EQ(bench.count(Kind::connected), 1U);
  bench.net.network.close_listener(bench.net.pod_a1, 30303);
  bench.run(seconds(3));
  ASSERT_EQ(bench.told.size(), 2U);
  EXPECT_EQ(bench.told[1].upcall.close, CloseKind::reset);
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
}

TEST(TcpStream, DeadProcessClosesAllOfItsConnections) {
  TcpBench bench;
  bench.connected();
  bench.connected();
  bench.dial();
  bench.tcp.close_all(bench.net.pod_b1);
  bench.run(seconds(10));
  EXPECT_EQ(bench.count(Kind::closed), 2U);
  for (const TcpBench::Told& t : bench.told) {
    EXPECT_EQ(t.upcall.end, End::acceptor);
    EXPECT_EQ(t.upcall.close, CloseKind::eof);
  }
  bench.tcp.close_all(bench.net.pod_a1);
  bench.run(seconds(20));
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
  EXPECT_EQ(bench.engine.pending(), 0U);
}

TEST(TcpStream, NodeThatForgotTheFlowResetsIt) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.net.network.change_conntrack(bench.net.a1).clear();
  bench.tcp.send(id, End::opener, 4, 100);
  bench.run(seconds(3));
  ASSERT_EQ(bench.told.size(), 1U);
  EXPECT_EQ(bench.told[0].upcall.close, CloseKind::reset);
  EXPECT_THAT(bench.tcp.dropped_payloads(), ::testing::ElementsAre(4));
  bench.tcp.close(id, End::acceptor);
  bench.run(seconds(600));
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
}

TEST(TcpStream, PodThatIsGoneSaysNoMoreAndIsForgotten) {
  TcpBench bench;
  const TcpId id = bench.connected();
  bench.net.gate(bench.net.b, WanGate::drop);
  bench.tcp.send(id, End::opener, 5, 100);
  bench.tcp.close(id, End::opener);
  bench.net.network.remove_stack(bench.net.pod_b1);
  bench.net.gate(bench.net.b, WanGate::open);
  bench.run(seconds(600));
  EXPECT_TRUE(bench.told.empty());
  EXPECT_THAT(bench.tcp.dropped_payloads(), ::testing::ElementsAre(5));
  bench.tcp.close(id, End::acceptor);
  bench.run(seconds(1200));
  EXPECT_EQ(bench.tcp.open_connections(), 0U);
  EXPECT_EQ(bench.engine.pending(), 0U);
}

// --- nothing is lost without a word
// ---------------------------------------------------------------

/// Random dials, sends, closes, deaths, cuts and restarts; both ends close what they are told of.
/// `copies` are sent as what goes to many.
struct Storm {
  explicit Storm(std::uint64_t seed, const WanSpec& wan, bool as_copies = false)
      : rng(seed), bench(wan, seed), copies(as_copies) {
    alive.resize(64);
  }

  void step() {
    const std::uint64_t what = rng.below(20);
    if (what < 5) {
      const TcpId id = bench.dial(rng.below(6) == 0 ? 32099 : 32041);
      alive.at(static_cast<std::size_t>(id)) = {true, false};
    } else if (what < 15) {
      const TcpId id = TcpId(static_cast<std::uint32_t>(rng.below(alive.size())));
      const auto end = End(rng.below(2));
      for (std::uint64_t more = 1 + rng.below(3); more > 0 && open(id, end); --more) send(id, end);
    } else if (what < 17) {
      const TcpId id = TcpId(static_cast<std::uint32_t>(rng.below(alive.size())));
      const auto end = End(rng.below(2));
      if (open(id, end)) close(id, end);
    } else if (what == 17) {
      bench.net.gate(rng.below(2) == 0 ? bench.net.a : bench.net.b,
                     rng.below(2) == 0 ? WanGate::drop : WanGate::open);
    } else if (what == 18) {
      bench.net.network.change_conntrack(rng.below(2) == 0 ? bench.net.a1 : bench.net.b1).clear();
    }
    run(rng.between(Duration(), milliseconds(400)));
  }

  void send(TcpId id, End end) {
    const std::uint32_t payload = next_payload++;
    if (copies) {
      bench.tcp.send_copy(id, end, payload, 200);
    } else {
      bench.tcp.send(id, end, payload, 200);
    }
  }
  bool open(TcpId id, End end) {
    return alive[static_cast<std::size_t>(id)][static_cast<std::size_t>(end)];
  }
  void close(TcpId id, End end) {
    bench.tcp.close(id, end);
    alive[static_cast<std::size_t>(id)][static_cast<std::size_t>(end)] = false;
  }

  void run(Duration length) {
    bench.engine.run({.until = bench.engine.now() + length}, [&](const Event& event) {
      const std::uint32_t cargo = bench.engine.cargo();
      if (cargo == Engine::no_cargo) {
        bench.tcp.on_event(event);
      } else if (bench.tcp.copy_arrives(event, cargo)) {
        settled.push_back(cargo);
        ++quick;
      }
      std::vector<TcpUpcall> upcalls;
      upcalls.swap(bench.tcp.upcalls());
      for (const TcpUpcall& upcall : upcalls) hear(upcall);
    });
  }

  void hear(const TcpUpcall& upcall) {
    auto& ends = alive[static_cast<std::size_t>(upcall.connection)];
    if (upcall.kind == Kind::accepted) ends[1] = true;
    if (upcall.kind == Kind::dial_failed) ends = {};
    if (upcall.kind == Kind::received) settled.push_back(upcall.payload);
    if (upcall.kind == Kind::closed) close(upcall.connection, upcall.end);
  }

  void end() {
    for (const SiteId site : {bench.net.a, bench.net.b}) bench.net.gate(site, WanGate::open);
    for (std::uint32_t i = 0; i < alive.size(); ++i) {
      for (const End end : {End::opener, End::acceptor}) {
        if (open(TcpId(i), end)) close(TcpId(i), end);
      }
    }
    run(seconds(2000));
  }

  Rng rng;
  TcpBench bench;
  std::vector<std::array<bool, 2>> alive;
  std::vector<std::uint32_t> settled;
  std::uint32_t next_payload = 0;
  bool copies = false;
  std::size_t quick = 0;  ///< copies that took the lane
};

/// A storm from its beginning to its end.
std::unique_ptr<Storm> storm_of(std::uint64_t seed, const WanSpec& wan, bool copies) {
  auto storm = std::make_unique<Storm>(seed, wan, copies);
  for (int i = 0; i < 200 && storm->bench.tcp.open_connections() < 60; ++i) storm->step();
  storm->end();
  return storm;
}

void expect_all_settled_once(Storm& storm) {
  std::vector<std::uint32_t> settled = storm.settled;
  const auto& dropped = storm.bench.tcp.dropped_payloads();
  settled.insert(settled.end(), dropped.begin(), dropped.end());
  std::sort(settled.begin(), settled.end());
  ASSERT_EQ(settled.size(), storm.next_payload);
  for (std::uint32_t i = 0; i < storm.next_payload; ++i) ASSERT_EQ(settled[i], i);
  ASSERT_EQ(storm.bench.tcp.open_connections(), 0U);
  ASSERT_EQ(storm.bench.engine.pending(), 0U);
}

const WanSpec uneven{.latency = milliseconds(20), .jitter = milliseconds(30), .loss = percent(3)};
const WanSpec steady{.latency = milliseconds(20)};

TEST(TcpStorm, EveryPayloadIsReceivedOrDroppedOnce) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    expect_all_settled_once(*storm_of(seed, uneven, false));
  }
}

// What goes to many arrives as if it went to each alone, and takes the quick way where lines are
// steady.
TEST(TcpStorm, CopiesArriveAsMessagesOfTheirOwn) {
  for (const WanSpec& wan : {steady, uneven}) {
    std::size_t quick = 0;
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
      SCOPED_TRACE(seed);
      const auto alone = storm_of(seed, wan, false);
      const auto copies = storm_of(seed, wan, true);
      expect_all_settled_once(*copies);
      EXPECT_EQ(copies->settled, alone->settled);
      EXPECT_EQ(copies->bench.engine.digest(), alone->bench.engine.digest());
      quick += copies->quick;
    }
    EXPECT_EQ(quick > 0, wan.loss.never());
  }
}

}  // namespace
}  // namespace seatrial::net
