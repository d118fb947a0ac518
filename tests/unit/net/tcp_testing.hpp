// SPDX-License-Identifier: Apache-2.0
// Tcp under test: it runs on an engine of its own, and keeps what it was told, with the times.
#pragma once

#include "sim/net/tcp.hpp"
#include "tests/unit/net/net_testing.hpp"

namespace seatrial::net {

/// The pod of b can reach a/one at 1.2.3.4:32041.
struct TcpBench {
  struct Told {
    Instant when;
    TcpUpcall upcall;
  };

  explicit TcpBench(const WanSpec& spec = {.latency = milliseconds(10)}, std::uint64_t seed = 1)
      : net(spec, seed), tcp(net.network, engine, 1) {
    net.node_port(net.a, 32041, {net.pod_a1});
  }

  TcpId dial(std::uint16_t port = 32041, Duration timeout = seconds(15)) {
    return tcp.open(net.pod_b1, {ip("1.2.3.4"), port}, timeout);
  }
  void run(Duration until) {
    engine.run({.until = at(until)}, [&](const Event& event) {
      tcp.on_event(event);
      for (const TcpUpcall& upcall : tcp.upcalls()) told.push_back({engine.now(), upcall});
      tcp.upcalls().clear();
    });
  }
  /// A dial that was accepted.
  TcpId connected() {
    const TcpId id = dial();
    run(engine.now().since_start() + seconds(1));
    told.clear();
    return id;
  }
  std::vector<std::uint32_t> received(End end) const {
    std::vector<std::uint32_t> payloads;
    for (const Told& t : told) {
      const bool mine = t.upcall.kind == TcpUpcall::Kind::received && t.upcall.end == end;
      if (mine) payloads.push_back(t.upcall.payload);
    }
    return payloads;
  }
  std::size_t count(TcpUpcall::Kind kind) const {
    std::size_t number = 0;
    for (const Told& t : told) number += t.upcall.kind == kind ? 1 : 0;
    return number;
  }

  TwoSites net;
  Engine engine;
  Tcp tcp;
  std::vector<Told> told;
};

}  // namespace seatrial::net
