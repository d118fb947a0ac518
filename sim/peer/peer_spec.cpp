// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/peer_spec.hpp"

#include <algorithm>
#include <charconv>

#include "sim/peer/consensus_settings.hpp"

namespace seatrial {

PeerListEntry PeerListEntry::parse(std::string text, Mark mark) {
  PeerListEntry entry;
  entry.mark = mark;
  const Result<wire::Enode> enode = wire::parse_enode(text);
  if (enode) {
    entry.enode = *enode;
  } else {
    entry.error = enode.error().what;
    entry.remedy = enode.error().remedy;
  }
  entry.text = std::move(text);
  return entry;
}

std::optional<GoQuorumVersion> parse_goquorum_version(std::string_view text) {
  if (!text.empty() && text.front() == 'v') text.remove_prefix(1);
  int numbers[3] = {0, 0, 0};
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  for (int part = 0; part < 3; ++part) {
    const auto [next, error] = std::from_chars(at, end, numbers[part]);
    if (error != std::errc() || numbers[part] < 0) return std::nullopt;
    at = next;
    if (part < 2 && (at == end || *at++ != '.')) return std::nullopt;
  }
  if (at != end && *at != '-') return std::nullopt;
  return GoQuorumVersion{numbers[0], numbers[1], numbers[2]};
}

bool GethSettings::admits(net::Ipv4 address) const {
  return net_restrict.empty() ||
         std::any_of(net_restrict.begin(), net_restrict.end(),
                     [&](const net::Cidr& range) { return range.contains(address); });
}

bool PeerSpec::runs_ibft() const {
  return runs_bft(*this);
}

}  // namespace seatrial
