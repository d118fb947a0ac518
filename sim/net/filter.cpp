// SPDX-License-Identifier: Apache-2.0
#include "sim/net/filter.hpp"

#include <algorithm>

namespace seatrial::net {

namespace {

bool any_contains(const std::vector<Cidr>& ranges, Ipv4 address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const Cidr& range) { return range.contains(address); });
}

bool matches(const FilterRule& rule, Protocol protocol, Ipv4 remote, std::uint16_t port) {
  if (rule.protocol && *rule.protocol != protocol) return false;
  if (port < rule.first_port || port > rule.last_port) return false;
  if (!rule.remotes.empty() && !any_contains(rule.remotes, remote)) return false;
  return !any_contains(rule.except, remote);
}

}  // namespace

FilterVerdict judge(const Filter& filter, Protocol protocol, Ipv4 remote, std::uint16_t port) {
  for (const FilterRule& rule : filter.rules) {
    if (matches(rule, protocol, remote, port)) return {rule.allow, &rule};
  }
  return {filter.allows_rest, nullptr};
}

}  // namespace seatrial::net
