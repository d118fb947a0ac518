// SPDX-License-Identifier: Apache-2.0
// The smallest embedding: a virtual clock and a stream of chance, without any network.
#include <cstdio>

#include "sim/core/engine.hpp"
#include "sim/core/rng.hpp"

int main() {
  seatrial::Engine engine;
  auto rng = seatrial::Rng::stream(7, "consumer.pings", 0);
  int lost = 0;
  engine.schedule(seatrial::Instant(), 0, 0);
  engine.run({.until = seatrial::Instant() + seatrial::seconds(10)}, [&](const seatrial::Event&) {
    if (rng.chance({1, 10})) ++lost;
    engine.schedule_in(seatrial::seconds(1), 0, 0);
  });
  std::printf("%d pings, %d lost, digest %016llx\n", static_cast<int>(engine.executed()), lost,
              static_cast<unsigned long long>(engine.digest()));
  return engine.executed() == 11 ? 0 : 1;
}
