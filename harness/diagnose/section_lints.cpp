// SPDX-License-Identifier: Apache-2.0
// What a release makes of the sections of its genesis: what it refuses to start with, what it does
// not read, and what it does otherwise than it looks. One finding for each genesis and release.
#include <fmt/format.h>

#include <algorithm>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/peer/consensus_settings.hpp"

namespace seatrial::diagnosis {

namespace {

std::string text_of(const GoQuorumVersion& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

// SPEC goquorum 8.4
void refused(const View& view, PeerId peer, const std::string& who, Findings& made) {
  const auto fault = genesis_fault(view.spec(peer));
  if (!fault) return;
  const bool transition = fault->path.starts_with("config.transitions");
  const std::string what = fmt::format("geth of {} does not start: {}", who, fault->text);
  const Mark place = genesis_place(view, peer, fault->path);
  made.push_back(transition ? finding::make("ST722", place, what)
                            : finding::make("ST721", place, what));
}

// SPEC goquorum 14
void unread(const View& view, PeerId peer, const std::string& who, Findings& made) {
  const bool derived = view.scene().cluster_of(peer).qubernetes.has_value();
  for (const UnreadKey& key : unread_keys(view.spec(peer))) {
    // The generator writes it for QBFT, and its own traps tell the release: ST411.
    if (derived && key.path == "config.istanbul.testQBFTBlock") continue;
    const std::string end = key.section ? ", so that nobody there makes or checks blocks" : "";
    made.push_back(finding::make(
        "ST724", genesis_place(view, peer, key.path),
        fmt::format("{} of {} does not read {}{}", text_of(view.spec(peer).geth.version), who,
                    key.path.substr(key.path.find('.') + 1), end),
        {{"first", text_of(key.first)}}));
    if (key.section) made.back().severity = Severity::error;
  }
}

// SPEC qbft-law 4
void low_cap(const View& view, PeerId peer, Findings& made) {
  const RoundTimers timers = round_timers(view.spec(peer), 1);
  const Duration cap = timers.settings.max_request_timeout;
  if (!timers.qbft || cap == Duration() || cap >= timers.settings.request_timeout) return;
  made.push_back(finding::make(
      "ST723", genesis_place(view, peer, "config.qbft.maxRequestTimeoutSeconds"),
      fmt::format(
          "maxRequestTimeoutSeconds {} is below requesttimeoutseconds {}: every round lasts "
          "{}",
          cap.ns() / seconds(1).ns(), timers.settings.request_timeout.ns() / seconds(1).ns(),
          to_string(cap))));
}

/// The first of each release on each genesis, and how many there are of it.
struct Release {
  PeerId first = PeerId::none;
  std::size_t count = 0;
};

std::vector<Release> releases_of(const View& view) {
  std::vector<Release> found;
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.opaque || spec.chain == nullptr) continue;
    const auto known = std::ranges::find_if(found, [&](const Release& release) {
      const PeerSpec& other = view.spec(release.first);
      return other.chain == spec.chain && other.geth.version == spec.geth.version;
    });
    if (known == found.end()) {
      found.push_back({peer, 1});
    } else {
      ++known->count;
    }
  }
  return found;
}

// Of a version that nobody knows, everything is assumed. SPEC goquorum 14
void unknown_versions(const View& view, Findings& made) {
  std::vector<Mark> told;
  for (const PeerId peer : view.peers()) {
    const PeerSpec& spec = view.spec(peer);
    if (spec.opaque || spec.geth.unknown_version.empty()) continue;
    const Mark place = first_known(spec.geth.version_mark, spec.mark);
    if (std::ranges::find(told, place) != told.end()) continue;
    told.push_back(place);
    made.push_back(finding::make("ST725", place,
                                 fmt::format("'{}' of {} is no release of GoQuorum",
                                             spec.geth.unknown_version, view.name(peer)),
                                 {{"assumed", text_of(spec.geth.version)}}));
  }
}

}  // namespace

Findings section_lints(const View& view) {
  Findings made;
  for (const Release& release : releases_of(view)) {
    std::string who = view.name(release.first);
    if (release.count > 1) who += fmt::format(" and {} more", release.count - 1);
    refused(view, release.first, who, made);
    unread(view, release.first, who, made);
    low_cap(view, release.first, made);
  }
  unknown_versions(view, made);
  return made;
}

}  // namespace seatrial::diagnosis
