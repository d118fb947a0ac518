// SPDX-License-Identifier: Apache-2.0
// The static reading of Tesseras: whether the URLs of their configs lead to another Tessera, and
// what the URL that each of them advertises means in the clusters that learn it. It walks the same
// network as the reading of p2p links, without time, and judges nothing: findings do.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/net/trace.hpp"
#include "sim/peer/world.hpp"

namespace seatrial {

/// A Tessera URL, taken to pieces.
struct TesseraUrl {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const TesseraUrl&) const = default;
};

/// Reads "http://host:port", with or without a slash behind it. SPEC kubernetes F-48
Result<TesseraUrl> parse_tessera_url(std::string_view url);

/// What is wrong with a URL, beyond the network.
enum class TesseraFault : std::uint8_t {
  none,
  malformed,       ///< no URL that Tessera can use
  wrong_listener,  ///< the port belongs to something else than Tessera's P2P
  unreachable,     ///< `cause` says why
};

/// One URL of a Tessera's config.
struct TesseraReading {
  PeerId from = PeerId::none;
  PeerId to = PeerId::none;  ///< whose Tessera answers, or whose pod has the wrong listener
  std::string url;
  Mark mark;
  TesseraFault fault = TesseraFault::none;
  LinkCause cause = LinkCause::other;  ///< up where nothing is wrong
  std::string detail;                  ///< what is wrong; "" where nothing is
  net::Endpoint target;                ///< the address that the URL means for `from`
  net::Trace out;
  net::Trace back;
  std::vector<std::string> conditions;  ///< what must hold for the reading to be true
  bool own = false;                     ///< it leads to `from` itself
  std::size_t position = 0;             ///< in the config, where more than one was read

  bool up() const { return cause == LinkCause::up; }
};

/// Reads one URL as `from`'s Tessera would use it now. All processes count as running.
TesseraReading read_tessera(World& world, PeerId from, const TesseraSpec::PeerUrl& peer);
/// Reads every URL of every Tessera, in the order of peers and of their files.
std::vector<TesseraReading> read_all_tessera(World& world);

/// The URLs of all Tesseras, as much of them as there is to tell.
struct TesseraSurvey {
  /// Every URL of every sender. In brief, a URL of a shared list that is up for one sender, or
  /// fails for it, is read for the first sender whom it meets alike, and stands for the others.
  std::vector<TesseraReading> urls;
  std::vector<std::size_t> alike;  ///< by place in urls: for how many others it stands
  std::vector<PeerId> another;     ///< by place in urls: the first of those, or none
  bool brief = false;
  /// By sender and receiver, only in brief: a URL that depends on nothing is up.
  std::vector<bool> up;
  /// By sender, only in brief: those of one number meet the same on every way.
  std::vector<std::uint32_t> kinds;
  // Places in urls by sender, or kind of sender, and receiver: the first that works, else the last.
  std::map<std::pair<PeerId, PeerId>, std::size_t> of_peers;
  std::map<std::pair<std::uint32_t, PeerId>, std::size_t> of_kinds;

  bool has_up(PeerId from, PeerId to) const {
    return brief &&
           up[static_cast<std::size_t>(from) * kinds.size() + static_cast<std::size_t>(to)];
  }
  /// The URL that decides what one sends to another and that is not surely up; null for none.
  const TesseraReading* decisive(PeerId from, PeerId to) const;

  /// Whether of two URLs to one receiver the first one decides.
  static bool is_before(const TesseraReading& a, const TesseraReading& b) {
    if (a.up() != b.up()) return a.up();
    return a.up() == (a.position < b.position);
  }
  std::size_t add(TesseraReading reading);
  void count_like(std::size_t reading, PeerId from);
  template <class Places>
  void note(Places& places, const typename Places::key_type& way, std::size_t reading) {
    const auto [found, fresh] = places.try_emplace(way, reading);
    if (!fresh && is_before(urls[reading], urls[found->second])) found->second = reading;
  }
};

/// Reads the URLs of all Tesseras; in brief with a walk for each two shapes of sender and place, as
/// the link matrix, and not one for each URL.
TesseraSurvey survey_tessera(World& world, bool brief);

/// What an advertised URL means in another cluster. SPEC goquorum 10.2
struct AdvertisedReading {
  PeerId of = PeerId::none;
  ClusterId seen_from = ClusterId::none;
  PeerId seen_by = PeerId::none;      ///< the Tessera of that cluster that was asked
  PeerId resolves_to = PeerId::none;  ///< whose pod the URL leads to there; none: nobody's
  std::string url;
  Mark mark;
  LinkCause cause = LinkCause::other;
  std::string detail;
  std::vector<std::string> conditions;

  /// Payloads for `of` reach it.
  bool right() const { return cause == LinkCause::up && resolves_to == of; }
};

/// Each Tessera's advertised URL in each other cluster that exchanges party info with its own, as
/// the readings of the configured URLs tell.
std::vector<AdvertisedReading> read_advertised(World& world,
                                               const std::vector<TesseraReading>& urls);
std::vector<AdvertisedReading> read_advertised(World& world);

/// What becomes of payloads from one Tessera to another.
struct TesseraPush {
  LinkCause cause = LinkCause::not_listed;
  std::string detail;
  std::vector<std::string> conditions;
  TesseraFault fault = TesseraFault::none;  ///< of the URL of the sender's config, if that decides
  bool advertised = false;                  ///< what `to` advertises decides
};

/// Payloads between all Tesseras of a world as it stands: they go to a URL of the sender's config
/// that leads to the other, or else to the one that the other advertises. SPEC goquorum 10.2
class TesseraPushes {
 public:
  explicit TesseraPushes(World& world);
  TesseraPushes(World& world, TesseraSurvey survey);
  TesseraPush read(PeerId from, PeerId to) const;
  /// The readings of every URL of every config, or those that a survey in brief kept.
  const std::vector<TesseraReading>& urls() const { return survey_.urls; }
  const TesseraSurvey& survey() const { return survey_; }

 private:
  TesseraPush configured(PeerId from, PeerId to) const;

  const World& world_;
  TesseraSurvey survey_;
  std::vector<AdvertisedReading> advertised_;
  std::map<std::pair<PeerId, ClusterId>, std::size_t> first_advertised_;  ///< by reader's cluster
};

}  // namespace seatrial
