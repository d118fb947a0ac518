// SPDX-License-Identifier: Apache-2.0
#include "sim/proto/p2p/throttle.hpp"

#include <algorithm>

#include "sim/proto/p2p/rules.hpp"

namespace seatrial::p2p {

namespace {

constexpr bool within(std::uint32_t ip, std::uint32_t net, unsigned bits) {
  return (ip ^ net) >> (32 - bits) == 0;
}

}  // namespace

bool is_lan(std::uint32_t ip) {  // SPEC goquorum 3.4; 100.64/10 and 169.254/16 are not
  return within(ip, 0x00000000, 8) || within(ip, 0x0a000000, 8) || within(ip, 0x7f000000, 8) ||
         within(ip, 0xac100000, 12) || within(ip, 0xc0a80000, 16);
}

bool Throttle::admit(Instant now, std::uint32_t source_ip) {
  if (is_lan(source_ip)) return true;  // SPEC law 7
  while (!recent_.empty() && recent_.front().until <= now) recent_.pop_front();
  if (std::ranges::find(recent_, source_ip, &Entry::ip) != recent_.end()) return false;
  recent_.push_back({now + throttle_window, source_ip});
  return true;
}

}  // namespace seatrial::p2p
