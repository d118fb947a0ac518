// SPDX-License-Identifier: Apache-2.0
// Disposition: the one fate of a packet. The table is closed: every packet that enters the network
// leaves it with exactly one of these, and each has a line in the user manual (describe). What
// happens after delivery (a handshake refused, a permission denied) is not a packet's fate and
// lives with the peers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace seatrial::net {

enum class Disposition : std::uint8_t {
  delivered,          ///< handed to a listening socket
  port_closed,        ///< reached a host where nothing listens: answered with RST
  no_endpoint,        ///< a Service without any endpoint: kube-proxy rejects
  no_local_endpoint,  ///< traffic policy Local and no endpoint on this node: dropped
  no_route,           ///< nothing owns the destination address
  link_cut,           ///< a wan that is cut: dropped without an answer
  link_rejected,      ///< a wan that rejects: answered with an error
  firewall_denied,    ///< a firewall that drops new connections in this direction
  nat_missing,        ///< a translated reply or a later packet without a conntrack entry
  lost,               ///< random loss on a wan
  queue_full,         ///< the queue before a rate-limited wan is full
  looped,             ///< more hops than a packet may take
  route_missing,      ///< the private network has no way to the address, and drops silently
  policy_denied_out,  ///< a NetworkPolicy of the sending pod does not allow it
  policy_denied_in,   ///< a NetworkPolicy of the receiving pod does not allow it
  security_denied,    ///< a security group (AWS, GCP, NSG) does not allow it
  acl_denied,         ///< a network ACL, which keeps no state, does not allow it
  lb_no_listener,     ///< the load balancer does not answer on this protocol and port
  lb_source_denied,   ///< loadBalancerSourceRanges or its firewall does not allow the source
  lb_no_target,       ///< the load balancer has no healthy target
  peering_inactive,   ///< only one half of a peering exists, or it was refused
  not_transitive,     ///< a peering carries nothing beyond the two networks that it joins
  not_public,         ///< the internet carries public addresses only
  captured,           ///< the dialling side's own cluster uses this address itself
  mtu_exceeded,       ///< too large for the line, which says nothing
};

inline constexpr std::array all_dispositions = {
    Disposition::delivered,        Disposition::port_closed,
    Disposition::no_endpoint,      Disposition::no_local_endpoint,
    Disposition::no_route,         Disposition::link_cut,
    Disposition::link_rejected,    Disposition::firewall_denied,
    Disposition::nat_missing,      Disposition::lost,
    Disposition::queue_full,       Disposition::looped,
    Disposition::route_missing,    Disposition::policy_denied_out,
    Disposition::policy_denied_in, Disposition::security_denied,
    Disposition::acl_denied,       Disposition::lb_no_listener,
    Disposition::lb_source_denied, Disposition::lb_no_target,
    Disposition::peering_inactive, Disposition::not_transitive,
    Disposition::not_public,       Disposition::captured,
    Disposition::mtu_exceeded};

/// The word used in scenarios and reports, for example "no_local_endpoint".
std::string_view to_string(Disposition disposition);
/// The value of a word, or nothing.
std::optional<Disposition> parse_disposition(std::string_view word);
/// One sentence for the user manual.
std::string_view describe(Disposition disposition);

/// How a TCP dialer learns of a disposition.
enum class Answer : std::uint8_t {
  none,         ///< silence: the dial times out
  refused,      ///< RST or port unreachable: "connection refused"
  unreachable,  ///< host unreachable: "no route to host"
};

Answer answer_to(Disposition disposition);

}  // namespace seatrial::net
