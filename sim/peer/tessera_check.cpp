// SPDX-License-Identifier: Apache-2.0
#include "sim/peer/tessera_check.hpp"

#include <fmt/format.h>

#include <set>

#include "sim/net/address.hpp"
#include "sim/net/walk.hpp"
#include "sim/peer/link_check.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial {

namespace {

Error no_url(std::string_view url, std::string_view why) {
  return {"", fmt::format("'{}' {}", url, why), "write http://host:port"};
}

/// One URL, step by step. Each step returns false when it decided the fault.
class UrlReader {
 public:
  UrlReader(World& world, TesseraReading& reading) : world_(world), reading_(reading) {}

  void run() {
    if (!scheduled() || !parses() || !resolves() || !arrives() || !answers() || !is_tessera())
      return;
    reading_.cause = LinkCause::up;
  }

 private:
  bool decide(TesseraFault fault, LinkCause cause, std::string detail) {
    reading_.fault = fault;
    reading_.cause = cause;
    reading_.detail = std::move(detail);
    return false;
  }

  bool scheduled() {
    if (!world_.pending(reading_.from)) return true;
    return decide(TesseraFault::unreachable, LinkCause::pod_pending,
                  world_.name(reading_.from) + " got no address");
  }

  bool parses() {
    const auto url = parse_tessera_url(reading_.url);
    if (url.has_error()) return decide(TesseraFault::malformed, LinkCause::other, url.error().what);
    url_ = *url;
    return true;
  }

  bool resolves() {
    const auto found = look_up(world_, reading_.from, url_.host);
    if (!found) {
      return decide(TesseraFault::unreachable, LinkCause::name_not_resolved,
                    why_unresolved(world_, reading_.from, url_.host));
    }
    reading_.target = {found->address, url_.port};
    return true;
  }

  bool arrives() {
    // A port of its own that no socket of a run can have; the tables are scratch.
    const net::StackId stack = world_.stack(reading_.from);
    const net::Endpoint source{world_.network().stack(stack).address, 61001};
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {stack, {net::Protocol::tcp, source, reading_.target}, true},
              context, &reading_.out);
    reading_.conditions = reading_.out.conditions;
    if (reading_.out.at != net::StackId::none) reading_.to = world_.peer_on(reading_.out.at);
    reading_.own = reading_.to == reading_.from;
    return reading_.out.delivered() || undelivered();
  }

  bool undelivered() {
    const LinkCause cause = cause_of(reading_.out.disposition);
    const bool other_port = reading_.to != PeerId::none && !is_p2p_port();
    return decide(other_port ? TesseraFault::wrong_listener : TesseraFault::unreachable, cause,
                  other_port ? other_listener() : last_word(reading_.out));
  }

  bool answers() {
    const net::WalkContext context{world_.now(), nullptr, &scratch_};
    net::walk(world_.network(), {reading_.out.at, reading_.out.seen.reversed(), false}, context,
              &reading_.back);
    add_conditions(reading_.conditions, reading_.back.conditions);
    if (reading_.back.delivered()) return true;
    return decide(TesseraFault::unreachable, cause_of(reading_.back.disposition),
                  "the answer: " + last_word(reading_.back));
  }

  bool is_tessera() {
    if (is_p2p_port()) return true;
    return decide(TesseraFault::wrong_listener, LinkCause::other, other_listener());
  }

  bool is_p2p_port() const {
    if (reading_.to == PeerId::none) return false;
    const auto& tessera = world_.peer(reading_.to).spec.tessera;
    return tessera && tessera->port == reading_.out.seen.dst.port;
  }

  std::string other_listener() const {
    if (reading_.to == PeerId::none) {
      return fmt::format("port {} of {} is no Tessera's", reading_.out.seen.dst.port,
                         world_.network().stack(reading_.out.at).name);
    }
    return fmt::format("port {} of {} is not Tessera's P2P server", reading_.out.seen.dst.port,
                       world_.name(reading_.to));
  }

  World& world_;
  TesseraReading& reading_;
  TesseraUrl url_;
  net::Conntracks scratch_;
};

using ClusterPair = std::pair<ClusterId, ClusterId>;

/// The pairs of clusters, both ways, of which one's Tesseras reach the other's: party info that was
/// exchanged once spreads to all of them. SPEC goquorum 10.2
std::set<ClusterPair> meetings(const World& world, const std::vector<TesseraReading>& urls) {
  std::set<ClusterPair> met;
  for (const TesseraReading& reading : urls) {
    if (!reading.up()) continue;
    const ClusterId a = world.peer(reading.from).spec.cluster;
    const ClusterId b = world.peer(reading.to).spec.cluster;
    if (a == b) continue;
    met.insert({a, b});
    met.insert({b, a});
  }
  return met;
}

/// The first peer of a cluster that has a Tessera, or none.
PeerId first_tessera(const World& world, ClusterId cluster) {
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    const PeerSpec& spec = world.peer(PeerId(i)).spec;
    if (spec.cluster == cluster && spec.tessera && !world.pending(PeerId(i))) return PeerId(i);
  }
  return PeerId::none;
}

AdvertisedReading read_one(World& world, PeerId of, PeerId seen_by) {
  const TesseraSpec& tessera = *world.peer(of).spec.tessera;
  const TesseraReading walked =
      read_tessera(world, seen_by, {tessera.advertised, tessera.advertised_mark});
  return {.of = of,
          .seen_from = world.peer(seen_by).spec.cluster,
          .seen_by = seen_by,
          .resolves_to = walked.to,
          .url = walked.url,
          .mark = walked.mark,
          .cause = walked.cause,
          .detail = walked.detail,
          .conditions = walked.conditions};
}

}  // namespace

Result<TesseraUrl> parse_tessera_url(std::string_view url) {
  constexpr std::string_view separator = "://";
  const std::size_t scheme = url.find(separator);
  if (scheme == url.npos) return no_url(url, "has no scheme");
  const std::string_view word = url.substr(0, scheme);
  if (word != "http" && word != "https") return no_url(url, "is not an http URL");
  std::string_view rest = url.substr(scheme + separator.size());
  if (rest.find(separator) != rest.npos) return no_url(url, "has its scheme twice");
  if (rest.ends_with('/')) rest.remove_suffix(1);
  const std::size_t colon = rest.find(':');
  if (colon == rest.npos || colon == 0) return no_url(url, "has no host or no port");
  const auto port = net::parse_port(rest.substr(colon + 1));
  if (!port) return no_url(url, "has no port from 1 to 65535 at its end");
  return TesseraUrl{std::string(rest.substr(0, colon)), *port};
}

TesseraReading read_tessera(World& world, PeerId from, const TesseraSpec::PeerUrl& peer) {
  TesseraReading reading;
  reading.from = from;
  reading.url = peer.url;
  reading.mark = peer.mark;
  UrlReader(world, reading).run();
  return reading;
}

std::vector<TesseraReading> read_all_tessera(World& world) {
  std::vector<TesseraReading> readings;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    const auto& tessera = world.peer(PeerId(i)).spec.tessera;
    if (!tessera) continue;
    for (const TesseraSpec::PeerUrl& peer : tessera->peers) {
      readings.push_back(read_tessera(world, PeerId(i), peer));
      readings.back().position = static_cast<std::size_t>(&peer - tessera->peers.begin());
    }
  }
  return readings;
}

std::vector<AdvertisedReading> read_advertised(World& world,
                                               const std::vector<TesseraReading>& urls) {
  const std::set<ClusterPair> met = meetings(world, urls);
  std::vector<AdvertisedReading> readings;
  for (std::uint32_t i = 0; i < world.peer_count(); ++i) {
    const PeerSpec& spec = world.peer(PeerId(i)).spec;
    if (!spec.tessera || spec.tessera->advertised.empty()) continue;
    for (std::uint32_t c = 0; c < world.cluster_count(); ++c) {
      if (!met.contains({spec.cluster, ClusterId(c)})) continue;
      const PeerId asked = first_tessera(world, ClusterId(c));
      if (asked != PeerId::none) readings.push_back(read_one(world, PeerId(i), asked));
    }
  }
  return readings;
}

std::vector<AdvertisedReading> read_advertised(World& world) {
  return read_advertised(world, read_all_tessera(world));
}

TesseraPushes::TesseraPushes(World& world) : TesseraPushes(world, survey_tessera(world, false)) {}

TesseraPushes::TesseraPushes(World& world, TesseraSurvey survey)
    : world_(world), survey_(std::move(survey)), advertised_(read_advertised(world, survey_.urls)) {
  for (std::size_t i = 0; i < advertised_.size(); ++i) {
    first_advertised_.try_emplace({advertised_[i].of, advertised_[i].seen_from}, i);
  }
}

TesseraPush TesseraPushes::read(PeerId from, PeerId to) const {
  TesseraPush push = configured(from, to);
  // A node also pushes to what the other side advertises.
  if (push.cause != LinkCause::up && push.cause != LinkCause::not_listed) return push;
  const auto found = first_advertised_.find({to, world_.peer(from).spec.cluster});
  if (found == first_advertised_.end()) return push;
  const AdvertisedReading& url = advertised_[found->second];
  const bool elsewhere = url.cause == LinkCause::up && url.resolves_to != url.of;
  return {.cause = elsewhere ? LinkCause::identity_mismatch : url.cause,
          .detail = url.detail,
          .conditions = url.conditions,
          .advertised = true};
}

TesseraPush TesseraPushes::configured(PeerId from, PeerId to) const {
  TesseraPush sure;
  sure.cause = LinkCause::up;
  if (survey_.has_up(from, to)) return sure;
  const TesseraReading* url = survey_.decisive(from, to);
  if (url == nullptr) return {};
  return {url->cause, url->detail, url->conditions, url->fault, false};
}

}  // namespace seatrial
