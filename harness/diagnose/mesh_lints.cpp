// SPDX-License-Identifier: Apache-2.0
// The graph of links between the validators of a chain: whether a quorum of them links at all, and
// whether one of them, or somebody who is none, stands between the others. Links that another
// finding explains are not told again: they count as mended.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

/// Nobody asks for this link, and no finding says so. // link_findings: add_unlisted
bool unasked(const View& view, const LinkBrief& link) {
  return link.status == LinkStatus::down && link.unasked() &&
         view.cluster_of(link.a) == view.cluster_of(link.b);
}

/// Peers and the links between them that count.
class Graph {
 public:
  explicit Graph(std::vector<PeerId> peers) : peers_(std::move(peers)), links_(peers_.size()) {
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      const auto peer = static_cast<std::size_t>(peers_[i]);
      if (places_.size() <= peer) places_.resize(peer + 1, nowhere);
      places_[peer] = static_cast<std::uint32_t>(i);
    }
  }

  const std::vector<PeerId>& peers() const { return peers_; }
  void link(PeerId a, PeerId b) {
    const std::uint32_t here = place(a);
    const std::uint32_t there = place(b);
    if (here == nowhere || there == nowhere) return;
    links_[here].push_back(there);
    links_[there].push_back(here);
  }

  /// Those that are joined with `from`, also over others.
  std::vector<PeerId> reach(PeerId from) const {
    const std::uint32_t found = place(from);
    return found == nowhere ? std::vector<PeerId>() : reach(found, peers_.size());
  }
  std::vector<PeerId> largest() const {
    std::vector<PeerId> most;
    std::set<PeerId> seen;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      if (seen.contains(peers_[i])) continue;
      std::vector<PeerId> part = reach(i, peers_.size());
      seen.insert(part.begin(), part.end());
      if (part.size() > most.size()) most = std::move(part);
    }
    return most;
  }
  /// The first peer without which the others come apart, or none.
  PeerId gateway() const {
    if (peers_.size() < 3 || is_dense() || largest().size() != peers_.size()) return PeerId::none;
    for (std::size_t i = 0; i < peers_.size(); ++i) {
      if (reach(i == 0 ? 1 : 0, i).size() + 1 < peers_.size()) return peers_[i];
    }
    return PeerId::none;
  }

 private:
  static constexpr std::uint32_t nowhere = UINT32_MAX;

  std::uint32_t place(PeerId peer) const {
    const auto number = static_cast<std::size_t>(peer);
    return number < places_.size() ? places_[number] : nowhere;
  }
  /// If each has more than half of the others, no single one is missed.
  bool is_dense() const {
    return std::all_of(links_.begin(), links_.end(),
                       [&](const auto& links) { return 2 * links.size() > peers_.size(); });
  }
  std::vector<PeerId> reach(std::size_t from, std::size_t gone) const {
    std::vector<char> seen(peers_.size(), 0);
    std::vector<std::size_t> found = {from};
    seen[from] = 1;
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const std::size_t next : links_[found[i]]) {
        if (next == gone || seen[next] != 0) continue;
        seen[next] = 1;
        found.push_back(next);
      }
    }
    std::sort(found.begin(), found.end());
    std::vector<PeerId> peers;
    peers.reserve(found.size());
    for (const std::size_t place : found) peers.push_back(peers_[place]);
    return peers;
  }

  std::vector<PeerId> peers_;
  std::vector<std::vector<std::uint32_t>> links_;  ///< by place in peers_; each link once
  std::vector<std::uint32_t> places_;              ///< by peer
};

class MeshReader {
 public:
  MeshReader(const View& view, const ChainMembers& chain, const LinkSurvey& links)
      : view_(view), chain_(chain), now_(validators()), mended_(now_.peers()), all_(chain.peers) {
    links.each([&](const LinkBrief& link, const LinkReading*) { add(link); });
  }

  void run(Findings& made) {
    if (chain_.size() < 2 || mended_.peers().empty()) return;
    if (count(now_) < chain_.quorum) {
      made.push_back(no_quorum());
      const bool told = count(mended_) >= chain_.quorum || told_of_nobodies();
      if (told) made.back().severity = Severity::warning;  // there is an error that says why
      return;
    }
    if (mended_.largest().size() < mended_.peers().size()) return add_bridge(made);
    add_gateway(made);
  }

 private:
  std::vector<PeerId> validators() const {
    std::vector<PeerId> known;
    for (const Member& member : chain_.validators) {
      if (member.peer != PeerId::none) known.push_back(member.peer);
    }
    return known;
  }
  /// Validators of clusters that were not read may link with anybody.
  std::size_t count(const Graph& graph) const {
    return graph.largest().size() +
           static_cast<std::size_t>(std::count_if(
               chain_.validators.begin(), chain_.validators.end(), [](const Member& member) {
                 return member.peer == PeerId::none && member.elsewhere;
               }));
  }

  /// The generator knows whose address is wrong, and which one is nobody's.
  bool told_of_nobodies() const {
    const Findings& told = view_.scene().findings;
    return std::any_of(told.begin(), told.end(), [](const Finding& finding) {
      return finding.code == "ST410" || finding.code == "ST404";
    });
  }

  void add(const LinkBrief& link) {
    if (link.status != LinkStatus::down) {
      now_.link(link.a, link.b);
      all_.link(link.a, link.b);
    }
    if (!unasked(view_, link)) mended_.link(link.a, link.b);
  }

  std::string names_of(const std::vector<PeerId>& peers) const {
    std::vector<std::string> names;
    names.reserve(peers.size());
    for (const PeerId peer : peers) names.push_back(view_.name(peer));
    return enumerate(names);
  }

  std::vector<PeerId> apart() const {
    const std::vector<PeerId> most = now_.largest();
    std::vector<PeerId> others;
    for (const PeerId peer : now_.peers()) {
      if (std::find(most.begin(), most.end(), peer) == most.end()) others.push_back(peer);
    }
    return others;
  }

  // SPEC kubernetes F-74
  Finding no_quorum() const {
    const std::vector<PeerId> others = apart();
    const Mark list = others.empty() ? Mark{} : view_.spec(others.front()).static_nodes.mark;
    const Mark place = others.empty() ? genesis_place(view_, chain_.first, "extraData")
                                      : first_known(list, view_.spec(others.front()).mark);
    return finding::make(
        "ST709", place,
        fmt::format("{} of {} validators link with one another, and the quorum is {}", count(now_),
                    chain_.size(), chain_.quorum),
        {{"missing", others.empty() ? "bring nodes that have the others' keys, or use a genesis "
                                      "without them"
                                    : names_of(others) + " stand apart"}});
  }

  // SPEC goquorum 13.3 row 31, 7.9: who is no validator passes no votes on.
  void add_bridge(Findings& made) const {
    const std::vector<PeerId> others = apart();
    if (others.empty()) return;
    const std::vector<PeerId> reached = all_.reach(now_.largest().front());
    const bool bridged = std::all_of(others.begin(), others.end(), [&](PeerId peer) {
      return std::find(reached.begin(), reached.end(), peer) != reached.end();
    });
    if (!bridged) return;
    const PeerSpec& spec = view_.spec(others.front());
    made.push_back(finding::make(
        "ST706", first_known(spec.static_nodes.mark, spec.mark),
        fmt::format("{} {} linked with the other validators only through peers that are none",
                    names_of(others), others.size() == 1 ? "is" : "are")));
  }

  void add_gateway(Findings& made) const {
    const PeerId between = mended_.gateway();
    if (between == PeerId::none) return;
    PeerId first = PeerId::none;
    for (const PeerId peer : mended_.peers()) {
      if (first == PeerId::none && peer != between) first = peer;
    }
    const PeerSpec& spec = view_.spec(first);
    made.push_back(
        finding::make("ST706", first_known(spec.static_nodes.mark, spec.mark),
                      fmt::format("the validators are linked with one another only through {}",
                                  view_.name(between))));
  }

  const View& view_;
  const ChainMembers& chain_;
  Graph now_;     ///< links that are up, or may be
  Graph mended_;  ///< and those whose fault is told
  Graph all_;     ///< with peers that are no validators
};

/// Validators whose key nobody has, in any list either. Of a yaml the generator's traps tell.
void nobodies(const View& view, const ChainMembers& chain, Findings& made) {
  std::vector<std::string> addresses;
  for (const Member& member : chain.validators) {
    if (member.peer != PeerId::none || member.elsewhere) continue;
    addresses.push_back(wire::checksum_address(member.address));
  }
  const scenario::SceneCluster* cluster = view.cluster(view.cluster_of(chain.first));
  if (addresses.empty() || (cluster != nullptr && cluster->qubernetes)) return;
  if (chain.size() - addresses.size() < chain.quorum) return;  // ST709 tells
  made.push_back(
      finding::make("ST410", genesis_place(view, chain.first, "extraData"),
                    fmt::format("validators of the genesis that no node and no list has: {}",
                                enumerate(addresses)),
                    {{"address", addresses.front()}}));
  made.back().severity = Severity::warning;  // the others have a quorum
}

}  // namespace

Findings mesh_lints(const View& view, const LinkSurvey& links,
                    const std::vector<ChainMembers>& chains) {
  Findings made;
  for (const ChainMembers& chain : chains) {
    nobodies(view, chain, made);
    MeshReader(view, chain, links).run(made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
