// SPDX-License-Identifier: Apache-2.0
#include "sim/net/conntrack.hpp"

#include <algorithm>

namespace seatrial::net {

namespace {

Instant after(Instant instant, Duration length) {
  return length == endless ? Instant::never() : instant + length;
}

}  // namespace

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

Duration Conntrack::lifetime(Protocol protocol, const Entry& entry) const {
  if (entry.note.idle != Duration()) return entry.note.idle;
  const bool tcp = protocol == Protocol::tcp;
  if (entry.replied) return tcp ? timeouts.tcp_established : timeouts.udp_stream;
  return tcp ? timeouts.tcp_opening : timeouts.udp_unreplied;
}

std::optional<FiveTuple> Conntrack::translate(const FiveTuple& packet, Instant now) {
  const auto known = find(packet, now);
  return known ? std::optional(known->tuple) : std::nullopt;
}

std::optional<KnownFlow> Conntrack::find(const FiveTuple& packet, Instant now, Instant active_at) {
  const auto found = entries_.find(packet);
  if (found == entries_.end()) return std::nullopt;
  Entry& entry = found->second;
  const auto twin = entries_.find(entry.rewritten.reversed());
  if (std::max(entry.expires, after(active_at, lifetime(packet.protocol, entry))) <= now) {
    if (twin != entries_.end()) entries_.erase(twin);
    entries_.erase(packet);
    return std::nullopt;
  }
  entry.replied = entry.replied || entry.is_reply;
  entry.expires = after(now, lifetime(packet.protocol, entry));
  if (twin != entries_.end()) {
    twin->second.replied = entry.replied;
    twin->second.expires = entry.expires;
  }
  return KnownFlow{entry.rewritten, entry.note, entry.is_reply};
}

void Conntrack::add(const FiveTuple& original, const FiveTuple& translated, Instant now,
                    const FlowNote& note) {
  if (entries_.size() >= sweep_at_) sweep(now);
  Entry there{translated, {}, false, false, note};
  there.expires = after(now, lifetime(original.protocol, there));
  entries_[original] = there;
  entries_[translated.reversed()] = Entry{original.reversed(), there.expires, false, true, note};
}

void Conntrack::remove(const FiveTuple& original, const FiveTuple& translated) {
  entries_.erase(original);
  entries_.erase(translated.reversed());
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

void Conntrack::forget(Ipv4 address, Protocol protocol) {
  boost::unordered::erase_if(entries_, [&](const auto& item) {
    const FiveTuple& a = item.first;
    const FiveTuple& b = item.second.rewritten;
    return a.protocol == protocol && (a.src.ip == address || a.dst.ip == address ||
                                      b.src.ip == address || b.dst.ip == address);
  });
}

void Conntrack::forget(const FlowPattern& pattern) {
  const auto any_or = [](const auto& wanted, const auto& value) {
    return wanted == std::decay_t<decltype(wanted)>{} || wanted == value;
  };
  boost::unordered::erase_if(entries_, [&](const auto& item) {
    const FiveTuple& first = item.first;
    const FiveTuple& then = item.second.rewritten;
    const bool reply = item.second.is_reply;
    const Endpoint& dialled = reply ? then.src : first.dst;
    const Ipv4 end = reply ? first.src.ip : then.dst.ip;
    return first.protocol == pattern.protocol && any_or(pattern.dialled.ip, dialled.ip) &&
           any_or(pattern.dialled.port, dialled.port) && any_or(pattern.ends_at, end);
  });
}

void Conntrack::clear() {
  entries_.clear();
  clients.clear();
}

std::optional<Endpoint> RecentClients::endpoint(std::uint64_t rule, Ipv4 client, Instant now,
                                                Duration keep) const {
  const auto found = clients_.find(key(rule, client));
  if (found == clients_.end() || found->second.at + keep <= now) return std::nullopt;
  return found->second.endpoint;
}

void RecentClients::saw(std::uint64_t rule, Ipv4 client, Endpoint endpoint, Instant now) {
  clients_[key(rule, client)] = {endpoint, now};
}

}  // namespace seatrial::net
