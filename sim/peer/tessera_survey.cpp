// SPDX-License-Identifier: Apache-2.0
// TesseraSurvey in brief: what one sender's URL meets, it meets for all senders of its kind, so
// that it is read for the first of them.
#include <boost/unordered/unordered_flat_map.hpp>
#include <map>
#include <set>
#include <tuple>

#include "sim/peer/link_matrix_ways.hpp"
#include "sim/peer/name_lookup.hpp"
#include "sim/peer/tessera_check.hpp"

namespace seatrial {

namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;

/// What a URL meets that is not read in full.
struct Met {
  matrix::Way way;
  PeerId to = PeerId::none;
  bool sure = false;  ///< it is up, and depends on nothing
};

class TesseraSurveyor {
 public:
  explicit TesseraSurveyor(World& world) : world_(world), ways_(world, 61001) {}

  TesseraSurvey survey() {
    const std::size_t count = world_.peer_count();
    survey_.brief = true;
    survey_.up.assign(count * count, false);
    survey_.kinds.assign(count, nowhere);
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto& tessera = world_.peer(PeerId(i)).spec.tessera;
      if (tessera && world_.pending(PeerId(i))) read_pending(PeerId(i));
      if (tessera && !world_.pending(PeerId(i))) read_urls(PeerId(i));
    }
    return std::move(survey_);
  }

 private:
  /// Where the URLs of a list lead to for all who share it and its names.
  struct List {
    std::uint32_t number = 0;
    std::vector<std::uint32_t> places;
  };

  /// The pod is to blame for all of its URLs.
  void read_pending(PeerId from) {
    const auto& urls = world_.peer(from).spec.tessera->peers;
    if (urls.empty()) return;
    const std::size_t place = survey_.add(read_tessera(world_, from, urls[0]));
    survey_.alike[place] = urls.size() - 1;
  }

  void read_urls(PeerId from) {
    const List& list = list_of(from);
    const std::uint32_t kind =
        kinds_
            .try_emplace({list.number, ways_.shapes().near_sender(world_.stack(from))},
                         static_cast<std::uint32_t>(kinds_.size()))
            .first->second;
    survey_.kinds[static_cast<std::size_t>(from)] = kind;
    uncertain_.clear();
    for (std::size_t i = 0; i < list.places.size(); ++i) {
      const Met met = meet(from, list.places[i]);
      const std::uint32_t place = list.places[i];
      const bool alone = place != nowhere && ways_.must_ask(from, place);
      const std::size_t reading = met.sure ? read_up(list, i, from)
                                  : alone  ? read_alone(i, from)
                                           : read_of_kind(kind, i, from);
      // Of two URLs that lead to one Tessera the first that is up counts, as in a list read whole.
      if (met.sure && !uncertain_.contains(met.to)) {
        survey_.up[static_cast<std::size_t>(from) * world_.peer_count() +
                   static_cast<std::size_t>(met.to)] = true;
      }
      if (met.sure) continue;
      if (survey_.urls[reading].up()) uncertain_.insert(survey_.urls[reading].to);
    }
  }

  /// One reading of a URL that is up stands for all who share the list.
  std::size_t read_up(const List& list, std::size_t i, PeerId from) {
    const auto [found, fresh] = list_ups_.try_emplace(key(list.number, i), 0);
    if (fresh) {
      found->second = survey_.add(read_url(from, i));
    } else {
      survey_.count_like(found->second, from);
    }
    return found->second;
  }

  /// Its own URL, or one that may lead each sender elsewhere.
  std::size_t read_alone(std::size_t i, PeerId from) {
    const std::size_t reading = survey_.add(read_url(from, i));
    survey_.note(survey_.of_peers, {from, survey_.urls[reading].to}, reading);
    return reading;
  }

  /// One reading of a URL that is not stands for all of a kind.
  std::size_t read_of_kind(std::uint32_t kind, std::size_t i, PeerId from) {
    const auto [found, fresh] = fails_.try_emplace(key(kind, i), 0);
    if (fresh) {
      found->second = survey_.add(read_url(from, i));
      survey_.note(survey_.of_kinds, {kind, survey_.urls[found->second].to}, found->second);
    } else {
      survey_.count_like(found->second, from);
    }
    return found->second;
  }

  TesseraReading read_url(PeerId from, std::size_t i) {
    TesseraReading reading = read_tessera(world_, from, world_.peer(from).spec.tessera->peers[i]);
    reading.position = i;
    return reading;
  }

  static std::uint64_t key(std::uint32_t group, std::size_t i) {
    return static_cast<std::uint64_t>(group) << 32 | i;
  }

  Met meet(PeerId from, std::uint32_t place) {
    Met met;
    if (place == nowhere) return met;
    met.way = ways_.way(from, place);
    met.to = met.way.reached == net::StackId::none ? PeerId::none : world_.peer_on(met.way.reached);
    if (met.way.cause != LinkCause::up || met.way.conditional) return met;
    if (met.to == PeerId::none || met.to == from) return met;
    const auto& tessera = world_.peer(met.to).spec.tessera;
    met.sure = tessera && tessera->port == met.way.port;
    return met;
  }

  const List& list_of(PeerId from) {
    const PeerSpec& spec = world_.peer(from).spec;
    const auto key =
        std::tuple(spec.tessera->peers.identity(), ways_.shapes().far_sender(world_.stack(from)),
                   world_.cluster(spec.cluster).pod(spec.pod).ns);
    const auto [found, fresh] = lists_.try_emplace(key);
    List& list = found->second;
    if (fresh) {
      list.number = static_cast<std::uint32_t>(lists_.size());
      for (const auto& url : spec.tessera->peers) list.places.push_back(place(from, url.url));
    }
    return list;
  }

  std::uint32_t place(PeerId from, const std::string& text) {
    const auto url = parse_tessera_url(text);
    if (!url) return nowhere;
    const auto found = look_up(world_, from, url->host);
    if (!found || !found->condition.empty()) return nowhere;
    const net::SiteId site = world_.network().stack(world_.stack(from)).site;
    return ways_.shapes().place(site, {found->address, url->port});
  }

  World& world_;
  matrix::Ways ways_;
  TesseraSurvey survey_;
  std::map<std::tuple<const void*, std::uint32_t, std::string>, List> lists_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> kinds_;  ///< by list and sender
  // Places of readings, by list or kind and place of the URL.
  boost::unordered_flat_map<std::uint64_t, std::size_t> list_ups_;
  boost::unordered_flat_map<std::uint64_t, std::size_t> fails_;
  std::set<PeerId> uncertain_;  ///< to whom the sender at hand has a way that depends on something
};

}  // namespace

std::size_t TesseraSurvey::add(TesseraReading reading) {
  urls.push_back(std::move(reading));
  alike.push_back(0);
  another.push_back(PeerId::none);
  return urls.size() - 1;
}

void TesseraSurvey::count_like(std::size_t reading, PeerId from) {
  if (alike[reading]++ == 0) another[reading] = from;
}

TesseraSurvey survey_tessera(World& world, bool brief) {
  if (brief) return TesseraSurveyor(world).survey();
  TesseraSurvey survey;
  for (TesseraReading& reading : read_all_tessera(world)) {
    const std::pair way(reading.from, reading.to);
    survey.note(survey.of_peers, way, survey.add(std::move(reading)));
  }
  return survey;
}

const TesseraReading* TesseraSurvey::decisive(PeerId from, PeerId to) const {
  const TesseraReading* own = nullptr;
  const TesseraReading* kinds_own = nullptr;
  if (const auto found = of_peers.find({from, to}); found != of_peers.end()) {
    own = &urls[found->second];
  }
  if (brief) {
    const auto found = of_kinds.find({kinds[static_cast<std::size_t>(from)], to});
    if (found != of_kinds.end()) kinds_own = &urls[found->second];
  }
  if (own == nullptr || kinds_own == nullptr) return own == nullptr ? kinds_own : own;
  return is_before(*own, *kinds_own) ? own : kinds_own;
}

}  // namespace seatrial
