// SPDX-License-Identifier: Apache-2.0
#include "sim/net/conntrack.hpp"

#include <algorithm>

namespace seatrial::net {

std::size_t Conntrack::Hash::operator()(const FiveTuple& tuple) const {
  const auto mix = [](std::uint64_t a, std::uint64_t b) {
    a ^= b + 0x9e3779b97f4a7c15U + (a << 6) + (a >> 2);
    return a * 0xbf58476d1ce4e5b9U;
  };
  std::uint64_t hash = static_cast<std::uint64_t>(tuple.protocol);
  hash = mix(hash, (static_cast<std::uint64_t>(tuple.src.ip.bits) << 16) | tuple.src.port);
  hash = mix(hash, (static_cast<std::uint64_t>(tuple.dst.ip.bits) << 16) | tuple.dst.port);
  return static_cast<std::size_t>(hash ^ (hash >> 31));
}

Duration Conntrack::lifetime(Protocol protocol, bool replied) const {
  if (protocol == Protocol::tcp) return replied ? timeouts.tcp_established : timeouts.tcp_opening;
  return replied ? timeouts.udp_stream : timeouts.udp_unreplied;
}

std::optional<FiveTuple> Conntrack::translate(const FiveTuple& packet, Instant now) {
  const auto found = entries_.find(packet);
  if (found == entries_.end()) return std::nullopt;
  Entry& entry = found->second;
  const auto twin = entries_.find(entry.rewritten.reversed());
  if (entry.expires <= now) {
    if (twin != entries_.end()) entries_.erase(twin);
    entries_.erase(packet);
    return std::nullopt;
  }
  entry.replied = entry.replied || entry.is_reply;
  entry.expires = now + lifetime(packet.protocol, entry.replied);
  if (twin != entries_.end()) {
    twin->second.replied = entry.replied;
    twin->second.expires = entry.expires;
  }
  return entry.rewritten;
}

void Conntrack::add(const FiveTuple& original, const FiveTuple& translated, Instant now) {
  if (entries_.size() >= sweep_at_) sweep(now);
  const Instant expires = now + lifetime(original.protocol, false);
  entries_[original] = Entry{translated, expires, false, false};
  entries_[translated.reversed()] = Entry{original.reversed(), expires, false, true};
}

// Expired entries are as good as absent; they only cost memory. Each sweep doubles the wait for the
// next, so that a flow costs a constant share of them.
void Conntrack::sweep(Instant now) {
  boost::unordered::erase_if(entries_,
                             [&](const auto& item) { return item.second.expires <= now; });
  sweep_at_ = std::max<std::size_t>(1024, 2 * entries_.size());
}

bool Conntrack::reply_is_free(const FiveTuple& reply, Instant now) const {
  const auto found = entries_.find(reply);
  return found == entries_.end() || found->second.expires <= now;
}

void Conntrack::forget(Ipv4 address) {
  boost::unordered::erase_if(entries_, [&](const auto& item) {
    const FiveTuple& a = item.first;
    const FiveTuple& b = item.second.rewritten;
    return a.src.ip == address || a.dst.ip == address || b.src.ip == address || b.dst.ip == address;
  });
}

void Conntrack::clear() {
  entries_.clear();
}

}  // namespace seatrial::net
