// SPDX-License-Identifier: Apache-2.0
// The enode URL: what a peer list says of a peer. parse_enode follows GoQuorum's ParseV4 rule by
// rule, and fails with the text that GoQuorum logs. It resolves no names: that is done by whoever
// knows the peer's DNS, by the rules that Enode::host states. An Enode's key is on the curve.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/core/error.hpp"
#include "sim/wire/keys.hpp"

namespace seatrial::wire {

/// A parsed enode URL.
struct Enode {
  PublicKey key;  ///< on the curve

  /// Name or address literal as written, without brackets; empty if incomplete.
  ///
  /// If it is a name, GoQuorum looks it up while it parses, before it reads the ports. What the
  /// lookup means depends on has_raftport (SPEC goquorum 1.2 rule 6):
  ///  - without: the first address is frozen into the node, and a failed lookup drops the entry
  ///    with the error "lookup HOST: no such host";
  ///  - with: a failed lookup is tolerated and the name is looked up again at every dial; while it
  ///    fails the dial goes to ":TCP" on the dialler's own machine (law 15 of the measured runs).
  std::string host;
  std::optional<std::uint32_t> ipv4;  ///< host as IPv4 literal, most significant octet first
  std::optional<std::array<std::uint8_t, 16>> ipv6;  ///< host as IPv6 literal
  std::uint16_t tcp = 0;                             ///< TCP port; 0 means none
  std::uint16_t udp = 0;        ///< UDP port; the TCP port unless has_discport; 0 means none
  std::uint16_t raft_port = 0;  ///< Raft port; 0 means none
  bool has_discport = false;    ///< a non-empty discport stood in the query
  bool has_raftport = false;  ///< a non-empty raftport stood there, even 0: host is looked up late
  bool has_path = false;      ///< a path follows the port; GoQuorum ignores it
  bool incomplete = false;    ///< bare key: no host, ports 0

  /// Whether the host is a name, to be looked up by the rules above.
  bool is_name() const { return !incomplete && !ipv4 && !ipv6; }
  bool operator==(const Enode&) const = default;
};

/// Reads an entry of permissioned-nodes.json, which may be a bare key. Error::what is GoQuorum's
/// text; Error::where is left empty; Error::remedy tells an operator what to mend.
Result<Enode> parse_enode(std::string_view text);

/// Reads an entry of static-nodes.json, which must start with "enode://" in lower case.
/// "enr:" records are valid there too, but are not read here: an error says so.
Result<Enode> parse_static_enode(std::string_view text);

/// The URL as GoQuorum prints it. A name that GoQuorum would print as its frozen address is
/// printed as written, since no address is known here.
std::string to_string(const Enode& enode);

/// Whether the host is something that a template left behind: "<K8s_NODE_IP>", "$MINIKUBE_IP",
/// "K8S_NODE_IP". Such a host passes the grammar and fails at the lookup.
bool is_placeholder_host(std::string_view host);

}  // namespace seatrial::wire
