// SPDX-License-Identifier: Apache-2.0
#include "sim/net/disposition.hpp"

namespace seatrial::net {

namespace {

struct Row {
  Disposition disposition;
  std::string_view word;
  std::string_view sentence;
  Answer answer;
};

constexpr std::array rows = {
    Row{Disposition::delivered, "delivered", "handed to a listening socket", Answer::none},
    Row{Disposition::port_closed, "port_closed",
        "reached a host where nothing listens on the port; the host answers with RST",
        Answer::refused},
    // SPEC kubernetes 3.4: no endpoints at all -> REJECT; policy Local and none local -> DROP.
    Row{Disposition::no_endpoint, "no_endpoint",
        "the Service has no endpoint at all; kube-proxy rejects", Answer::refused},
    Row{Disposition::no_local_endpoint, "no_local_endpoint",
        "externalTrafficPolicy Local and no endpoint on the node addressed; kube-proxy drops",
        Answer::none},
    Row{Disposition::no_route, "no_route", "nothing owns the destination address",
        Answer::unreachable},
    Row{Disposition::link_cut, "link_cut", "the wan is cut and drops everything in this direction",
        Answer::none},
    Row{Disposition::link_rejected, "link_rejected",
        "the wan rejects everything in this direction with an error", Answer::refused},
    Row{Disposition::firewall_denied, "firewall_denied",
        "a firewall drops new connections in this direction; replies pass", Answer::none},
    Row{Disposition::nat_missing, "nat_missing",
        "a packet of a translated flow whose conntrack entry is missing or expired",
        Answer::refused},
    Row{Disposition::lost, "lost", "random loss on a wan", Answer::none},
    Row{Disposition::queue_full, "queue_full", "the queue before a rate-limited wan is full",
        Answer::none},
    Row{Disposition::looped, "looped", "more hops than a packet may take", Answer::none},
    // SPEC kubernetes 6: a private network answers nothing to what it cannot route.
    Row{Disposition::route_missing, "route_missing",
        "the route table of the private network has no way to the address, or nobody there has it",
        Answer::none},
    // SPEC kubernetes 7: what a policy does not allow is dropped by every enforcing CNI.
    Row{Disposition::policy_denied_out, "policy_denied_out",
        "a NetworkPolicy that selects the sending pod does not allow the connection", Answer::none},
    Row{Disposition::policy_denied_in, "policy_denied_in",
        "a NetworkPolicy that selects the receiving pod does not allow the connection",
        Answer::none},
    Row{Disposition::security_denied, "security_denied",
        "a security group or network security group does not allow the connection", Answer::none},
    Row{Disposition::acl_denied, "acl_denied",
        "a network ACL does not allow the packet; it keeps no state, so that replies need a rule",
        Answer::none},
    Row{Disposition::lb_no_listener, "lb_no_listener",
        "the load balancer has no listener for this protocol and port", Answer::none},
    Row{Disposition::lb_source_denied, "lb_source_denied",
        "the source ranges of the load balancer do not contain the address that it sees",
        Answer::none},
    Row{Disposition::lb_no_target, "lb_no_target", "the load balancer has no healthy target",
        Answer::none},
    Row{Disposition::peering_inactive, "peering_inactive",
        "the peering was not accepted by both sides, or was refused", Answer::none},
    Row{Disposition::not_transitive, "not_transitive",
        "the peering carries nothing from or to networks beyond the two that it joins",
        Answer::none},
    Row{Disposition::not_public, "not_public",
        "the internet carries public addresses only, and one end has none", Answer::none},
    // SPEC kubernetes 6 "CIDR conflict rules"
    Row{Disposition::captured, "captured",
        "the dialling cluster uses this address range itself, so that the packet never leaves it",
        Answer::none},
    Row{Disposition::mtu_exceeded, "mtu_exceeded",
        "larger than the line takes; it is dropped and nothing says so", Answer::none},
};

const Row& row(Disposition disposition) {
  return rows.at(static_cast<std::size_t>(disposition));
}

}  // namespace

std::string_view to_string(Disposition disposition) {
  return row(disposition).word;
}

std::optional<Disposition> parse_disposition(std::string_view word) {
  for (const Row& candidate : rows) {
    if (candidate.word == word) return candidate.disposition;
  }
  return std::nullopt;
}

std::string_view describe(Disposition disposition) {
  return row(disposition).sentence;
}

Answer answer_to(Disposition disposition) {
  return row(disposition).answer;
}

}  // namespace seatrial::net
