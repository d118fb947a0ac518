// SPDX-License-Identifier: Apache-2.0
// Filter: who may pass, as an ordered list of rules. NetworkPolicies, security groups, network
// security groups and network ACLs all compile to it; what differs between them is whether they
// keep state, in which order their rules stand, and where on the way they are asked (walk.cpp). A
// filter owns no flows: whether a packet belongs to an admitted one is conntrack's to say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/core/mark.hpp"
#include "sim/net/address.hpp"

namespace seatrial::net {

/// Dense index of a filter in its Network.
enum class FilterId : std::uint32_t { none = UINT32_MAX };

/// One rule. It matches by the protocol, the far end's address and the destination's port.
struct FilterRule {
  std::string name;  ///< "rule 100", "NetworkPolicy default/quorum ingress 1"
  Mark origin;
  bool allow = true;
  std::optional<Protocol> protocol;  ///< none: any
  std::uint16_t first_port = 0;      ///< of the destination, both ends included
  std::uint16_t last_port = 65535;
  std::vector<Cidr> remotes;  ///< of the far end; empty: any address
  std::vector<Cidr> except;   ///< parts of `remotes` that do not match
};

/// An ordered list of rules.
struct Filter {
  std::string name;  ///< "security group nodes", "NetworkPolicies of a/quorum-node1 (in)"
  Mark origin;
  std::vector<FilterRule> rules;  ///< the first that matches decides
  bool allows_rest = false;       ///< what no rule matches
  bool stateful = true;           ///< packets of an admitted flow pass; else each one is asked
  /// What must hold for `allows_rest` to be true; "" if it is certain. For a filter that no file
  /// tells: it allows, on this condition.
  std::string condition;
};

/// What a filter says of one packet.
struct FilterVerdict {
  bool allowed = false;
  const FilterRule* rule = nullptr;  ///< null: no rule matched
};

/// Asks a filter. `remote` is the far end's address as the filter sees it, `port` the
/// destination's.
FilterVerdict judge(const Filter& filter, Protocol protocol, Ipv4 remote, std::uint16_t port);

}  // namespace seatrial::net
