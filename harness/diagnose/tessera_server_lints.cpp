// SPDX-License-Identifier: Apache-2.0
// What stands in a Tessera's config beside its URLs, held against who talks to it: whitelist and
// known peers, TLS, always-sent keys, its own geth, its health check. The readings of the URLs say
// who reaches whom, and under which address.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::diagnosis {

namespace {

using Readings = std::vector<TesseraReading>;

/// The Tessera config of a generated peer; null where it has none.
const config::TesseraConfig* tessera_of(const View& view, PeerId peer) {
  const config::PeerConfig* config = view.config(peer);
  return config != nullptr && config->tessera ? &*config->tessera : nullptr;
}

/// "http://a:9001/" and "http://a:9001" are one URL, other spellings are others.
/// SPEC goquorum 10.2
std::string normal(std::string url) {
  if (!url.ends_with('/')) url += '/';
  return url;
}

/// Calls that one line of one Tessera's config refuses, by that line.
struct Refusals {
  struct At {
    std::vector<std::string> callers;
    PeerId by = PeerId::none;
    const TesseraReading* first = nullptr;
  };
  std::vector<std::pair<Mark, At>> places;

  void add(const View& view, const Mark& mark, const TesseraReading& reading) {
    auto found = std::find_if(places.begin(), places.end(),
                              [&](const auto& place) { return place.first == mark; });
    if (found == places.end()) {
      places.push_back({mark, {{}, reading.to, &reading}});
      found = std::prev(places.end());
    }
    const std::string caller = view.name(reading.from);
    auto& callers = found->second.callers;
    if (std::find(callers.begin(), callers.end(), caller) == callers.end()) {
      callers.push_back(caller);
    }
  }
};

/// Whether a host of peer[] is this address; names are compared literally or by reverse DNS, so
/// that a name of this very address may pass. SPEC kubernetes F-49
bool lists_address(const View& view, PeerId peer, net::Ipv4 address) {
  for (const TesseraSpec::PeerUrl& url : view.spec(peer).tessera->peers) {
    const auto parsed = parse_tessera_url(url.url);
    if (!parsed) continue;
    const auto found = look_up(view.world(), peer, parsed->host);
    if (found && found->address == address) return true;
  }
  return false;
}

bool between_clusters(const View& view, const TesseraReading& reading) {
  return reading.up() && !reading.own &&
         view.cluster_of(reading.from) != view.cluster_of(reading.to);
}

// SPEC goquorum 10.3, 13.4 row 41
void whitelists(const View& view, const Readings& readings, Findings& made) {
  Refusals refusals;
  for (const TesseraReading& reading : readings) {
    if (!between_clusters(view, reading)) continue;
    const config::TesseraConfig* there = tessera_of(view, reading.to);
    if (there == nullptr || !there->use_white_list.value) continue;
    if (lists_address(view, reading.to, reading.out.seen.src.ip)) continue;
    refusals.add(view, there->use_white_list.mark, reading);
  }
  for (const auto& [mark, at] : refusals.places) {
    const std::string source = net::to_string(at.first->out.seen.src.ip);
    made.push_back(finding::make(
        "ST807", mark,
        fmt::format("{} {} at {} as {}, which no URL of its peer list has", enumerate(at.callers),
                    at.callers.size() == 1 ? "arrives" : "arrive", view.name(at.by), source),
        {{"source", source}}));
    made.back().links = at.callers.size();
  }
}

// SPEC goquorum 10.3, 13.4 row 40
void known_peers(const View& view, const Readings& readings, Findings& made) {
  Refusals refusals;
  for (const TesseraReading& reading : readings) {
    if (!reading.up() || reading.own) continue;
    const config::TesseraConfig* there = tessera_of(view, reading.to);
    if (there == nullptr || !there->disable_peer_discovery.value) continue;
    const std::string told = normal(view.spec(reading.from).tessera->advertised);
    const auto& urls = view.spec(reading.to).tessera->peers;
    const bool known = std::any_of(urls.begin(), urls.end(),
                                   [&](const auto& url) { return normal(url.url) == told; });
    if (!known) refusals.add(view, there->disable_peer_discovery.mark, reading);
  }
  for (const auto& [mark, at] : refusals.places) {
    const TesseraSpec& caller = *view.spec(at.first->from).tessera;
    made.push_back(finding::make(
        "ST808", mark,
        fmt::format("{} {} {}, which is not in the peer list of {}", enumerate(at.callers),
                    at.callers.size() == 1 ? "tells" : "tell, each its own,", caller.advertised,
                    view.name(at.by)),
        {{"url", caller.advertised}}));
    made.back().links = at.callers.size();
    if (caller.advertised_mark.known()) {
      made.back().related.push_back({caller.advertised_mark, "the URL that is told"});
    }
  }
}

bool strict(const config::TesseraConfig& tessera) {
  return tessera.tls.mode.value == "STRICT";
}

/// The line that makes one side differ from the other; nothing where both agree.
std::optional<Mark> differing_line(const config::TesseraConfig& here,
                                   const config::TesseraConfig& there,
                                   const TesseraReading& reading) {
  const bool secure = reading.url.starts_with("https:");
  if (secure && !strict(there)) return reading.mark;
  if (!secure && strict(there)) return there.tls.mode.mark;
  if (secure && !strict(here)) return first_known(here.tls.mode.mark, reading.mark);
  return std::nullopt;
}

// SPEC kubernetes F-52, goquorum 10.5
void tls(const View& view, const Readings& readings, Findings& made) {
  std::set<std::tuple<FileId, std::uint32_t, std::uint32_t>> told;
  for (const TesseraReading& reading : readings) {
    if (!reading.up() || reading.own) continue;
    const config::TesseraConfig* here = tessera_of(view, reading.from);
    const config::TesseraConfig* there = tessera_of(view, reading.to);
    if (here == nullptr || there == nullptr) continue;
    const auto line = differing_line(*here, *there, reading);
    if (!line || !told.insert({line->file, line->line, line->column}).second) continue;
    const auto mode = [](const config::TesseraConfig& tessera) {
      return strict(tessera) ? "STRICT" : "OFF";
    };
    made.push_back(
        finding::make("ST810", *line,
                      fmt::format("{} (tls {}) calls {} of {} (tls {})", view.name(reading.from),
                                  mode(*here), reading.url, view.name(reading.to), mode(*there))));
    made.back().links = 1;
    if (reading.mark != *line) made.back().related.push_back({reading.mark, "the URL"});
  }
}

// SPEC kubernetes F-54: its own cluster's Tesseras keep the store from getting empty.
void never_asked_again(const View& view, const Readings& readings, Findings& made) {
  std::set<PeerId> local;  // those that another Tessera of their cluster answers
  for (const TesseraReading& reading : readings) {
    const bool inside = reading.up() && !reading.own && !between_clusters(view, reading);
    if (inside) local.insert(reading.from);
  }
  for (const TesseraReading& reading : readings) {
    if (!between_clusters(view, reading) || !local.contains(reading.from)) continue;
    made.push_back(finding::make("ST811", reading.mark,
                                 fmt::format("{} forgets {} after a cut, while Tesseras of {} keep "
                                             "answering",
                                             view.name(reading.from), reading.url,
                                             view.name(view.cluster_of(reading.from)))));
    return;
  }
}

/// Where geth looks for its Tessera: a URL, or "unix:" and a path; "" where nothing tells.
config::MarkedText asked_by_geth(const config::PeerConfig& peer) {
  if (peer.settings.ptm_url) return *peer.settings.ptm_url;
  const config::MarkedText& socket =
      peer.settings.ptm_socket ? *peer.settings.ptm_socket : peer.private_config;
  // "ignore" means none at all, and a .toml or .conf is a file of its own that was not read.
  if (!socket.value.ends_with(".ipc")) return {};
  return {"unix:" + socket.value, socket.mark};
}

/// The path of a socket, or the port of a URL: localhost has many names.
std::string address_part(const std::string& url) {
  if (url.starts_with("unix:")) return url;
  const std::size_t colon = url.rfind(':');
  if (colon == url.npos) return url;
  std::string port = url.substr(colon);
  while (port.ends_with('/')) port.pop_back();
  return port;
}

// SPEC kubernetes F-55
void own_geths(const View& view, Findings& made) {
  for (const PeerId peer : view.peers()) {
    const config::PeerConfig* config = view.config(peer);
    if (config == nullptr || !config->tessera) continue;
    const config::MarkedText geth = asked_by_geth(*config);
    const config::MarkedText& tessera = config->tessera->q2t_address;
    const auto unknown = [](const std::string& text) {
      return text.empty() || text.find_first_of("$%") != text.npos;
    };
    if (unknown(geth.value) || unknown(tessera.value)) continue;
    if (address_part(geth.value) == address_part(tessera.value)) continue;
    made.push_back(finding::make("ST812", geth.mark,
                                 fmt::format("geth of {} asks {}, and its Tessera is at {}",
                                             view.name(peer), geth.value, tessera.value),
                                 {{"geth", geth.value}, {"tessera", tessera.value}}));
    made.back().related.push_back({tessera.mark, "the Q2T server"});
  }
}

/// Whose key it is; nothing where some Tessera's keys are not known and it may be that one's.
std::optional<PeerId> owner_of_key(const View& view, const std::string& key) {
  bool all_known = true;
  for (const PeerId peer : view.peers()) {
    if (!view.spec(peer).tessera) continue;
    const config::TesseraConfig* tessera = tessera_of(view, peer);
    if (tessera == nullptr || tessera->public_keys.empty()) {
      all_known = false;
      continue;
    }
    for (const config::MarkedText& own : tessera->public_keys) {
      if (own.value == key) return peer;
    }
  }
  if (all_known) return PeerId::none;
  return std::nullopt;
}

// SPEC kubernetes F-110
void always_sent(const View& view, PeerId peer, const TesseraPushes& pushes, Findings& made) {
  for (const config::MarkedText& key : tessera_of(view, peer)->always_send_to) {
    const auto owner = owner_of_key(view, key.value);
    if (!owner || *owner == peer) continue;
    const std::string part = key.value.substr(0, 8) + "…";
    if (*owner == PeerId::none) {
      made.push_back(finding::make("ST813", key.mark,
                                   fmt::format("no Tessera that was read has the key {}", part),
                                   {{"peer", "its node"}}));
      continue;
    }
    const TesseraPush push = pushes.read(peer, *owner);
    if (push.cause == LinkCause::up) continue;
    made.push_back(finding::make("ST813", key.mark,
                                 fmt::format("the key {} is that of {}, which {} cannot reach",
                                             part, view.name(*owner), view.name(peer)),
                                 {{"peer", view.name(*owner)}}));
  }
}

void always_sent(const View& view, Findings& made) {
  std::optional<TesseraPushes> pushes;  // read once, and only where somebody asks
  for (const PeerId peer : view.peers()) {
    const config::TesseraConfig* tessera = tessera_of(view, peer);
    if (tessera == nullptr || tessera->always_send_to.empty()) continue;
    if (!pushes) pushes.emplace(view.world());
    always_sent(view, peer, *pushes, made);
  }
}

// SPEC goquorum 13.4 row 43: once for a cluster.
void health(const View& view, Findings& made) {
  for (const scenario::SceneCluster& cluster : view.scene().clusters) {
    if (!cluster.config) continue;
    for (const config::PeerConfig& peer : cluster.config->peers) {
      const config::WorkloadConfig* workload = workload_of(*cluster.config, peer);
      if (workload == nullptr) continue;
      const auto& containers = workload->containers;
      const auto probe = std::find_if(containers.begin(), containers.end(), [](const auto& one) {
        return one.readiness_path.value == "/upcheck";
      });
      if (probe == containers.end()) continue;
      const std::string who = cluster.name + '/' + peer.name.value;
      made.push_back(finding::make("ST814", probe->readiness_path.mark,
                                   fmt::format("{} is ready as soon as its Tessera answers", who),
                                   {{"peer", who}}));
      break;
    }
  }
}

}  // namespace

Findings tessera_server_lints(const View& view, const std::vector<TesseraReading>& readings) {
  Findings made;
  whitelists(view, readings, made);
  known_peers(view, readings, made);
  tls(view, readings, made);
  never_asked_again(view, readings, made);
  own_geths(view, made);
  always_sent(view, made);
  health(view, made);
  return made;
}

}  // namespace seatrial::diagnosis
