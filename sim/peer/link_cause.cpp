// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/link_cause.hpp"

#include <array>

namespace seatrial {

namespace {

struct Row {
  LinkCause cause;
  std::string_view word;
  std::string_view sentence;
};

constexpr std::array rows = {
    Row{LinkCause::up, "up", "the link is up"},
    Row{LinkCause::not_listed, "not_listed", "neither side lists the other among its static nodes"},
    Row{LinkCause::not_running, "not_running", "a process is not running"},
    Row{LinkCause::bad_enode, "bad_enode", "the enode URL does not parse, so nobody is dialled"},
    Row{LinkCause::name_not_resolved, "name_not_resolved",
        "the host name of the entry means nothing in the dialler's cluster"},
    Row{LinkCause::port_closed, "port_closed",
        "nothing listens there: no Service has this NodePort, or the process is down"},
    Row{LinkCause::no_endpoint, "no_endpoint", "the Service has no endpoint"},
    Row{LinkCause::no_local_endpoint, "no_local_endpoint",
        "traffic policy Local, and the pod is on another node"},
    Row{LinkCause::no_route, "no_route", "nothing that is modelled has the address"},
    Row{LinkCause::link_cut, "link_cut", "the wan between the clusters is cut"},
    Row{LinkCause::link_rejected, "link_rejected", "the wan between the clusters rejects packets"},
    Row{LinkCause::firewall_denied, "firewall_denied",
        "a firewall drops new connections in this direction"},
    Row{LinkCause::nat_missing, "nat_missing", "a node has forgotten the flow's translation"},
    Row{LinkCause::route_missing, "route_missing",
        "a route table has no way to the address, or nobody in that network has it"},
    Row{LinkCause::policy_denied_out, "policy_denied_out",
        "a NetworkPolicy of the dialler's pod does not allow the connection"},
    Row{LinkCause::policy_denied_in, "policy_denied_in",
        "a NetworkPolicy of the listener's pod does not allow the connection"},
    Row{LinkCause::security_denied, "security_denied",
        "a security group does not allow the connection"},
    Row{LinkCause::acl_denied, "acl_denied", "a network ACL does not allow the packet"},
    Row{LinkCause::lb_no_listener, "lb_no_listener",
        "the load balancer has no listener for this protocol and port"},
    Row{LinkCause::lb_source_denied, "lb_source_denied",
        "the load balancer does not allow the address that it sees"},
    Row{LinkCause::lb_no_target, "lb_no_target", "the load balancer has no healthy target"},
    Row{LinkCause::peering_inactive, "peering_inactive",
        "the peering was not accepted by both sides, or was refused"},
    Row{LinkCause::not_transitive, "not_transitive",
        "a peering carries nothing beyond the two networks that it joins"},
    Row{LinkCause::not_public, "not_public",
        "one end has no public address, and the way leads through the internet"},
    Row{LinkCause::captured, "captured", "the dialler's own cluster uses the address range itself"},
    Row{LinkCause::mtu_exceeded, "mtu_exceeded", "messages are larger than the line takes"},
    Row{LinkCause::pod_pending, "pod_pending", "a pod got no address, so that nothing runs in it"},
    Row{LinkCause::packet_lost, "packet_lost", "packets are lost on the way"},
    Row{LinkCause::wrong_port, "wrong_port",
        "the address leads to another program of the pod, such as RPC or Tessera"},
    Row{LinkCause::http_only, "http_only",
        "the address leads to an HTTP proxy, which does not speak RLPx"},
    Row{LinkCause::identity_mismatch, "identity_mismatch",
        "another node answers than the enode's key names"},
    Row{LinkCause::net_restricted, "net_restricted",
        "the --netrestrict of one side leaves the other's address out"},
    Row{LinkCause::permission_denied, "permission_denied",
        "a permissioned-nodes.json does not list the other side"},
    Row{LinkCause::throttled, "throttled",
        "the listener takes one connection per source address in 30 s"},
    Row{LinkCause::already_connected, "already_connected",
        "both sides dialled within one one-way delay, and both connections die"},
    Row{LinkCause::too_many_peers, "too_many_peers", "one side has as many peers as it may"},
    Row{LinkCause::no_common_protocol, "no_common_protocol", "the two speak no common subprotocol"},
    Row{LinkCause::network_id_mismatch, "network_id_mismatch", "the network ids differ"},
    Row{LinkCause::genesis_mismatch, "genesis_mismatch", "the genesis blocks differ"},
    Row{LinkCause::fork_id_mismatch, "fork_id_mismatch", "the fork blocks differ"},
    Row{LinkCause::connected_to_self, "connected_to_self", "the entry leads back to the dialler"},
    Row{LinkCause::keepalive_lost, "keepalive_lost", "nothing was received for 30 s"},
    Row{LinkCause::dropped_by_peer, "dropped_by_peer",
        "one side dropped the link for what the other sent: a stopped engine, a bad block"},
    Row{LinkCause::closed_by_peer, "closed_by_peer", "the other process closed the connection"},
    Row{LinkCause::other, "other", "the handshake failed"},
};

const Row& row(LinkCause cause) {
  return rows.at(static_cast<std::size_t>(cause));
}

}  // namespace

std::string_view to_string(LinkCause cause) {
  return row(cause).word;
}

std::optional<LinkCause> parse_link_cause(std::string_view word) {
  for (const Row& candidate : rows) {
    if (candidate.word == word) return candidate.cause;
  }
  return std::nullopt;
}

std::string_view describe(LinkCause cause) {
  return row(cause).sentence;
}

LinkCause cause_of(net::Disposition disposition) {
  switch (disposition) {
    case net::Disposition::delivered:
      return LinkCause::up;
    case net::Disposition::port_closed:
      return LinkCause::port_closed;
    case net::Disposition::no_endpoint:
      return LinkCause::no_endpoint;
    case net::Disposition::no_local_endpoint:
      return LinkCause::no_local_endpoint;
    case net::Disposition::no_route:
      return LinkCause::no_route;
    case net::Disposition::link_cut:
      return LinkCause::link_cut;
    case net::Disposition::link_rejected:
      return LinkCause::link_rejected;
    case net::Disposition::firewall_denied:
      return LinkCause::firewall_denied;
    case net::Disposition::nat_missing:
      return LinkCause::nat_missing;
    case net::Disposition::route_missing:
      return LinkCause::route_missing;
    case net::Disposition::policy_denied_out:
      return LinkCause::policy_denied_out;
    case net::Disposition::policy_denied_in:
      return LinkCause::policy_denied_in;
    case net::Disposition::security_denied:
      return LinkCause::security_denied;
    case net::Disposition::acl_denied:
      return LinkCause::acl_denied;
    case net::Disposition::lb_no_listener:
      return LinkCause::lb_no_listener;
    case net::Disposition::lb_source_denied:
      return LinkCause::lb_source_denied;
    case net::Disposition::lb_no_target:
      return LinkCause::lb_no_target;
    case net::Disposition::peering_inactive:
      return LinkCause::peering_inactive;
    case net::Disposition::not_transitive:
      return LinkCause::not_transitive;
    case net::Disposition::not_public:
      return LinkCause::not_public;
    case net::Disposition::captured:
      return LinkCause::captured;
    case net::Disposition::mtu_exceeded:
      return LinkCause::mtu_exceeded;
    case net::Disposition::lost:
    case net::Disposition::queue_full:
    case net::Disposition::looped:
      break;
  }
  return LinkCause::packet_lost;
}

namespace {

LinkCause cause_of_reason(p2p::DisconnectReason reason) {
  switch (reason) {
    case p2p::DisconnectReason::too_many_peers:
      return LinkCause::too_many_peers;
    case p2p::DisconnectReason::already_connected:
      return LinkCause::already_connected;
    case p2p::DisconnectReason::useless_peer:
      return LinkCause::no_common_protocol;
    case p2p::DisconnectReason::self:
      return LinkCause::connected_to_self;
    case p2p::DisconnectReason::unexpected_identity:
      return LinkCause::identity_mismatch;
    default:
      return LinkCause::closed_by_peer;
  }
}

}  // namespace

LinkCause cause_of(const p2p::Cause& cause, net::Disposition disposition) {
  using p2p::CauseKind;
  switch (cause.kind) {
    case CauseKind::refused:
    case CauseKind::dial_timeout:
    case CauseKind::no_route:
      return disposition == net::Disposition::delivered ? LinkCause::packet_lost
                                                        : cause_of(disposition);
    case CauseKind::name_not_resolved:
      return LinkCause::name_not_resolved;
    case CauseKind::throttled:
      return LinkCause::throttled;
    case CauseKind::wrong_key:
      return LinkCause::identity_mismatch;
    case CauseKind::permission_denied:
      return LinkCause::permission_denied;
    case CauseKind::disconnect:
      return cause_of_reason(cause.reason);
    case CauseKind::network_id:
      return LinkCause::network_id_mismatch;
    case CauseKind::genesis:
      return LinkCause::genesis_mismatch;
    case CauseKind::fork_id:
      return LinkCause::fork_id_mismatch;
    case CauseKind::protocol_version:
      return LinkCause::no_common_protocol;
    case CauseKind::handler:
      return LinkCause::dropped_by_peer;  // SPEC goquorum 6.6
    case CauseKind::read_timeout:
    case CauseKind::tcp_timed_out:
      return LinkCause::keepalive_lost;
    case CauseKind::eof:
    case CauseKind::reset:
      return LinkCause::closed_by_peer;
    default:
      return LinkCause::other;
  }
}

}  // namespace seatrial
