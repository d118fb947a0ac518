// SPDX-License-Identifier: Apache-2.0
#include "harness/consensus/recovery.hpp"

#include <algorithm>

#include "sim/net/tcp.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::consensus {

namespace {

constexpr Duration behind_a_block = milliseconds(200);  // the cut begins, as in the measured runs
constexpr Duration dial_timeout = seconds(15);          // SPEC goquorum 3.3
constexpr std::uint64_t rounds_tried = 10'000;  // of one second each, for whoever has such a cap

/// When the first SYN of a dial goes out that finds the line open. SPEC laws 9, 10, qbft-law 15
Duration links_are_back(const PeerSpec& spec, Duration cut) {
  const bool from_start = rules(spec.geth.version).history_from_start;
  const Duration period = p2p::history_expiry + (from_start ? Duration() : dial_timeout);
  Duration dial = p2p::read_timeout;
  while (true) {
    if (dial > cut) return dial;
    for (const Duration again : net::TcpSettings().syn_retries)
      if (dial + again > cut) return dial + again;
    dial += period;
  }
}

}  // namespace

Recovery recovery_of(const PeerSpec& spec, Duration cut) {
  const RoundTimers timers = round_timers(spec, 1);
  const Duration links = behind_a_block + links_are_back(spec, cut);
  Duration end = timers.lead();
  for (std::uint64_t round = 0; round < rounds_tried && end <= links; ++round)
    end += timers.length(round);
  return {cut, end};
}

std::vector<Recovery> usual_recoveries(const PeerSpec& spec) {
  std::vector<Recovery> all;
  for (const int cut : {30, 120, 180, 600}) all.push_back(recovery_of(spec, seconds(cut)));
  return all;
}

}  // namespace seatrial::consensus
