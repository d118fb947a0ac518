// SPDX-License-Identifier: Apache-2.0
// How a peer's host names become addresses: an address literal is itself, a name is asked of the
// DNS of the peer's cluster and namespace.
#pragma once

#include "sim/kube/dns.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

/// What a host means to this peer, or nothing: also where its NetworkPolicies let it ask no DNS.
std::optional<kube::Resolution> look_up(const World& world, PeerId peer, const std::string& host);

/// Whether the NetworkPolicies of its cluster let a peer ask the DNS. SPEC kubernetes F-98
bool may_ask_dns(const World& world, PeerId peer);

/// Why a host that look_up finds nothing for means nothing: "b-node1 means nothing in a".
std::string why_unresolved(const World& world, PeerId peer, const std::string& host);

/// The permission file of a peer as geth would read it now: entries whose name does not resolve and
/// that carry no raftport are not in it. SPEC goquorum 2.2
p2p::PermissionFile permission_file(World& world, PeerId peer);

/// What the peer's Status would say, and the capabilities of its Hello.
p2p::LocalChain local_chain(const PeerSpec& spec);
/// The Status of a peer whose genesis is not known; any two of them fit.
p2p::LocalChain any_chain(const PeerSpec& spec);
p2p::Capabilities capabilities(const GethSettings& geth);
p2p::Rules rules(const GoQuorumVersion& version);

}  // namespace seatrial
