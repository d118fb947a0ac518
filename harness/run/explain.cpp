// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/diagnose.hpp"
#include "harness/diagnose/way_finding.hpp"
#include "harness/finding/catalogue.hpp"
#include "harness/run/run.hpp"
#include "sim/peer/discovery_check.hpp"
#include "sim/peer/reach_check.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial::run {

namespace {

std::string conditions_text(const std::vector<std::string>& conditions) {
  std::string text;
  for (const std::string& condition : conditions) text += "    if " + condition + '\n';
  return text;
}

std::string dial_text(const World& world, const DialReading& dial, const SourceFiles& files) {
  std::string text = fmt::format("{} dials {}\n", world.name(dial.from), world.name(dial.to));
  if (dial.entry == nullptr) {
    return text + fmt::format("  it does not: its static-nodes.json has no entry for {}\n",
                              world.name(dial.to));
  }
  text += fmt::format("  entry {}\n  [{}]\n", dial.entry->text, files.to_string(dial.entry->mark));
  text += net::to_string(dial.out, files);
  if (dial.out.delivered()) text += "  the answer\n" + net::to_string(dial.back, files);
  text += fmt::format("  {}: {}", to_string(dial.cause), describe(dial.cause));
  if (!dial.detail.empty()) text += fmt::format(" ({})", dial.detail);
  return text + '\n' + conditions_text(dial.conditions);
}

std::string p2p_text(scenario::Scene& scene, PeerId from, PeerId to) {
  const World& world = *scene.world;
  const LinkReading link = read_link(*scene.world, from, to);
  const char* words[] = {"up", "down", "unknown"};
  std::string text = fmt::format("p2p link {} - {}: {}\n\n", world.name(from), world.name(to),
                                 words[static_cast<std::size_t>(link.status)]);
  text += dial_text(world, link.forward, *scene.files) + '\n';
  text += dial_text(world, link.backward, *scene.files);
  return text + "\none working direction is enough: whoever can dial makes the link\n";
}

/// What one direction met, and what stops it first.
std::string way_text(const net::Trace& out, const net::Trace& back, LinkCause cause,
                     const std::string& detail, const std::vector<std::string>& conditions,
                     const SourceFiles& files) {
  std::string text = out.hops.empty() ? "" : net::to_string(out, files);
  if (out.delivered()) text += "  the answer\n" + net::to_string(back, files);
  text += fmt::format("  {}: {}", to_string(cause), describe(cause));
  if (!detail.empty()) text += fmt::format(" ({})", detail);
  return text + '\n' + conditions_text(conditions);
}

std::string told(const Finding& finding) {
  std::string text = fmt::format("{} {}\n", finding.code, finding.what);
  if (!finding.fix.empty()) text += fmt::format("  what to change: {}\n", finding.fix);
  return text;
}

/// The finding of a way that no packet gets through; "" for one that works.
std::string told(const World& world, const diagnosis::Way& way) {
  const auto finding = diagnosis::finding_of(world, way);
  return finding ? told(*finding) : "";
}

/// Texts below the readings, each once.
std::string below(const std::string& first, const std::string& second) {
  const std::string text = first == second ? first : first + second;
  return text.empty() ? "" : '\n' + text;
}

std::string tessera_url_text(scenario::Scene& scene, const TesseraReading& reading) {
  const World& world = *scene.world;
  std::string text = fmt::format("tessera of {} posts to {}\n  [{}]\n", world.name(reading.from),
                                 reading.url, scene.files->to_string(reading.mark));
  return text + way_text(reading.out, reading.back, reading.cause, reading.detail,
                         reading.conditions, *scene.files);
}

/// A URL that does not lead there: what the findings say of it, and of the network below it.
std::string tessera_fault_text(const World& world, const Findings& found,
                               const TesseraReading& reading) {
  if (reading.up()) return "";
  std::string text;
  for (const Finding& finding : found) {
    if (finding.code.starts_with("ST8") && finding.where == reading.mark) text += told(finding);
  }
  return text + told(world, diagnosis::way_of(world, reading));
}

/// What becomes of payloads, also where only the advertised URL leads there.
std::string push_text(scenario::Scene& scene, const TesseraPushes& pushes, const Findings& found,
                      PeerId from, PeerId to) {
  const World& world = *scene.world;
  const TesseraPush push = pushes.read(from, to);
  const bool written = std::ranges::any_of(pushes.urls(), [&](const TesseraReading& url) {
    return url.from == from && diagnosis::meant_by(world, url) == to;
  });
  // What is wrong with the URL that was written for it stands above.
  if (push.cause == LinkCause::not_listed && written) return "";
  std::string text =
      fmt::format("payloads {} -> {}: {}", world.name(from), world.name(to), to_string(push.cause));
  if (!push.detail.empty()) text += fmt::format(" ({})", push.detail);
  text += '\n' + conditions_text(push.conditions);
  if (push.cause == LinkCause::up || !world.peer(to).spec.tessera) return text;
  const Mark advertised = world.peer(to).spec.tessera->advertised_mark;
  for (const Finding& finding : found) {
    const bool here = finding.where.known() && finding.where == advertised;
    if (here && (finding.code == "ST801" || finding.code == "ST802")) text += told(finding);
  }
  if (push.cause == LinkCause::not_listed) {
    text += fmt::format("  what to change: list the Tessera of {} in the config of {}\n",
                        world.name(to), world.name(from));
  }
  return text;
}

std::string tessera_text(scenario::Scene& scene, PeerId from, PeerId to) {
  World& world = *scene.world;
  for (const PeerId each : {from, to}) {
    if (world.peer(each).spec.tessera) continue;
    return fmt::format("{} runs no Tessera\n", world.name(each));
  }
  const Findings found = diagnose(scene, LinkSurvey());
  std::string text;
  const TesseraPushes pushes(world);
  for (const TesseraReading& reading : pushes.urls()) {
    const PeerId meant = diagnosis::meant_by(world, reading);
    const bool ours = reading.from == from && meant == to;
    if (!ours && !(reading.from == to && meant == from)) continue;
    text += tessera_url_text(scene, reading) + tessera_fault_text(world, found, reading) + '\n';
  }
  if (text.empty()) text = "neither Tessera lists the other\n\n";
  return text + push_text(scene, pushes, found, from, to) +
         push_text(scene, pushes, found, to, from);
}

std::string ping_text(const World& world, const PingReading& ping, const SourceFiles& files) {
  std::string text = fmt::format("{} pings {}\n", world.name(ping.from), world.name(ping.to));
  if (ping.entry != nullptr) {
    text +=
        fmt::format("  entry {}\n  [{}]\n", ping.entry->text, files.to_string(ping.entry->mark));
  }
  if (ping.out.hops.empty()) return text + fmt::format("  it does not: {}\n", ping.detail);
  return text + way_text(ping.out, ping.back, ping.cause, ping.detail, ping.conditions, files);
}

/// Without a finding: switched off, or nobody told it of the other.
std::string unasked_text(const World& world, const PingReading& ping) {
  if (ping.cause != LinkCause::not_listed) return "";
  const std::string from = world.name(ping.from);
  if (!world.peer(ping.from).spec.geth.discovery) {
    return fmt::format("  what to change: run {} without --nodiscover\n", from);
  }
  return fmt::format("  what to change: list {} with a discport among the bootnodes of {}\n",
                     world.name(ping.to), from);
}

std::string discovery_text(scenario::Scene& scene, PeerId from, PeerId to) {
  const World& world = *scene.world;
  const DiscoveryReading link = read_discovery(*scene.world, from, to);
  const char* words[] = {"up", "down", "unknown"};
  std::string text = fmt::format("discovery {} - {}: {}\n\n", world.name(from), world.name(to),
                                 words[static_cast<std::size_t>(link.status)]);
  text += ping_text(world, link.forward, *scene.files) + '\n';
  text += ping_text(world, link.backward, *scene.files);
  if (link.status == LinkStatus::up) return text;
  const auto fault = [&](const PingReading& ping) {
    return told(world, diagnosis::way_of(world, ping)) + unasked_text(world, ping);
  };
  return text + below(fault(link.forward), fault(link.backward));
}

/// Between stacks of which one is no peer there is no link: only whether packets get there. An
/// application is asked on the first port that it listens on, a peer on geth's.
std::string reach_text(scenario::Scene& scene, PodRef from, PodRef to, net::Protocol protocol) {
  World& world = *scene.world;
  const kube::Pod& pod = world.cluster(to.cluster).pod(to.pod);
  const std::string names = fmt::format("{} -> {}", name(world, from), name(world, to));
  if (pod.stack == net::StackId::none) return names + ": the pod is Pending: it got no address\n";
  const net::Stack& stack = world.network().stack(pod.stack);
  const auto& ports = protocol == net::Protocol::tcp ? stack.tcp_listeners : stack.udp_listeners;
  const std::uint16_t port = ports.empty() ? std::uint16_t{30303} : ports.front();
  const Reach reach = reach_of(world, from, to, port, protocol);
  const ReachReading reading = read_reach(world, from, reach);
  std::string text = fmt::format("{} port {} ({} {}:{})\n", names, port, net::to_string(protocol),
                                 reach.host, reach.port);
  text += way_text(reading.out, reading.back, reading.cause, reading.detail, reading.conditions,
                   *scene.files);
  return text + told(world, diagnosis::way_of(reading, from, to, reach));
}

/// What the findings say of a link that is not up: its code, what is wrong and what to change.
std::string finding_text(scenario::Scene& scene, PeerId from, PeerId to) {
  const LinkReading link = read_link(*scene.world, from, to);
  const std::string_view code = code_of(*scene.world, link);
  if (code.empty()) return "";
  std::string text;
  for (const Finding& finding : diagnose(scene, std::vector{link})) {
    if (finding.code == code) text += told(finding);
  }
  // No report speaks of two peers of one cluster that nobody asked to link.
  if (text.empty() && code == "ST613") {
    const std::string a = scene.world->name(from);
    const std::string b = scene.world->name(to);
    text = told(finding::make("ST613", {}, fmt::format("neither {} nor {} lists the other", a, b),
                              {{"to", b}, {"from", a}}));
  }
  return text.empty() ? "" : '\n' + text;
}

/// Peers, pods and hosts that exist, for somebody who named none.
std::string known_names(const World& world) {
  std::string known;
  std::size_t count = 0;
  for (std::uint32_t i = 0; i < world.peer_count() && count < 8; ++i) {
    known += (count++ == 0 ? "" : ", ") + world.name(PeerId(i));
  }
  return known;
}

std::string text_of(scenario::Scene& scene, const std::string& from, const std::string& to,
                    report::LinkKind kind) {
  World& world = *scene.world;
  const PeerId a = world.find_peer(from);
  const PeerId b = world.find_peer(to);
  if (a == PeerId::none || b == PeerId::none) {
    const bool udp = kind == report::LinkKind::discovery;
    const net::Protocol protocol = udp ? net::Protocol::udp : net::Protocol::tcp;
    const PodRef left = *find_pod(world, from);
    const PodRef right = *find_pod(world, to);
    return reach_text(scene, left, right, protocol) + '\n' +
           reach_text(scene, right, left, protocol);
  }
  if (kind == report::LinkKind::discovery) return discovery_text(scene, a, b);
  if (kind == report::LinkKind::tessera) return tessera_text(scene, a, b);
  return p2p_text(scene, a, b) + finding_text(scene, a, b);
}

}  // namespace

Result<std::string> explain(const scenario::Scenario& scenario, SourceFiles& files,
                            const std::string& from, const std::string& to, report::LinkKind kind) {
  Result<scenario::Scene> scene = scenario::resolve(scenario, files);
  if (!scene) return scene.error();
  assume_all_running(*scene->world);
  return explain(*scene, from, to, kind);
}

Result<std::string> explain(scenario::Scene& scene, const std::string& from, const std::string& to,
                            report::LinkKind kind) {
  World& world = *scene.world;
  for (const std::string& each : {from, to}) {
    if (find_pod(world, each)) continue;
    return Error{scene.scenario->path, fmt::format("there is no peer '{}'", each),
                 "name one of " + known_names(world)};
  }
  return {boost::system::in_place_value, text_of(scene, from, to, kind)};
}

}  // namespace seatrial::run
