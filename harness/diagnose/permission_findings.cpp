// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "harness/diagnose/dial_code.hpp"
#include "harness/diagnose/pair_findings.hpp"
#include "sim/peer/name_lookup.hpp"

namespace seatrial::diagnosis {

namespace {

/// Who is refused by one list, which may be the file of several peers.
struct Refusal {
  std::vector<PeerId> deniers;
  std::vector<PeerId> denied;
  std::set<const LinkReading*> links;
};

template <class T>
void add_once(std::vector<T>& to, const T& value) {
  if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
}

bool denies(World& world, PeerId asker, PeerId asked) {
  if (world.peer(asker).spec.opaque) return false;
  return !p2p::allows(p2p::check_permission(permission_file(world, asker), world.peer(asked).self));
}

/// The entry that has the denied peer's key and still does not count; null where there is none.
const PeerListEntry* dead_entry(const View& view, PeerId denier, PeerId denied) {
  for (const PeerListEntry& entry : view.spec(denier).permissioned_nodes.entries) {
    if (entry.enode && entry.enode->key == view.spec(denied).key) return &entry;
  }
  return nullptr;
}

class RefusalCollector {
 public:
  explicit RefusalCollector(const View& view) : view_(view) {}

  void add(const LinkReading& link) {
    add(link, link.a, link.b, link.forward);
    add(link, link.b, link.a, link.backward);
  }

  Findings findings() const {
    Findings made;
    for (const auto& [key, refusal] : refusals_) made.push_back(finding_of(key.first, refusal));
    return made;
  }

 private:
  using Place = std::tuple<FileId, std::uint32_t, std::uint32_t, PeerId>;
  using Key = std::pair<std::string, Place>;

  void add(const LinkReading& link, PeerId denier, PeerId denied, const DialReading& own_dial) {
    if (!denies(view_.world(), denier, denied)) return;
    const std::string code = code_of_refusal(denier, denied, own_dial);
    const Mark mark = place(code, denier, denied);
    Refusal& refusal = refusals_[{
        code, {mark.file, mark.line, mark.column, mark.known() ? PeerId::none : denier}}];
    add_once(refusal.deniers, denier);
    add_once(refusal.denied, denied);
    refusal.links.insert(&link);
  }

  std::string code_of_refusal(PeerId denier, PeerId denied, const DialReading& own_dial) const {
    if (view_.spec(denier).permissioned_nodes.state != PeerListState::ok) return "ST603";
    if (dead_entry(view_, denier, denied) != nullptr) return "ST211";
    return own_dial.entry != nullptr ? "ST602" : "ST601";
  }

  Mark place(const std::string& code, PeerId denier, PeerId denied) const {
    const PeerSpec& spec = view_.spec(denier);
    if (code == "ST211") return dead_entry(view_, denier, denied)->mark;
    if (code == "ST603") return first_known(spec.permissioned_nodes.mark, spec.mark);
    const auto& entries = spec.permissioned_nodes.entries;
    const Mark list =
        first_known(spec.permissioned_nodes.mark, entries.empty() ? Mark{} : entries.front().mark);
    return first_known(list, spec.mark);
  }

  Finding finding_of(const std::string& code, const Refusal& refusal) const {
    const PeerId denier = refusal.deniers.front();
    const PeerId denied = refusal.denied.front();
    const Mark mark = place(code, denier, denied);
    Finding made = code == "ST603"   ? unusable(mark, refusal)
                   : code == "ST211" ? unresolved(mark, denier, denied)
                   : code == "ST602" ? finding::make("ST602", mark, lacks(refusal))
                                     : finding::make("ST601", mark, lacks(refusal));
    if (code == "ST601" || code == "ST602") made.fix = paste(refusal);
    made.links = refusal.links.size();
    return made;
  }

  Finding unusable(const Mark& mark, const Refusal& refusal) const {
    const bool missing =
        view_.spec(refusal.deniers.front()).permissioned_nodes.state == PeerListState::missing;
    return finding::make("ST603", mark,
                         fmt::format("permissioned-nodes.json of {} {}", deniers(refusal),
                                     missing ? "is missing" : "is not a JSON list of texts"));
  }

  Finding unresolved(const Mark& mark, PeerId denier, PeerId denied) const {
    return finding::make("ST211", mark,
                         fmt::format("the name '{}' of {} means nothing in {}",
                                     dead_entry(view_, denier, denied)->enode->host,
                                     view_.name(denied), view_.name(view_.cluster_of(denier))));
  }

  std::string lacks(const Refusal& refusal) const {
    std::vector<std::string> names;
    for (const PeerId peer : refusal.denied) names.push_back(view_.name(peer));
    return fmt::format("permissioned-nodes.json of {} does not list {}", deniers(refusal),
                       enumerate(names));
  }

  std::string deniers(const Refusal& refusal) const {
    if (refusal.deniers.size() == 1) return view_.name(refusal.deniers.front());
    return view_.name(view_.cluster_of(refusal.deniers.front()));
  }

  /// The lines as they stand in the file.
  std::string paste(const Refusal& refusal) const {
    std::string lines;
    for (const PeerId peer : refusal.denied) {
      if (!lines.empty()) lines += ", ";
      lines += '"' + entry_for(view_.world(), refusal.deniers.front(), peer) + '"';
    }
    return fmt::format("add {} to permissioned-nodes.json of {}; it is read at every connection",
                       lines, deniers(refusal));
  }

  const View& view_;
  std::map<Key, Refusal> refusals_;
};

}  // namespace

Findings permission_findings(const View& view, const std::vector<const LinkReading*>& links) {
  RefusalCollector collector(view);
  for (const LinkReading* link : links) {
    if (link->decisive().cause == LinkCause::permission_denied) collector.add(*link);
  }
  return collector.findings();
}

}  // namespace seatrial::diagnosis
