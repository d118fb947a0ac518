// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/proto/p2p/throttle.hpp"

namespace seatrial::diagnosis {

namespace {

/// Dials that reach one listener from one address.
using Arriving = std::map<std::pair<PeerId, net::Ipv4>, std::vector<PeerId>>;

Arriving arrivals(const LinkSurvey& links) {
  Arriving found;
  for (const Arrivals& one : links.arrivals()) found[{one.at, one.source}] = one.diallers;
  if (links.in_brief()) return found;
  for (const LinkReading& link : links.readings()) {
    for (const DialReading* dial : {&link.forward, &link.backward}) {
      if (!dial->out.delivered() || dial->reached == PeerId::none) continue;
      found[{dial->reached, dial->out.seen.src.ip}].push_back(dial->from);
    }
  }
  return found;
}

/// The Service that left the source as it was, for its mark.
Mark service_mark(const View& view, PeerId reached) {
  const kube::Service* service = service_of(view.world(), reached);
  return service == nullptr ? view.spec(reached).mark : service->mark;
}

std::vector<std::string> names_of(const View& view, const std::vector<PeerId>& peers) {
  std::vector<std::string> names;
  for (const PeerId peer : peers) names.push_back(view.name(peer));
  return names;
}

// SPEC law 7: LAN addresses are exempt.
void throttled(const View& view, const LinkSurvey& links, Findings& made) {
  for (const auto& [where, dials] : arrivals(links)) {
    if (dials.size() < 2 || p2p::is_lan(where.second.bits)) continue;
    made.push_back(finding::make(
        "ST609", service_mark(view, where.first),
        fmt::format("{} dial {} from the one address {}", enumerate_some(names_of(view, dials)),
                    view.name(where.first), net::to_string(where.second)),
        {{"cluster", view.name(view.cluster_of(where.first))}}));
    made.back().links = dials.size();
  }
}

// SPEC law 8: dials less than one one-way delay apart kill each other.
void simultaneous(const View& view, const LinkSurvey& links, Findings& made) {
  std::map<std::pair<ClusterId, ClusterId>, Finding> pairs;
  links.each([&](const LinkBrief& link, const LinkReading*) {
    if (!link.forward_up() || !link.backward_up()) return;
    const auto pair = std::minmax({view.cluster_of(link.a), view.cluster_of(link.b)});
    if (pair.first == pair.second) return;
    const Duration latency = latency_between(view, link.a, link.b);
    if (latency == Duration()) return;
    if (const auto known = pairs.find(pair); known != pairs.end()) {
      ++known->second.links;
      return;
    }
    const PeerSpec& spec = view.spec(link.a);
    const auto [found, fresh] = pairs.try_emplace(
        pair, finding::make(
                  "ST610", first_known(spec.static_nodes.mark, spec.mark),
                  fmt::format("the peers of {} and {} list each other, {} apart",
                              view.name(pair.first), view.name(pair.second), to_string(latency)),
                  {{"to", "the peers of " + view.name(pair.second)},
                   {"from", "those of " + view.name(pair.first)}}));
    ++found->second.links;
  });
  for (auto& [pair, finding] : pairs) made.push_back(std::move(finding));
}

// SPEC goquorum 13.2 row 26. How much loss kills a link was not measured; a tenth stalls TCP.
void lossy(const View& view, Findings& made) {
  if (view.scene().scenario == nullptr) return;
  for (const scenario::Wan& wan : view.scene().scenario->wans) {
    const bool much = wan.loss && 10ULL * wan.loss->value.numerator >= wan.loss->value.denominator;
    if (!much) continue;
    const std::string a = wan.between.first.value;
    const std::string b = wan.between.second.value;
    made.push_back(
        finding::make("ST305", wan.loss->mark,
                      fmt::format("the line between {} and {} loses {} of {} packets", a, b,
                                  wan.loss->value.numerator, wan.loss->value.denominator),
                      {{"from", a}, {"to", b}}));
  }
}

}  // namespace

Findings dial_lints(const View& view, const LinkSurvey& links) {
  Findings made;
  throttled(view, links, made);
  simultaneous(view, links, made);
  lossy(view, made);
  return made;
}

}  // namespace seatrial::diagnosis
