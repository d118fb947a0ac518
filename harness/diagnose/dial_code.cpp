// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/dial_code.hpp"

#include <algorithm>

#include "harness/diagnose/exposure_fault.hpp"
#include "harness/diagnose/view.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::diagnosis {

namespace {

/// 0.0.0.0, 127/8 and 169.254/16. SPEC kubernetes F-39
bool is_nobodys(std::uint32_t ip) {
  return ip == 0 || (ip >> 24) == 127 || (ip >> 16) == 0xa9fe;
}

/// ::, ::1 and fe80::/10.
bool is_nobodys(const std::array<std::uint8_t, 16>& ip) {
  const bool zeros = std::all_of(ip.begin(), ip.end() - 1, [](auto octet) { return octet == 0; });
  return (zeros && ip[15] <= 1) || (ip[0] == 0xfe && (ip[1] & 0xc0) == 0x80);
}

bool is_cluster_ip(const World& world, net::Ipv4 address) {
  for (std::uint32_t i = 0; i < world.cluster_count(); ++i) {
    if (world.cluster(ClusterId(i)).spec().services.contains(address)) return true;
  }
  return false;
}

/// Whether a name of the entry means something in the cluster of the peer whose key it has.
bool means_something_there(const World& world, const DialReading& dial) {
  return dial.to != PeerId::none && look_up(world, dial.to, dial.entry->enode->host).has_value();
}

finding::Code code_of_name(const World& world, const DialReading& dial) {
  // SPEC kubernetes F-98
  if (dial.detail.starts_with("NetworkPolicies let")) return "ST505";
  const bool elsewhere = dial.to != PeerId::none &&
                         world.peer(dial.to).spec.cluster != world.peer(dial.from).spec.cluster;
  if (elsewhere && means_something_there(world, dial)) return "ST207";
  // SPEC kubernetes 1.8: with raftport the name is looked up again at every dial.
  return dial.entry->enode->has_raftport ? finding::Code("ST210") : finding::Code("ST209");
}

finding::Code code_of_closed(const World& world, const DialReading& dial) {
  if (dial.out.at != net::StackId::none) {
    return at_other_port(world, dial) ? finding::Code("ST104") : finding::Code("ST115");
  }
  const kube::Service* service = dial.to == PeerId::none ? nullptr : service_of(world, dial.to);
  const bool inside = service != nullptr && service->type == kube::ServiceType::cluster_ip;
  return inside ? finding::Code("ST101") : finding::Code("ST103");
}

finding::Code code_of_route(const World& world, const DialReading& dial) {
  if (dial.entry->enode->is_name()) return "ST104";
  const auto address = net::parse_ipv4(dial.entry->enode->host);
  return address && is_cluster_ip(world, *address) ? finding::Code("ST102")
                                                   : finding::Code("ST302");
}

finding::Code code_of_identity(const World& world, const DialReading& dial) {
  const wire::Enode& enode = *dial.entry->enode;
  const bool known = dial.to != PeerId::none && world.peer(dial.to).spec.key == enode.key;
  if (!known) return "ST205";
  if (!enode.is_name()) return "ST105";
  const bool home = world.peer(dial.to).spec.cluster == world.peer(dial.from).spec.cluster;
  return home ? finding::Code("ST205") : finding::Code("ST208");
}

finding::Code code_of_denial(const DialReading& dial) {
  return dial.denied_by == dial.from ? finding::Code("ST602") : finding::Code("ST601");
}

/// What private networks, load balancers and filters do. SPEC kubernetes 10.1, 10.5, 10.6
MaybeCode code_of_underlay(LinkCause cause) {
  switch (cause) {
    case LinkCause::route_missing:
      return finding::Code("ST308");
    case LinkCause::peering_inactive:
      return finding::Code("ST309");
    case LinkCause::not_transitive:
      return finding::Code("ST310");
    case LinkCause::not_public:
      return finding::Code("ST311");
    case LinkCause::captured:
      return finding::Code("ST312");
    case LinkCause::security_denied:
      return finding::Code("ST313");
    case LinkCause::acl_denied:
      return finding::Code("ST314");
    case LinkCause::mtu_exceeded:
      return finding::Code("ST315");
    case LinkCause::pod_pending:
      return finding::Code("ST316");
    case LinkCause::policy_denied_out:
      return finding::Code("ST503");
    case LinkCause::policy_denied_in:
      return finding::Code("ST504");
    case LinkCause::lb_no_listener:
      return finding::Code("ST116");
    case LinkCause::lb_source_denied:
      return finding::Code("ST117");
    case LinkCause::lb_no_target:
      return finding::Code("ST118");
    case LinkCause::http_only:
      return finding::Code("ST120");
    default:
      return std::nullopt;
  }
}

/// What any packet may meet between its machine and the other's. SPEC kubernetes 10.1
MaybeCode code_of_line(LinkCause cause, const net::Trace& out) {
  switch (cause) {
    case LinkCause::no_endpoint:
      return finding::Code("ST110");
    case LinkCause::no_local_endpoint:
      return finding::Code("ST112");
    case LinkCause::link_cut:
      return finding::Code("ST301");
    case LinkCause::link_rejected:
      return finding::Code("ST304");
    case LinkCause::firewall_denied:
      return finding::Code("ST303");
    case LinkCause::nat_missing:
      return finding::Code("ST306");
    case LinkCause::packet_lost:
      return out.disposition == net::Disposition::looped ? finding::Code("ST307")
                                                         : finding::Code("ST305");
    default:
      return code_of_underlay(cause);
  }
}

MaybeCode code_of_way(const World& world, const DialReading& dial) {
  if (dial.cause == LinkCause::port_closed) return code_of_closed(world, dial);
  if (dial.cause == LinkCause::no_route) return code_of_route(world, dial);
  return code_of_line(dial.cause, dial.out);
}

// SPEC kubernetes F-76: one of them has no consensus at all.
finding::Code code_of_protocols(const World& world, const DialReading& dial) {
  const bool none = dial.to != PeerId::none && (world.peer(dial.from).spec.geth.no_consensus ||
                                                world.peer(dial.to).spec.geth.no_consensus);
  return none ? finding::Code("ST415") : finding::Code("ST614");
}

MaybeCode code_of_handshake(const World& world, const DialReading& dial) {
  switch (dial.cause) {
    case LinkCause::identity_mismatch:
    case LinkCause::connected_to_self:
      return dial.reached == PeerId::none ? finding::Code("ST205") : code_of_identity(world, dial);
    case LinkCause::permission_denied:
      return code_of_denial(dial);
    case LinkCause::net_restricted:
      return finding::Code("ST616");
    case LinkCause::no_common_protocol:
      return code_of_protocols(world, dial);
    case LinkCause::network_id_mismatch:
      return finding::Code("ST606");
    case LinkCause::genesis_mismatch:
      return code_of_geneses(world.peer(dial.from).spec, world.peer(dial.to).spec);
    case LinkCause::fork_id_mismatch:
      return finding::Code("ST608");
    default:
      return std::nullopt;
  }
}

bool lacks_port(const std::string& text) {
  const std::size_t host = text.find('@');
  if (host == text.npos) return false;
  const std::size_t end = std::min(text.find('?', host), text.size());
  const std::size_t colon = text.find(':', host);
  return colon == text.npos || colon + 1 >= end;  // SPEC kubernetes F-12
}

}  // namespace

// SPEC kubernetes F-77: both were written by a Helm hook, each by its own.
finding::Code code_of_geneses(const PeerSpec& a, const PeerSpec& b) {
  const auto of_hook = [](const PeerSpec& spec) {
    return spec.chain != nullptr && spec.chain->source.starts_with("goquorum-genesis/");
  };
  // SPEC kubernetes F-69: there is no genesis at all.
  for (const PeerSpec* spec : {&a, &b}) {
    if (spec->chain != nullptr && spec->chain->source.starts_with("not JSON: ")) return "ST405";
  }
  return of_hook(a) && of_hook(b) && a.cluster != b.cluster ? finding::Code("ST416")
                                                            : finding::Code("ST605");
}

bool concerns_both(LinkCause cause) {
  switch (cause) {
    case LinkCause::permission_denied:
    case LinkCause::no_common_protocol:
    case LinkCause::network_id_mismatch:
    case LinkCause::genesis_mismatch:
    case LinkCause::fork_id_mismatch:
      return true;
    default:
      return false;
  }
}

bool at_other_port(const World& world, const DialReading& dial) {
  if (dial.out.at == net::StackId::none) return false;
  const PeerId there = world.peer_on(dial.out.at);
  return there == PeerId::none || world.peer(there).spec.geth.port != dial.out.seen.dst.port;
}

MaybeCode code_of_packet(LinkCause cause, const std::string& detail, const net::Trace& out) {
  const bool at_pod = out.at != net::StackId::none;
  switch (cause) {
    case LinkCause::port_closed:
      return at_pod ? finding::Code("ST115") : finding::Code("ST103");
    case LinkCause::no_route:
      return finding::Code("ST302");
    case LinkCause::wrong_port:
      return finding::Code("ST104");
    case LinkCause::identity_mismatch:
    case LinkCause::connected_to_self:
      return finding::Code("ST105");
    case LinkCause::name_not_resolved:
      // SPEC kubernetes F-98
      return detail.starts_with("NetworkPolicies let") ? finding::Code("ST505")
                                                       : finding::Code("ST209");
    default:
      return code_of_line(cause, out);
  }
}

MaybeCode code_of_entry(const PeerListEntry& entry) {
  if (!entry.enode) return lacks_port(entry.text) ? finding::Code("ST111") : finding::Code("ST204");
  if (entry.enode->incomplete) return finding::Code("ST204");
  if (wire::is_placeholder_host(entry.enode->host)) {
    return entry.enode->host.find('$') == std::string::npos ? finding::Code("ST201")
                                                            : finding::Code("ST202");
  }
  // SPEC kubernetes F-94: no cluster of the model is dual-stack.
  if (entry.enode->ipv6)
    return is_nobodys(*entry.enode->ipv6) ? finding::Code("ST203") : finding::Code("ST220");
  if (entry.enode->ipv4 && is_nobodys(*entry.enode->ipv4)) return finding::Code("ST203");
  return std::nullopt;
}

MaybeCode code_of_dial(const World& world, const DialReading& dial) {
  if (dial.entry == nullptr) return finding::Code("ST613");
  if (const MaybeCode code = code_of_entry(*dial.entry)) return code;
  if (dial.up()) return std::nullopt;
  if (const auto fault = exposure_fault(world, aim_of(world, dial))) return fault->code;
  if (dial.cause == LinkCause::wrong_port) return finding::Code("ST104");
  if (dial.cause == LinkCause::name_not_resolved) return code_of_name(world, dial);
  if (const MaybeCode code = code_of_way(world, dial)) return code;
  return code_of_handshake(world, dial);
}

}  // namespace seatrial::diagnosis
