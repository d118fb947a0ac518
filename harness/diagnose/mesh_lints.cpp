// SPDX-License-Identifier: Apache-2.0
// The graph of links between the validators of a chain: whether a quorum of them links at all, and
// whether one of them, or somebody who is none, stands between the others. Links that another
// finding explains are not told again: they count as mended.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/diagnose/chain_members.hpp"
#include "harness/diagnose/lints.hpp"
#include "harness/finding/catalogue.hpp"
#include "sim/wire/hex.hpp"

namespace seatrial::diagnosis {

namespace {

/// Nobody asks for this link, and no finding says so. // link_findings: add_unlisted
bool unasked(const View& view, const LinkReading& link) {
  return link.status == LinkStatus::down && link.forward.entry == nullptr &&
         link.backward.entry == nullptr && view.cluster_of(link.a) == view.cluster_of(link.b);
}

/// Peers and the links between them that count.
class Graph {
 public:
  explicit Graph(std::vector<PeerId> peers) : peers_(std::move(peers)) {}

  const std::vector<PeerId>& peers() const { return peers_; }
  void link(PeerId a, PeerId b) {
    links_.insert({a, b});
    links_.insert({b, a});
  }
  bool linked(PeerId a, PeerId b) const { return links_.contains({a, b}); }

  /// Those that reach `from` without `gone`.
  std::vector<PeerId> reach(PeerId from, PeerId gone = PeerId::none) const {
    std::vector<PeerId> found = {from};
    for (std::size_t i = 0; i < found.size(); ++i) {
      for (const PeerId peer : peers_) {
        const bool known = std::find(found.begin(), found.end(), peer) != found.end();
        if (!known && peer != gone && linked(found[i], peer)) found.push_back(peer);
      }
    }
    return found;
  }
  std::vector<PeerId> largest() const {
    std::vector<PeerId> most;
    for (const PeerId peer : peers_) {
      std::vector<PeerId> part = reach(peer);
      if (part.size() > most.size()) most = std::move(part);
    }
    return most;
  }
  /// The first peer without which the others come apart, or none.
  PeerId gateway() const {
    if (peers_.size() < 3 || largest().size() != peers_.size()) return PeerId::none;
    for (const PeerId peer : peers_) {
      const PeerId other = peers_.front() == peer ? peers_[1] : peers_.front();
      if (reach(other, peer).size() + 1 < peers_.size()) return peer;
    }
    return PeerId::none;
  }

 private:
  std::vector<PeerId> peers_;
  std::set<std::pair<PeerId, PeerId>> links_;
};

class MeshReader {
 public:
  MeshReader(const View& view, const ChainMembers& chain, const std::vector<LinkReading>& links)
      : view_(view), chain_(chain), now_(validators()), mended_(now_.peers()), all_(chain.peers) {
    for (const LinkReading& link : links) add(link);
  }

  void run(Findings& made) {
    if (chain_.size() < 2 || mended_.peers().empty()) return;
    if (count(mended_) < chain_.quorum) return made.push_back(no_quorum());
    if (count(now_) < chain_.quorum) {
      made.push_back(no_quorum());
      made.back().severity = Severity::warning;  // the errors that part them are told
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

  void add(const LinkReading& link) {
    if (link.status != LinkStatus::down) {
      now_.link(link.a, link.b);
      all_.link(link.a, link.b);
    }
    if (!unasked(view_, link)) mended_.link(link.a, link.b);
  }

  std::string names_of(const std::vector<PeerId>& peers) const {
    std::vector<std::string> names;
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

Findings mesh_lints(const View& view, const std::vector<LinkReading>& links) {
  Findings made;
  for (const ChainMembers& chain : chains_of(view)) {
    nobodies(view, chain, made);
    MeshReader(view, chain, links).run(made);
  }
  return made;
}

}  // namespace seatrial::diagnosis
