// SPDX-License-Identifier: Apache-2.0
// Discovery behind Services: whether a UDP port is there, which number it has, and which address
// and port geth itself tells others. Static links do not suffer, so most of it is a warning.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/diagnose/way_finding.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::diagnosis {

namespace {

/// --nat of a peer; without a mark where nobody wrote it.
config::MarkedText nat_of(const View& view, PeerId peer) {
  if (const config::PeerConfig* config = view.config(peer)) {
    return config->settings.nat.value_or(config::MarkedText{});
  }
  const scenario::SceneCluster* cluster = view.cluster(view.cluster_of(peer));
  if (cluster == nullptr || cluster->written == nullptr) return {};
  const scenario::Peer* written = cluster->written->find_peer(view.spec(peer).name);
  if (written == nullptr) return {};
  const auto& defaults = view.scene().scenario->defaults.peer.flags;
  const auto& flags = written->flags ? written->flags : defaults;
  if (!flags) return {};
  for (const scenario::Text& flag : flags->value) {
    const std::string_view text = flag.value;
    if (text.starts_with("--nat") && text.size() > 6)
      return {std::string(text.substr(6)), flag.mark};
  }
  return {};
}

/// A peer with discovery on, and what stands before it.
struct Discoverer {
  PeerId peer = PeerId::none;
  std::vector<ShownPort> tcp;
  std::vector<ShownPort> udp;
  std::vector<const Written*> elsewhere;  ///< enodes of it in other clusters' files
};

std::vector<ShownPort> outside_ports(const View& view, PeerId peer, net::Protocol protocol) {
  auto shown = shown_ports(view.world(), peer, view.spec(peer).geth.port, protocol);
  std::erase_if(shown, [](const ShownPort& one) { return !is_outside_type(*one.service); });
  return shown;
}

std::vector<Discoverer> discoverers(const View& view, const WrittenList& written) {
  std::map<PeerId, std::vector<const Written*>> elsewhere;
  for (const Written& entry : written) {
    if (entry.to == PeerId::none || !view.spec(entry.to).geth.discovery) continue;
    const bool abroad = view.cluster_of(entry.by) != view.cluster_of(entry.to);
    if (abroad) elsewhere[entry.to].push_back(&entry);
  }
  std::vector<Discoverer> all;
  for (const PeerId peer : view.peers()) {
    const auto found = elsewhere.find(peer);
    if (found == elsewhere.end() || view.spec(peer).opaque) continue;
    Discoverer one{peer, outside_ports(view, peer, net::Protocol::tcp),
                   outside_ports(view, peer, net::Protocol::udp), std::move(found->second)};
    if (!one.tcp.empty()) all.push_back(std::move(one));
  }
  return all;
}

/// By which number others come to a port of a Service; none while nobody knows.
std::optional<std::uint16_t> outside_number(const ShownPort& shown) {
  if (shown.service->load_balancer.address != net::Ipv4()) return shown.port->port;
  if (shown.service->type == kube::ServiceType::load_balancer) return std::nullopt;  // pending
  return shown.port->node_port;
}

Mark place(const ShownPort& shown) {
  return first_known(shown.port->mark, shown.service->mark);
}

void relate_command(const View& view, PeerId peer, Finding& made) {
  const Mark command = view.spec(peer).geth.command;
  if (command.known() && command != made.where) {
    made.related.push_back({command, view.name(peer) + " runs without --nodiscover"});
  }
}

/// Whoever has the peer as its bootnode has no other way to find it; others link without.
void weigh(const View& view, const Discoverer& one, Finding& found) {
  const auto bootnode =
      std::find_if(one.elsewhere.begin(), one.elsewhere.end(), [&](const Written* entry) {
        return entry->kind == WrittenKind::bootnode && view.spec(entry->by).geth.discovery;
      });
  if (bootnode == one.elsewhere.end()) {
    found.severity = Severity::warning;
  } else {
    found.related.push_back({(*bootnode)->mark, view.name((*bootnode)->by) + " bootstraps by it"});
  }
}

// SPEC kubernetes F-44
void without_udp(const View& view, const Discoverer& one, Findings& made) {
  const ShownPort& shown = one.tcp.front();
  Finding found = finding::make(
      "ST133", place(shown),
      fmt::format("{} runs discovery on port {}, and Service {} has that port for TCP only",
                  view.name(one.peer), view.spec(one.peer).geth.port, shown.service->name),
      {{"port", std::to_string(shown.port->port)}, {"service", shown.service->name}});
  relate_command(view, one.peer, found);
  weigh(view, one, found);
  made.push_back(std::move(found));
}

// SPEC kubernetes F-99: a policy's port without a protocol is one of TCP. Where TCP does not come
// through either, the link tells.
void denied_pings(const View& view, const Discoverer& one, Findings& made) {
  for (const Written* entry : one.elsewhere) {
    const PingReading ping = read_ping(view.world(), entry->by, one.peer);
    if (ping.cause != LinkCause::policy_denied_in) continue;
    if (!read_dial(view.world(), entry->by, one.peer).up()) continue;
    auto found = finding_of(view.world(), way_of(view.world(), ping));
    if (!found) continue;
    found->what += "; TCP comes through";
    weigh(view, one, *found);
    made.push_back(std::move(*found));
    return;
  }
}

// SPEC kubernetes F-42, goquorum 13.1 row 20
void translated_port(const View& view, const Discoverer& one, Findings& made) {
  const ShownPort& shown = one.udp.front();
  const auto number = outside_number(shown);
  const std::uint16_t port = view.spec(one.peer).geth.port;
  if (!number || *number == port) return;
  made.push_back(
      finding::make("ST130", place(shown),
                    fmt::format("{} tells port {} to others, who come to it by {} of Service {}",
                                view.name(one.peer), port, *number, shown.service->name),
                    {{"node_port", std::to_string(*number)}}));
  relate_command(view, one.peer, made.back());
}

// SPEC kubernetes F-43
void differing_numbers(const View& view, const Discoverer& one, Findings& made) {
  const auto tcp = outside_number(one.tcp.front());
  const auto udp = outside_number(one.udp.front());
  if (!tcp || !udp || *tcp == *udp) return;
  for (const Written* entry : one.elsewhere) {
    const bool pings = view.spec(entry->by).geth.discovery && entry->udp != 0;
    if (!pings || entry->port != *tcp || entry->udp == *udp) continue;
    made.push_back(
        finding::make("ST131", entry->mark,
                      fmt::format("{} is found by UDP {} and not {}: its Service has {} for TCP",
                                  view.name(one.peer), *udp, entry->udp, *tcp),
                      {{"udp_port", std::to_string(*udp)}}));
    made.back().related.push_back(
        {place(one.udp.front()), fmt::format("NodePort {} for UDP", *udp)});
  }
}

/// What geth tells others as its address: that of --nat extip, else its pod's.
std::string advertised(const View& view, PeerId peer, const std::string& nat) {
  if (nat.starts_with("extip:")) return nat.substr(6);
  const net::StackId stack = view.world().stack(peer);
  if (stack == net::StackId::none) return "";
  return net::to_string(view.world().network().stack(stack).address);
}

// SPEC kubernetes F-41
void inside_address(const View& view, const Discoverer& one, Findings& made) {
  const config::MarkedText nat = nat_of(view, one.peer);
  const std::string told = advertised(view, one.peer, nat.value);
  std::set<std::string> hosts;
  for (const Written* entry : one.elsewhere) {
    if (net::parse_ipv4(entry->host)) hosts.insert(entry->host);
  }
  if (hosts.empty() || hosts.contains(told)) return;
  const PeerSpec& spec = view.spec(one.peer);
  made.push_back(finding::make(
      "ST132", first_known(nat.mark, first_known(spec.geth.command, spec.mark)),
      fmt::format("{} tells others the address {} ({}), and they reach it at {}",
                  view.name(one.peer), told, nat.value.empty() ? "no --nat" : "--nat " + nat.value,
                  *hosts.begin()),
      {{"host", *hosts.begin()}}));
}

}  // namespace

Findings discovery_lints(const View& view, const WrittenList& written) {
  Findings made;
  for (const Discoverer& one : discoverers(view, written)) {
    if (one.udp.empty()) {
      without_udp(view, one, made);
    } else {
      translated_port(view, one, made);
      differing_numbers(view, one, made);
      denied_pings(view, one, made);
    }
    inside_address(view, one, made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
