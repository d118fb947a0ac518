// SPDX-License-Identifier: Apache-2.0
// LinkCause: why a link between two peers is up, down or not known, as one word. It joins the fate
// of packets (net::Disposition) with what happens after delivery: keys, permissions, genesis. The
// static reading and a run use the same words, so that they can be held against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/net/disposition.hpp"
#include "sim/proto/p2p/observed.hpp"

namespace seatrial {

enum class LinkCause : std::uint8_t {
  up,
  not_listed,         ///< neither side has the other in its static list
  not_running,        ///< a process is not running
  bad_enode,          ///< the entry does not parse
  name_not_resolved,  ///< the host name means nothing there
  port_closed,
  no_endpoint,
  no_local_endpoint,
  no_route,
  link_cut,
  link_rejected,
  firewall_denied,
  nat_missing,
  route_missing,
  policy_denied_out,
  policy_denied_in,
  security_denied,
  acl_denied,
  lb_no_listener,
  lb_source_denied,
  lb_no_target,
  peering_inactive,
  not_transitive,
  not_public,
  captured,
  mtu_exceeded,
  pod_pending,        ///< the pod got no address, so that nothing runs
  packet_lost,        ///< loss, full queues, loops
  wrong_port,         ///< another program of the pod answers: RPC, Tessera
  http_only,          ///< an HTTP proxy (Ingress) answers, which speaks no RLPx
  identity_mismatch,  ///< another node answers than the enode's key names
  net_restricted,     ///< --netrestrict of one end leaves the address of the other out
  permission_denied,
  throttled,          ///< one connection per non-LAN source in 30 s
  already_connected,  ///< two dials met
  too_many_peers,
  no_common_protocol,
  network_id_mismatch,
  genesis_mismatch,
  fork_id_mismatch,
  connected_to_self,
  keepalive_lost,   ///< nothing received for 30 s
  dropped_by_peer,  ///< a link that was up was dropped for what was sent on it: "stopped engine"
  closed_by_peer,   ///< the other process closed it
  other,
};

/// "permission_denied": the word of scenarios and reports.
std::string_view to_string(LinkCause cause);
std::optional<LinkCause> parse_link_cause(std::string_view word);
/// One sentence for reports and the manual.
std::string_view describe(LinkCause cause);

LinkCause cause_of(net::Disposition disposition);
/// The cause behind a p2p observation's; `disposition` is that of a dial's last packet.
LinkCause cause_of(const p2p::Cause& cause, net::Disposition disposition);

}  // namespace seatrial
