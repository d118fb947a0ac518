// SPDX-License-Identifier: Apache-2.0
#include "harness/diagnose/way_finding.hpp"

#include <fmt/format.h>

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/route_fix.hpp"
#include "harness/finding/catalogue.hpp"

namespace seatrial::diagnosis {

namespace {

const net::Trace& failed(const Way& way) {
  return way.out->delivered() && !way.back->hops.empty() ? *way.back : *way.out;
}

const std::string& cluster_name(const World& world, PodRef pod) {
  return world.cluster(pod.cluster).spec().name;
}

/// The address of the machine that a pod runs on, as others write it.
std::string machine_address(const World& world, PodRef pod) {
  const kube::Cluster& cluster = world.cluster(pod.cluster);
  const net::MachineId machine = cluster.pod(pod.pod).machine;
  if (machine == net::MachineId::none) return "an address of its node";
  return net::to_string(world.network().machine(machine).address);
}

std::string what_of(const Way& way) {
  const net::Trace& trace = failed(way);
  // A walk that arrived says nothing of what is wrong there.
  const bool beyond = trace.delivered() || way.cause == LinkCause::http_only;
  if (trace.hops.empty() || beyond) return way.detail;
  const net::Hop& last = trace.hops.back();
  return fmt::format("{}: {} ({}{})", last.where, last.what,
                     &trace == way.back ? "the answer: " : "", net::to_string(last.before));
}

std::string fix_of(const World& world, const Way& way, const Finding& made) {
  const std::string protocol(net::to_string(way.protocol));
  if (made.code == "ST308") return route_fix(world.network(), failed(way));
  if (made.code == "ST209") {
    return fmt::format("write an address, or make {} known to the DNS of {}", way.host,
                       cluster_name(world, way.from));
  }
  if (made.code == "ST115") {
    return fmt::format("let {} listen on {} port {}", name(world, way.to), protocol, way.port);
  }
  if (made.code == "ST103") {
    return fmt::format("give the Service of {} {} port {}, or write a port that it has",
                       name(world, way.to), protocol, way.port);
  }
  return "";
}

bool is_for(const World& world, const TesseraReading& url, const TesseraUrl& parts, PeerId peer) {
  const std::uint16_t port = world.peer(peer).spec.tessera->port;
  const Reach written =
      reach_of(world, pod_of(world, url.from), pod_of(world, peer), port, net::Protocol::tcp);
  const std::string service = service_name(world, peer);
  if (parts.host == service || parts.host.starts_with(service + '.')) return true;
  const auto address = net::parse_ipv4(parts.host);
  if (!address) return false;
  // A load balancer's or pod's address is one peer's, with whatever port.
  const bool shared = world.network().machine_at(*address) != net::MachineId::none;
  if (!shared && parts.host == written.host) return true;
  if (parts.port != written.port) return false;
  // Any node of its cluster will do for a NodePort.
  return parts.host == written.host || cluster_at(world, *address) == world.peer(peer).spec.cluster;
}

}  // namespace

PeerId meant_by(const World& world, const TesseraReading& url) {
  if (url.to != PeerId::none) return url.to;
  const Result<TesseraUrl> parts = parse_tessera_url(url.url);
  if (!parts) return PeerId::none;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    const PeerId peer{i};
    if (peer == url.from || !world.peer(peer).spec.tessera) continue;
    if (is_for(world, url, *parts, peer)) return peer;
  }
  return PeerId::none;
}

Way way_of(const World& world, const PingReading& ping) {
  Way way;
  way.from = pod_of(world, ping.from);
  way.to = pod_of(world, ping.to);
  way.protocol = net::Protocol::udp;
  if (ping.entry != nullptr && ping.entry->enode) {
    way.host = ping.entry->enode->host;
    way.port = ping.entry->enode->udp;
    way.where = ping.entry->mark;
  }
  way.cause = ping.cause;
  way.detail = ping.detail;
  way.out = &ping.out;
  way.back = &ping.back;
  return way;
}

Way way_of(const World& world, const TesseraReading& url) {
  const PeerId meant = meant_by(world, url);
  const PeerId to = meant == PeerId::none ? url.from : meant;
  Way way;
  way.from = pod_of(world, url.from);
  way.to = pod_of(world, to);
  const Result<TesseraUrl> parsed = parse_tessera_url(url.url);
  if (parsed) way.host = parsed->host;
  if (parsed) way.port = parsed->port;
  way.cause = url.cause;
  way.detail = url.detail;
  way.out = &url.out;
  way.back = &url.back;
  way.where = url.mark;
  return way;
}

Way way_of(const ReachReading& reading, PodRef from, PodRef to, const Reach& reach) {
  return {from,           to,           reach.host,    reach.port, reach.protocol, reading.cause,
          reading.detail, &reading.out, &reading.back, {}};
}

std::string_view code_of(const Way& way) {
  if (way.cause == LinkCause::up) return "";
  const MaybeCode code = code_of_packet(way.cause, way.detail, *way.out);
  return code ? code->text() : std::string_view();
}

std::optional<Finding> finding_of(const World& world, const Way& way) {
  if (way.cause == LinkCause::up) return std::nullopt;
  const MaybeCode code = code_of_packet(way.cause, way.detail, *way.out);
  if (!code) return std::nullopt;
  const net::Trace& trace = failed(way);
  Mark rule = trace.hops.empty() ? Mark{} : trace.hops.back().rule;
  if (code->text() == "ST505") rule = egress_policy_mark(world, way.from);
  const std::string port = std::to_string(way.port);
  const std::string to = name(world, way.to);
  Finding made = finding::make(*code, first_known(rule, way.where), what_of(way),
                               {{"host", way.host},
                                {"port", port},
                                {"service", "the Service of " + to},
                                {"node_port", "the NodePort"},
                                {"peer", to},
                                {"enode_id", "the id"},
                                {"cluster", cluster_name(world, way.to)},
                                {"node_ip", machine_address(world, way.to)},
                                {"from", cluster_name(world, way.from)},
                                {"protocol", net::to_string(way.protocol)},
                                {"to", to}});
  const std::string fix = fix_of(world, way, made);
  if (!fix.empty()) made.fix = fix;
  return made;
}

}  // namespace seatrial::diagnosis
